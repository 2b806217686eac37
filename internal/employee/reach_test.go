package employee_test

import (
	"slices"
	"testing"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/notify"
	"hverv/internal/organisation"
)

// Whose role is for a unit or a production unit sees events and messages about the people there,
// those of units below and of a second employment there included, and nothing else (A3, G3, N1).
func TestRoleOfAPlaceSeesItsPeople_A3(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	unit := func(name string, parent id.Unit) id.Unit {
		u, err := c.organisations.CreateUnit(c.as(authz.UserAdministrator), organisation.NewUnit{Organisation: c.org, Name: name, Parent: parent})
		c.must(err)
		return u.ID
	}
	top := unit("Kirurgi", id.Unit{})
	low, foreign := unit("Stue", top), unit("Medicin", id.Unit{})
	production := id.New[id.ProductionUnit]()
	_, err := c.db.Pool().ExecContext(t.Context(), `insert into production_units (organisation_id, id, p_number, name, address)
		values ($1, $2, '1000000001', 'Torvet 1', '{}')`, c.org, production)
	c.must(err)
	admin := c.as(authz.UserAdministrator)
	people := map[string]employee.Employee{
		"own":    c.create(admin, employee.Create{GivenName: "Ib", FamilyName: "Krag", Unit: top}),
		"below":  c.create(admin, employee.Create{GivenName: "Bo", FamilyName: "Krag", Unit: low}),
		"second": c.create(admin, employee.Create{GivenName: "Eva", FamilyName: "Krag", Unit: foreign, Employments: []employee.Employ{{Category: "F", Unit: low}}}),
		"over": c.create(admin, employee.Create{GivenName: "Per", FamilyName: "Krag", Unit: foreign, Employments: []employee.Employ{
			{Category: "F", Unit: low, StartsOn: calendar.Must("2020-01-01"), EndsOn: calendar.Must("2020-12-31")},
		}}),
		"elsewhere": c.create(admin, employee.Create{GivenName: "Ulla", FamilyName: "Krag", Unit: foreign}),
		"torvet":    c.create(admin, employee.Create{GivenName: "Siv", FamilyName: "Krag", ProductionUnit: production}),
		"nowhere":   c.create(admin, employee.Create{GivenName: "Åse", FamilyName: "Krag"}),
	}
	for _, e := range people {
		_, err := c.db.Pool().ExecContext(t.Context(), `insert into messages (organisation_id, id, person, template, language, state, created_at, settled_at)
			values ($1, $2, $3, 'role_given', 'da', 'sent', $4, $4)`, c.org, id.New[id.Message](), e.ID.String(), c.clock.Last())
		c.must(err)
	}
	mails, err := notify.New(notify.Deps{DB: c.db, Keys: c.keys, Queue: job.NewQueue()})
	c.must(err)
	log := audit.NewReader(c.db, audit.New(c.keys), employee.NamesOf)
	for name, tc := range map[string]struct {
		kind  authz.ScopeKind
		scope string
		sees  []string
	}{
		"unit":            {authz.OneUnit, top.String(), []string{"below", "own", "second"}},
		"unit below":      {authz.OneUnit, low.String(), []string{"below", "second"}},
		"foreign unit":    {authz.OneUnit, foreign.String(), []string{"elsewhere", "over", "second"}},
		"production unit": {authz.OneProductionUnit, production.String(), []string{"torvet"}},
		"no such unit":    {authz.OneUnit, id.New[id.Unit]().String(), nil},
	} {
		auditor, users := c.within(authz.Auditor, tc.kind, tc.scope), c.within(authz.UserAdministrator, tc.kind, tc.scope)
		events, err := log.List(auditor, audit.Find{Organisation: c.org, Name: "employee.created"})
		c.must(err)
		messages, err := mails.List(users, notify.Find{Organisation: c.org})
		c.must(err)
		about := func(person string) string {
			for who, e := range people {
				if e.ID.String() == person {
					return who
				}
			}
			return "the organisation"
		}
		var inLog, inMails []string
		for _, e := range events.Data {
			inLog = append(inLog, about(e.Person))
		}
		for _, m := range messages.Data {
			inMails = append(inMails, about(m.Person))
			if e := people[about(m.Person)]; m.PersonName != e.GivenName+" "+e.FamilyName {
				t.Errorf("message to %s is named %q", about(m.Person), m.PersonName)
			}
		}
		slices.Sort(inLog)
		slices.Sort(inMails)
		if !slices.Equal(inLog, tc.sees) || !slices.Equal(inMails, tc.sees) {
			t.Errorf("%s: events of %v, messages of %v, want %v", name, inLog, inMails, tc.sees)
		}
		for who, e := range people {
			want := "forbidden"
			if slices.Contains(tc.sees, who) {
				want = ""
			}
			of, err := log.ListOf(auditor, e.ID, audit.Find{Organisation: c.org, Name: "employee.created"})
			if fault.CodeOf(err) != want || want == "" && len(of.Data) != 1 {
				t.Errorf("%s: events of %s: %d, %v", name, who, len(of.Data), err)
			}
			filtered, err := log.List(auditor, audit.Find{Organisation: c.org, Person: e.ID.String(), Name: "employee.created"})
			if err != nil || (len(filtered.Data) == 1) != (want == "") {
				t.Errorf("%s: events filtered by %s: %d, %v", name, who, len(filtered.Data), err)
			}
		}
		if _, err := log.ListOf(auditor, id.New[id.Employee](), audit.Find{Organisation: c.org}); fault.CodeOf(err) != "not_found" {
			t.Errorf("%s: somebody who never was: %v", name, err)
		}
		// By actor: what the administrator did about others stays hidden.
		actor, _ := authz.From(admin)
		by, err := log.List(auditor, audit.Find{Organisation: c.org, Actor: actor.Employee.String(), Name: "employee.created"})
		if err != nil || len(by.Data) != len(tc.sees) {
			t.Errorf("%s: %d events by actor, %v", name, len(by.Data), err)
		}
	}
}
