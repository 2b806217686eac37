package session_test

import (
	"testing"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

func TestHolderSeesAndEndsOwnSessions_P5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	here, there := w.signIn(t, w.first), w.signIn(t, w.second)
	ctx := w.as(t, here)
	open, err := w.sessions.ListOwn(ctx)
	if err != nil || len(open) != 2 || !open[1].Current || open[0].Current {
		t.Fatalf("open %+v (%v)", open, err)
	}
	if err := w.sessions.EndOwn(ctx, open[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sessions.Actor(t.Context(), there); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("the ended session still opens: %v", err)
	}
	if _, err := w.sessions.Actor(t.Context(), here); err != nil {
		t.Errorf("the other one does not open: %v", err)
	}
	if err := w.sessions.EndOwn(ctx, open[0].ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("ending it twice: %v", err)
	}
}

func TestNobodyEndsAStrangersSession_P5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	stranger, _ := authz.From(w.as(t, w.signIn(t, w.first)))
	other := id.New[id.Person]()
	w.run(t, `insert into persons (id, name, created_at) values ($1, 'Åse Krøyer', now())`, other)
	ctx := authz.With(t.Context(), authz.Actor{Kind: authz.PersonActor, At: stranger.At, Person: other, Session: id.New[id.Session]()})
	if err := w.sessions.EndOwn(ctx, stranger.Session); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("ended with %v", err)
	}
}

func TestAdministratorsEndTheirEmployeesSessions_P5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	token := w.signIn(t, w.first)
	elsewhere := w.signIn(t, w.second)
	employee, _ := authz.From(w.as(t, token))
	administrator := func(role authz.Role, in id.Organisation) authz.Actor {
		grant := authz.Grant{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: authz.WholeOrganisation, From: calendar.Must("2020-01-01")}
		return authz.Actor{
			Kind: authz.PersonActor, At: employee.At, SignedInAt: employee.At, Organisation: in, Employee: w.first.employee, Grants: []authz.Grant{grant},
		}
	}
	for _, refused := range []struct {
		actor authz.Actor
		kind  fault.Kind
	}{
		{administrator(authz.UserAdministrator, w.second.organisation), fault.NotFound},
		{authz.Actor{Kind: authz.PersonActor, At: employee.At, Organisation: w.first.organisation, Employee: id.New[id.Employee]()}, fault.Forbidden},
	} {
		ctx := authz.With(t.Context(), refused.actor)
		if _, err := w.sessions.ListOf(ctx, w.first.organisation, w.first.employee); fault.KindOf(err) != refused.kind {
			t.Errorf("list: %v, want %s", err, refused.kind)
		}
		if _, err := w.sessions.EndAllOf(ctx, w.first.organisation, w.first.employee); fault.KindOf(err) != refused.kind {
			t.Errorf("end: %v, want %s", err, refused.kind)
		}
	}
	actor := administrator(authz.UserAdministrator, w.first.organisation)
	w.run(t, `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, 'user_administrator', 'organisation', '2020-01-01', now())`, w.first.organisation, actor.Grants[0].ID, w.first.employee)
	ctx := authz.With(t.Context(), actor)
	open, err := w.sessions.ListOf(ctx, w.first.organisation, w.first.employee)
	if err != nil || len(open) != 1 {
		t.Fatalf("open %+v (%v)", open, err)
	}
	if n, err := w.sessions.EndAllOf(ctx, w.first.organisation, w.first.employee); err != nil || n != 1 {
		t.Fatalf("ended %d (%v)", n, err)
	}
	if _, err := w.sessions.Actor(t.Context(), token); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("still opens: %v", err)
	}
	if _, err := w.sessions.Actor(t.Context(), elsewhere); err != nil {
		t.Errorf("another organisation's session was ended too: %v", err)
	}
}

func TestSignOutEndsTheSessionAndTellsTheParties_P1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	token := w.signIn(t, w.first)
	if err := w.sessions.End(w.as(t, token)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sessions.Actor(t.Context(), token); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("still opens: %v", err)
	}
	var jobs int
	if err := w.db.Pool().GetContext(t.Context(), &jobs, `select count(*) from jobs where kind = 'provider.logout'`); err != nil || jobs != 1 {
		t.Errorf("%d jobs (%v)", jobs, err)
	}
}
