package authenticator_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/passkey"
	"hverv/internal/passkey/passkeytest"
)

const origin = "https://hverv.example"

func (c *clinic) device() *passkeytest.Device {
	c.t.Helper()
	d, err := passkeytest.New(origin)
	c.must(err)
	return d
}

// chip is one that has been delivered to somebody.
func (c *clinic) chip(i authenticator.Identity) authenticator.Authenticator {
	c.t.Helper()
	a, err := c.provide(authenticator.Hardware{Identity: i.ID, Kind: authenticator.Chip, State: authenticator.Delivered})
	c.must(err)
	return a
}

// register goes through a registration by the signed-in holder; none is an app's passkey.
func (c *clinic) register(i authenticator.Identity, chip id.Authenticator, d *passkeytest.Device) (authenticator.Authenticator, error) {
	c.t.Helper()
	ctx := c.acting(authz.Actor{Employee: i.Employee, Assurance: authz.High})
	asked, err := c.service.BeginKey(ctx, authenticator.NewKey{Organisation: c.org, Identity: i.ID, Chip: chip, Label: "Nøgle"})
	if err != nil {
		return authenticator.Authenticator{}, err
	}
	answer, err := d.Register(asked.Options)
	c.must(err)
	return c.service.FinishKey(ctx, c.org, authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer})
}

// keyed is an employee with an active dedicated identity, an app and a registered chip.
func (c *clinic) keyed() (authenticator.Identity, authenticator.Authenticator, *passkeytest.Device) {
	c.t.Helper()
	c.enable()
	i, _ := c.dedicated()
	d := c.device()
	a, err := c.register(i, c.chip(i).ID, d)
	c.must(err)
	return i, a, d
}

// answered is the answer of a device to a question, not yet judged.
func (c *clinic) answered(after *authenticator.Challenge, d *passkeytest.Device) authenticator.KeyAnswer {
	c.t.Helper()
	asked, err := c.service.AskKey(c.from("192.0.2.7"), after)
	c.must(err)
	answer, err := d.Prove(asked.Options)
	c.must(err)
	return authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer}
}

func (c *clinic) byKey(after *authenticator.Challenge, d *passkeytest.Device) (authenticator.Proof, error) {
	c.t.Helper()
	return c.service.FinishKeySignIn(c.from("192.0.2.7"), after, c.answered(after, d))
}

func (c *clinic) state(a authenticator.Authenticator) authenticator.State {
	c.t.Helper()
	list, err := c.service.Identities(c.self(a.Employee), c.org, a.Employee)
	c.must(err)
	at := slices.IndexFunc(list[0].Authenticators, func(b authenticator.Authenticator) bool { return b.ID == a.ID })
	return list[0].Authenticators[at].State
}

func TestChipOpensTheDoorAlone_U2_P2_P3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, a, d := c.keyed()
	if a.State != authenticator.Active || a.Method != authenticator.WebAuthn || !a.Spare || c.mails.count(notify.AuthenticatorAdded) != 1 {
		t.Errorf("%+v", a)
	}
	c.set(`update identities set assurance = 'high' where id = $1`, i.ID)
	proof, err := c.byKey(nil, d)
	c.must(err)
	if proof.Employee != i.Employee || proof.Assurance != authz.High || !slices.Equal(proof.AMR, []string{"hwk", "user", "mfa"}) {
		t.Errorf("%+v", proof)
	}
	c.set(`update credentials set assurance = 'substantial'`)
	if proof, err = c.byKey(nil, d); err != nil || proof.Assurance != authz.Substantial {
		t.Errorf("no more than the sign-in it was registered under: %+v %v", proof, err)
	}
	if c.events("authenticator.used") != 2 {
		t.Error("every use is logged")
	}
}

func TestChipFollowsThePassword_P2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _, d := c.keyed()
	challenge, err := c.service.BeginPassword(c.from("192.0.2.7"), i.UserName, password)
	c.must(err)
	if !challenge.Codes || !challenge.Keys {
		t.Errorf("%+v", challenge)
	}
	proof, err := c.byKey(&challenge, d)
	c.must(err)
	if proof.Assurance != authz.Substantial || !slices.Equal(proof.AMR, []string{"pwd", "hwk", "user", "mfa"}) {
		t.Errorf("%+v", proof)
	}
	// What was asked after a password answers nothing else.
	_, err = c.service.FinishKeySignIn(c.from("192.0.2.7"), nil, c.answered(&challenge, d))
	c.refused(err, "ceremony_over")
	_, err = c.service.FinishKeySignIn(c.from("192.0.2.7"), &challenge, c.answered(nil, d))
	c.refused(err, "ceremony_over")
	answer := c.answered(&challenge, d)
	c.must(c.service.ChangePassword(c.self(i.Employee), password, "en helt anden sætning"))
	_, err = c.service.FinishKeySignIn(c.from("192.0.2.7"), &challenge, answer)
	c.refused(err, "sign_in_expired")
}

func TestBadAnswersOpenNothing_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, a, d := c.keyed()
	used := c.answered(nil, d)
	_, err := c.service.FinishKeySignIn(c.from("192.0.2.7"), nil, used)
	c.must(err)
	_, err = c.service.FinishKeySignIn(c.from("192.0.2.7"), nil, used)
	c.refused(err, "ceremony_over")
	// The answer to one question is none to another.
	other := c.answered(nil, d)
	other.Answer = used.Answer
	_, err = c.service.FinishKeySignIn(c.from("192.0.2.7"), nil, other)
	c.refused(err, "sign_in_failed")
	d.Origin = "https://hverv.example.evil.example"
	_, err = c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
	d.Origin, d.Unverified = origin, true
	_, err = c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
	d.Unverified = false
	known := d.ID
	d.ID = bytes.Repeat([]byte{7}, 32)
	_, err = c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
	d.ID = known
	_, err = c.service.FinishKeySignIn(c.from("192.0.2.7"), nil, authenticator.KeyAnswer{Ceremony: c.answered(nil, d).Ceremony, Answer: []byte("{}")})
	c.refused(err, "sign_in_failed")
	if c.events("sign_in.refused") != 6 || c.state(a) != authenticator.Active {
		t.Errorf("%d refusals", c.events("sign_in.refused"))
	}
	_, err = c.byKey(nil, d)
	c.must(err)
}

func TestOneAnswerCountsOnce_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	_, _, d := c.keyed()
	answer := c.answered(nil, d)
	var group sync.WaitGroup
	results := make([]error, 8)
	for n := range results {
		group.Go(func() { _, results[n] = c.service.FinishKeySignIn(c.from("192.0.2.7"), nil, answer) })
	}
	group.Wait()
	accepted := 0
	for _, err := range results {
		if err == nil {
			accepted++
		} else if fault.CodeOf(err) != "ceremony_over" {
			t.Error(err)
		}
	}
	if accepted != 1 {
		t.Errorf("%d accepted", accepted)
	}
}

func TestClonedChipIsBlockedAndTold_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, a, d := c.keyed()
	_, err := c.byKey(nil, d)
	c.must(err)
	c.users() // an administrator to tell
	d.Frozen = true
	_, err = c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
	if c.state(a) != authenticator.Blocked || c.events("authenticator.blocked") != 1 {
		t.Errorf("%s", c.state(a))
	}
	if c.mails.count(notify.KeyCloned) != 1 || c.mails.count(notify.KeyClonedOfOther) != 1 {
		t.Errorf("told %d and %d", c.mails.count(notify.KeyCloned), c.mails.count(notify.KeyClonedOfOther))
	}
	d.Frozen = false
	_, err = c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
	// U8: it counts again when it is unblocked and registered anew; the old key does not.
	_, err = c.register(i, a.ID, c.device())
	c.refused(err, "step_not_allowed")
	list, err := c.service.Identities(c.self(i.Employee), c.org, i.Employee)
	c.must(err)
	at := slices.IndexFunc(list[0].Authenticators, func(b authenticator.Authenticator) bool { return b.ID == a.ID })
	_, err = c.service.Unblock(c.users(), authenticator.Move{Organisation: c.org, Authenticator: a.ID, Version: list[0].Authenticators[at].Version})
	c.must(err)
	_, err = c.register(i, a.ID, d)
	c.refused(err, "key_taken")
	anew := c.device()
	_, err = c.register(i, a.ID, anew)
	c.must(err)
	_, err = c.byKey(nil, anew)
	c.must(err)
	_, err = c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
}

func TestKeyBelongsToOneOnly_U2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _, d := c.keyed()
	_, err := c.register(i, c.chip(i).ID, d)
	c.refused(err, "key_taken")
	if fault.KindOf(err) != fault.Conflict || c.events("authenticator.refused") != 1 {
		t.Error(err)
	}
	// Somebody else's chip, and somebody else's ceremony.
	other := c.choose(c.employ(2), authenticator.Dedicated)
	c.set(`update identities set state = 'active' where id = $1`, other.ID)
	_, err = c.register(other, c.chip(i).ID, c.device())
	c.refused(err, "not_found")
	asked, err := c.service.BeginKey(c.self(i.Employee), authenticator.NewKey{Organisation: c.org, Identity: i.ID, Chip: c.chip(i).ID})
	c.must(err)
	fresh := c.device()
	answer, err := fresh.Register(asked.Options)
	c.must(err)
	in := authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer}
	_, err = c.service.FinishKey(c.self(other.Employee), c.org, in)
	c.refused(err, "forbidden")
	elsewhere := authz.With(t.Context(), authz.Actor{Kind: authz.PersonActor, Organisation: id.New[id.Organisation](), Employee: i.Employee, At: c.clock.Last(), SignedInAt: c.clock.Last()})
	_, err = c.service.FinishKey(elsewhere, c.org, in)
	if err == nil {
		t.Error("another organisation")
	}
	_, err = c.service.FinishKey(c.self(i.Employee), c.org, in) // nobody has spent it
	c.must(err)
	_, err = c.service.FinishKey(c.self(i.Employee), c.org, in)
	c.refused(err, "ceremony_over")
}

func TestWhatMayBeAChip_U2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i, _ := c.dedicated()
	synced := c.device()
	synced.Synced = true
	_, err := c.register(i, c.chip(i).ID, synced)
	c.refused(err, "chip_is_synced")
	c.set(`update organisations set chip_models = '{01020300-0000-0000-0000-000000000000}' where id = $1`, c.org)
	d := c.device()
	chip := c.chip(i)
	_, err = c.register(i, chip.ID, d)
	c.refused(err, "chip_model_not_allowed")
	d.Model = [16]byte{1, 2, 3}
	_, err = c.register(i, chip.ID, d)
	c.must(err)
	wrong := c.device()
	wrong.Origin = "https://evil.example"
	_, err = c.register(i, c.chip(i).ID, wrong)
	c.refused(err, "key_refused")
}

func TestPasskeyIsAnApp_U2_U4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	d := c.device()
	d.Synced = true
	a, err := c.register(i, id.Authenticator{}, d)
	c.must(err)
	if a.Kind != authenticator.App || a.Method != authenticator.WebAuthn || a.Label != "Nøgle" {
		t.Errorf("%+v", a)
	}
	c.set(`update identities set assurance = 'high' where id = $1`, i.ID)
	proof, err := c.byKey(nil, d)
	c.must(err)
	if proof.Assurance != authz.Substantial || proof.AMR[0] != "swk" {
		t.Errorf("%+v", proof)
	}
	_, err = c.register(i, id.Authenticator{}, c.device())
	c.must(err)
	_, err = c.register(i, id.Authenticator{}, c.device())
	c.refused(err, "too_many_apps")
}

func TestBlockedEmployeesKeyOpensNothing_E6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, a, d := c.keyed()
	for name, both := range map[string][2]string{
		"employee": {`insert into block_reasons (organisation_id, id, employee_id, kind, set_at)
			select organisation_id, gen_random_uuid(), id, 'self', created_at from employees where id = $1`, `delete from block_reasons where employee_id = $1`},
		"identity":      {`update identities set state = 'revoked' where employee_id = $1`, `update identities set state = 'active' where employee_id = $1`},
		"authenticator": {`update authenticators set state = 'revoked' where employee_id = $1 and kind = 'chip'`, `update authenticators set state = 'active' where employee_id = $1 and kind = 'chip'`},
	} {
		c.set(both[0], i.Employee)
		_, err := c.byKey(nil, d)
		if fault.CodeOf(err) != "sign_in_failed" {
			t.Errorf("%s: %v", name, err)
		}
		c.set(both[1], i.Employee)
		if _, err := c.byKey(nil, d); err != nil {
			t.Errorf("%s: afterwards %v", name, err)
		}
	}
	c.set(`update authenticators set ends_at = $2 where id = $1`, a.ID, c.clock.Last())
	_, err := c.byKey(nil, d)
	c.refused(err, "sign_in_failed")
}

func TestActivationByKey_U5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i := c.choose(c.employ(1), authenticator.Dedicated)
	code, err := c.service.HandOver(c.users(), c.org, i.ID, "telephone")
	c.must(err)
	ctx := c.from("192.0.2.1")
	opened, err := c.service.ByHandOver(ctx, c.mails.token(t), code.Code)
	c.must(err)
	_, err = c.service.BeginKeyByTicket(ctx, opened.Ticket, authenticator.NewKey{})
	c.refused(err, "password_missing")
	_, err = c.service.ChoosePassword(ctx, opened.Ticket, password)
	c.must(err)
	_, err = c.service.EnrolApp(ctx, opened.Ticket, "Telefon") // begun as an app with codes, finished as a passkey
	c.must(err)
	asked, err := c.service.BeginKeyByTicket(ctx, opened.Ticket, authenticator.NewKey{})
	c.must(err)
	var shown struct {
		User struct {
			Name string `json:"name"`
		} `json:"user"`
	}
	c.must(json.Unmarshal(asked.Options, &shown))
	d := c.device()
	answer, err := d.Register(asked.Options)
	c.must(err)
	active, err := c.service.FinishKeyByTicket(ctx, opened.Ticket, authenticator.KeyAnswer{Ceremony: asked.Ceremony, Answer: answer})
	c.must(err)
	if active.State != authenticator.IdentityActive || len(active.Authenticators) != 1 || shown.User.Name != i.UserName {
		t.Errorf("%+v %+v", active, shown)
	}
	_, err = c.byKey(nil, d)
	c.must(err)
	challenge, err := c.service.BeginPassword(ctx, active.UserName, password)
	if err != nil || challenge.Codes || !challenge.Keys {
		t.Errorf("%+v %v", challenge, err)
	}
}

func TestChipsProveTheirModelWhereWanted_U2(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.enable()
	i, _ := c.dedicated()
	c.set(`update organisations set chip_attestation = true where id = $1`, c.org)
	chip := c.chip(i)
	d := c.device()
	d.Model = [16]byte{1, 2, 3}
	_, err := c.register(i, chip.ID, d)
	c.refused(err, "no_chip_metadata")
	maker, err := passkeytest.NewMaker(time.Now())
	c.must(err)
	trust := func(status string) {
		blob, err := maker.Blob(d.Model, status)
		c.must(err)
		read, err := passkey.ReadMetadata(blob, maker.Anchor(), time.Now)
		c.must(err)
		c.party.Trust(read)
	}
	trust("FIDO_CERTIFIED")
	_, err = c.register(i, chip.ID, d)
	c.refused(err, "chip_not_attested")
	c.must(maker.Attest(d))
	trust("REVOKED")
	_, err = c.register(i, chip.ID, d)
	c.refused(err, "chip_withdrawn")
	trust("FIDO_CERTIFIED")
	_, err = c.register(i, authenticator.Authenticator{}.ID, c.device()) // a passkey proves nothing, and need not
	c.must(err)
	a, err := c.register(i, chip.ID, d)
	c.must(err)
	if a.State != authenticator.Active || c.events("authenticator.refused") != 3 {
		t.Errorf("%s, %d refusals", a.State, c.events("authenticator.refused"))
	}
}
