package provider

import (
	"context"
	"errors"
	"time"

	"github.com/go-jose/go-jose/v4"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
)

// Key is a signing key as an operator sees it.
type Key struct {
	ID         string     `json:"id"`
	State      string     `json:"state"` // next, current, former
	SignsFrom  time.Time  `json:"signs_from"`
	ShownUntil *time.Time `json:"shown_until"`
	CreatedAt  time.Time  `json:"created_at"`
}

// ListKeys shows the published keys, newest first.
func (s *Service) ListKeys(ctx context.Context) ([]Key, error) {
	if _, err := authz.Require(ctx, authz.KeyRead, authz.Everywhere()); err != nil {
		return nil, err
	}
	keys, err := s.readRing(ctx)
	if err != nil {
		return nil, err
	}
	return describe(keys, s.Wall()), nil
}

func describe(keys []signingKey, now time.Time) []Key {
	shown := []Key{}
	current, _ := signer(keys, now)
	for _, k := range keys {
		if k.ShownUntil != nil && !now.Before(*k.ShownUntil) {
			continue
		}
		state := "former"
		switch {
		case k.ID == current.ID:
			state = "current"
		case now.Before(k.SignsFrom):
			state = "next"
		}
		shown = append(shown, Key{k.ID, state, k.SignsFrom, k.ShownUntil, k.CreatedAt})
	}
	return shown
}

// RotateKeys adds a signing key without an outage: it is published now and signs in a quarter of
// an hour, when every relying party has had time to read it; the one before stays published until
// all that it signed has expired.
func (s *Service) RotateKeys(ctx context.Context) (Key, error) {
	permit, err := authz.Require(ctx, authz.KeyRotate, authz.Everywhere())
	if err != nil {
		return Key{}, err
	}
	keys, err := s.readRing(ctx)
	if err != nil {
		return Key{}, err
	}
	made, err := s.addKey(ctx, permit, keys)
	if err != nil {
		return Key{}, err
	}
	return Key{ID: made.ID, State: "next", SignsFrom: made.SignsFrom, CreatedAt: s.DB.Now()}, nil
}

func (s *Service) addKey(ctx context.Context, permit authz.Permit, known []signingKey) (signingKey, error) {
	number, from := 1, s.Wall()
	if len(known) > 0 {
		number, from = known[0].Number+1, from.Add(keyLead)
	}
	made, err := makeKey(s.Keys, number, from)
	if err != nil {
		return signingKey{}, err
	}
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		if number > 1 {
			if err := outdateKeys(ctx, tx, number, from.Add(keyTail)); err != nil {
				return err
			}
		}
		appendKey(tx, made)
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "signing_key.added", Subject: audit.Subject{Kind: "signing_key", ID: made.ID}, New: true,
			After: audit.Fields{"number": number, "signs_from": from},
		})
	})
	s.ring.forget()
	if database.Violates(err, "signing_keys_number_key") {
		return signingKey{}, fault.New(fault.Conflict, "key_just_rotated", "Somebody else added a key at the same moment.")
	}
	return made, err
}

func (r *ring) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readAt = time.Time{}
}

// signingRing gives the keys, and makes the first one when there is none.
func (s *Service) signingRing(ctx context.Context) ([]signingKey, error) {
	s.ring.mu.Lock()
	keys, readAt := s.ring.keys, s.ring.readAt
	s.ring.mu.Unlock()
	if len(keys) > 0 && s.Wall().Sub(readAt) < ringLife {
		return keys, nil
	}
	keys, err := s.readRing(ctx)
	if err != nil || len(keys) > 0 {
		return keys, err
	}
	machine := authz.AsMachine(ctx, "provider", s.DB.Now())
	permit, err := authz.Require(machine, authz.KeyRotate, authz.Everywhere())
	if err != nil {
		return nil, err
	}
	if _, err := s.addKey(machine, permit, nil); err != nil && fault.KindOf(err) != fault.Conflict {
		return nil, err
	}
	return s.readRing(ctx)
}

func (s *Service) readRing(ctx context.Context) ([]signingKey, error) {
	at := s.Wall()
	var keys []signingKey
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		keys, err = listKeys(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range keys {
		if err := keys[i].open(s.Keys); err != nil {
			return nil, err
		}
	}
	s.ring.mu.Lock()
	defer s.ring.mu.Unlock()
	s.ring.keys, s.ring.readAt = keys, at
	return keys, nil
}

// signed writes a token with the key whose turn it is.
func (s *Service) signed(ctx context.Context, kind string, claims map[string]any) (string, error) {
	keys, err := s.signingRing(ctx)
	if err != nil {
		return "", err
	}
	key, err := signer(keys, s.Wall())
	if err != nil {
		return "", err
	}
	return sign(key, kind, claims)
}

// verified reads a token of ours. A key that is not known may be a moment old: it is looked up
// again, but not at every stranger's token.
func (s *Service) verified(ctx context.Context, kind, token string, into ...any) error {
	keys, err := s.signingRing(ctx)
	if err != nil {
		return err
	}
	err = verify(keys, kind, token, into...)
	if !errors.Is(err, errUnknownKey) {
		return err
	}
	s.ring.mu.Lock()
	recent := s.Wall().Sub(s.ring.readAt) < ringPatience
	s.ring.mu.Unlock()
	if recent {
		return err
	}
	if keys, err = s.readRing(ctx); err != nil {
		return err
	}
	return verify(keys, kind, token, into...)
}

func (s *Service) jwks(ctx context.Context) (jose.JSONWebKeySet, error) {
	keys, err := s.signingRing(ctx)
	if err != nil {
		return jose.JSONWebKeySet{}, err
	}
	return published(keys, s.Wall()), nil
}

// tendKeys rotates a key that is old enough, and seals again what an older key of the installation
// sealed (X4). It runs on every node; the number lets only one add the next.
func (s *Service) tendKeys(ctx context.Context) error {
	keys, err := s.signingRing(ctx)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if !s.Keys.NeedsReseal(k.Sealed) {
			continue
		}
		if err := s.reseal(ctx, k); err != nil {
			return err
		}
	}
	if s.Wall().Sub(keys[0].SignsFrom) < keyAge {
		return nil
	}
	if _, err = s.RotateKeys(authz.AsMachine(ctx, "provider", s.DB.Now())); fault.KindOf(err) == fault.Conflict {
		return nil
	}
	return err
}

func (s *Service) reseal(ctx context.Context, k signingKey) error {
	place := "signing_keys/sealed/" + k.ID
	plain, err := s.Keys.Open(k.Sealed, place)
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(plain, place)
	if err != nil {
		return err
	}
	return s.DB.Upkeep(ctx, "provider.reseal", func(tx *database.Tx) error { return resealKey(ctx, tx, k, sealed) })
}
