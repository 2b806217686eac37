package tour

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"hverv/internal/id"
)

// relyingParty is another system that signs its users in through Hverv: it knows the addresses of
// the discovery document and its own id and secret.
type relyingParty struct {
	*user

	clientID, secret, back string
	found                  struct {
		Issuer        string `json:"issuer"`
		Authorization string `json:"authorization_endpoint"`
		Token         string `json:"token_endpoint"`
		Introspection string `json:"introspection_endpoint"`
	}
	tokens struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		ID      string `json:"id_token"`
	}
	verifier, state string
}

// journalSystem is the system that the relying party stands for: it is told of powers there and of no others.
const journalSystem = "sundhed.dk"

// register makes the relying party known to Hverv, as the organisation's administrator.
func (u *user) register(ctx context.Context, c clinic, rp *relyingParty) error {
	var made struct {
		Client struct {
			ID string `json:"id"`
		} `json:"client"`
		Secret string `json:"client_secret"`
	}
	var systems struct {
		Data []struct {
			ID   string `json:"id"`
			Code string `json:"code"`
		} `json:"data"`
	}
	if err := u.call(ctx, http.MethodGet, c.path("/systems"), nil, &systems); err != nil {
		return err
	}
	own := []string{}
	for _, s := range systems.Data {
		if s.Code == journalSystem {
			own = append(own, s.ID)
		}
	}
	err := u.call(ctx, http.MethodPost, c.path("/clients"), map[string]any{
		"name": "Journalen", "authentication": "client_secret", "grant_types": []string{"authorization_code", "refresh_token"},
		"redirect_uris": []string{rp.back}, "scopes": []string{"openid", "profile", "organisation", "privileges"},
		"system_ids": own,
	}, &made)
	rp.clientID, rp.secret = made.Client.ID, made.Secret
	return err
}

// discover reads what Hverv says of itself.
func (rp *relyingParty) discover(ctx context.Context) error {
	return rp.call(ctx, http.MethodGet, "/.well-known/openid-configuration", nil, &rp.found)
}

// ask is the address to which the relying party sends a browser (RFC 6749, with PKCE of RFC 7636).
func (rp *relyingParty) ask() string {
	rp.verifier, rp.state = id.NewToken().Reveal(), id.NewToken().Reveal()
	challenge := sha256.Sum256([]byte(rp.verifier))
	return rp.found.Authorization + "?" + url.Values{
		"response_type": {"code"}, "client_id": {rp.clientID}, "redirect_uri": {rp.back}, "state": {rp.state},
		"scope": {"openid profile organisation privileges"}, "nonce": {id.NewToken().Reveal()},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(challenge[:])}, "code_challenge_method": {"S256"},
	}.Encode()
}

// redeem takes what the browser brought back and exchanges the code for tokens.
func (rp *relyingParty) redeem(ctx context.Context, back *page) error {
	answer := back.at.Query()
	if !strings.HasPrefix(back.at.String(), rp.back) || answer.Get("state") != rp.state || answer.Get("iss") != rp.found.Issuer {
		return fmt.Errorf("the browser came back with a wrong answer: %s %s", back.at.Path, clip([]byte(back.text)))
	}
	return rp.exchange(ctx, url.Values{
		"grant_type": {"authorization_code"}, "code": {answer.Get("code")}, "redirect_uri": {rp.back}, "code_verifier": {rp.verifier},
	})
}

// refresh trades the refresh token for new tokens.
func (rp *relyingParty) refresh(ctx context.Context) error {
	return rp.exchange(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {rp.tokens.Refresh}})
}

func (rp *relyingParty) exchange(ctx context.Context, form url.Values) error {
	body, err := rp.post(ctx, rp.found.Token, form)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, &rp.tokens); err != nil {
		return fmt.Errorf("read tokens: %w", err)
	}
	return nil
}

// active asks whether the access token still counts (RFC 7662).
func (rp *relyingParty) active(ctx context.Context) (bool, error) {
	body, err := rp.post(ctx, rp.found.Introspection, url.Values{"token": {rp.tokens.Access}})
	if err != nil {
		return false, err
	}
	var verdict struct {
		Active bool `json:"active"`
	}
	if err := json.Unmarshal(body, &verdict); err != nil {
		return false, fmt.Errorf("read introspection: %w", err)
	}
	return verdict.Active, nil
}

func (rp *relyingParty) post(ctx context.Context, address string, form url.Values) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(url.QueryEscape(rp.clientID), url.QueryEscape(rp.secret))
	status, _, body, err := rp.send(request)
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		refusal := &problem{Status: status}
		var answer struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			return nil, errors.Join(refusal, err)
		}
		refusal.Code, refusal.Detail = answer.Error, answer.Description
		return nil, refusal
	}
	return body, nil
}

// claims reads the id token that came straight from the token endpoint.
func (rp *relyingParty) claims() (map[string]any, error) {
	parts := strings.Split(rp.tokens.ID, ".")
	if len(parts) != 3 {
		return nil, errors.New("no id token came back")
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, fmt.Errorf("read id token: %w", err)
	}
	claims := map[string]any{}
	if err := json.Unmarshal(body, &claims); err != nil {
		return nil, fmt.Errorf("read id token: %w", err)
	}
	return claims, nil
}
