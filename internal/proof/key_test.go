package proof_test

import (
	"bytes"
	"slices"
	"sync"
	"testing"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/notify"
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
	challenge, err := c.Proofs.BeginPassword(c.From("192.0.2.7"), i.UserName, clinic.Password)
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
	_, err = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), nil, c.Answered(&challenge, d))
	c.Refused(err, "ceremony_over")
	_, err = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), &challenge, c.Answered(nil, d))
	c.Refused(err, "ceremony_over")
	answer := c.Answered(&challenge, d)
	c.Must(c.Identities.ChangePassword(c.Self(i.Employee), clinic.Password, "en helt anden sætning"))
	_, err = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), &challenge, answer)
	c.Refused(err, "sign_in_expired")
}

func TestBadAnswersOpenNothing_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	_, a, d := c.WithChip()
	used := c.Answered(nil, d)
	_, err := c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), nil, used)
	c.Must(err)
	_, err = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), nil, used)
	c.Refused(err, "ceremony_over")
	// The answer to one question is none to another.
	other := c.Answered(nil, d)
	other.Answer = used.Answer
	_, err = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), nil, other)
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
	_, err = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), nil, authenticator.KeyAnswer{Ceremony: c.Answered(nil, d).Ceremony, Answer: []byte("{}")})
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
		group.Go(func() { _, results[n] = c.Proofs.FinishKeySignIn(c.From("192.0.2.7"), nil, answer) })
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
