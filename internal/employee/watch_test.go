package employee_test

import (
	"context"
	"testing"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/organisation"
)

// That somebody looks into an employee's log, by whichever filter, is an event that the employee can
// see: one an hour for each reader, and none for the log as a whole, one's own or what is out of reach (G1).
func TestReadingAnEmployeesLogIsAnEvent_G1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	made, err := c.organisations.CreateUnit(c.as(authz.UserAdministrator), organisation.NewUnit{Organisation: c.org, Name: "Stue", Parent: id.Unit{}})
	c.must(err)
	signe := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Signe", FamilyName: "Krag", Unit: made.ID})
	bo := c.create(c.as(authz.UserAdministrator), employee.Create{GivenName: "Bo", FamilyName: "Krag"})
	log := audit.NewReader(c.db, audit.New(c.keys), employee.NamesOf)
	auditor := func() context.Context { return c.as(authz.Auditor) }
	list := func(ctx context.Context, in audit.Find) {
		t.Helper()
		in.Organisation = c.org
		_, err := log.List(ctx, in)
		c.must(err)
	}
	want := func(what string, signes, bos int) {
		t.Helper()
		for e, want := range map[id.Employee]int{signe.ID: signes, bo.ID: bos} {
			own, err := log.ListOwn(c.acting(authz.Actor{Employee: e}), audit.Find{Name: "event.read"})
			if err != nil || len(own.Data) != want {
				t.Errorf("%s: %d events, want %d (%v)", what, len(own.Data), want, err)
			}
		}
	}
	list(auditor(), audit.Find{})
	list(auditor(), audit.Find{Actor: "lifecycle", Subject: "thing"})
	want("the log as a whole", 0, 0)
	for range 3 {
		_, err := log.ListOf(auditor(), signe.ID, audit.Find{Organisation: c.org})
		c.must(err)
		list(auditor(), audit.Find{Person: signe.ID.String()})
	}
	want("by person", 1, 0)
	c.clock.Advance(59 * time.Minute)
	list(auditor(), audit.Find{Subject: signe.ID.String()})
	want("within the hour", 1, 0)
	c.clock.Advance(2 * time.Minute)
	list(auditor(), audit.Find{Subject: signe.ID.String()})
	list(auditor(), audit.Find{Actor: bo.ID.String()})
	want("by subject and by actor", 2, 1)
	c.clock.Advance(2 * time.Hour)
	local := c.within(authz.Auditor, authz.OneUnit, made.ID.String())
	list(local, audit.Find{Person: bo.ID.String()})
	want("out of reach", 2, 1)
	list(local, audit.Find{Person: signe.ID.String()})
	want("within reach", 3, 1)
}
