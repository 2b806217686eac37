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
	c.t.Helper()
	var rows []struct {
		Person   id.Employee `db:"person"`
		Template string      `db:"template"`
	}
	c.must(c.db.Pool().SelectContext(c.t.Context(), &rows, `select person, template from messages order by template, person`))
	c.sql(`delete from messages`)
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
	who := c.employ(c.org, "Åse", "2026-01-01", "")
	names := map[id.Employee]string{c.admin: "acting", second: "other", who: "person"}
	held, err := c.roles.Grant(c.as(c.admin), role.Grant{Organisation: c.org, Employee: who, Role: authz.Auditor})
	c.must(err)
	check := func(what string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, c.told(names)); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	check("given", "role_given to person", "role_given_to_other to other")
	_, err = c.roles.Revoke(c.as(c.admin), c.org, held.ID, "")
	c.must(err)
	check("taken", "role_taken to person", "role_taken_from_other to other")
	asked := c.ask(who, authz.Orderer)
	check("asked", "role_requested to acting", "role_requested to other")
	_, err = c.roles.Approve(c.as(c.admin), role.Decide{Organisation: c.org, Request: asked.ID, Version: 1})
	c.must(err)
	check("granted", "role_given_to_other to other", "role_request_decided to person")
	asked = c.ask(who, authz.CaseWorker)
	c.told(names)
	_, err = c.roles.Reject(c.as(c.admin), role.Decide{Organisation: c.org, Request: asked.ID, Version: 1, Reason: "No"})
	c.must(err)
	check("rejected", "role_request_decided to person")
	c.block(second, "lost_identity")
	_, err = c.roles.Grant(c.as(c.admin), role.Grant{Organisation: c.org, Employee: who, Role: authz.Auditor})
	c.must(err)
	check("who may not act is not told", "role_given to person")
}
