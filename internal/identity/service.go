package identity

import (
	"context"
	"maps"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/printing"
	"hverv/internal/seal"
	"hverv/internal/throttle"
)

// Notify joins a message to the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Deps are what the service stands on; all of them are required but Letters.
type Deps struct {
	DB        *database.DB
	Letters   *printing.Service // none: who hands a code over writes the letter
	Audit     *audit.Log
	Keys      *seal.Keys
	Hasher    *seal.Hasher
	Notify    Notify
	PublicURL string // where the links in mails lead
}

// Service does what may be done to identities.
type Service struct {
	db       *database.DB
	audit    *audit.Log
	keys     *seal.Keys
	hasher   *seal.Hasher
	guard    throttle.Guard
	notify   Notify
	letters  *printing.Service
	url      string
	follows  []Follow
	ends     []OnEnd
	passEnds []OnPassEnd
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, audit: d.Audit, keys: d.Keys, hasher: d.Hasher, guard: throttle.Guard{DB: d.DB, Keys: d.Keys},
		notify: d.Notify, letters: d.Letters, url: d.PublicURL,
	}
}

// Follow is what a later feature does in the transaction that makes an identity useless or gives
// it another password: its sessions end.
type Follow func(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, of id.Employee, reason string) error

// Follow adds such a step. Only app calls it, before anything is served: the features above may
// not be imported from here.
func (s *Service) Follow(do Follow) { s.follows = append(s.follows, do) }

func (s *Service) followed(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, reason string) error {
	for _, do := range s.follows {
		if err := do(ctx, tx, decision, i.Organisation, i.Employee, reason); err != nil {
			return err
		}
	}
	return nil
}

// OnEnd is what a later feature ends with an identity, in the same transaction; what it gives stands in the
// event of that end.
type OnEnd func(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity) (audit.Fields, error)

// OnEnd adds such a step, as Follow does.
func (s *Service) OnEnd(do OnEnd) { s.ends = append(s.ends, do) }

// OnPassEnd is what a later feature does when a temporary pass ends before its time: the sessions that it
// opened end too (U9).
type OnPassEnd func(ctx context.Context, tx *database.Tx, decision authz.Decision, p Pass, of id.Employee) error

// OnPassEnd adds such a step, as Follow does.
func (s *Service) OnPassEnd(do OnPassEnd) { s.passEnds = append(s.passEnds, do) }

// Place is an identity with whose it is and where.
type Place struct {
	Identity Identity
	Employee employee.Employee
	Org      organisation.Organisation
}

// Lock keeps an identity until the transaction ends, and gives what stands around it. What changes
// it or the things that belong to it takes this lock first.
func Lock(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (Place, error) {
	i, err := lockByID(ctx, tx, org, identity)
	if err != nil {
		return Place{}, err
	}
	return around(ctx, tx, i)
}

// Look is Lock for who changes nothing.
func Look(ctx context.Context, tx *database.Tx, org id.Organisation, identity id.Identity) (Place, error) {
	i, err := Find(ctx, tx, org, identity)
	if err != nil {
		return Place{}, err
	}
	return around(ctx, tx, i)
}

func around(ctx context.Context, tx *database.Tx, i Identity) (Place, error) {
	p := Place{Identity: i}
	var err error
	if p.Employee, err = employee.Find(ctx, tx, i.Organisation, i.Employee); err != nil {
		return Place{}, err
	}
	p.Org, err = organisation.Find(ctx, tx, i.Organisation)
	return p, err
}

// LockFor locks an identity and judges the permit on whose it is.
func LockFor(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, identity id.Identity) (Place, authz.Decision, error) {
	p, err := Lock(ctx, tx, org, identity)
	if err != nil {
		return Place{}, authz.Decision{}, err
	}
	decision, err := permit.On(p.Employee.Facts())
	return p, decision, err
}

// Tell writes to the employee, in the language of the identity.
func (s *Service) Tell(ctx context.Context, tx *database.Tx, p Place, template notify.Template, values map[string]string) error {
	all := map[string]string{"name": p.Employee.Name(), "organisation": p.Org.Name}
	maps.Copy(all, values)
	return s.notify.Send(ctx, tx, notify.Message{
		Organisation: p.Org.ID, To: p.Employee.Email, Person: p.Employee.ID.String(), Template: template,
		Language: p.Identity.Language, Values: all,
	})
}

// TellAdministrators writes to those who answer for the users.
func (s *Service) TellAdministrators(ctx context.Context, tx *database.Tx, p Place, template notify.Template) error {
	list, err := administrators(ctx, tx, p.Org.ID)
	if err != nil {
		return err
	}
	for _, to := range list {
		err := s.notify.Send(ctx, tx, notify.Message{
			Organisation: p.Org.ID, To: to.Email, Person: to.Employee.String(), Template: template, Language: to.Language,
			Values: map[string]string{"name": to.Name, "employee": p.Employee.Name(), "organisation": p.Org.Name},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// CodeTry is the try that is counted for the codes of an account (U8).
func CodeTry(org id.Organisation, identity id.Identity) throttle.Try {
	return throttle.Code.Of(org.String() + "/" + identity.String())
}

// event is one about an identity; the personal fields are the employee's.
func event(decision authz.Decision, name string, i Identity) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("identity", i.ID), Person: i.Employee.String()}
}
