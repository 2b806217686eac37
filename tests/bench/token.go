package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
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

func (w *world) machineToken(uint64) []byte {
	return w.form("/oidc/token", url.Values{"grant_type": {"client_credentials"}, "scope": {"privileges"}})
}

// form is a request of the relying party.
func (w *world) form(path string, form url.Values) []byte {
	client, body := w.Organisations[0].Client, form.Encode()
	proof := base64.StdEncoding.EncodeToString([]byte(client.ID + ":" + client.Secret))
	return w.request("POST", path, fmt.Sprintf("Authorization: Basic %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"Content-Length: %d\r\n", proof, len(body)), body)
}
