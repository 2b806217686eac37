package connection_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/connection"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/testeid"
	"hverv/internal/testkit"
)

// byName names somebody by name and date of birth, without a number.
func byName(subject string) connection.Name {
	who := testeid.ByName(subject)
	return connection.Name{Name: strings.ToUpper(who.Name), Email: who.Email, BirthDate: calendar.Must(who.BirthDate)}
}

// dedicated is somebody signed in with an identity of an organisation.
func dedicated(t *testing.T, o *office) context.Context {
	t.Helper()
	return testkit.As(t, authz.Actor{
		Kind: authz.PersonActor, At: o.clock.Last(), SignedInAt: o.clock.Last(),
		Organisation: id.New[id.Organisation](), Employee: id.New[id.Employee](),
	})
}

func TestSettle_C5(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		required int
		states   string
		want     connection.State
	}{
		{1, "pending", connection.Awaiting},
		{1, "approved", connection.Connected},
		{2, "approved pending", connection.Awaiting},
		{2, "approved approved", connection.Connected},
		{2, "approved approved pending", connection.Connected},
		{2, "approved declined", connection.Declined},
		{1, "pending refused", connection.Refused},
		{1, "unknown", connection.Case},
		{2, "unknown approved", connection.Case},
		{0, "pending", connection.Awaiting},
		{0, "approved pending", connection.Case},
	} {
		var approvals []connection.Representative
		for state := range strings.FieldsSeq(c.states) {
			approvals = append(approvals, connection.Representative{State: connection.ApprovalState(state)})
		}
		if got := connection.Settle(c.required, approvals); got != c.want {
			t.Errorf("%d of %s: %s, want %s", c.required, c.states, got, c.want)
		}
	}
}

func TestApproverMustBeTheOneNamed_C4(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	reply := o.reply(testeid.Karen)
	_, err := o.service.Approve(o.as(testeid.Soeren), reply)
	o.refused(err, "approver_mismatch")
	_, err = o.service.Open(o.as(testeid.Soeren), reply)
	o.refused(err, "approver_mismatch")
	_, err = o.service.Decline(o.as(testeid.Soeren), connection.Reply{Approval: reply.Approval, Token: reply.Token, Reason: "nej"})
	o.refused(err, "approver_mismatch")
	_, err = o.service.Approve(o.as(testeid.Soeren), connection.Reply{Approval: reply.Approval})
	o.refused(err, "not_found")
	_, err = o.service.Approve(o.as(testeid.Soeren), connection.Reply{Approval: reply.Approval, Token: id.NewToken()})
	o.refused(err, "not_found")
	_, err = o.service.Approve(dedicated(t, o), reply)
	o.refused(err, "private_eid_needed")
	if n := o.count(`select count(*) from audit_events where name = 'approval.mismatch' and outcome = 'refused'`); n != 2 {
		t.Errorf("%d mismatches remembered, want 2", n)
	}
	o.state(c, connection.Awaiting)
}

func TestNameAndBirthDateName_C4(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.submitted("90000004", byName(testeid.Karen))
	reply := o.reply(testeid.Karen)
	_, err := o.service.Approve(o.as(testeid.Karen), connection.Reply{Approval: reply.Approval})
	o.refused(err, "not_found") // a name alone opens no door: the link is needed
	_, err = o.service.Approve(o.as(testeid.Mette), reply)
	o.refused(err, "approver_mismatch")
	approved, err := o.service.Approve(o.as(testeid.Karen), reply)
	o.must(err)
	if approved.Outcome != connection.Connected {
		t.Errorf("outcome %s", approved.Outcome)
	}
}

func TestLinksAreGoodOnce_C4(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.submitted("90000020", byName(testeid.Aase), named(testeid.Jens))
	reply := o.reply(testeid.Aase)
	first, err := o.service.Approve(keyed(o.as(testeid.Aase), "approve-it"), reply)
	o.must(err)
	again, err := o.service.Approve(keyed(o.as(testeid.Aase), "approve-it"), reply)
	o.must(err)
	if first.Given != 1 || again.Given != 1 || again.State != connection.Approved {
		t.Errorf("first %+v, repeated %+v", first, again)
	}
	_, err = o.service.Approve(o.as(testeid.Aase), reply)
	o.refused(err, "approval_answered")
	_, err = o.service.Decline(o.as(testeid.Aase), connection.Reply{Approval: reply.Approval, Token: reply.Token, Reason: "fortrudt"})
	o.refused(err, "approval_answered")
	_, err = o.service.Approve(o.as(testeid.Ahmed), reply)
	o.refused(err, "not_found") // the link is dead
}

func TestJointSigning_C5(t *testing.T) {
	t.Parallel()
	o := open(t)
	short := o.draft("90000020", named(testeid.Aase))
	_, err := o.service.Submit(o.as(testeid.Lars), short.ID, short.Version)
	o.refused(err, "connection_incomplete")
	c := o.submitted("90000020", named(testeid.Aase), named(testeid.Jens))
	_, err = o.service.Approve(o.as(testeid.Aase), o.reply(testeid.Aase))
	o.must(err)
	if c = o.state(c, connection.Awaiting); c.RequiredApprovals != 2 {
		t.Fatalf("%d approvals needed, want 2", c.RequiredApprovals)
	}
	if n := o.count(`select count(*) from organisations`); n != 0 {
		t.Fatal("one signature of two has connected the company")
	}
	_, err = o.service.Approve(o.as(testeid.Jens), o.reply(testeid.Jens))
	o.must(err)
	o.state(c, connection.Connected)
}

func TestEachPersonCountsOnce_C5(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000020", named(testeid.Aase), byName(testeid.Aase)) // the same person, named in two ways
	waiting, err := o.service.Waiting(o.as(testeid.Aase))
	o.must(err)
	reply := o.reply(testeid.Aase) // the second's link
	_, err = o.service.Approve(o.as(testeid.Aase), connection.Reply{Approval: waiting[0].ID})
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Aase), reply)
	o.refused(err, "approved_already")
	o.state(c, connection.Awaiting)
}

func TestTwoApprovalsAtOnce_C5(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000292", named(testeid.Aase), named(testeid.Jens), named(testeid.Soeren))
	var wg sync.WaitGroup
	subjects := []string{testeid.Aase, testeid.Jens, testeid.Soeren}
	errs := make([]error, 2*len(subjects)) // each clicks twice
	for i := range errs {
		subject := subjects[i/2]
		ctx, reply := o.as(subject), o.reply(subject)
		wg.Go(func() { _, errs[i] = o.service.Approve(ctx, reply) })
	}
	wg.Wait()
	for i := 0; i < len(errs); i += 2 {
		if (errs[i] == nil) == (errs[i+1] == nil) {
			t.Errorf("%s: %v and %v, want one to count", subjects[i/2], errs[i], errs[i+1])
		}
	}
	o.state(c, connection.Connected)
	if n := o.count(`select count(*) from organisations`); n != 1 {
		t.Errorf("%d organisations", n)
	}
}

// Two applicants ask for the same company, and both requests are approved at the same instant.
func TestOneCompanyConnectsOnce_C7(t *testing.T) {
	t.Parallel()
	o := open(t)
	requests := []connection.Connection{o.submitted("90000004", named(testeid.Karen)), o.submitted("90000004", named(testeid.Karen))}
	ctx := o.as(testeid.Karen)
	var wg sync.WaitGroup
	errs := make([]error, len(requests))
	for i, c := range requests {
		wg.Go(func() { _, errs[i] = o.service.Approve(ctx, connection.Reply{Approval: c.Representatives[0].ID}) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || fault.CodeOf(errs[0])+fault.CodeOf(errs[1]) != "cvr_taken" {
		t.Errorf("got %v and %v, want one cvr_taken", errs[0], errs[1])
	}
	if n := o.count(`select count(*) from organisations`); n != 1 {
		t.Errorf("%d organisations", n)
	}
	cvr := "90000004"
	c, err := o.service.Start(o.as(testeid.Ahmed), connection.AsApplicant)
	o.must(err)
	_, err = o.service.Change(o.as(testeid.Ahmed), connection.Change{Connection: c.ID, Version: c.Version, CVR: &cvr})
	o.refused(err, "cvr_taken")
}

func TestRegisterSaysNo_C4(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Soeren))
	_, err := o.service.Approve(o.as(testeid.Soeren), o.reply(testeid.Soeren))
	o.refused(err, "representation_refused")
	c = o.state(c, connection.Refused)
	if len(o.mails.to("soeren@klinik.example", notify.ConnectionRefused)) != 1 || len(o.mails.to("lars@klinik.example", notify.ConnectionRefused)) != 1 {
		t.Error("both are told")
	}
	if n := o.count(`select count(*) from audit_events where name = 'approval.refused' and outcome = 'refused'`); n != 1 {
		t.Error("the refusal is not remembered")
	}
	c, err = o.service.Reopen(o.as(testeid.Lars), c.ID, c.Version)
	o.must(err)
	c, err = o.service.Change(o.as(testeid.Lars), connection.Change{Connection: c.ID, Version: c.Version, Representatives: &[]connection.Name{named(testeid.Karen)}})
	o.must(err)
	_, err = o.service.Submit(o.as(testeid.Lars), c.ID, c.Version)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
}

func TestDeclineNeedsAReason_C4(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000020", named(testeid.Aase), named(testeid.Jens))
	reply := o.reply(testeid.Jens)
	_, err := o.service.Decline(o.as(testeid.Jens), connection.Reply{Approval: reply.Approval, Reason: "  \n "})
	o.refused(err, "reason_missing")
	_, err = o.service.Decline(o.as(testeid.Jens), connection.Reply{Approval: reply.Approval, Reason: "Se 720471-1234"})
	o.refused(err, "national_id_in_text")
	_, err = o.service.Decline(o.as(testeid.Jens), connection.Reply{Approval: reply.Approval, Reason: "Ikke aftalt\nmed os"})
	o.must(err)
	if c = o.state(c, connection.Declined); c.Reason != "Ikke aftalt med os" {
		t.Errorf("reason %q", c.Reason)
	}
	mails := o.mails.to("lars@klinik.example", notify.ConnectionDeclined)
	if len(mails) != 1 || mails[0].Values["reason"] != "Ikke aftalt med os" {
		t.Errorf("the applicant was told %v", mails)
	}
	_, err = o.service.Approve(o.as(testeid.Aase), connection.Reply{Approval: c.Representatives[0].ID})
	o.refused(err, "connection_state")
}
