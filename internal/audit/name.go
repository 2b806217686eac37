package audit

import (
	"context"

	"github.com/google/uuid"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Names looks up who in an organisation stands behind ids of employees and persons, as they are
// called today. Whoever does not belong to the organisation is left out.
type Names func(ctx context.Context, tx *database.Tx, org id.Organisation, who []string) (map[string]Named, error)

// Named is what somebody is called.
type Named struct {
	Name      string
	Protected bool // E13: told to those alone who see the list of employees
}

// viewer is who reads, where it matters for names: an own name is always told.
type viewer struct {
	own  map[string]string
	self bool // reads as the one concerned, without a right to the list of employees
}

func asConcerned(a authz.Actor) viewer {
	return viewer{self: true, own: map[string]string{a.Employee.String(): a.Name, a.Person.String(): a.Name}}
}

// name says who did it and to whom, by one statement for the page. Somebody from outside has no
// name here; the event's basis tells an operator.
func (r *Reader) name(ctx context.Context, tx *database.Tx, org id.Organisation, by viewer, found page.Page[Record]) error {
	ids := map[string]bool{}
	for _, e := range found.Data {
		for _, who := range []string{e.ActorID, e.Subject.ID, e.Person} {
			if uuid.Validate(who) == nil {
				ids[who] = true
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	who := make([]string, 0, len(ids))
	for one := range ids {
		who = append(who, one)
	}
	known, err := r.names(ctx, tx, org, who)
	if err != nil {
		return err
	}
	called := func(who string) string {
		if own := by.own[who]; who != "" && own != "" {
			return own
		}
		if by.self && known[who].Protected {
			return ""
		}
		return known[who].Name
	}
	for i := range found.Data {
		e := &found.Data[i]
		e.ActorName, e.SubjectName, e.PersonName = called(e.ActorID), called(e.Subject.ID), called(e.Person)
	}
	return nil
}
