package employee_test

import (
	"testing"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

// last reads the newest event of the log as somebody.
func last(c *clinic, read func(*audit.Reader) ([]audit.Record, error)) audit.Record {
	c.t.Helper()
	found, err := read(audit.NewReader(c.db, audit.New(c.keys), employee.NamesOf))
	c.must(err)
	if len(found) == 0 {
		c.t.Fatal("no events")
	}
	return found[0]
}

func TestEventsNameEmployees_G3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Åse", FamilyName: "Birk"})
	all := func(r *audit.Reader) ([]audit.Record, error) {
		found, err := r.List(c.as(authz.Auditor), audit.Find{Organisation: c.org})
		return found.Data, err
	}
	if got := last(c, all); got.ActorName != "Karen Østergård" || got.SubjectName != "Åse Birk" || got.PersonName != "Åse Birk" {
		t.Errorf("created: %+v", got)
	}
	family := "Ærø"
	_, err := c.employees.Change(c.as(authz.UserAdministrator), employee.Change{Organisation: c.org, ID: e.ID, Version: e.Version, FamilyName: &family})
	c.must(err)
	if got := last(c, all); got.SubjectName != "Åse Ærø" {
		t.Errorf("the name of today: %q", got.SubjectName)
	}
}

func TestProtectedColleaguesAreNotNamedInOwnEvents_E13(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Åse", FamilyName: "Birk"})
	own := func(who id.Employee, name string) audit.Record {
		ctx := c.acting(authz.Actor{Employee: who, Name: name})
		return last(c, func(r *audit.Reader) ([]audit.Record, error) {
			found, err := r.ListOwn(ctx, audit.Find{})
			return found.Data, err
		})
	}
	if got := own(e.ID, "Åse Birk"); got.ActorName != "Karen Østergård" {
		t.Errorf("before: %+v", got)
	}
	c.must(c.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		_, err := tx.Exec(t.Context(), `update employees set protected = true where organisation_id = $1`, c.org)
		return err
	}))
	if got := own(e.ID, "Åse Birk"); got.ActorName != "" || got.SubjectName != "Åse Birk" {
		t.Errorf("a protected actor: %+v", got)
	}
	if got := own(c.admin, "Karen Østergård"); got.ActorName != "Karen Østergård" || got.SubjectName != "" {
		t.Errorf("seen by herself: %+v", got)
	}
}

func TestNamesStayInTheOrganisation_A6(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	person, stranger := id.New[id.Person](), id.New[id.Person]()
	home := c.org
	other := c.connect("90000012", "Klinikken ved Havnen")
	theirs := c.admin
	mine := c.admin
	c.must(c.db.Upkeep(t.Context(), "test", func(tx *database.Tx) error {
		if err := tx.Get(t.Context(), &mine, `select id from employees where organisation_id = $1`, home); err != nil {
			return err
		}
		for _, row := range []struct {
			org    id.Organisation
			who    id.Employee
			person id.Person
		}{{home, mine, person}, {other, theirs, stranger}} {
			if _, err := tx.Exec(t.Context(), `insert into persons (id, name, created_at) values ($1, 'Privat Navn', $2)`, row.person, tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `insert into identities (organisation_id, id, employee_id, kind, state, person_id, activate_from, activate_until, created_at)
				values ($1, $2, $3, 'private', 'active', $4, $5, $6, $5)`, row.org, id.New[id.Identity](), row.who, row.person, tx.Now, calendar.Must("2026-12-22")); err != nil {
				return err
			}
		}
		return nil
	}))
	var named map[string]audit.Named
	c.must(c.db.Single(t.Context(), func(tx *database.Tx) (err error) {
		named, err = employee.NamesOf(t.Context(), tx, home, []string{mine.String(), person.String(), theirs.String(), stranger.String()})
		return err
	}))
	if len(named) != 2 || named[mine.String()].Name != "Karen Østergård" || named[person.String()].Name != "Karen Østergård" {
		t.Errorf("named %+v", named)
	}
}
