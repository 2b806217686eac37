package role

import (
	"context"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/notify"
)

// Notify sends messages; notify.Service does.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// news is what happened to somebody's role, as it is told (A7).
type news struct {
	organisation id.Organisation
	employee     id.Employee
	role         authz.Role
	person       notify.Template // to the person; empty tells only the administrators
	others       notify.Template // to the other administrators; empty tells only the person
	granted      string          // of a request: yes or no
}

// tell writes to the person and to the organisation administrators, save the one who acted (A7), each
// in the reader's own language (W1).
func (s *Service) tell(ctx context.Context, tx *database.Tx, by id.Employee, n news) error {
	people, err := contacts(ctx, tx, n.organisation, n.employee)
	if err != nil {
		return err
	}
	var concerned contact
	for _, c := range people {
		if c.Employee == n.employee {
			concerned = c
		}
	}
	for _, c := range people {
		if c.Employee == by {
			continue
		}
		if err := s.tellOne(ctx, tx, c, concerned, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) tellOne(ctx context.Context, tx *database.Tx, to, concerned contact, n news) error {
	template := n.others
	values := map[string]string{"name": to.Name, "role": string(n.role), "organisation": to.Organisation}
	if to.Employee == n.employee {
		template = n.person
	} else {
		values["employee"] = concerned.Name
	}
	switch template {
	case "":
		return nil
	case notify.RoleRequestDecided:
		values["granted"] = n.granted
	default: // needs no more
	}
	return s.notify.Send(ctx, tx, notify.Message{
		Organisation: n.organisation, To: to.Email, Person: to.Employee.String(), Template: template, Language: to.Language, Values: values,
	})
}
