package lifecycle

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/organisation"
)

// news is that somebody has left.
type news struct {
	leaver         employee.Employee
	last           string          // the last day; only for messages that name it
	private        bool            // signed in with an eID of their own (L4)
	administrators notify.Template // what they are told
	own            notify.Template // what the leaver is told; "" for nothing
}

// tell writes to the administrators and to the leaver.
func (s *Service) tell(ctx context.Context, tx *database.Tx, n news) error {
	org := n.leaver.Organisation
	o, err := organisation.Find(ctx, tx, org)
	if err != nil {
		return err
	}
	people, err := administrators(ctx, tx, org, n.leaver.ID)
	if err != nil {
		return err
	}
	about := map[string]string{"organisation": o.Name, "employee": n.leaver.Name()}
	for _, to := range people {
		if n.private {
			if err := s.send(ctx, tx, org, to, notify.PrivateIdentityLeft, about); err != nil {
				return err
			}
		}
		if err := s.send(ctx, tx, org, to, n.administrators, n.dated(about)); err != nil {
			return err
		}
	}
	if n.own == "" {
		return nil
	}
	language, err := languageOf(ctx, tx, org, n.leaver.ID)
	if err != nil {
		return err
	}
	self := Contact{Person: n.leaver.ID.String(), Name: n.leaver.Name(), Email: n.leaver.Email, Language: language}
	return s.send(ctx, tx, org, self, n.own, n.dated(map[string]string{"organisation": o.Name}))
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
	extended := map[string]string{name: value}
	for k, v := range values {
		extended[k] = v
	}
	return extended
}
