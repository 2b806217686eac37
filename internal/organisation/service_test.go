package organisation_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/organisation"
	"hverv/internal/testkit"
)

// house is one connected organisation with one administrator.
type house struct {
	t       *testing.T
	db      *database.DB
	clock   *testkit.Clock
	service *organisation.Service
	org     id.Organisation
	admin   id.Employee
	grant   authz.Grant
}

func newHouse(t *testing.T) *house {
	t.Helper()
	clock := testkit.NewClock(t, "2026-11-22T09:00:00Z")
	h := &house{t: t, db: testkit.DBAt(t, clock), clock: clock}
	h.service = organisation.New(organisation.Deps{DB: h.db, Audit: audit.New(testkit.Keys(t))})
	o, err := h.connect("90000001")
	h.must(err)
	h.org, h.admin = o.ID, id.New[id.Employee]()
	h.grant = authz.Grant{ID: id.New[id.RoleGrant](), Role: authz.OrganisationAdministrator, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")}
	h.exec(`insert into employment_categories (organisation_id, code, name_da, name_en) values ($1, 'F', 'f', 'f')`, h.org)
	h.exec(`insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		values ($1, $2, 'K', 'Ø', '', '', $3, $3)`, h.org, h.admin, clock.Last())
	h.exec(`insert into employments (organisation_id, id, employee_id, category, starts_on, created_at)
		values ($1, $2, $3, 'F', '2020-01-01', $4)`, h.org, id.New[id.Employment](), h.admin, clock.Last())
	h.exec(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, 'organisation_administrator', 'organisation', '2020-01-01', $4)`, h.org, h.grant.ID, h.admin, clock.Last())
	return h
}

func (h *house) connect(cvr nationalid.CVR) (organisation.Organisation, error) {
	ctx := authz.With(h.t.Context(), authz.Actor{Kind: authz.PersonActor, Person: id.New[id.Person](), At: h.clock.Last(), SignedInAt: h.clock.Last()})
	permit, err := authz.Require(ctx, authz.ApprovalGive, authz.Everywhere())
	h.must(err)
	decision, err := permit.On(authz.Facts{})
	h.must(err)
	var o organisation.Organisation
	return o, h.db.Change(ctx, func(tx *database.Tx) (err error) {
		o, err = h.service.ConnectIn(ctx, tx, decision, organisation.Connect{
			CVR: cvr, Name: "Klinikken på Torvet", Form: "ApS", Address: organisation.Address{City: "Århus"},
			ProductionUnits: []organisation.ConnectUnit{{Number: "1000000001", Name: "Torvet"}},
		})
		return err
	})
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if _, err := h.db.Pool().ExecContext(h.t.Context(), query, args...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) as() context.Context {
	now := h.clock.Last()
	return testkit.As(h.t, authz.Actor{
		Kind: authz.PersonActor, Organisation: h.org, Employee: h.admin, Grants: []authz.Grant{h.grant}, At: now, SignedInAt: now,
	})
}

func (h *house) operator() context.Context {
	person, now := id.New[id.Person](), h.clock.Last()
	h.exec(`insert into persons (id, name, created_at) values ($1, 'Op', $2)`, person, now)
	h.exec(`insert into operators (person_id, granted_at) values ($1, $2)`, person, now)
	return testkit.As(h.t, authz.Actor{Kind: authz.PersonActor, Person: person, Operator: true, At: now, SignedInAt: now})
}

func (h *house) get() organisation.Resource {
	h.t.Helper()
	o, err := h.service.Get(h.as(), h.org)
	h.must(err)
	return o
}

func TestTasksFollowWhatIsDone_C7(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.get()
	if !slices.Contains(before.Warnings(), "fewer_than_two_administrators") { // A1
		t.Errorf("warnings %v", before.Warnings())
	}
	yes, phone := true, "+45 12 34 56 78"
	after, err := h.service.Change(h.as(), organisation.Change{
		Organisation: h.org, Version: before.Version, CodeDisplays: &yes, InvoicingSettled: &yes, SupportPhone: &phone,
	})
	h.must(err)
	done := map[string]bool{}
	for _, task := range after.Tasks() {
		done[task.Code] = task.Done
	}
	if !done["authenticator_kinds"] || !done["invoicing"] || done["identity_kinds"] || done["nemid_key_files_deleted"] || done["employees"] {
		t.Errorf("tasks %v", done)
	}
	if slices.Contains(after.Warnings(), "no_support") || after.Version != before.Version+1 {
		t.Errorf("warnings %v, version %d", after.Warnings(), after.Version)
	}
	no := false
	if after, err = h.service.Change(h.as(), organisation.Change{Organisation: h.org, Version: after.Version, InvoicingSettled: &no}); err != nil {
		t.Fatal(err)
	}
	if slices.Contains(after.TasksDone, "invoicing") {
		t.Error("a task cannot be taken up again")
	}
}

func TestWhenDaysBeginIsASetting_U6(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before, dispatch := h.get(), organisation.AtDispatch
	after, err := h.service.Change(h.as(), organisation.Change{Organisation: h.org, Version: before.Version, ActivationStarts: &dispatch})
	h.must(err)
	if before.ActivationStarts != organisation.AtCreation || after.ActivationStarts != dispatch {
		t.Errorf("from %q to %q", before.ActivationStarts, after.ActivationStarts)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	no, days, mail, never := false, 91, "nobody", organisation.Start("never")
	for pointer, in := range map[string]organisation.Change{
		"/dedicated_identities": {PrivateIdentities: &no, DedicatedIdentities: &no},
		"/activation_days":      {ActivationDays: &days},
		"/activation_starts":    {ActivationStarts: &never}, // U6
		"/support_email":        {SupportEmail: &mail},
	} {
		in.Organisation, in.Version = h.org, 1
		_, err := h.service.Change(h.as(), in)
		if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || f.Fields[0].Pointer != pointer {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	yes := true
	_, err := h.service.Change(h.as(), organisation.Change{Organisation: h.org, Version: 7, Chips: &yes})
	if fault.CodeOf(err) != "stale" {
		t.Errorf("an old version: %v", err)
	}
}

func TestStatesFollowTheTable_C9(t *testing.T) {
	t.Parallel()
	allowed := map[organisation.State]map[organisation.Step]organisation.State{
		organisation.Connected: {organisation.Suspend: organisation.Suspended, organisation.Close: organisation.Closed},
		organisation.Suspended: {organisation.Resume: organisation.Connected, organisation.Close: organisation.Closed},
	}
	for _, state := range []organisation.State{organisation.Connected, organisation.Suspended, organisation.Closed} {
		for _, step := range []organisation.Step{organisation.Suspend, organisation.Resume, organisation.Close} {
			next, err := state.After(step)
			if want := allowed[state][step]; next != want || (err == nil) != (want != "") {
				t.Errorf("%s after %s: %s, %v", state, step, next, err)
			}
		}
	}
}

func TestSuspendResumeClose_C9(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	followed := 0
	h.service.Follow(organisation.Closed, func(_ context.Context, _ *database.Tx, d authz.Decision, org id.Organisation, _ string) error {
		followed++
		if d.Organisation() != org {
			t.Errorf("decided for %v", d.Organisation())
		}
		return nil
	})
	if _, err := h.service.Suspend(h.as(), h.org, ""); fault.CodeOf(err) != "reason_missing" {
		t.Fatalf("without a reason: %v", err)
	}
	o, err := h.service.Suspend(h.operator(), h.org, "asked by the police")
	h.must(err)
	if o.State != organisation.Suspended || o.SuspendedAt == nil || !slices.Contains(o.Actions, "resume") {
		t.Fatalf("suspended: %+v", o)
	}
	if o, err = h.service.Resume(h.operator(), h.org, o.Version); err != nil || o.State != organisation.Connected || o.SuspendedAt != nil {
		t.Fatalf("resumed: %+v, %v", o, err)
	}
	if o, err = h.service.Close(h.as(), h.org, o.Version, "sold"); err != nil || o.State != organisation.Closed || followed != 1 {
		t.Fatalf("closed: %+v, %v, followed %d", o, err, followed)
	}
	if _, err := h.service.Resume(h.operator(), h.org, o.Version); fault.CodeOf(err) != "organisation_state" {
		t.Errorf("a closed one resumed: %v", err)
	}
	if _, err := h.connect("90000001"); err != nil {
		t.Errorf("the company cannot connect anew: %v", err)
	}
	if _, err := h.connect("90000001"); fault.CodeOf(err) != "cvr_taken" {
		t.Errorf("connected twice: %v", err)
	}
}

func TestOnlyTheOperatorLists(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, cvr := range []nationalid.CVR{"90000002", "90000003"} {
		_, err := h.connect(cvr)
		h.must(err)
	}
	if _, err := h.service.List(h.as(), organisation.Filter{Limit: 2}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an administrator lists: %v", err)
	}
	first, err := h.service.List(h.operator(), organisation.Filter{Limit: 2})
	h.must(err)
	if len(first.Data) != 2 || first.Next == "" || first.Data[0].Administrators != 1 || first.Data[1].Administrators != 0 {
		t.Errorf("first page %+v", first)
	}
	rest, err := h.service.List(h.operator(), organisation.Filter{Limit: 2, After: first.Data[1].ID})
	if err != nil || len(rest.Data) != 1 || rest.Next != "" {
		t.Errorf("second page %+v, %v", rest, err)
	}
}

func TestNobodySeesAnotherOrganisation(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	other, err := h.connect("90000002")
	h.must(err)
	if _, err := h.service.Get(h.as(), other.ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("read: %v", err)
	}
	if _, err := h.service.ListUnits(h.as(), other.ID, id.Unit{}, 1); fault.KindOf(err) != fault.NotFound {
		t.Errorf("units: %v", err)
	}
	_, err = h.service.Get(context.Background(), h.org)
	if fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("anonymous: %v", err)
	}
	h.clock.Advance(time.Hour)
}
