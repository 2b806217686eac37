package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
)

// audiences is the claim aud: one text or several.
type audiences []string

// UnmarshalJSON reads both forms.
func (a *audiences) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*a = audiences{one}
		return nil
	}
	var several []string
	if err := json.Unmarshal(text, &several); err != nil {
		return fmt.Errorf("read aud: %w", err)
	}
	*a = several
	return nil
}

// userinfo says what a person's access token lets its holder see, as it is now. A national id that
// leaves the house is an event (G1).
func (s *Service) userinfo(ctx context.Context, token string) (map[string]any, error) {
	h, err := s.hold(ctx, token)
	if err != nil {
		return nil, err
	}
	if h.holder == nil || !slices.Contains(h.token.scopes(), client.OpenID) {
		return nil, refuse(insufficientScope, "The token is not for this.")
	}
	h.holder.Scopes = h.token.scopes()
	var claims map[string]any
	tell := func(tx *database.Tx) error {
		f, err := s.gather(ctx, tx, h.client, *h.holder)
		if err != nil {
			return err
		}
		if claims, err = f.person(); err != nil || f.nationalID.IsZero() {
			return err
		}
		decision, err := s.decide(ctx, authz.TokenIssue, h.holder.actor(tx.Now))
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "national_id.disclosed", Subject: audit.On("employee", h.holder.Employee),
			After: audit.Fields{"client": h.client.ID.String()},
		})
	}
	if h.client.EntitledToCPR && h.holder.has(client.NationalID) {
		err = s.DB.Change(ctx, tell)
	} else {
		err = s.DB.Single(ctx, tell)
	}
	return claims, err
}
