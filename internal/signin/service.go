package signin

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/person"
	"hverv/internal/proof"
	"hverv/internal/session"
)

// service joins what a sign-in by eID changes: the person and the session, in one transaction.
type service struct {
	db       *database.DB
	persons  *person.Service
	sessions *session.Service
	audit    *audit.Log
}

// refused remembers that an eID's answer was not taken; the fault it gives is the answer.
func (s *service) refused(ctx context.Context, issuer, why string) error {
	return s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := authz.Anonymous(ctx, authz.SignIn, tx.Now)
		if err != nil {
			return err
		}
		err = s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "sign_in.refused", Outcome: audit.Refused,
			Subject: audit.Subject{Kind: "eid", ID: issuer}, After: audit.Fields{"why": why},
		})
		if err != nil {
			return err
		}
		return tx.Refuse(fault.New(fault.Unauthenticated, "sign_in_failed", "The private eID's answer was not taken."))
	})
}

// entered is a sign-in that succeeded.
type entered struct {
	token   id.Token
	session session.Session
	choices int // organisations to choose from, when none was chosen
}

// byEID signs in whom the eID vouches for. Who may act for one organisation only, acts for it;
// who goes on with a session keeps the organisation chosen there.
func (s *service) byEID(ctx context.Context, a answer) (entered, error) {
	var in entered
	err := s.db.Change(ctx, func(tx *database.Tx) error {
		known, err := s.persons.SignedIn(ctx, tx, a.claims)
		if err != nil {
			return err
		}
		open, err := identity.PrivateOf(ctx, tx, known.ID)
		if err != nil {
			return err
		}
		begin := session.Begin{Person: known.ID, Assurance: a.level, AMR: a.amr}
		before, _ := authz.From(ctx)
		if len(open) == 1 && (before.Person != known.ID || before.Organisation.IsZero()) {
			begin = begin.As(open[0])
		}
		in = entered{}
		if in.token, in.session, err = s.sessions.BeginIn(ctx, tx, begin); err == nil && in.session.Organisation.IsZero() {
			in.choices = len(open)
		}
		return err
	})
	return in, err
}

// byProof signs in whom a dedicated identity proves.
func (s *service) byProof(ctx context.Context, p proof.Proof) (entered, error) {
	token, begun, err := s.sessions.Begin(ctx, session.ByProof(p))
	return entered{token: token, session: begun}, err
}
