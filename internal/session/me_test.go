package session_test

import (
	"slices"
	"testing"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/session"
)

func (w *world) grant(t *testing.T, p place, role authz.Role) {
	t.Helper()
	w.run(t, `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', now())`, p.organisation, id.New[id.RoleGrant](), p.employee, string(role))
}

func TestMeListsWhatMayBeDoneHere_A2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.grant(t, w.first, authz.UserAdministrator)
	for name, c := range map[string]struct {
		at        place
		can, cant []authz.Action
	}{
		"user administrator": {w.first, []authz.Action{authz.EmployeeCreate, authz.SessionEnd, authz.EventListOwn}, []authz.Action{authz.RoleGrant, authz.OrganisationList, authz.LifecycleEnd}},
		"no role there":      {w.second, []authz.Action{authz.EventListOwn, authz.EmployeeRead}, []authz.Action{authz.EmployeeCreate, authz.EmployeeList}},
		"no organisation":    {place{}, []authz.Action{authz.ConnectionStart, authz.MeRead}, []authz.Action{authz.EmployeeCreate, authz.RoleRead}},
	} {
		me, err := w.sessions.Me(w.as(t, w.signIn(t, c.at)))
		if err != nil {
			t.Fatal(err)
		}
		for _, action := range c.can {
			if !slices.Contains(me.Actions, action) {
				t.Errorf("%s: %s is missing in %v", name, action, me.Actions)
			}
		}
		for _, action := range c.cant {
			if slices.Contains(me.Actions, action) {
				t.Errorf("%s: offered %s", name, action)
			}
		}
	}
}

func TestMeNamesSupportAndKindOfIdentity_W2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.run(t, `update organisations set support_phone = '70 10 20 30', support_hours = 'Hverdage' where id = $1`, w.first.organisation)
	me, err := w.sessions.Me(w.as(t, w.signIn(t, w.first)))
	if err != nil || me.Support.Organisation.Phone != "70 10 20 30" || me.Support.Organisation.Hours != "Hverdage" ||
		me.Support.Installation.Email != "hjaelp@hverv.example" || me.IdentityKind != "private" || me.Session.IdleUntil.IsZero() {
		t.Fatalf("me %+v (%v)", me, err)
	}
	nowhere, err := w.sessions.Me(w.as(t, w.signIn(t, place{})))
	if err != nil || nowhere.IdentityKind != "missing" || nowhere.Support.Organisation.Phone != "" {
		t.Fatalf("me without organisation %+v (%v)", nowhere, err)
	}
}

func TestLanguageIsKept_W1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	ctx := w.as(t, w.signIn(t, w.first))
	for range 2 { // the second time nothing changes
		if me, err := w.sessions.Speak(ctx, "en"); err != nil || me.Language != "en" {
			t.Fatalf("me %+v (%v)", me, err)
		}
	}
	if me, err := w.sessions.Me(w.as(t, w.signIn(t, w.second))); err != nil || me.Language != "en" {
		t.Errorf("in the other organisation: %q (%v)", me.Language, err)
	}
	var stored struct {
		Identity string `db:"identity"`
		Events   int    `db:"events"`
	}
	err := w.db.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &stored, `select i.language as identity, (select count(*) from audit_events e
				where e.organisation_id = $1 and e.name = 'me.language_changed') as events
			from identities i where i.organisation_id = $1`, w.first.organisation)
	})
	if err != nil || stored.Identity != "en" || stored.Events != 1 {
		t.Errorf("stored %+v (%v)", stored, err)
	}
	if _, err := w.sessions.Speak(ctx, "de"); fault.CodeOf(err) != "invalid_input" {
		t.Errorf("German: %v", err)
	}
}

func TestDedicatedIdentityHasALanguageOfItsOwn_W1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.run(t, `update identities set kind = 'dedicated', person_id = null, user_name = 'karen', language = 'en' where organisation_id = $1`, w.first.organisation)
	by := w.by(w.first)
	by.Person = id.Person{}
	token, _, err := w.sessions.Begin(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	ctx := w.as(t, token.Reveal())
	if me, err := w.sessions.Me(ctx); err != nil || me.Language != "en" || me.IdentityKind != "dedicated" {
		t.Errorf("me %+v (%v)", me, err)
	}
	if me, err := w.sessions.Speak(ctx, "da"); err != nil || me.Language != "da" {
		t.Errorf("me %+v (%v)", me, err)
	}
}

// Who comes by the second door of a private identity is the employee alone, in one organisation.
func TestASecondDoorOpensOneOrganisation_U1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	by := w.by(w.first)
	by.Person = id.Person{}
	token, _, err := w.sessions.Begin(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	me, err := w.sessions.Me(w.as(t, token.Reveal()))
	if err != nil || me.IdentityKind != "private" || len(me.Organisations) != 1 || me.Organisations[0].Organisation != w.first.organisation {
		t.Errorf("me %+v (%v)", me, err)
	}
	by.Person = id.New[id.Person]() // and never for another person
	w.run(t, `insert into persons (id, name, created_at) values ($1, 'En anden', now())`, by.Person)
	if token, _, err = w.sessions.Begin(t.Context(), by); err != nil {
		t.Fatal(err)
	}
	if actor, err := w.sessions.Actor(t.Context(), token.Reveal()); err == nil && !actor.Employee.IsZero() {
		t.Errorf("somebody else acts: %+v", actor)
	}
}

func TestPersonWithoutOrganisationHasALanguage_W1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	if me, err := w.sessions.Speak(w.as(t, w.signIn(t, place{})), "en"); err != nil || me.Language != "en" {
		t.Errorf("me %+v (%v)", me, err)
	}
}

func TestAnybodyLearnsWhoHelps_W2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	answer, err := session.NewHandler(w.sessions).GetSupport(t.Context(), api.GetSupportRequestObject{})
	if err != nil {
		t.Fatal(err)
	}
	given, ok := answer.(api.GetSupport200JSONResponse)
	if !ok || given.Body != (api.Support{Email: "hjaelp@hverv.example", PrivateEid: true, Version: "v1"}) || given.Headers.CacheControl != "public, max-age=60" {
		t.Errorf("answer %+v", answer)
	}
}
