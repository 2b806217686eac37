// Package testeid is a small OpenID Provider that plays the private eID under --demo and in tests:
// whoever asks may be any of its made-up persons. It owns those persons and the protocol between
// them and Hverv; it knows nothing else of the product, keeps no row, and no code path leads to it
// without --demo (ARCHITECTURE 4).
package testeid

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

//go:embed page.html
var pages embed.FS

// eid is one running test eID.
type eid struct {
	issuer  string
	host    string
	persons []Person
	page    *template.Template
	key     jose.JSONWebKey

	mu     sync.Mutex
	codes  map[string]grant // unused ones
	tokens map[string]grant
}

// grant is one sign-in, until its code is redeemed and then until its token ends.
type grant struct {
	person                               Person
	clientID, redirectURI, nonce, verify string
	at, until                            time.Time
}

// New makes the provider. Its handler serves the paths below the issuer's own, whose last part is
// "/testeid" when it is mounted on Hverv's server.
func New(issuer string, persons []Person) http.Handler {
	at, err := url.Parse(issuer)
	if err != nil || at.Host == "" {
		panic("testeid: the issuer is not an address: " + issuer)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("testeid: make a key: " + err.Error())
	}
	e := &eid{
		issuer: issuer, host: at.Host, persons: persons, codes: map[string]grant{}, tokens: map[string]grant{},
		page: template.Must(template.ParseFS(pages, "page.html")),
		key:  jose.JSONWebKey{Key: private, KeyID: random(), Algorithm: string(jose.ES256), Use: "sig"},
	}
	path := strings.TrimSuffix(at.Path, "/")
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path+"/.well-known/openid-configuration", e.discovery)
	mux.HandleFunc("GET "+path+"/jwks", e.jwks)
	mux.HandleFunc("GET "+path+"/authorize", e.ask)
	mux.HandleFunc("POST "+path+"/authorize", e.answer)
	mux.HandleFunc("POST "+path+"/token", e.token)
	mux.HandleFunc("GET "+path+"/userinfo", e.userinfo)
	return mux
}

func (e *eid) discovery(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, map[string]any{
		"issuer": e.issuer, "authorization_endpoint": e.issuer + "/authorize", "token_endpoint": e.issuer + "/token",
		"userinfo_endpoint": e.issuer + "/userinfo", "jwks_uri": e.issuer + "/jwks",
		"response_types_supported": []string{"code"}, "grant_types_supported": []string{"authorization_code"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"ES256"},
		"code_challenge_methods_supported":               []string{"S256"},
		"token_endpoint_auth_methods_supported":          []string{"none"},
		"scopes_supported":                               []string{"openid"},
		"acr_values_supported":                           []string{ACRLow, ACRSubstantial, ACRHigh},
		"authorization_response_iss_parameter_supported": true,
	})
}

func (e *eid) jwks(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{e.key.Public()}})
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck,errchkjson,gosec // the caller has gone; nobody is left to tell
}

// now is the machine's clock: a code's life is protocol time (ARCHITECTURE 4).
func now() time.Time {
	return time.Now() //nolint:forbidigo // see above
}

func random() string { return rand.Text() }

func (e *eid) sign(claims map[string]any) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: e.key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("make a signer: %w", err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed.CompactSerialize() //nolint:wrapcheck // says it all
}
