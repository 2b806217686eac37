package lifecycle

import (
	"context"
	"maps"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/organisation"
)

// news is what happened to an employee, or to the organisation when it is about nobody.
type news struct {
	about          employee.Employee
	last           string          // the last day; only for messages that name it
	private        bool            // signed in with an eID of their own (L4)
	administrators notify.Template // what they are told; "" for nothing
	own            notify.Template // what the employee is told; "" for nothing
}

// tell writes to the administrators and to the one whom it is about.
func (s *Service) tell(ctx context.Context, tx *database.Tx, n news) error {
	o, err := organisation.Find(ctx, tx, n.about.Organisation)
	if err != nil {
		return err
	}
	if n.administrators != "" {
		if err := s.tellAdministrators(ctx, tx, n, o.Name); err != nil {
			return err
		}
	}
	if n.own == "" {
		return nil
	}
	language, err := languageOf(ctx, tx, o.ID, n.about.ID)
	if err != nil {
		return err
	}
	self := Contact{Person: n.about.ID.String(), Name: n.about.Name(), Email: n.about.Email, Language: language}
	return s.send(ctx, tx, o.ID, self, n.own, n.dated(map[string]string{"organisation": o.Name}))
}

func (s *Service) tellAdministrators(ctx context.Context, tx *database.Tx, n news, organisation string) error {
	people, err := administrators(ctx, tx, n.about.Organisation, n.about.ID)
	if err != nil {
		return err
	}
	values := map[string]string{"organisation": organisation}
	if !n.about.ID.IsZero() {
		values["employee"] = n.about.Name()
	}
	for _, to := range people {
		if n.private {
			if err := s.send(ctx, tx, n.about.Organisation, to, notify.PrivateIdentityLeft, values); err != nil {
				return err
			}
		}
		if err := s.send(ctx, tx, n.about.Organisation, to, n.administrators, n.dated(values)); err != nil {
			return err
		}
	}
	return nil
}

func (n news) dated(values map[string]string) map[string]string {
	if n.last == "" {
		return values
	}
	return with(values, "on", n.last)
}

func (s *Service) send(ctx context.Context, tx *database.Tx, org id.Organisation, to Contact, template notify.Template, values map[string]string) error {
	return s.Notify.Send(ctx, tx, notify.Message{
		Organisation: org, To: to.Email, Person: to.Person, Template: template, Language: to.Language, Values: with(values, "name", to.Name),
	})
}

func with(values map[string]string, name, value string) map[string]string {
	extended := maps.Clone(values)
	extended[name] = value
	return extended
}
