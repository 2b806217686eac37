package session_test

import (
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/session"
)

func TestActorHasWhatTheRowsSay_A6(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.run(t, `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, ends_on, created_at)
		values ($1, $2, $3, 'user_administrator', 'organisation', '2020-01-01', '2999-12-31', now())`, w.first.organisation, id.New[id.RoleGrant](), w.first.employee)
	w.run(t, `insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, ends_on, created_at)
		values ($1, $2, $3, 'auditor', 'organisation', '2020-01-01', '2020-12-31', now())`, w.first.organisation, id.New[id.RoleGrant](), w.first.employee)
	w.run(t, `insert into operators (person_id, granted_at) values ($1, now())`, w.person)
	actor, err := w.sessions.Actor(t.Context(), w.signIn(t, w.first))
	if err != nil {
		t.Fatal(err)
	}
	if actor.Person != w.person || actor.Organisation != w.first.organisation || actor.Employee != w.first.employee ||
		actor.Name != "Karen Østergård" || !actor.Operator {
		t.Errorf("actor %+v", actor)
	}
	if len(actor.Grants) != 1 || actor.Grants[0].Role != authz.UserAdministrator || actor.Grants[0].To.String() != "2999-12-31" {
		t.Errorf("grants %+v", actor.Grants)
	}
	if got, want := actor.Assurance, authz.Substantial; got != want {
		t.Errorf("level %q, want the lower of eID and identity, %q", got, want) // P3
	}
}

func TestWhoMayNotActIsRefusedAtOnce_E5_E6_L5(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]string{
		"ended employment":       `update employments set ends_on = '2020-06-30' where organisation_id = $1`,
		"terminated":             `update employments set ended_at = now() where organisation_id = $1`,
		"blocked":                `insert into block_reasons (organisation_id, id, employee_id, kind, set_at) select organisation_id, gen_random_uuid(), id, 'self', now() from employees where organisation_id = $1`,
		"suspended organisation": `update organisations set state = 'suspended' where id = $1`,
		"closed organisation":    `update organisations set state = 'closed' where id = $1`,
		"consent withdrawn":      `update identities set state = 'withdrawn' where organisation_id = $1`,
		"somebody else's eID":    `update identities set person_id = null where organisation_id = $1`,
		"session ended":          `update sessions set ended_at = now() where organisation_id = $1`,
		"idle for too long":      `update sessions set idle_until = now() - interval '1 second' where organisation_id = $1`,
		"signed in too long":     `update sessions set expires_at = now() - interval '1 second' where organisation_id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begin(t)
			token := w.signIn(t, w.first)
			elsewhere := w.node()
			for _, node := range []*session.Service{w.sessions, elsewhere} {
				if _, err := node.Actor(t.Context(), token); err != nil {
					t.Fatal(err)
				}
			}
			w.run(t, stop, w.first.organisation)
			for _, node := range []*session.Service{w.sessions, elsewhere} {
				within(t, time.Second, func() bool {
					_, err := node.Actor(t.Context(), token)
					return fault.KindOf(err) == fault.Unauthenticated
				})
			}
		})
	}
}

func TestUnknownTokensAreNobody(t *testing.T) {
	t.Parallel()
	w := begin(t)
	for _, token := range []string{"", "short", id.NewToken().Reveal()} {
		if _, err := w.sessions.Actor(t.Context(), token); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("token of %d letters: %v", len(token), err)
		}
	}
}

func TestPersonWithoutOrganisationHasOnlyPerson_C1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	actor, err := w.sessions.Actor(t.Context(), w.signIn(t, place{}))
	if err != nil || actor.Person != w.person || !actor.Organisation.IsZero() || !actor.Employee.IsZero() || len(actor.Grants) > 0 {
		t.Fatalf("actor %+v (%v)", actor, err)
	}
}

func TestChoosingTurnsTheToken_A6(t *testing.T) {
	t.Parallel()
	w := begin(t)
	old := w.signIn(t, w.first)
	ctx := w.as(t, old)
	token, chosen, err := w.sessions.Choose(ctx, w.second.organisation)
	if err != nil || chosen.Employee != w.second.employee {
		t.Fatalf("chose %+v (%v)", chosen, err)
	}
	if _, err := w.sessions.Actor(t.Context(), old); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("the old token still opens: %v", err)
	}
	actor, err := w.sessions.Actor(t.Context(), token.Reveal())
	if err != nil || actor.Organisation != w.second.organisation || actor.Session != chosen.ID {
		t.Errorf("actor %+v (%v)", actor, err)
	}
	if _, _, err := w.sessions.Choose(w.as(t, token.Reveal()), id.New[id.Organisation]()); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an organisation that is not hers: %v", err)
	}
}

func TestMeNamesTheOrganisationsToChooseFrom_A6(t *testing.T) {
	t.Parallel()
	w := begin(t)
	me, err := w.sessions.Me(w.as(t, w.signIn(t, w.first)))
	if err != nil || len(me.Organisations) != 2 || me.Organisation.CVR != "90000001" || me.Language != "da" {
		t.Fatalf("me %+v (%v)", me, err)
	}
}

func TestFreshSignInKeepsTheSessionAndTurnsTheToken_P2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	old := w.signIn(t, w.first)
	ctx := w.as(t, old)
	before, _ := authz.From(ctx)
	w.run(t, `update sessions set signed_in_at = now() - interval '1 hour'`)
	token, renewed, err := w.sessions.Begin(ctx, w.by(place{}))
	if err != nil || renewed.ID != before.Session || renewed.Employee != w.first.employee {
		t.Fatalf("renewed %+v (%v)", renewed, err)
	}
	actor, err := w.sessions.Actor(t.Context(), token.Reveal())
	if err != nil || actor.At.Sub(actor.SignedInAt) > time.Minute {
		t.Errorf("signed in at %v (%v)", actor.SignedInAt, err)
	}
	if _, err := w.sessions.Actor(t.Context(), old); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("the old token still opens: %v", err)
	}
}

func TestAnotherPersonInTheSameBrowserEndsTheSession(t *testing.T) {
	t.Parallel()
	w := begin(t)
	old := w.signIn(t, w.first)
	ctx := w.as(t, old)
	before, _ := authz.From(ctx)
	other := id.New[id.Person]()
	w.run(t, `insert into persons (id, name, created_at) values ($1, 'Åse Krøyer', now())`, other)
	_, begun, err := w.sessions.Begin(ctx, session.Begin{Person: other, Assurance: authz.Substantial, AMR: []string{"app"}})
	if err != nil || begun.ID == before.Session {
		t.Fatalf("begun %+v (%v)", begun, err)
	}
	if _, err := w.sessions.Actor(t.Context(), old); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("the first one's token still opens: %v", err)
	}
}

func TestUseKeepsASessionAlive_P2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	token := w.signIn(t, w.first)
	w.run(t, `update sessions set seen_at = now() - interval '2 minutes', idle_until = now() + interval '1 minute'`)
	if _, err := w.sessions.Actor(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	var left time.Duration
	if err := w.db.Pool().GetContext(t.Context(), &left, `select (extract(epoch from idle_until - now()) * 1e9)::bigint from sessions`); err != nil {
		t.Fatal(err)
	}
	if left < 3*time.Hour {
		t.Errorf("only %v left", left)
	}
}

func TestSignInsAreInTheOrganisationsLog_G1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.signIn(t, w.first)
	var actors []string
	err := w.db.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Select(t.Context(), &actors, `select actor_id from audit_events where organisation_id = $1 and name = 'session.started'`, w.first.organisation)
	})
	if err != nil || len(actors) != 1 || actors[0] != w.first.employee.String() {
		t.Fatalf("events by %v (%v)", actors, err)
	}
}

// What a device or a temporary pass opened ends with it, whatever worker has run (U9, U10, U12).
func TestASessionEndsWithItsAuthenticator_U9_U12(t *testing.T) {
	t.Parallel()
	w := begin(t)
	soon := w.db.Now().Add(time.Hour)
	_, begun, err := w.sessions.Begin(t.Context(), session.Begin{
		Organisation: w.first.organisation, Employee: w.first.employee, Identity: w.first.identity, Assurance: authz.Low, AMR: []string{"pwd"}, Until: &soon,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !begun.ExpiresAt.Equal(soon) || begun.IdleUntil.After(soon) {
		t.Errorf("until %s, idle until %s, want %s", begun.ExpiresAt, begun.IdleUntil, soon)
	}
}
