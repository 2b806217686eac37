package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/provider"
)

// signs writes a JWT with a key of the test's own.
func signs(t *testing.T, key *ecdsa.PrivateKey, kind string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "k1"}}, (&jose.SignerOptions{}).WithType(jose.ContentType(kind)))
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize() //nolint:misspell // the library's word
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func newKey(t *testing.T) (*ecdsa.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k1", Use: "sig", Algorithm: "ES256"}}})
	if err != nil {
		t.Fatal(err)
	}
	return key, set
}

// A program of an organisation proves itself with a key, gets a token with the organisation's
// rights, and loses them when the organisation does (P1).
func TestAProgramActsForItsOrganisation_P1(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	key, set := newKey(t)
	held, foreign := h.right("urn:dk:hverv:stock:read", true), h.right("urn:dk:hverv:stock:write", false)
	in := client.Settings{
		Name: "Lagerstyring", Authentication: client.ByKey, JWKS: set, GrantTypes: []string{client.MachineGrant}, Rights: []id.Right{held, foreign},
		Scopes: []string{client.API, client.Privileges}, TokenFormat: client.JWTFormat, SessionMinutes: 60, MinimumAssurance: authz.Low,
	}
	if _, err := h.clients.Register(h.administrator(), h.org, in); fault.CodeOf(err) != "client_right_not_held" {
		t.Fatalf("a right that is not held: %v", err)
	}
	in.Rights = in.Rights[:1]
	made, err := h.clients.Register(h.administrator(), h.org, in)
	h.must(err)
	p := &party{h, made.Client, ""}
	clientID := made.Client.ID.String()
	claims := func(pairs ...any) map[string]any {
		c := map[string]any{"iss": clientID, "sub": clientID, "aud": h.server.URL + "/oidc/token", "jti": rand.Text(), "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
		for i := 0; i+1 < len(pairs); i += 2 {
			c[pairs[i].(string)] = pairs[i+1] //nolint:forcetypeassert // a test's
		}
		return c
	}
	ask := func(assertion string) answer {
		return p.post("/oidc/token", "grant_type", "client_credentials", "client_assertion", assertion,
			"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
	}
	stranger, _ := newKey(t)
	good := signs(t, key, "JWT", claims())
	given := ask(good)
	expect(t, "a good assertion", given, 200, "")
	for name, assertion := range map[string]string{
		"used before (L7)": good, "another key": signs(t, stranger, "JWT", claims()), "over": signs(t, key, "JWT", claims("exp", time.Now().Add(-time.Minute).Unix())),
		"too long": signs(t, key, "JWT", claims("exp", time.Now().Add(time.Hour).Unix())), "for another": signs(t, key, "JWT", claims("aud", "https://other.example/")),
		"without id": signs(t, key, "JWT", claims("jti", "")), "about another": signs(t, key, "JWT", claims("iss", h.org.String())),
	} {
		expect(t, name, ask(assertion), 401, "invalid_client")
	}
	won := winners(at(20, func() func(int) answer {
		same := signs(t, key, "JWT", claims())
		return func(int) answer { return ask(same) }
	}()))
	if len(won) != 1 {
		t.Errorf("one assertion was taken %d times", len(won))
	}
	token, err := jwt.ParseSigned(given.text("access_token"), []jose.SignatureAlgorithm{jose.ES256})
	h.must(err)
	var said struct {
		CVR        string `json:"cvr"`
		Privileges []struct {
			Privileges []string `json:"privileges"`
		} `json:"privileges"`
	}
	h.must(token.UnsafeClaimsWithoutVerification(&said))
	if said.CVR != "90000001" || len(said.Privileges) != 1 || said.Privileges[0].Privileges[0] != "urn:dk:hverv:stock:read" {
		t.Errorf("the token says %+v", said)
	}
	actor, err := h.provider.Bearer(t.Context(), given.text("access_token"))
	if err != nil || actor.Kind != authz.ClientActor || actor.Organisation != h.org || actor.Client != made.Client.ID {
		t.Errorf("actor %+v, %v", actor, err)
	}
	if n := h.count(`select count(*) from token_grants`); n != 0 {
		t.Errorf("%d grants were left behind", n)
	}
	h.exec(`update organisations set state = 'suspended'`)
	h.later(501 * time.Millisecond)
	if _, err := h.provider.Bearer(t.Context(), given.text("access_token")); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("after the organisation was suspended: %v", err)
	}
	expect(t, "a new token then", ask(signs(t, key, "JWT", claims())), 401, "invalid_client")
}

// right makes a right of the installation, which the clinic may hold.
func (h *house) right(code string, held bool) id.Right {
	h.t.Helper()
	system, right := id.New[id.System](), id.New[id.Right]()
	h.exec(`insert into systems (id, code, name, created_at) values ($1, $2, 'Lager', $3)`, system, code, h.clock.Last())
	h.exec(`insert into rights (id, system_id, code, name, access, sensitivity, created_at) values ($1, $2, $3, 'Lager', 'read', 'ordinary', $4)`,
		right, system, code, h.clock.Last())
	if held {
		h.exec(`insert into right_holdings (organisation_id, id, right_id, starts_on) values ($1, $2, $3, '2020-01-01')`, h.org, id.New[id.Holding](), right)
	}
	return right
}

// Introspection answers the token's own client and its resource servers, nobody else; a token that
// was taken back is dead, in both formats.
func TestIntrospectionAndRevocation_P1(t *testing.T) {
	t.Parallel()
	for _, format := range []string{client.JWTFormat, client.OpaqueFormat} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			p := h.register(func(s *client.Settings) { s.TokenFormat, s.Audiences = format, []string{"https://api.example/"} })
			server := h.register(func(s *client.Settings) { s.Audiences = []string{"https://api.example/"} })
			other := h.register(nil)
			given := p.signedIn(h.browser().signIn())
			access := given.text("access_token")
			if !p.active(access) || !server.active(access) || other.active(access) {
				t.Error("the token is shown to the wrong clients")
			}
			about := server.post("/oidc/introspect", "token", access)
			if about.text("cvr") != "90000001" || about.text("client_id") != p.client.ID.String() || about.body["privileges"] == nil {
				t.Errorf("introspection says %v", about.body)
			}
			expect(t, "another client's revocation", other.post("/oidc/revoke", "token", access), 200, "")
			if !p.active(access) {
				t.Fatal("another client took the token back")
			}
			expect(t, "revocation", p.post("/oidc/revoke", "token", access), 200, "")
			expect(t, "revocation once more", p.post("/oidc/revoke", "token", access), 200, "")
			if p.active(access) {
				t.Error("a token that was taken back is active")
			}
			renewed := p.refresh(given.text("refresh_token"))
			expect(t, "refresh after an access token was taken back", renewed, 200, "")
			expect(t, "revocation of the refresh token", p.post("/oidc/revoke", "token", renewed.text("refresh_token")), 200, "")
			if p.active(renewed.text("access_token")) {
				t.Error("the access token of a revoked grant is active")
			}
			expect(t, "refresh", p.refresh(renewed.text("refresh_token")), 400, "invalid_grant")
		})
	}
}

// CPR goes only to a relying party that an operator entitled, and each time is an event (P3, G1).
func TestCPROnlyToTheEntitled_P3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(func(s *client.Settings) { s.Scopes = append(s.Scopes, client.NationalID) })
	b := h.browser().signIn()
	scopes := []string{"scope", "openid national_id"}
	before := p.signedIn(b, scopes...)
	if info := h.userinfo("Bearer", before.text("access_token")); info.body["cpr"] != nil || before.text("scope") != "openid" {
		t.Errorf("not entitled, but got %v (%s)", info.body, before.text("scope"))
	}
	if _, err := h.clients.Entitle(h.administrator(), client.Entitle{Client: p.client.ID, NationalID: new(true), Reason: "fordi"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an administrator entitled a client: %v", err)
	}
	if _, err := h.clients.Entitle(h.operator(), client.Entitle{Client: p.client.ID, NationalID: new(true)}); fault.CodeOf(err) != "reason_missing" {
		t.Errorf("without a reason: %v", err)
	}
	_, err := h.clients.Entitle(h.operator(), client.Entitle{Client: p.client.ID, NationalID: new(true), Reason: "Aftale af 1. november"})
	h.must(err)
	given := p.signedIn(b, scopes...)
	if cpr := h.userinfo("Bearer", given.text("access_token")).text("cpr"); cpr != "7101801234" {
		t.Errorf("cpr %q", cpr)
	}
	if n := h.count(`select count(*) from audit_events where name = 'national_id.disclosed'`); n != 1 {
		t.Errorf("%d events of disclosure, want 1", n)
	}
	access, err := jwt.ParseSigned(given.text("access_token"), []jose.SignatureAlgorithm{jose.ES256})
	h.must(err)
	var claims map[string]any
	h.must(access.UnsafeClaimsWithoutVerification(&claims))
	if claims["cpr"] != nil {
		t.Error("an access token holds a CPR number")
	}
	if n := h.count(`select count(*) from audit_events where position('7101801234' in encode(body, 'escape')) > 0`); n > 0 {
		t.Error("the log holds a CPR number")
	}
	if about := p.post("/oidc/introspect", "token", given.text("access_token")); about.body["cpr"] != nil {
		t.Error("introspection tells a CPR number")
	}
}

// An organisation's relying party lets in its own employees only (P4).
func TestAnOrganisationsClientIsItsOwn_P4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	made, err := h.clients.Register(h.administrator(), h.org, settings())
	h.must(err)
	p := &party{h, made.Client, made.Secret}
	if members := query(t, h.browser().signIn().get(p.asks())); !members.Has("code") {
		t.Errorf("an own employee: %v", members)
	}
	h.exec(`update clients set owner_id = (select id from organisations where id <> $1 limit 1) where id = $2`, h.org, made.Client.ID)
	other := h.stranger()
	h.exec(`update clients set owner_id = $1 where id = $2`, other, made.Client.ID)
	h.later(501 * time.Millisecond)
	b := h.browser().signIn()
	waiting := query(t, b.get(p.asks())).Get("return_to")
	if members := query(t, b.get(waiting)); members.Get("error") != "access_denied" {
		t.Errorf("a stranger: %v", members)
	}
	for name, err := range map[string]error{
		"find":   second(h.clients.Find(h.administrator(), other, made.Client.ID)),
		"retire": second(h.clients.Retire(h.administrator(), other, made.Client.ID)),
		"rotate": second(h.clients.RotateSecret(h.administrator(), other, made.Client.ID, 0)),
		"own":    second(h.clients.Find(h.administrator(), h.org, made.Client.ID)),
	} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s in another organisation: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// stranger is another organisation.
func (h *house) stranger() id.Organisation {
	h.t.Helper()
	other := id.New[id.Organisation]()
	h.exec(`insert into organisations (id, cvr, name, form, address, created_at) values ($1, '90000028', 'Fremmed', 'ApS', '{}', $2)`, other, h.clock.Last())
	return other
}

// A secret is changed over without an outage, and an outside issuer's token opens our API for the
// client that is registered under it.
func TestSecretsAreChangedOver_P4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(nil)
	b := h.browser().signIn()
	renewed, err := h.clients.RotateSecret(h.operator(), id.Organisation{}, p.client.ID, time.Hour)
	h.must(err)
	expect(t, "the former secret", p.redeem(p.code(b)), 200, "")
	next := &party{h, p.client, renewed.Secret}
	expect(t, "the new secret", next.redeem(p.code(b)), 200, "")
	h.clock.Advance(61 * time.Minute)
	expect(t, "the former secret after its time", p.refresh("hvr_x"), 401, "invalid_client")
	expect(t, "the new one", next.refresh("hvr_x"), 400, "invalid_grant")
}

func TestOutsideIssuersTokensOpenOurAPI(t *testing.T) {
	t.Parallel()
	key, set := newKey(t)
	mux := http.NewServeMux()
	issuer := httptest.NewServer(mux)
	t.Cleanup(issuer.Close)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": issuer.URL, "jwks_uri": issuer.URL + "/keys", "authorization_endpoint": issuer.URL, "token_endpoint": issuer.URL,
			"id_token_signing_alg_values_supported": []string{"ES256"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(set) })
	h := newHouse(t, provider.TrustedIssuer{Issuer: issuer.URL, Audience: "hverv-api"})
	p := h.register(func(s *client.Settings) {
		s.GrantTypes, s.RedirectURIs, s.OutsideIssuer, s.OutsideSubject = []string{client.MachineGrant}, nil, issuer.URL, "robot-7"
	})
	claims := map[string]any{"iss": issuer.URL, "sub": "robot-7", "aud": "hverv-api", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix()}
	actor, err := h.provider.Bearer(t.Context(), signs(t, key, "at+jwt", claims))
	if err != nil || actor.Client != p.client.ID {
		t.Fatalf("actor %+v, %v", actor, err)
	}
	for name, change := range map[string][2]any{"id token's audience": {"aud", "their-client"}, "unknown robot": {"sub", "robot-8"}, "over": {"exp", 1}} {
		changed := maps.Clone(claims)
		changed[change[0].(string)] = change[1] //nolint:forcetypeassert // a test's
		if _, err := h.provider.Bearer(t.Context(), signs(t, key, "at+jwt", changed)); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
}
