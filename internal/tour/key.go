package tour

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"hverv/internal/passkey/passkeytest"
)

// registerKey lets the browser of a signed-in user register a chip (WebAuthn).
func (u *user) registerKey(ctx context.Context, c clinic, identity, authenticator string, chip *passkeytest.Device) error {
	var asked struct {
		Ceremony string          `json:"ceremony_id"`
		Options  json.RawMessage `json:"options"`
	}
	begin := map[string]any{"authenticator_id": authenticator}
	if err := u.call(ctx, http.MethodPost, c.path("/identities/"+identity+"/keys"), begin, &asked); err != nil {
		return err
	}
	answer, err := chip.Register(asked.Options)
	if err != nil {
		return err
	}
	finish := map[string]any{"ceremony_id": asked.Ceremony, "answer": json.RawMessage(answer)}
	return u.call(ctx, http.MethodPost, c.path("/keys/finish"), finish, nil)
}

// signInByKey signs in with a chip alone, as the sign-in page's script does it.
func (u *user) signInByKey(ctx context.Context, chip *passkeytest.Device) error {
	u.here = nil
	shown, err := u.open(ctx, "/signin?return_to=/me")
	if err != nil {
		return err
	}
	ask, err := shown.formTo("/signin/key")
	if err != nil {
		return err
	}
	begun, err := u.submit(ctx, form{action: "/signin/key/begin", fields: ask.fields}, nil)
	if err != nil {
		return err
	}
	var asked struct {
		Options  json.RawMessage `json:"options"`
		Question string          `json:"question"`
	}
	if err := json.Unmarshal([]byte(begun.text), &asked); err != nil {
		return fmt.Errorf("read what the key is asked (%d): %w", begun.status, err)
	}
	answer, err := chip.Prove(asked.Options)
	if err != nil {
		return err
	}
	_, err = u.submit(ctx, ask, url.Values{"question": {asked.Question}, "answer": {string(answer)}})
	return err
}
