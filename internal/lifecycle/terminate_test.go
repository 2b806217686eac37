package lifecycle_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/lifecycle"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/testkit"
)

func kinds(t lifecycle.Termination) map[string]int {
	n := map[string]int{}
	for _, e := range t.Ends {
		n[e.Kind]++
	}
	return n
}

// everything is all that Signe has.
func (c *clinic) everything() (signe id.Employee, cookie string, person id.Person) {
	c.T.Helper()
	signe = c.employ("Signe", "", employee.Employ{Category: "T", StartsOn: calendar.Must("2027-03-01")})
	c.give(signe, authz.UnitManager)
	c.assign(signe)
	cookie, person = c.signIn(signe)
	return signe, cookie, person
}

func TestTerminationEndsEverything_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe, cookie, person := c.everything()
	c.expected(signe)
	all := map[string]int{"employment": 2, "role": 1, "bundle": 1, "identity": 1, "session": 1, "appointment": 1}
	in := lifecycle.Terminate{Organisation: c.Org, Employee: signe, Reason: "Fratrådt", Comment: "Straks", DryRun: true}

	would, err := c.life.Terminate(c.As(c.hr), in)
	c.Must(err)
	if diff := cmp.Diff(all, kinds(would)); diff != "" || would.Stored || would.Employee.Status != employee.Active || !would.PrivateIdentity || would.LastAdministrator {
		t.Fatalf("the preview: %s %+v", diff, would)
	}
	if can := c.works(signe, cookie, person); len(can) != 4 || c.events("employee.terminated") != 0 {
		t.Fatalf("after the preview: %v", can)
	}
	_, err = c.services.Sessions.Actor(t.Context(), cookie) // this process remembers it now
	c.Must(err)

	in.DryRun = false
	done, err := c.life.Terminate(c.As(c.hr), in)
	c.Must(err)
	if diff := cmp.Diff(all, kinds(done)); diff != "" || !done.Stored || done.Employee.Status != employee.Ended {
		t.Fatalf("the answer: %s %+v", diff, done)
	}
	if can := c.works(signe, cookie, person); len(can) != 0 {
		t.Fatalf("still works: %v", can)
	}
	_, err = c.services.Sessions.Actor(t.Context(), cookie)
	c.refused(err, "unauthenticated")
	for _, left := range []string{
		`employments where employee_id = $1 and ended_at is null`, `role_grants where employee_id = $1 and revoked_at is null`,
		`assignments where employee_id = $1 and revoked_at is null`, `identities where employee_id = $1 and state in ('pending', 'active')`,
		`sessions where employee_id = $1 and ended_at is null`, `appointments where employee_id = $1 and state = 'booked'`,
	} {
		if n := c.Count(`select count(*) from `+left, signe); n != 0 {
			t.Errorf("%d left of %s", n, left)
		}
	}
	if n := c.Count(`select count(*) from jobs where kind = 'provider.logout' and arguments->>'employee' = $1`, signe); n != 1 {
		t.Errorf("%d jobs tell the relying parties", n)
	}
	want := []string{"private_identity_left", "employee_terminated"}
	for _, administrator := range []id.Employee{c.admin, c.users} {
		if diff := cmp.Diff(want, c.letters(administrator.String())); diff != "" {
			t.Errorf("an administrator was told %s", diff)
		}
	}

	again, err := c.life.Terminate(c.As(c.users), in)
	c.Must(err)
	if len(again.Ends) != 0 || !again.Stored || again.Employee.Status != employee.Ended || len(c.letters(c.admin.String())) != 2 {
		t.Fatalf("the second time: %+v", again)
	}
	if n := c.Count(`select count(*) from departures`); n != 1 {
		t.Errorf("%d departures", n)
	}
}

// expected books a time at the issuing office for somebody, tomorrow.
func (c *clinic) expected(who id.Employee) {
	c.T.Helper()
	at := id.New[id.Office]()
	c.SQL(`insert into offices (organisation_id, id, name, address, slot_minutes, desks, hours, closed_days, created_at)
		values ($1, $2, 'Kortkontoret', '{}', 20, 1, '[]', '[]', $3)`, c.Org, at, c.DB.Now())
	c.SQL(`insert into appointments (organisation_id, id, office_id, desk, starts_at, ends_at, employee_id, purpose, state, booked_at)
		values ($1, $2, $3, 1, $5, $6, $4, 'return', 'booked', $7)`,
		c.Org, id.New[id.Appointment](), at, who, c.DB.Now().Add(24*time.Hour), c.DB.Now().Add(25*time.Hour), c.DB.Now())
}

// A repeated request with its key gets the first answer.
func TestTerminationRepeated_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe, _, _ := c.everything()
	ctx := authz.WithRequest(c.As(c.hr), authz.Request{IdempotencyKey: "a-key-of-hr", Route: "terminate", Digest: []byte{1}})
	in := lifecycle.Terminate{Organisation: c.Org, Employee: signe, Reason: "Fratrådt"}
	first, err := c.life.Terminate(ctx, in)
	c.Must(err)
	second, err := c.life.Terminate(ctx, in)
	c.Must(err)
	if len(second.Ends) != len(first.Ends) || c.events("employee.terminated") != 1 {
		t.Fatalf("first %d ends, then %d", len(first.Ends), len(second.Ends))
	}
}

func TestWhoTerminates_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	org := id.New[id.Organisation]()
	for name, tc := range map[string]struct {
		ctx  context.Context //nolint:containedctx // a table of callers
		want string
	}{
		"organisation administrator": {c.As(c.admin), ""},
		"user administrator":         {c.As(c.users), ""},
		"HR":                         {c.As(c.hr), ""},
		"a colleague":                {c.As(c.employ("Lis", "")), "forbidden"},
		"nobody":                     {t.Context(), "unauthenticated"},
		"a stranger": {testkit.As(t, authz.Actor{Kind: authz.PersonActor, At: c.DB.Now(), Organisation: org, Grants: []authz.Grant{
			{ID: id.New[id.RoleGrant](), Role: authz.CaseWorker, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")},
		}}), "not_found"},
		"HR of another unit": {testkit.As(t, authz.Actor{Kind: authz.PersonActor, At: c.DB.Now(), Organisation: c.Org, Employee: c.hr, Grants: []authz.Grant{
			{ID: id.New[id.RoleGrant](), Role: authz.CaseWorker, ScopeKind: authz.OneUnit, ScopeID: "x", From: calendar.Must("2020-01-01")},
		}}), "forbidden"},
	} {
		in := lifecycle.Terminate{Organisation: c.Org, Employee: c.employ("Signe", ""), Reason: "Fratrådt"}
		for _, in.DryRun = range []bool{true, false} {
			if _, err := c.life.Terminate(tc.ctx, in); fault.CodeOf(err) != tc.want || (err != nil) != (tc.want != "") {
				t.Errorf("%s, dry run %v: got %v, want %q", name, in.DryRun, err, tc.want)
			}
		}
	}
	_, err := c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: c.users})
	c.refused(err, "reason_missing")
	_, err = c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: id.New[id.Employee](), Reason: "x"})
	c.refused(err, "not_found")
}

// An emergency is not held up by an old sign-in.
func TestTerminationNeedsNoFreshSignIn_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	actor, _ := authz.From(c.As(c.users))
	actor.SignedInAt = actor.SignedInAt.Add(-20 * 3600e9)
	_, err := c.life.Terminate(testkit.As(t, actor), lifecycle.Terminate{Organisation: c.Org, Employee: c.employ("Signe", ""), Reason: "Misbrug"})
	c.Must(err)
}

// An administrator's act is refused; an end by HR wins, and the representatives are told (A4).
func TestLastAdministratorLeaves_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	in := lifecycle.Terminate{Organisation: c.Org, Employee: c.admin, Reason: "Fratrådt"}
	_, err := c.life.Terminate(c.As(c.users), in)
	c.refused(err, "last_administrator")
	_, err = c.life.Terminate(c.As(c.admin), in)
	c.refused(err, "last_administrator")
	if n := c.Count(`select count(*) from employments where employee_id = $1 and ended_at is not null`, c.admin); n != 0 {
		t.Fatal("a refused act ended something")
	}

	in.DryRun = true
	would, err := c.life.Terminate(c.As(c.hr), in)
	c.Must(err)
	in.DryRun = false
	done, err := c.life.Terminate(c.As(c.hr), in)
	c.Must(err)
	if !would.LastAdministrator || !done.LastAdministrator || done.Employee.Status != employee.Ended {
		t.Fatalf("preview %+v, done %+v", would, done)
	}
	if got := c.letters("rep"); !slices.Equal(got, []string{"organisation_without_administrator"}) || c.events("organisation.without_administrator") != 1 {
		t.Fatalf("the representative was told %v", got)
	}
}

// Who is HR and administrator acts as HR here.
func TestHRWithAnotherRole_A4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	c.give(c.users, authz.CaseWorker)
	_, err := c.life.Terminate(c.As(c.users), lifecycle.Terminate{Organisation: c.Org, Employee: c.admin, Reason: "Fratrådt"})
	c.Must(err)
}

// Somebody of HR may leave by an own act, although the role that allows it ends with it.
func TestOwnTermination_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	done, err := c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: c.hr, Reason: "Egen opsigelse"})
	c.Must(err)
	if done.Employee.Status != employee.Ended {
		t.Fatal(done.Employee.Status)
	}
}

func TestTerminationsAtOnce_L5(t *testing.T) {
	t.Parallel()
	c := newRealClinic(t)
	signe, cookie, person := c.everything()
	var done sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		ctx, life := c.As(c.hr), c.node()
		done.Go(func() {
			_, errs[i] = life.Terminate(ctx, lifecycle.Terminate{Organisation: c.Org, Employee: signe, Reason: fmt.Sprint("nr. ", i)})
		})
	}
	done.Wait()
	for _, err := range errs {
		c.Must(err)
	}
	if n := c.Count(`select count(*) from messages where template = 'employee_terminated'`); n != 2 {
		t.Errorf("%d letters to two administrators", n)
	}
	if can := c.works(signe, cookie, person); len(can) != 0 {
		t.Fatalf("still works: %v", can)
	}
}

// Two organisation administrators who terminate each other at once: one is left (A4).
func TestAdministratorsTerminateEachOther_A4(t *testing.T) {
	t.Parallel()
	c := newRealClinic(t)
	other := c.employ("Ole", "")
	c.give(other, authz.OrganisationAdministrator)
	for range 3 {
		c.give(c.employ("Per", ""), authz.OrganisationAdministrator) // so that A4 itself is no help
	}
	var done sync.WaitGroup
	errs := make([]error, 2)
	for i, pair := range [][2]id.Employee{{c.admin, other}, {other, c.admin}} {
		ctx, life := c.As(pair[0]), c.node()
		done.Go(func() {
			_, errs[i] = life.Terminate(ctx, lifecycle.Terminate{Organisation: c.Org, Employee: pair[1], Reason: "Uenighed"})
		})
	}
	done.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("got %v and %v, want one success", errs[0], errs[1])
	}
}

// Who is blocked loses the sessions, and the relying parties are told.
func TestBlockedLosesSessions_E6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe, cookie, person := c.everything()
	_, err := c.services.Employees.Block(c.As(c.users), employee.PutBlock{Organisation: c.Org, Employee: signe, Kind: employee.ByAdministrator, Reason: "Mistanke"})
	c.Must(err)
	if can := c.works(signe, cookie, person); len(can) != 0 {
		t.Fatalf("still works: %v", can)
	}
	if got := c.letters(signe.String()); !slices.Equal(got, []string{"employee_blocked"}) {
		t.Errorf("she was told %v", got)
	}
	if n := c.Count(`select count(*) from jobs where kind = 'provider.logout' and arguments->>'employee' = $1`, signe); n != 1 {
		t.Errorf("%d jobs tell the relying parties", n)
	}
}

// Administrators get to know what became of their organisation (C9), also that it is closed, when
// they have just ceased to be employed.
func TestAdministratorsLearnOfTheState_C9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	organisations := organisation.New(organisation.Deps{DB: c.DB, Audit: c.services.Audit})
	organisations.Follow(organisation.Closed, c.services.Employees.EndEveryoneIn)
	organisations.Follow(organisation.Suspended, c.life.Turned(notify.OrganisationSuspended))
	organisations.Follow(organisation.Connected, c.life.Turned(notify.OrganisationResumed))
	organisations.Follow(organisation.Closed, c.life.Turned(notify.OrganisationClosed))
	ctx := c.As(c.admin)
	_, err := organisations.Suspend(ctx, c.Org, "Prøve")
	c.Must(err)
	found, err := organisations.Get(ctx, c.Org)
	c.Must(err)
	found, err = organisations.Resume(ctx, c.Org, found.Version)
	c.Must(err)
	_, err = organisations.Close(ctx, c.Org, found.Version, "Prøve")
	c.Must(err)
	want := []string{"organisation_suspended", "organisation_resumed", "organisation_closed"}
	if got := c.letters(c.users.String()); !slices.Equal(got, want) {
		t.Fatalf("told %v", got)
	}
}
