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
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/passkey"
	"hverv/internal/passkey/passkeytest"
	"hverv/internal/testkit/clinic"
)

func TestChipOpensTheDoorAlone_U2_P2_P3(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, a, d := c.WithChip()
	if a.State != authenticator.Active || a.Method != authenticator.WebAuthn || !a.Spare || c.Mails.Count(notify.AuthenticatorAdded) != 1 {
		t.Errorf("%+v", a)
	}
	c.SQL(`update identities set assurance = 'high' where id = $1`, i.ID)
	proof, err := c.ByKey(nil, d)
	c.Must(err)
	if proof.Employee != i.Employee || proof.Assurance != authz.High || !slices.Equal(proof.AMR, []string{"hwk", "user", "mfa"}) {
		t.Errorf("%+v", proof)
	}
	c.SQL(`update credentials set assurance = 'substantial'`)
	if proof, err = c.ByKey(nil, d); err != nil || proof.Assurance != authz.Substantial {
		t.Errorf("no more than the sign-in it was registered under: %+v %v", proof, err)
	}
	if c.Events("authenticator.used") != 2 {
		t.Error("every use is logged")
	}
}

func TestChipFollowsThePassword_P2(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _, d := c.WithChip()
	challenge, err := c.Authenticators.BeginPassword(c.From("192.0.2.7"), i.UserName, clinic.Password)
	c.Must(err)
	if !challenge.Codes || !challenge.Keys {
		t.Errorf("%+v", challenge)
	}
	proof, err := c.ByKey(&challenge, d)
	c.Must(err)
	if proof.Assurance != authz.Substantial || !slices.Equal(proof.AMR, []string{"pwd", "hwk", "user", "mfa"}) {
		t.Errorf("%+v", proof)
	}
	// What was asked after a password answers nothing else.
	_, err = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), nil, c.Answered(&challenge, d))
	c.Refused(err, "ceremony_over")
	_, err = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), &challenge, c.Answered(nil, d))
	c.Refused(err, "ceremony_over")
	answer := c.Answered(&challenge, d)
	c.Must(c.Identities.ChangePassword(c.Self(i.Employee), clinic.Password, "en helt anden sætning"))
	_, err = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), &challenge, answer)
	c.Refused(err, "sign_in_expired")
}

func TestBadAnswersOpenNothing_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	_, a, d := c.WithChip()
	used := c.Answered(nil, d)
	_, err := c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), nil, used)
	c.Must(err)
	_, err = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), nil, used)
	c.Refused(err, "ceremony_over")
	// The answer to one question is none to another.
	other := c.Answered(nil, d)
	other.Answer = used.Answer
	_, err = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), nil, other)
	c.Refused(err, "sign_in_failed")
	d.Origin = "https://hverv.example.evil.example"
	_, err = c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
	d.Origin, d.Unverified = clinic.Origin, true
	_, err = c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
	d.Unverified = false
	known := d.ID
	d.ID = bytes.Repeat([]byte{7}, 32)
	_, err = c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
	d.ID = known
	_, err = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), nil, authenticator.KeyAnswer{Ceremony: c.Answered(nil, d).Ceremony, Answer: []byte("{}")})
	c.Refused(err, "sign_in_failed")
	if c.Events("sign_in.refused") != 6 || c.StateShown(a) != authenticator.Active {
		t.Errorf("%d refusals", c.Events("sign_in.refused"))
	}
	_, err = c.ByKey(nil, d)
	c.Must(err)
}

func TestOneAnswerCountsOnce_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	_, _, d := c.WithChip()
	answer := c.Answered(nil, d)
	var group sync.WaitGroup
	results := make([]error, 8)
	for n := range results {
		group.Go(func() { _, results[n] = c.Authenticators.FinishKeySignIn(c.From("192.0.2.7"), nil, answer) })
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
	c := clinic.New(t)
	i, a, d := c.WithChip()
	_, err := c.ByKey(nil, d)
	c.Must(err)
	c.Users() // an administrator to tell
	d.Frozen = true
	_, err = c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
	if c.StateShown(a) != authenticator.Blocked || c.Events("authenticator.blocked") != 1 {
		t.Errorf("%s", c.StateShown(a))
	}
	if c.Mails.Count(notify.KeyCloned) != 1 || c.Mails.Count(notify.KeyClonedOfOther) != 1 {
		t.Errorf("told %d and %d", c.Mails.Count(notify.KeyCloned), c.Mails.Count(notify.KeyClonedOfOther))
	}
	d.Frozen = false
	_, err = c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
	// U8: it counts again when it is unblocked and registered anew; the old key does not.
	_, err = c.Register(i, a.ID, c.Key())
	c.Refused(err, "step_not_allowed")
	list, err := c.Authenticators.Identities(c.Self(i.Employee), c.Org, i.Employee)
	c.Must(err)
	at := slices.IndexFunc(list[0].Authenticators, func(b authenticator.Authenticator) bool { return b.ID == a.ID })
	_, err = c.Authenticators.Unblock(c.Users(), authenticator.Move{Organisation: c.Org, Authenticator: a.ID, Version: list[0].Authenticators[at].Version})
	c.Must(err)
	_, err = c.Register(i, a.ID, d)
	c.Refused(err, "key_taken")
	anew := c.Key()
	_, err = c.Register(i, a.ID, anew)
	c.Must(err)
	_, err = c.ByKey(nil, anew)
	c.Must(err)
	_, err = c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
}

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

func TestBlockedEmployeesKeyOpensNothing_E6(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, a, d := c.WithChip()
	for name, both := range map[string][2]string{
		"employee": {`insert into block_reasons (organisation_id, id, employee_id, kind, set_at)
			select organisation_id, gen_random_uuid(), id, 'self', created_at from employees where id = $1`, `delete from block_reasons where employee_id = $1`},
		"identity":      {`update identities set state = 'revoked' where employee_id = $1`, `update identities set state = 'active' where employee_id = $1`},
		"authenticator": {`update authenticators set state = 'revoked' where employee_id = $1 and kind = 'chip'`, `update authenticators set state = 'active' where employee_id = $1 and kind = 'chip'`},
	} {
		c.SQL(both[0], i.Employee)
		_, err := c.ByKey(nil, d)
		if fault.CodeOf(err) != "sign_in_failed" {
			t.Errorf("%s: %v", name, err)
		}
		c.SQL(both[1], i.Employee)
		if _, err := c.ByKey(nil, d); err != nil {
			t.Errorf("%s: afterwards %v", name, err)
		}
	}
	c.SQL(`update authenticators set ends_at = $2 where id = $1`, a.ID, c.Clock.Last())
	_, err := c.ByKey(nil, d)
	c.Refused(err, "sign_in_failed")
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
	challenge, err := c.Authenticators.BeginPassword(ctx, active.UserName, clinic.Password)
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
