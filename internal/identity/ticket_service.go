package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
)

const ticketLife = 30 * time.Minute

// ticket is what the right hand-over code, or the right eID, opens: half an hour in which a
// dedicated identity chooses its password and enrols its app. It travels sealed.
type ticket struct {
	Organisation id.Organisation `json:"o"`
	Identity     id.Identity     `json:"i"`
	From         time.Time       `json:"f"` // which activation: a restart ends the ticket
	Until        time.Time       `json:"u"`
	Means        string          `json:"m"` // how its holder proved who they are
	Person       id.Person       `json:"p"` // whose eID it was, if any
}

func (t ticket) fits(i Identity, now time.Time) bool {
	return now.Before(t.Until) && t.From.Equal(i.ActivateFrom) &&
		(i.State == Pending || i.State == Active)
}

// open gives the ticket to who has given the proof that it says. From here on it is the employee who acts (G1).
func (s *Service) open(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, t ticket) (Opened, error) {
	t.Organisation, t.Identity, t.From, t.Until = p.Org.ID, p.Identity.ID, p.Identity.ActivateFrom, tx.Now.Add(ticketLife)
	text, err := s.sealTicket(t)
	if err != nil {
		return Opened{}, err
	}
	if err := s.guard.Clear(ctx, tx, byLink(p.Identity)); err != nil {
		return Opened{}, err
	}
	e := event(decision.Proven(p.Employee.ID, t.Person), "identity.activation_opened", p.Identity)
	e.After = audit.Fields{"means": t.Means}
	return Opened{Ticket: text, Until: t.Until, Place: p}, s.audit.Record(ctx, tx, e)
}

const ticketContext = "activation/ticket"

func (s *Service) sealTicket(t ticket) (string, error) {
	plain, err := json.Marshal(t)
	if err != nil {
		return "", fmt.Errorf("write a ticket: %w", err)
	}
	sealed, err := s.keys.Seal(plain, ticketContext)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// ticketOf reads a ticket. Whatever is wrong with it, the way on is the same: the link.
func (s *Service) ticketOf(text string) (ticket, error) {
	var t ticket
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return t, ticketExpired()
	}
	plain, err := s.keys.Open(sealed, ticketContext)
	if err != nil || json.Unmarshal(plain, &t) != nil {
		return t, ticketExpired()
	}
	return t, nil
}

// Entry is somebody who comes with a ticket instead of a sign-in.
type Entry struct {
	ticket ticket
	door   authz.Decision
}

// Enter reads a ticket. What it is good for is judged by In, in the transaction that uses it.
func (s *Service) Enter(ctx context.Context, text string) (Entry, error) {
	decision, err := authz.Anonymous(ctx, authz.IdentityActivate, s.db.Now())
	if err != nil {
		return Entry{}, err
	}
	t, err := s.ticketOf(text)
	return Entry{t, decision.Into(t.Organisation)}, err
}

// In locks the identity that the ticket is for. The ticket was given for a proof, so the decision is the
// employee's from here on (G1).
func (e Entry) In(ctx context.Context, tx *database.Tx) (Place, authz.Decision, error) {
	i, err := lockByID(ctx, tx, e.ticket.Organisation, e.ticket.Identity)
	if err != nil {
		return Place{}, e.door, err
	}
	if !e.ticket.fits(i, tx.Now) {
		return Place{}, e.door, ticketExpired()
	}
	p, err := around(ctx, tx, i)
	if err == nil {
		err = p.openTo(tx.Today)
	}
	return p, e.door.Proven(p.Employee.ID, e.ticket.Person), err
}

// Look is the identity that the ticket is for, for who changes nothing yet.
func (e Entry) Look(ctx context.Context, tx *database.Tx) (Identity, error) {
	i, err := Find(ctx, tx, e.ticket.Organisation, e.ticket.Identity)
	if err == nil && !e.ticket.fits(i, tx.Now) {
		err = ticketExpired()
	}
	return i, err
}

// ChoosePassword sets the first password of a dedicated identity that is being activated (U5).
func (s *Service) ChoosePassword(ctx context.Context, ticketText, password string) (Identity, error) {
	entry, err := s.Enter(ctx, ticketText)
	if err != nil {
		return Identity{}, err
	}
	var userName string
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		i, err := Find(ctx, tx, entry.ticket.Organisation, entry.ticket.Identity)
		userName = i.UserName
		return err
	})
	if err != nil {
		return Identity{}, err
	}
	hash, err := s.HashPassword(ctx, password, userName)
	if err != nil {
		return Identity{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Identity, error) {
		p, decision, err := entry.In(ctx, tx)
		if err != nil {
			return Identity{}, err
		}
		if p.Identity.Kind != Dedicated || p.Identity.State != Pending {
			return Identity{}, notPending()
		}
		if err := s.SetPassword(ctx, tx, decision, p.Identity, hash); err != nil {
			return Identity{}, err
		}
		p.Identity.HasPassword = true
		p.Identity.Version++
		return p.Identity.For(ctx, p.Employee, tx.Today), nil
	})
}

// HashPassword judges and hashes a new password, outside any transaction.
func (s *Service) HashPassword(ctx context.Context, typed, userName string) (string, error) {
	password, err := tidyPassword(typed, userName)
	if err != nil {
		return "", err
	}
	return s.hasher.Hash(ctx, password)
}

// SetPassword keeps a first password that was hashed before.
func (s *Service) SetPassword(ctx context.Context, tx *database.Tx, decision authz.Decision, i Identity, hash string) error {
	if err := updatePassword(ctx, tx, i, hash); err != nil {
		return err
	}
	return s.audit.Record(ctx, tx, event(decision, "identity.password_chosen", i))
}

// Finish makes a dedicated identity that waited active, once its holder has something to sign in with (U5).
func (s *Service) Finish(ctx context.Context, tx *database.Tx, decision authz.Decision, e Entry, p Place) (Place, error) {
	if p.Identity.State != Pending {
		return p, nil
	}
	if p.Identity.Assurance != authz.High { // two officers may have proofed its holder before (U13)
		p.Identity.Assurance = authz.Substantial
	}
	var err error
	p.Identity, err = s.activate(ctx, tx, decision, p, e.ticket.Means)
	return p, err
}

// activate makes a pending identity count, by the proof that was given. Links and codes have done their work.
func (s *Service) activate(ctx context.Context, tx *database.Tx, decision authz.Decision, p Place, means string) (Identity, error) {
	active := p.Identity
	active.State, active.ActivatedAt = Active, new(tx.Now)
	active.Version++
	if err := updateActivated(ctx, tx, active); err != nil {
		return Identity{}, err
	}
	if err := closeDoors(ctx, tx, active.Organisation, []string{active.ID.String()}); err != nil {
		return Identity{}, err
	}
	if err := s.guard.Clear(ctx, tx, byLink(active)); err != nil {
		return Identity{}, err
	}
	e := event(decision, "identity.activated", active)
	e.Before = audit.Fields{"state": string(Pending)}
	e.After = audit.Fields{"state": string(Active), "assurance": string(active.Assurance), "consent": active.ConsentAt != nil, "means": means}
	return active, s.audit.Record(ctx, tx, e)
}

func ticketExpired() *fault.Fault {
	return fault.New(fault.Gone, "ticket_expired", "Too much time has passed. Open the link from your e-mail again.")
}
