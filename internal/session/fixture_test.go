package session_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/session"
	"hverv/internal/testkit"
)

// world is two organisations with a person who is employed in both, written as rows: what makes
// them is tested where they are made.
type world struct {
	db       *database.DB
	log      *audit.Log
	sessions *session.Service
	person   id.Person
	first    place
	second   place
}

// place is one employment of the person.
type place struct {
	organisation id.Organisation
	employee     id.Employee
	identity     id.Identity
}

func begin(t *testing.T) *world {
	t.Helper()
	w := &world{db: testkit.DB(t), log: audit.New(testkit.Keys(t)), person: id.New[id.Person]()}
	w.sessions = w.node()
	w.run(t, `insert into persons (id, name, created_at) values ($1, 'Karen Østergård', now())`, w.person)
	w.first, w.second = w.place(t, "90000001"), w.place(t, "90000002")
	return w
}

// node is a process of its own on the same database.
func (w *world) node() *session.Service {
	return session.New(session.Deps{
		DB: w.db, Audit: w.log, Queue: job.NewQueue(), Log: slog.New(slog.DiscardHandler),
		Installation: session.Installation{Support: session.Contact{Email: "hjaelp@hverv.example"}, PrivateEID: true, Version: "v1"},
	})
}

func (w *world) place(t *testing.T, cvr string) place {
	t.Helper()
	p := place{id.New[id.Organisation](), id.New[id.Employee](), id.New[id.Identity]()}
	w.run(t, `insert into organisations (id, cvr, name, form, address, created_at) values ($1, $2, 'Klinikken på Torvet', 'ApS', '{}', now())`, p.organisation, cvr)
	w.run(t, `insert into employment_categories (organisation_id, code, name_da, name_en) values ($1, 'F', 'Fast', 'Permanent')`, p.organisation)
	w.run(t, `insert into employees (organisation_id, id, given_name, family_name, sort_key, search_key, created_at, changed_at)
		values ($1, $2, 'Karen', 'Østergård', '', '', now(), now())`, p.organisation, p.employee)
	w.run(t, `insert into employments (organisation_id, id, employee_id, category, starts_on, created_at)
		values ($1, $2, $3, 'F', '2020-01-01', now())`, p.organisation, id.New[id.Employment](), p.employee)
	w.run(t, `insert into identities (organisation_id, id, employee_id, kind, state, person_id, activate_from, activate_until, assurance, created_at)
		values ($1, $2, $3, 'private', 'active', $4, now(), '2020-02-01', 'substantial', now())`, p.organisation, p.identity, p.employee, w.person)
	return p
}

// run writes a row past the product.
func (w *world) run(t *testing.T, text string, args ...any) {
	t.Helper()
	if _, err := w.db.Pool().ExecContext(t.Context(), text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// signIn begins a session of the person, acting in p unless it is nowhere.
func (w *world) signIn(t *testing.T, p place) string {
	t.Helper()
	token, _, err := w.sessions.Begin(t.Context(), w.by(p))
	if err != nil {
		t.Fatal(err)
	}
	return token.Reveal()
}

func (w *world) by(p place) session.Begin {
	return session.Begin{
		Person: w.person, Organisation: p.organisation, Employee: p.employee, Identity: p.identity,
		Assurance: authz.High, AMR: []string{"app"},
	}
}

// as is the context of whoever holds the token.
func (w *world) as(t *testing.T, token string) context.Context {
	t.Helper()
	actor, err := w.sessions.Actor(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	return authz.With(t.Context(), actor)
}

// within waits for a thing that must become true before the time is over.
func within(t *testing.T, limit time.Duration, holds func() bool) {
	t.Helper()
	deadline := time.After(limit)
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("not so after %v", limit)
		case <-time.After(10 * time.Millisecond):
		}
	}
}
