package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"hverv/internal/seed"
)

// redeem gets every signed-in person a fresh access token: they live for five minutes only.
func (w *world) redeem(ctx context.Context, address string) error {
	c, err := dial(ctx, address)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	client := &w.Organisations[0].Client
	w.access = make([]string, len(client.Refresh))
	for i, refresh := range client.Refresh {
		status, body, err := c.roundTrip(w.form("/oidc/token", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}}))
		if err != nil {
			return err
		}
		var given struct {
			Access  string `json:"access_token"`
			Refresh string `json:"refresh_token"`
		}
		if err := json.Unmarshal(body, &given); err != nil || given.Access == "" {
			return fmt.Errorf("no access token: %d %s", status, body)
		}
		w.access[i], client.Refresh[i] = given.Access, given.Refresh
	}
	return nil
}

func (w *world) introspect(n uint64) []byte {
	return w.form("/oidc/introspect", url.Values{"token": {w.access[n%uint64(len(w.access))]}})
}

// machineToken asks in turn for a client of each organisation.
func (w *world) machineToken(n uint64) []byte {
	client := w.Organisations[n%uint64(len(w.Organisations))].Client
	return w.by(client, "/oidc/token", url.Values{"grant_type": {"client_credentials"}, "scope": {"privileges"}})
}

// rightsQuery keeps of a call the one statement that a client's token rests on. It is not run for
// each token: what was read half a second ago serves again.
func rightsQuery(c call) call {
	return slices.DeleteFunc(c, func(e executed) bool { return !strings.Contains(e.text, "right_holdings") })
}

// form is a request of the first organisation's relying party.
func (w *world) form(path string, form url.Values) []byte {
	return w.by(w.Organisations[0].Client, path, form)
}

func (w *world) by(client seed.Client, path string, form url.Values) []byte {
	body := form.Encode()
	proof := base64.StdEncoding.EncodeToString([]byte(client.ID + ":" + client.Secret))
	return w.request("POST", path, fmt.Sprintf("Authorization: Basic %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: %d\r\n", proof, len(body)), body)
}
