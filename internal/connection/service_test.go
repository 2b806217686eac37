package connection_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/connection"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/testeid"
)

func TestConnectingInOneSitting_C7(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	if c.State != connection.Awaiting || c.RequiredApprovals != 1 || c.State.Words("da") == "" {
		t.Fatalf("submitted: %+v", c)
	}
	shown, err := o.service.Open(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
	if shown.Company.Name != "Klinikken på Torvet ApS" || shown.ApplicantName != "Lars Bække" || len(shown.Actions) != 2 {
		t.Fatalf("the representative sees %+v", shown)
	}
	approved, err := o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
	if approved.State != connection.Approved || approved.Outcome != connection.Connected {
		t.Fatalf("approved: %+v", approved)
	}
	c = o.state(c, connection.Connected)
	if n := o.count(`select count(*) from organisations where id = $1 and cvr = '90000004' and state = 'connected'`, c.Organisation); n != 1 {
		t.Fatal("there is no organisation")
	}
	if n := o.count(`select count(*) from production_units where organisation_id = $1`, c.Organisation); n != 2 {
		t.Errorf("%d production units, want 2", n)
	}
	if n := o.count(`select count(distinct g.role) from role_grants g join employees e using (organisation_id)
		where g.organisation_id = $1 and e.given_name = 'Mette' and g.ends_on is null
			and g.role in ('organisation_administrator', 'user_administrator', 'rights_administrator')`, c.Organisation); n != 3 {
		t.Errorf("the first administrator holds %d roles, want 3", n)
	}
	if n := o.count(`select count(*) from identities where organisation_id = $1 and kind = 'private' and activate_until = '2027-01-21'`, c.Organisation); n != 1 {
		t.Error("the set-up link is not good for 60 days")
	}
	if n := o.count(`select count(*) from bundles where organisation_id = $1 and basic`, c.Organisation); n != 1 {
		t.Error("the basic bundle is missing")
	}
	if len(o.mails.to("mette@klinik.example", notify.SetUpLink)) != 1 || len(o.mails.to("lars@klinik.example", notify.ConnectionApproved)) != 1 {
		t.Error("the administrator or the applicant was not told")
	}
	for _, event := range []string{"connection.started", "connection.submitted", "approval.given", "organisation.connected", "connection.connected", "employee.created", "role.granted", "identity.chosen"} {
		if o.count(`select count(*) from audit_events where name = $1`, event) == 0 {
			t.Errorf("no event %s", event)
		}
	}
}

func TestRepresentativeStartsAlone_C1(t *testing.T) {
	t.Parallel()
	o := open(t)
	ctx := o.as(testeid.Soeren)
	c, err := o.service.Start(ctx, connection.AsRepresentative)
	o.must(err)
	if len(c.Representatives) != 1 || c.Representatives[0].MaskedID != "900965-****" {
		t.Fatalf("the starter is not named: %+v", c.Representatives)
	}
	cvr := "DK 90 00 00 12"
	c, err = o.service.Change(ctx, connection.Change{
		Connection: c.ID, Version: c.Version, CVR: &cvr, TermsHash: &o.terms,
		Administrators: &[]connection.Appoint{appointed(testeid.Soeren)},
	})
	o.must(err)
	_, err = o.service.Submit(ctx, c.ID, c.Version)
	o.must(err)
	waiting, err := o.service.Waiting(ctx)
	o.must(err)
	if len(waiting) != 1 {
		t.Fatalf("%d approvals wait for him, want 1", len(waiting))
	}
	approved, err := o.service.Approve(ctx, connection.Reply{Approval: waiting[0].ID}) // known by CPR: no link needed
	o.must(err)
	if approved.Outcome != connection.Connected {
		t.Fatalf("outcome %s", approved.Outcome)
	}
}

func TestOnlyPrivateIdentitiesConnect_C1(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, err := o.service.Start(t.Context(), connection.AsApplicant)
	o.refused(err, "unauthenticated")
	_, err = o.service.Start(dedicated(t, o), connection.AsApplicant)
	o.refused(err, "private_eid_needed")
}

func TestDraftSurvives_C6(t *testing.T) {
	t.Parallel()
	o := open(t)
	ctx := o.as(testeid.Lars)
	c, err := o.service.Start(keyed(ctx, "first-start"), connection.AsApplicant)
	o.must(err)
	again, err := o.service.Start(keyed(ctx, "first-start"), connection.AsApplicant)
	o.must(err)
	if again.ID != c.ID {
		t.Error("the repeated start made another draft")
	}
	_, err = o.service.Submit(ctx, c.ID, c.Version)
	o.refused(err, "connection_incomplete")
	c, err = o.service.Change(ctx, connection.Change{Connection: c.ID, Version: c.Version, Representatives: &[]connection.Name{named(testeid.Karen)}})
	o.must(err)
	known := c.Representatives[0]
	if known.MaskedID != "720471-****" {
		t.Fatalf("masked %q", known.MaskedID)
	}
	// On another device the number is not typed again.
	c, err = o.service.Change(o.as(testeid.Lars), connection.Change{
		Connection: c.ID, Version: c.Version,
		Representatives: &[]connection.Name{{ID: known.ID, Name: "Karen Østergaard", Email: known.Email}},
	})
	o.must(err)
	if got := c.Representatives[0]; got.MaskedID != known.MaskedID || got.Name != "Karen Østergaard" || got.ID != known.ID {
		t.Errorf("after the other device: %+v", got)
	}
	_, err = o.service.Change(ctx, connection.Change{Connection: c.ID, Version: c.Version - 1, ContactEmail: new("ny@klinik.example")})
	o.refused(err, "stale")
	list, err := o.service.List(ctx, "", nil)
	o.must(err)
	if len(list.Data) != 1 || list.Data[0].ID != c.ID {
		t.Errorf("own requests: %+v", list.Data)
	}
}

func TestBadDrafts_C3(t *testing.T) {
	t.Parallel()
	o := open(t)
	ctx := o.as(testeid.Lars)
	c, err := o.service.Start(ctx, connection.AsApplicant)
	o.must(err)
	person := func(edit func(*connection.Name)) *[]connection.Name {
		n := named(testeid.Karen)
		edit(&n)
		return &[]connection.Name{n}
	}
	for name, bad := range map[string]struct {
		change connection.Change
		code   string
	}{
		"cvr":        {connection.Change{CVR: new("90000005")}, "invalid_input"},
		"unknown":    {connection.Change{CVR: new("99999993")}, "company_unknown"},
		"ceased":     {connection.Change{CVR: new("90000098")}, "company_ceased"},
		"terms":      {connection.Change{TermsHash: new(strings.Repeat("00", 32))}, "terms_changed"},
		"no hash":    {connection.Change{TermsHash: new("ja")}, "terms_changed"},
		"email":      {connection.Change{ContactEmail: new("ingen")}, "invalid_input"},
		"language":   {connection.Change{Language: new("fr")}, "invalid_input"},
		"role":       {connection.Change{ApplicantRole: new("boss")}, "invalid_input"},
		"cpr":        {connection.Change{Representatives: person(func(n *connection.Name) { n.CPR = "3202711234" })}, "invalid_input"},
		"name":       {connection.Change{Representatives: person(func(n *connection.Name) { n.Name = "\u202eond" })}, "invalid_input"},
		"long":       {connection.Change{Representatives: person(func(n *connection.Name) { n.Name = strings.Repeat("å", 201) })}, "invalid_input"},
		"foreign id": {connection.Change{Representatives: person(func(n *connection.Name) { n.ID = id.New[id.Approval](); n.CPR = "" })}, "invalid_input"},
		"twice":      {connection.Change{Representatives: &[]connection.Name{named(testeid.Karen), named(testeid.Karen)}}, "invalid_input"},
	} {
		bad.change.Connection, bad.change.Version = c.ID, c.Version
		_, err := o.service.Change(ctx, bad.change)
		if got := fault.CodeOf(err); got != bad.code {
			t.Errorf("%s: %v, want %s", name, err, bad.code)
		}
		if err != nil && strings.Contains(err.Error(), "3202711234") {
			t.Errorf("%s: the refusal holds the number", name)
		}
	}
	if got := o.get(c); got.Version != c.Version {
		t.Error("a refused step left something behind")
	}
}

func TestTermsAreKept_C3(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.draft("90000004", named(testeid.Karen))
	if n := o.count(`select count(*) from connections c join terms t on t.hash = c.terms_hash
		where c.id = $1 and c.terms_accepted_by = c.applicant_id and c.terms_accepted_at = '2026-11-22T09:00:00Z' and t.texts ? 'da'`, c.ID); n != 1 {
		t.Error("hash, time, person or text of the terms was not kept")
	}
}

func TestOthersSeeNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	stranger := o.as(testeid.Ahmed)
	_, err := o.service.Get(stranger, c.ID)
	o.refused(err, "not_found")
	_, err = o.service.Change(stranger, connection.Change{Connection: c.ID, Version: c.Version})
	o.refused(err, "not_found")
	_, err = o.service.Withdraw(stranger, c.ID, c.Version)
	o.refused(err, "not_found")
	_, err = o.service.Submit(stranger, c.ID, c.Version)
	o.refused(err, "not_found")
	_, err = o.service.Open(stranger, connection.Reply{Approval: c.Representatives[0].ID})
	o.refused(err, "not_found")
	_, err = o.service.Cases(stranger, "", nil)
	o.refused(err, "forbidden")
	_, err = o.service.Case(stranger, c.ID)
	o.refused(err, "forbidden")
}

func TestDoubleSubmitAsksOnce_C6(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.draft("90000004", named(testeid.Karen))
	ctx := o.as(testeid.Lars)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = o.service.Submit(keyed(ctx, "submit-once"), c.ID, c.Version) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if n := len(o.mails.to("karen@klinik.example", notify.ConnectionApprovalRequest)); n != 1 {
		t.Errorf("asked %d times, want once", n)
	}
	_, err := o.service.Submit(ctx, c.ID, c.Version)
	o.refused(err, "connection_state")
}

func TestRegisterAwayChangesNothing_C2(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	o.register.away.Store(true)
	_, err := o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.refused(err, "register_unavailable")
	o.state(c, connection.Awaiting)
	o.register.away.Store(false)
	_, err = o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
}

func TestWithdrawnAndReopened_C6(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	reply := o.reply(testeid.Karen)
	ctx := o.as(testeid.Lars)
	c, err := o.service.Withdraw(ctx, c.ID, c.Version)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Karen), reply)
	o.refused(err, "connection_state")
	c, err = o.service.Reopen(ctx, c.ID, c.Version)
	o.must(err)
	if c.State != connection.Draft || len(c.Missing) != 0 {
		t.Fatalf("reopened: %s, missing %v", c.State, c.Missing)
	}
	_, err = o.service.Submit(ctx, c.ID, c.Version)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
}

func TestExpiryNeedsNoWorker_C6(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	reply := o.reply(testeid.Karen)
	o.clock.Advance(60 * 24 * time.Hour) // the last day counts in full
	o.state(c, connection.Awaiting)
	o.clock.Advance(24 * time.Hour)
	o.state(c, connection.Expired)
	_, err := o.service.Approve(o.as(testeid.Karen), reply)
	o.refused(err, "connection_expired")
	_, err = o.service.Decline(o.as(testeid.Karen), connection.Reply{Approval: reply.Approval, Token: reply.Token, Reason: "For sent"})
	o.refused(err, "connection_expired")
	c, err = o.service.Reopen(o.as(testeid.Lars), c.ID, o.get(c).Version)
	o.must(err)
	_, err = o.service.Submit(o.as(testeid.Lars), c.ID, c.Version)
	o.must(err)
}

func TestReminders_C6(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.submitted("90000004", named(testeid.Karen))
	o.draft("90000012", named(testeid.Soeren))
	karen, lars := "karen@klinik.example", "lars@klinik.example"
	for _, step := range []struct {
		days                      int
		requests, drafts, expired int
	}{{6, 0, 0, 0}, {1, 1, 1, 0}, {0, 1, 1, 0}, {7, 2, 2, 0}, {30, 2, 2, 0}, {17, 2, 2, 2}, {1, 2, 2, 2}} {
		o.clock.Advance(time.Duration(step.days) * 24 * time.Hour)
		o.must(o.service.Remind(t.Context()))
		got := [3]int{len(o.mails.to(karen, notify.ConnectionReminder)), len(o.mails.to(lars, notify.ConnectionDraftReminder)), len(o.mails.to(lars, notify.ConnectionExpired))}
		if want := [3]int{step.requests, step.drafts, step.expired}; got != want {
			t.Fatalf("on %s: told %v, want %v", o.clock.Last().Format(time.DateOnly), got, want)
		}
	}
}

func TestRemindersLinkWorks_C6(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.submitted("90000004", byName(testeid.Karen))
	first := o.reply(testeid.Karen)
	o.clock.Advance(8 * 24 * time.Hour)
	o.must(o.service.Remind(t.Context()))
	second := o.reply(testeid.Karen)
	if first.Token == second.Token {
		t.Fatal("the reminder has no link of its own")
	}
	for _, reply := range []connection.Reply{first, second} { // mails overtake each other
		_, err := o.service.Open(o.as(testeid.Karen), reply)
		o.must(err)
	}
	_, err := o.service.Approve(o.as(testeid.Karen), second)
	o.must(err)
	_, err = o.service.Open(o.as(testeid.Ahmed), first)
	o.refused(err, "not_found")
}

// A representative is not flooded with mail by somebody who sends the same request again and again (X5).
func TestRequestsAreLimited_X5(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.draft("90000004", named(testeid.Karen))
	ctx := o.as(testeid.Lars)
	var err error
	for range 10 {
		c, err = o.service.Submit(ctx, c.ID, c.Version)
		o.must(err)
		c, err = o.service.Withdraw(ctx, c.ID, c.Version)
		o.must(err)
		c, err = o.service.Reopen(ctx, c.ID, c.Version)
		o.must(err)
	}
	_, err = o.service.Submit(ctx, c.ID, c.Version)
	o.refused(err, "too_many_connections")
	for range 19 {
		_, err = o.service.Start(ctx, connection.AsApplicant)
		o.must(err)
	}
	_, err = o.service.Start(ctx, connection.AsApplicant)
	o.refused(err, "too_many_connections")
}
