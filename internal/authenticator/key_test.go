package authenticator_test

import (
	"encoding/json"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/passkey"
	"hverv/internal/passkey/passkeytest"
	"hverv/internal/testkit/clinic"
)

func TestKeyBelongsToOneOnly_U2(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _, d := c.WithChip()
	_, err := c.Register(i, c.Chip(i).ID, d)
	c.Refused(err, "key_taken")
	if fault.KindOf(err) != fault.Conflict || c.Events("authenticator.refused") != 1 {
		t.Error(err)
	}
	// Somebody else's chip, and somebody else's ceremony.
	other := c.Choose(c.Hire(2), identity.Dedicated)
	c.SQL(`update identities set state = 'active' where id = $1`, other.ID)
	_, err = c.Register(other, c.Chip(i).ID, c.Key())
	c.Refused(err, "not_found")
	asked, err := c.Authenticators.BeginKey(c.Self(i.Employee), authenticator.NewKey{Organisation: c.Org, Identity: i.ID, Chip: c.Chip(i).ID})
	c.Must(err)
	fresh := c.Key()
	answer, err := fresh.Register(asked.Options)
	c.Must(err)
	in := authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer}
	_, err = c.Authenticators.FinishKey(c.Self(other.Employee), c.Org, in)
	c.Refused(err, "forbidden")
	elsewhere := authz.With(t.Context(), authz.Actor{Kind: authz.PersonActor, Organisation: id.New[id.Organisation](), Employee: i.Employee, At: c.Clock.Last(), SignedInAt: c.Clock.Last()})
	_, err = c.Authenticators.FinishKey(elsewhere, c.Org, in)
	if err == nil {
		t.Error("another organisation")
	}
	_, err = c.Authenticators.FinishKey(c.Self(i.Employee), c.Org, in) // nobody has spent it
	c.Must(err)
	_, err = c.Authenticators.FinishKey(c.Self(i.Employee), c.Org, in)
	c.Refused(err, "ceremony_over")
}

func TestWhatMayBeAChip_U2(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i, _ := c.Dedicated()
	synced := c.Key()
	synced.Synced = true
	_, err := c.Register(i.Identity, c.Chip(i.Identity).ID, synced)
	c.Refused(err, "chip_is_synced")
	c.SQL(`update organisations set chip_models = '{01020300-0000-0000-0000-000000000000}' where id = $1`, c.Org)
	d := c.Key()
	chip := c.Chip(i.Identity)
	_, err = c.Register(i.Identity, chip.ID, d)
	c.Refused(err, "chip_model_not_allowed")
	d.Model = [16]byte{1, 2, 3}
	_, err = c.Register(i.Identity, chip.ID, d)
	c.Must(err)
	wrong := c.Key()
	wrong.Origin = "https://evil.example"
	_, err = c.Register(i.Identity, c.Chip(i.Identity).ID, wrong)
	c.Refused(err, "key_refused")
}

func TestPasskeyIsAnApp_U2_U4(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	d := c.Key()
	d.Synced = true
	a, err := c.Register(i.Identity, id.Authenticator{}, d)
	c.Must(err)
	if a.Kind != authenticator.App || a.Method != authenticator.WebAuthn || a.Label != "Nøgle" {
		t.Errorf("%+v", a)
	}
	c.SQL(`update identities set assurance = 'high' where id = $1`, i.ID)
	proof, err := c.ByKey(nil, d)
	c.Must(err)
	if proof.Assurance != authz.Substantial || proof.AMR[0] != "swk" {
		t.Errorf("%+v", proof)
	}
	_, err = c.Register(i.Identity, id.Authenticator{}, c.Key())
	c.Must(err)
	_, err = c.Register(i.Identity, id.Authenticator{}, c.Key())
	c.Refused(err, "too_many_apps")
}

func TestActivationByKey_U5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i := c.Choose(c.Hire(1), identity.Dedicated)
	code, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "telephone")
	c.Must(err)
	ctx := c.From("192.0.2.1")
	opened, err := c.Authenticators.ByHandOver(ctx, c.Mails.Token(t), code.Code)
	c.Must(err)
	_, err = c.Authenticators.BeginKeyByTicket(ctx, opened.Ticket, authenticator.NewKey{})
	c.Refused(err, "password_missing")
	_, err = c.Identities.ChoosePassword(ctx, opened.Ticket, clinic.Password)
	c.Must(err)
	_, err = c.Authenticators.EnrolApp(ctx, opened.Ticket, "Telefon") // begun as an app with codes, finished as a passkey
	c.Must(err)
	asked, err := c.Authenticators.BeginKeyByTicket(ctx, opened.Ticket, authenticator.NewKey{})
	c.Must(err)
	var shown struct {
		User struct {
			Name string `json:"name"`
		} `json:"user"`
	}
	c.Must(json.Unmarshal(asked.Options, &shown))
	d := c.Key()
	answer, err := d.Register(asked.Options)
	c.Must(err)
	active, err := c.Authenticators.FinishKeyByTicket(ctx, opened.Ticket, authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer})
	c.Must(err)
	if active.State != identity.Active || len(active.Authenticators) != 1 || shown.User.Name != i.UserName {
		t.Errorf("%+v %+v", active, shown)
	}
	_, err = c.ByKey(nil, d)
	c.Must(err)
	challenge, err := c.Proofs.BeginPassword(ctx, active.UserName, clinic.Password)
	if err != nil || challenge.Codes || !challenge.Keys {
		t.Errorf("%+v %v", challenge, err)
	}
}

func TestChipsProveTheirModelWhereWanted_U2(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	c.Enable()
	i, _ := c.Dedicated()
	c.SQL(`update organisations set chip_attestation = true where id = $1`, c.Org)
	chip := c.Chip(i.Identity)
	d := c.Key()
	d.Model = [16]byte{1, 2, 3}
	_, err := c.Register(i.Identity, chip.ID, d)
	c.Refused(err, "no_chip_metadata")
	maker, err := passkeytest.NewMaker(time.Now())
	c.Must(err)
	trust := func(status string) {
		blob, err := maker.Blob(d.Model, status)
		c.Must(err)
		read, err := passkey.ReadMetadata(blob, maker.Anchor(), time.Now)
		c.Must(err)
		c.Party.Trust(read)
	}
	trust("FIDO_CERTIFIED")
	_, err = c.Register(i.Identity, chip.ID, d)
	c.Refused(err, "chip_not_attested")
	c.Must(maker.Attest(d))
	trust("REVOKED")
	_, err = c.Register(i.Identity, chip.ID, d)
	c.Refused(err, "chip_withdrawn")
	trust("FIDO_CERTIFIED")
	_, err = c.Register(i.Identity, authenticator.Authenticator{}.ID, c.Key()) // a passkey proves nothing, and need not
	c.Must(err)
	a, err := c.Register(i.Identity, chip.ID, d)
	c.Must(err)
	if a.State != authenticator.Active || c.Events("authenticator.refused") != 3 {
		t.Errorf("%s, %d refusals", a.State, c.Events("authenticator.refused"))
	}
}
