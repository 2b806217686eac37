package provider

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/right"
)

// tokens is the answer of the token endpoint (RFC 6749 5.1).
type tokens struct {
	Access  string `json:"access_token"`
	Type    string `json:"token_type"`
	Seconds int    `json:"expires_in"`
	Refresh string `json:"refresh_token,omitempty"`
	ID      string `json:"id_token,omitempty"`
	Scope   string `json:"scope"`
}

// exchange is the token endpoint for a client that has proved itself.
func (s *Service) exchange(ctx context.Context, c client.Client, form url.Values) (tokens, error) {
	kind := form.Get("grant_type")
	switch {
	case kind == "":
		return tokens{}, refuse(invalidRequest, "grant_type is missing.")
	case kind != client.CodeGrant && kind != client.RefreshGrant && kind != client.MachineGrant:
		return tokens{}, refuse(unsupportedGrantType, "This grant_type is not supported.")
	case !c.May(kind):
		return tokens{}, refuse(unauthorizedClient, "This client may not use this grant_type.")
	}
	keys, err := s.signingRing(ctx) // before the transaction, which must not wait for a second connection
	if err != nil {
		return tokens{}, err
	}
	key, err := signer(keys, s.Wall())
	if err != nil {
		return tokens{}, err
	}
	m := mint{issuer: s.Issuer, api: s.APIAudience(), key: key, client: c, wall: s.Wall()}
	switch kind {
	case client.CodeGrant:
		return s.redeem(ctx, m, form)
	case client.RefreshGrant:
		return s.refresh(ctx, m, form)
	default:
		return s.machine(ctx, m, form)
	}
}

// redeem turns a code into tokens: use of the code, judgement of the person, claims and event are
// one transaction. A code that comes again, or with the wrong proof, ends what it gave.
func (s *Service) redeem(ctx context.Context, m mint, form url.Values) (tokens, error) {
	code := id.Token(form.Get("code"))
	if code == "" || form.Get("code_verifier") == "" || form.Get("redirect_uri") == "" {
		return tokens{}, refuse(invalidRequest, "code, redirect_uri and code_verifier are needed.")
	}
	var given tokens
	err := s.DB.Change(ctx, func(tx *database.Tx) error {
		next, hash := m.nextRefresh()
		h, err := redeem(ctx, tx, code, hash, m.wall)
		if errors.Is(err, database.ErrNone) {
			return s.reused(ctx, tx, m.client, code)
		}
		if err != nil {
			return err
		}
		if h.Client != m.client.ID || h.RedirectURI != form.Get("redirect_uri") || !fits(h.Challenge, form.Get("code_verifier")) {
			return s.end(ctx, tx, m.client, h, "code shown with the wrong proof")
		}
		given, err = s.issue(ctx, tx, m, h, next, "grant.redeemed")
		return err
	})
	return given, err
}

// refresh rotates a refresh token. Of any number that show the same one, the first gets tokens; the
// second is a thief or was robbed, so it ends the grant for both.
func (s *Service) refresh(ctx context.Context, m mint, form url.Values) (tokens, error) {
	old := id.Token(form.Get("refresh_token"))
	if old == "" {
		return tokens{}, refuse(invalidRequest, "refresh_token is needed.")
	}
	var given tokens
	err := s.DB.Change(ctx, func(tx *database.Tx) error {
		next := id.Token(refreshPrefix + id.NewToken().Reveal())
		h, err := rotate(ctx, tx, m.client.ID, old, next)
		if errors.Is(err, database.ErrNone) {
			return s.reused(ctx, tx, m.client, old)
		}
		if err != nil {
			return err
		}
		m.narrow = strings.Fields(form.Get("scope"))
		given, err = s.issue(ctx, tx, m, h, next, "grant.refreshed")
		return err
	})
	return given, err
}

// reused ends the grant of a code or refresh token that was used before; one that never was is
// only refused.
func (s *Service) reused(ctx context.Context, tx *database.Tx, c client.Client, token id.Token) error {
	h, err := findReused(ctx, tx, token)
	if errors.Is(err, database.ErrNone) {
		return spent()
	}
	if err != nil {
		return err
	}
	return s.end(ctx, tx, c, h, "a code or refresh token was used twice")
}

// end revokes a grant and refuses; both are remembered (law 2).
func (s *Service) end(ctx context.Context, tx *database.Tx, by client.Client, h holder, reason string) error {
	touched, err := revoke(ctx, tx, h.ID, reason)
	if err != nil {
		return err
	}
	if touched == 0 {
		return spent() // somebody else ended it meanwhile, and told of it
	}
	actor := h.actor(tx.Now)
	actor.Client = by.ID // it may be another client that showed the token
	decision, err := s.decide(ctx, authz.TokenRevoke, actor)
	if err != nil {
		return err
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "grant.revoked", Subject: audit.On("grant", h.ID), Person: h.Employee.String(), Outcome: audit.Refused,
		After: audit.Fields{"why": reason, "client": h.Client.String()},
	})
	if err != nil {
		return err
	}
	return tx.Refuse(spent())
}

// issue writes the tokens of a grant that was just redeemed or refreshed. A person who may no
// longer act gets none, and the grant ends (L4, L5).
func (s *Service) issue(ctx context.Context, tx *database.Tx, m mint, h holder, refresh id.Token, event string) (tokens, error) {
	if !h.Usable {
		return tokens{}, s.end(ctx, tx, m.client, h, "the person, the session or the organisation is no longer in force")
	}
	f, err := s.gather(ctx, tx, m.client, h)
	if err != nil {
		return tokens{}, err
	}
	given, made, err := m.forPerson(f)
	if err != nil {
		return tokens{}, err
	}
	if made != nil {
		appendOpaque(tx, id.Token(given.Access), *made)
	}
	given.Refresh = refresh.Reveal()
	decision, err := s.decide(ctx, authz.TokenIssue, h.actor(tx.Now))
	if err != nil {
		return tokens{}, err
	}
	return given, s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: event, Subject: audit.On("grant", h.ID), Person: h.Employee.String(),
		After: audit.Fields{"client": h.Client.String(), "national_id_disclosed": !f.nationalID.IsZero()},
	})
}

// gather reads what is said of a person, beside what the grant's statement has read.
func (s *Service) gather(ctx context.Context, tx *database.Tx, c client.Client, h holder) (facts, error) {
	// auth_time is real time: how long ago the sign-in was on our clock, counted from the world's.
	f := facts{holder: h, authTime: s.Wall().Add(-tx.Now.Sub(h.SignedInAt)), left: h.SessionEnds.Sub(tx.Now)}
	var err error
	if f.nationalID, err = revealable(s.Keys, c, h); err != nil {
		return facts{}, err
	}
	if h.has(client.Privileges) {
		var effective []right.Effective
		effective, err = right.EffectiveIn(ctx, tx, h.Organisation, h.Employee, c.Systems(), h.ReducedTo)
		f.powers = held(effective, h.CVR)
	}
	return f, err
}

// machine gives a client a token of its own. A JWT leaves nothing behind: what revokes it is the
// client's end or its id among the refused ones.
func (s *Service) machine(ctx context.Context, m mint, form url.Values) (tokens, error) {
	asked := strings.Fields(form.Get("scope"))
	if len(asked) == 0 {
		asked = m.client.Scopes
	}
	scopes := personless(m.client.Grantable(asked))
	powers, err := s.ownPowers(ctx, m.client)
	if err != nil {
		return tokens{}, err
	}
	given, made, err := m.forClient(scopes, powers)
	if err != nil || made == nil {
		return given, err
	}
	return given, s.DB.Upkeep(ctx, "provider.opaque", func(tx *database.Tx) error {
		appendOpaque(tx, id.Token(given.Access), *made)
		return nil
	})
}

// clientDay is a client as it was registered, on a day: its powers hold for whole days.
type clientDay struct {
	client  id.Client
	version int64
	day     calendar.Date
}

// ownPowers are a client's own; what was read a moment ago serves again, since programs come in
// bursts and their tokens live much longer than that moment.
func (s *Service) ownPowers(ctx context.Context, c client.Client) (powers []power, err error) {
	if len(c.Rights) == 0 {
		return nil, nil
	}
	key, at := clientDay{c.ID, c.Version, calendar.Today(s.DB.Now())}, s.Wall()
	if known, ok := s.powers.Get(key, at); ok {
		return known, nil
	}
	err = s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		powers, err = s.powersOfClient(ctx, tx, c)
		return err
	})
	if err == nil {
		s.powers.Put(key, powers, at)
	}
	return powers, err
}

func (s *Service) powersOfClient(ctx context.Context, tx *database.Tx, c client.Client) ([]power, error) {
	given, err := client.Powers(ctx, tx, c)
	powers := make([]power, len(given))
	for i, p := range given {
		powers[i] = power{right: p.Code, cvr: p.CVR, scope: right.Organisation}
	}
	return powers, err
}

// personless leaves out the scopes that say something of a person.
func personless(scopes []string) []string {
	kept := []string{}
	for _, scope := range scopes {
		if scope == client.API || scope == client.Privileges || scope == client.Organisation {
			kept = append(kept, scope)
		}
	}
	return kept
}
