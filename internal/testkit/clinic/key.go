package clinic

import (
	"slices"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/passkey/passkeytest"
	"hverv/internal/proof"
)

// Key is a device that registers keys.
func (c *Clinic) Key() *passkeytest.Device {
	c.T.Helper()
	d, err := passkeytest.New(Origin)
	c.Must(err)
	return d
}

// Chip is one that has been delivered to somebody.
func (c *Clinic) Chip(i identity.Identity) authenticator.Authenticator {
	c.T.Helper()
	a, err := c.Provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Delivered})
	c.Must(err)
	return a
}

// Register goes through a registration by the signed-in holder; none is an app's passkey.
func (c *Clinic) Register(i identity.Identity, chip id.Authenticator, d *passkeytest.Device) (authenticator.Authenticator, error) {
	c.T.Helper()
	ctx := c.Acting(authz.Actor{Employee: i.Employee, Assurance: authz.High})
	asked, err := c.Authenticators.BeginKey(ctx, authenticator.NewKey{Organisation: c.Org, Identity: i.ID, Chip: chip, Label: "Nøgle"})
	if err != nil {
		return authenticator.Authenticator{}, err
	}
	answer, err := d.Register(asked.Options)
	c.Must(err)
	return c.Authenticators.FinishKey(ctx, c.Org, authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer})
}

// WithChip is an employee with an active dedicated identity, an app and a registered chip.
func (c *Clinic) WithChip() (identity.Identity, authenticator.Authenticator, *passkeytest.Device) {
	c.T.Helper()
	c.Enable()
	i, _ := c.Dedicated()
	d := c.Key()
	a, err := c.Register(i.Identity, c.Chip(i.Identity).ID, d)
	c.Must(err)
	return i.Identity, a, d
}

// Answered is the answer of a device to a question, not yet judged.
func (c *Clinic) Answered(after *proof.Challenge, d *passkeytest.Device) authenticator.KeyAnswer {
	c.T.Helper()
	asked, err := c.Proofs.AskKey(c.From("192.0.2.7"), after)
	c.Must(err)
	answer, err := d.Prove(asked.Options)
	c.Must(err)
	return authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer}
}

// ByKey goes through the door by a key.
func (c *Clinic) ByKey(after *proof.Challenge, d *passkeytest.Device) (proof.Proof, error) {
	c.T.Helper()
	return c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), after, c.Answered(after, d))
}

// StateShown is what the holder of an authenticator is told of it.
func (c *Clinic) StateShown(a authenticator.Authenticator) authenticator.State {
	c.T.Helper()
	list, err := c.Authenticators.Identities(c.Self(a.Employee), c.Org, a.Employee)
	c.Must(err)
	at := slices.IndexFunc(list[0].Authenticators, func(b authenticator.Authenticator) bool { return b.ID == a.ID })
	return list[0].Authenticators[at].State
}
