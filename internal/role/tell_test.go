package role_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/role"
)

// told are the messages that lie in the outbox since the last look: template to whom.
func (c *clinic) told(names map[id.Employee]string) []string {
	c.T.Helper()
	var rows []struct {
		Person   id.Employee `db:"person"`
		Template string      `db:"template"`
	}
	c.Must(c.DB.Pool().SelectContext(c.T.Context(), &rows, `select person, template from messages order by template, person`))
	c.SQL(`delete from messages`)
	told := []string{}
	for _, r := range rows {
		told = append(told, r.Template+" to "+names[r.Person])
	}
	return told
}

func TestRolesAreTold_A7(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	second, _ := c.another("Bo")
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	names := map[id.Employee]string{c.admin: "acting", second: "other", who: "person"}
	held, err := c.Roles.Grant(c.As(c.admin), role.Grant{Organisation: c.Org, Employee: who, Role: authz.Auditor})
	c.Must(err)
	check := func(what string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, c.told(names)); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	check("given", "role_given to person", "role_given_to_other to other")
	_, err = c.Roles.Revoke(c.As(c.admin), c.Org, held.ID, "")
	c.Must(err)
	check("taken", "role_taken to person", "role_taken_from_other to other")
	asked := c.ask(who, authz.Orderer)
	check("asked", "role_requested to acting", "role_requested to other")
	_, err = c.Roles.Approve(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1})
	c.Must(err)
	check("granted", "role_given_to_other to other", "role_request_decided to person")
	asked = c.ask(who, authz.CaseWorker)
	c.told(names)
	_, err = c.Roles.Reject(c.As(c.admin), role.Decide{Organisation: c.Org, Request: asked.ID, Version: 1, Reason: "No"})
	c.Must(err)
	check("rejected", "role_request_decided to person")
	c.block(second, "lost_identity")
	_, err = c.Roles.Grant(c.As(c.admin), role.Grant{Organisation: c.Org, Employee: who, Role: authz.Auditor})
	c.Must(err)
	check("who may not act is not told", "role_given to person")
}

// Everybody reads in their own language: that of the person behind a private identity, else of the
// identity; Danish is for who has none (W1, A7).
func TestRolesAreToldInTheReadersLanguage_W1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	byPerson, _ := c.another("Bo")
	byIdentity, _ := c.another("Ib")
	without, _ := c.another("Eva")
	person := id.New[id.Person]()
	c.SQL(`insert into persons (id, name, language, created_at) values ($1, 'Bo', 'en', $2)`, person, c.Clock.Last())
	identity := `insert into identities (organisation_id, id, employee_id, kind, state, person_id, language, activate_from, activate_until, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, '2026-12-22', $8)`
	c.SQL(identity, c.Org, id.New[id.Identity](), byPerson, "private", "active", person, "da", c.Clock.Last())
	c.SQL(identity, c.Org, id.New[id.Identity](), byIdentity, "dedicated", "active", nil, "en", c.Clock.Last())
	c.SQL(identity, c.Org, id.New[id.Identity](), byIdentity, "dedicated", "revoked", nil, "da", c.Clock.Last())
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	_, err := c.Roles.Grant(c.As(c.admin), role.Grant{Organisation: c.Org, Employee: who, Role: authz.Auditor})
	c.Must(err)
	for reader, want := range map[id.Employee]string{byPerson: "en", byIdentity: "en", without: "da", who: "da"} {
		var languages []string
		c.Must(c.DB.Pool().SelectContext(t.Context(), &languages, `select language from messages where person = $1`, reader))
		if diff := cmp.Diff([]string{want}, languages); diff != "" {
			t.Errorf("%s: %s", reader, diff)
		}
	}
}
