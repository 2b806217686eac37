package session

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/job"
)

// Logout is the job that tells relying parties of ended sessions; provider does it.
const Logout job.Kind = "provider.logout"

// Deps are what the service stands on.
type Deps struct {
	DB     *database.DB
	Audit  *audit.Log
	Queue  *job.Queue
	Log    *slog.Logger
	Secure bool          // the public address is https
	Idle   time.Duration // 0 means 4 hours
	Life   time.Duration // 0 means 12 hours

	Installation Installation
}

// Service knows who is signed in.
type Service struct {
	db         *database.DB
	audit      *audit.Log
	queue      *job.Queue
	log        *slog.Logger
	secure     bool
	idle, life time.Duration
	cache      *cache
	installed  Installation
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{
		db: d.DB, audit: d.Audit, queue: d.Queue, log: d.Log, secure: d.Secure,
		idle: d.Idle, life: d.Life, cache: newCache(), installed: d.Installation,
	}
	if s.idle == 0 {
		s.idle = standardIdle
	}
	if s.life == 0 {
		s.life = standardLife
	}
	return s
}

// Begin signs somebody in; see BeginIn.
func (s *Service) Begin(ctx context.Context, b Begin) (id.Token, Session, error) {
	var token id.Token
	var begun Session
	err := s.db.Change(ctx, func(tx *database.Tx) (err error) {
		token, begun, err = s.BeginIn(ctx, tx, b)
		return err
	})
	return token, begun, err
}

// BeginIn signs somebody in and gives the token, which nobody has seen before: what a browser held
// until now opens nothing more (session fixation). When the context's actor signs in anew as the
// same one, her session goes on with a fresh time of sign-in, and the tokens that hang on it live;
// somebody else's session ends.
func (s *Service) BeginIn(ctx context.Context, tx *database.Tx, b Begin) (id.Token, Session, error) {
	token, begun := id.NewToken(), s.begun(ctx, tx, b)
	before, _ := authz.From(ctx)
	if !before.Session.IsZero() {
		continued, err := renew(ctx, tx, before.Session, begun, b.Authenticator, token.Hash())
		if err != nil {
			return "", Session{}, err
		}
		tx.AfterCommit(func() { s.cache.drop(before.Session) })
		if continued != nil {
			return token, *continued, s.record(ctx, tx, b, "session.renewed", *continued)
		}
		if err := s.replace(ctx, tx, before); err != nil {
			return "", Session{}, err
		}
	}
	insert(tx, begun, b.Authenticator, token.Hash())
	return token, begun, s.record(ctx, tx, b, "session.started", begun)
}

// begun is a new session. It ends no later than the authenticator by which it was opened (U10).
func (s *Service) begun(ctx context.Context, tx *database.Tx, b Begin) Session {
	request, idle, expires := authz.RequestOf(ctx), tx.Now.Add(s.idle), tx.Now.Add(s.life)
	if b.Until != nil && b.Until.Before(expires) {
		expires = *b.Until
	}
	if expires.Before(idle) {
		idle = expires
	}
	return Session{
		ID: id.New[id.Session](), Person: b.Person, Organisation: b.Organisation, Employee: b.Employee, Identity: b.Identity,
		Assurance: b.Assurance, AMR: b.AMR, SignedInAt: tx.Now, SeenAt: tx.Now,
		IdleUntil: idle, ExpiresAt: expires, UserAgent: request.UserAgent, Source: request.Source, ReducedTo: b.ReducedTo,
	}
}

// record writes the event where it belongs: in the organisation's log when one is chosen.
func (s *Service) record(ctx context.Context, tx *database.Tx, b Begin, name string, begun Session) error {
	target := authz.Everywhere()
	if !b.Organisation.IsZero() {
		target = authz.In(b.Organisation)
	}
	permit, err := authz.Require(authz.With(ctx, b.actor(begun.ID, tx.Now)), authz.SignIn, target)
	if err != nil {
		return err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: name, Subject: audit.On("session", begun.ID),
		After: audit.Fields{"assurance_level": string(begun.Assurance), "amr": strings.Join(begun.AMR, " ")},
	})
}

// replace ends the session of somebody else in the same browser.
func (s *Service) replace(ctx context.Context, tx *database.Tx, before authz.Actor) error {
	decision, err := authz.Anonymous(ctx, authz.SignOut, tx.Now)
	if err != nil {
		return err
	}
	err = s.end(ctx, tx, decision, before.Session, "replaced")
	if fault.KindOf(err) == fault.NotFound {
		return nil // it ended by itself meanwhile
	}
	if err != nil {
		return err
	}
	return s.tell(tx, before.Session)
}

// Actor gives who holds the token, or an unauthenticated fault. It is asked on every request: one
// indexed statement, or what it answered less than half a second ago. Whoever is terminated,
// blocked, suspended or without organisation is nobody here (E5, L5).
func (s *Service) Actor(ctx context.Context, token string) (authz.Actor, error) {
	if len(token) != tokenLength {
		return authz.Actor{}, unauthenticated()
	}
	hash := id.Token(token).Hash()
	return s.acting(ctx, string(hash), func(tx *database.Tx) (held, error) { return findByToken(ctx, tx, hash) })
}

// ActorOf gives who acts in a session, for the tokens that hang on it.
func (s *Service) ActorOf(ctx context.Context, session id.Session) (authz.Actor, error) {
	return s.acting(ctx, session.String(), func(tx *database.Tx) (held, error) { return findHeld(ctx, tx, session) })
}

func (s *Service) acting(ctx context.Context, key string, find func(*database.Tx) (held, error)) (authz.Actor, error) {
	if actor, ok := s.cache.get(key); ok {
		return actor, nil
	}
	since := s.cache.now()
	var found held
	var actor authz.Actor
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		if found, err = find(tx); err == nil {
			actor = found.actor(tx.Now)
		}
		return err
	})
	if errors.Is(err, database.ErrNone) || err == nil && !found.usable {
		return authz.Actor{}, unauthenticated()
	}
	if err != nil {
		return authz.Actor{}, err
	}
	s.cache.put(key, actor, since)
	s.touch(ctx, found.session, actor.At)
	return actor, nil
}

// OfToken gives the session of whoever may act by the token.
func (s *Service) OfToken(ctx context.Context, token string) (Session, error) {
	actor, err := s.Actor(ctx, token)
	if err != nil {
		return Session{}, err
	}
	var found Session
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = findOpen(ctx, tx, actor.Session)
		return gone(err)
	})
	return found, err
}

// touch lets a session live on while it is used. Failing to is no reason to refuse its holder.
func (s *Service) touch(ctx context.Context, used Session, now time.Time) {
	if now.Sub(used.SeenAt) < touchEvery {
		return
	}
	err := s.db.Upkeep(ctx, "session.touch", func(tx *database.Tx) error {
		return see(ctx, tx, used.ID, tx.Now.Add(-touchEvery), tx.Now.Add(s.idle))
	})
	if err != nil {
		s.log.WarnContext(ctx, "touch a session", slog.Any("error", err))
	}
}

func unauthenticated() error {
	return fault.New(fault.Unauthenticated, "unauthenticated", "Sign in first.")
}
