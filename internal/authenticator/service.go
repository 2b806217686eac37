package authenticator

import (
	"context"
	"maps"
	"sync/atomic"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/passkey"
	"hverv/internal/printing"
	"hverv/internal/seal"
	"hverv/internal/throttle"
)

// Notify joins a message to the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Deps are what the service stands on; all of them are required but Letters and Passkeys.
type Deps struct {
	DB        *database.DB
	Letters   *printing.Service // none: who hands a code over writes the letter
	Audit     *audit.Log
	Keys      *seal.Keys
	Hasher    *seal.Hasher
	Notify    Notify
	Passkeys  *passkey.Party   // none: the public address has no name, so no browser would use them
	Wall      func() time.Time // the real time: the devices that show codes know no other
	PublicURL string           // where the links in mails lead
	Issuer    string           // the name that authenticator apps show
}

// Service does what may be done to identities and authenticators.
type Service struct {
	db      *database.DB
	audit   *audit.Log
	keys    *seal.Keys
	hasher  *seal.Hasher
	guard   throttle.Guard
	notify  Notify
	party   *passkey.Party
	wall    func() time.Time
	letters *printing.Service
	url     string
	issuer  string
	follows []Follow
	steps   []OnStep

	resealed atomic.Uint32 // the key that every secret was found to be under
}

// New makes the service.
func New(d Deps) *Service {
	return &Service{
		db: d.DB, audit: d.Audit, keys: d.Keys, hasher: d.Hasher, guard: throttle.Guard{DB: d.DB, Keys: d.Keys},
		notify: d.Notify, letters: d.Letters, party: d.Passkeys, wall: d.Wall, url: d.PublicURL, issuer: d.Issuer,
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

// place is an identity with whose it is and where.
type place struct {
	identity Identity
	employee employee.Employee
	org      organisation.Organisation
}

// around loads what stands around an identity that is locked.
func around(ctx context.Context, tx *database.Tx, i Identity) (place, error) {
	p := place{identity: i}
	var err error
	if p.employee, err = employee.Find(ctx, tx, i.Organisation, i.Employee); err != nil {
		return place{}, err
	}
	p.org, err = organisation.Find(ctx, tx, i.Organisation)
	return p, err
}

// locked locks an identity and judges the permit on whose it is.
func locked(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, identity id.Identity) (place, authz.Decision, error) {
	i, err := lockIdentity(ctx, tx, org, identity)
	if err != nil {
		return place{}, authz.Decision{}, err
	}
	p, err := around(ctx, tx, i)
	if err != nil {
		return place{}, authz.Decision{}, err
	}
	decision, err := permit.On(p.employee.Facts())
	return p, decision, err
}

// tell writes to the employee, in the language of the identity.
func (s *Service) tell(ctx context.Context, tx *database.Tx, p place, template notify.Template, values map[string]string) error {
	all := map[string]string{"name": p.employee.Name(), "organisation": p.org.Name}
	maps.Copy(all, values)
	return s.notify.Send(ctx, tx, notify.Message{
		Organisation: p.org.ID, To: p.employee.Email, Person: p.employee.ID.String(), Template: template,
		Language: p.identity.Language, Values: all,
	})
}

// tellAdministrators writes to those who answer for the users.
func (s *Service) tellAdministrators(ctx context.Context, tx *database.Tx, p place, template notify.Template) error {
	list, err := administrators(ctx, tx, p.org.ID)
	if err != nil {
		return err
	}
	for _, to := range list {
		err := s.notify.Send(ctx, tx, notify.Message{
			Organisation: p.org.ID, To: to.Email, Person: to.Employee.String(), Template: template, Language: to.Language,
			Values: map[string]string{"name": to.Name, "employee": p.employee.Name(), "organisation": p.org.Name},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// event is one about an identity; the personal fields are the employee's.
func event(decision authz.Decision, name string, i Identity) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("identity", i.ID), Person: i.Employee.String()}
}
