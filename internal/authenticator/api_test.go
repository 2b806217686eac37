package authenticator_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/server"
	"hverv/internal/testkit/clinic"
	"hverv/openapi"
)

// actors stands in for the sessions, which are a feature above this one: the cookie names the actor.
type actors map[string]authz.Actor

func (actors) CookieName() string { return "hverv" }

func (a actors) Actor(_ context.Context, token string) (authz.Actor, error) {
	if actor, ok := a[token]; ok {
		return actor, nil
	}
	return authz.Actor{}, fault.New(fault.Unauthenticated, "unauthenticated", "Sign in first.")
}

// site is the server of a clinic.
type site struct {
	*clinic.Clinic

	actors actors
	url    string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Clinic: clinic.New(t), actors: actors{}}
	users, _ := authz.From(s.Users())
	s.actors["users"] = users
	handler, err := server.New(server.Deps{
		Log: slog.New(slog.DiscardHandler), Document: openapi.Document, Sessions: s.actors, Registry: prometheus.NewRegistry(),
		Handlers: &server.Handlers{IdentityHandler: identity.NewHandler(s.Identities), AuthenticatorHandler: authenticator.NewHandler(s.Authenticators)},
	})
	s.Must(err)
	running := httptest.NewServer(handler)
	t.Cleanup(running.Close)
	s.url = running.URL
	return s
}

type answer struct {
	status int
	header http.Header
	body   map[string]any
}

func (a answer) text(member string) string {
	text, _ := a.body[member].(string)
	return text
}

func (a answer) inner(member string) answer {
	inner, _ := a.body[member].(map[string]any)
	return answer{body: inner}
}

// post asks as somebody, with headers as "Name: value".
func (s *site) post(who, path string, body any, headers ...string) answer {
	s.T.Helper()
	return s.ask(who, http.MethodPost, path, body, headers...)
}

func (s *site) ask(who, method, path string, body any, headers ...string) answer {
	s.T.Helper()
	var text io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		s.Must(err)
		text = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(s.T.Context(), method, s.url+"/api/v1"+path, text)
	s.Must(err)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		request.Header.Set("Cookie", "hverv="+who)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	s.Must(err)
	defer response.Body.Close() //nolint:errcheck // it was read
	got := answer{status: response.StatusCode, header: response.Header}
	if raw, err := io.ReadAll(response.Body); err != nil || len(raw) > 0 && json.Unmarshal(raw, &got.body) != nil {
		s.T.Fatalf("%s %s: unreadable answer %q (%v)", method, path, raw, err)
	}
	return got
}

func (s *site) want(a answer, status int, code string) {
	s.T.Helper()
	if a.status != status || status >= 400 && a.text("code") != code {
		s.T.Fatalf("answer %d %v, want %d %q", a.status, a.body, status, code)
	}
}

type in map[string]any

func TestActivationByHTTP_U5(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e := s.Hire(1)
	org := "/organisations/" + s.Org.String()
	chosen := s.post("users", org+"/employees/"+e.ID.String()+"/identities", in{"kind": "dedicated"}, "Idempotency-Key: choose-1")
	s.want(chosen, http.StatusCreated, "")
	identity := chosen.inner("identity")
	if identity.text("state") != "pending" || chosen.header.Get("ETag") != `"v1"` {
		t.Fatalf("%v %q", chosen.body, chosen.header.Get("ETag"))
	}
	again := s.post("users", org+"/employees/"+e.ID.String()+"/identities", in{"kind": "dedicated"}, "Idempotency-Key: choose-1")
	s.want(again, http.StatusCreated, "")
	if again.header.Get("Idempotent-Replayed") != "true" || again.inner("identity").text("id") != identity.text("id") {
		t.Fatal("a repeated choice must give the first answer")
	}
	path := org + "/identities/" + identity.text("id")
	s.want(s.post("users", path+"/restart_activation", nil), http.StatusPreconditionRequired, "if_match_missing")
	s.want(s.post("users", path+"/restart_activation", nil, `If-Match: "v7"`), http.StatusPreconditionFailed, "stale")
	s.want(s.post("users", path+"/hand_over", in{"how": "e-mail"}), http.StatusUnprocessableEntity, "invalid_input")
	code := s.post("users", path+"/hand_over", in{"how": "telephone"}, "Idempotency-Key: code-001")
	s.want(code, http.StatusCreated, "")
	if s.post("users", path+"/hand_over", in{"how": "telephone"}, "Idempotency-Key: code-001").text("code") != code.text("code") {
		t.Fatal("a repeated request made another code")
	}
	token := s.Mails.Token(t).Reveal()
	s.want(s.post("", "/activations/look", in{"token": "nonsense"}), http.StatusForbidden, "activation_failed")
	look := s.post("", "/activations/look", in{"token": token})
	s.want(look, http.StatusOK, "")
	if look.text("organisation_name") != "Klinikken på Torvet" || look.text("activate_until") != "2026-12-22" {
		t.Errorf("%v", look.body)
	}
	opened := s.post("", "/activations/hand_over", in{"token": token, "code": code.text("code")})
	s.want(opened, http.StatusOK, "")
	if got := opened.header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
		t.Errorf("Cache-Control %q", got)
	}
	s.finishByHTTP(opened.text("ticket"))
	list := s.ask("users", http.MethodGet, org+"/employees/"+e.ID.String()+"/identities", nil)
	s.want(list, http.StatusOK, "")
	data, _ := list.body["data"].([]any)
	if len(data) != 1 {
		t.Fatalf("%v", list.body)
	}
	first, _ := data[0].(map[string]any)
	if diff := cmp.Diff([]any{"active", []any{"lacks_spare"}}, []any{first["state"], first["warnings"]}); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}

func (s *site) finishByHTTP(ticket string) {
	s.T.Helper()
	s.want(s.post("", "/activations/password", in{"ticket": ticket, "password": "kort"}), http.StatusUnprocessableEntity, "invalid_input")
	s.want(s.post("", "/activations/password", in{"ticket": ticket, "password": clinic.Password}), http.StatusOK, "")
	enrolment := s.post("", "/activations/app", in{"ticket": ticket, "label": "Telefon"}, "Idempotency-Key: enrol-01")
	s.want(enrolment, http.StatusOK, "")
	png, err := base64.StdEncoding.DecodeString(enrolment.text("qr_png"))
	if err != nil || !bytes.HasPrefix(png, []byte("\x89PNG")) {
		s.T.Errorf("no picture: %v", err)
	}
	app := s.Phone(enrolment.text("secret"))
	s.want(s.post("", "/activations/confirm", in{"ticket": ticket, "code": app.Wrong()}), http.StatusUnprocessableEntity, "code_wrong")
	done := s.post("", "/activations/confirm", in{"ticket": ticket, "code": app.Code()}, "Idempotency-Key: confirm1")
	s.want(done, http.StatusOK, "")
	s.want(s.post("", "/activations/confirm", in{"ticket": ticket, "code": app.Code()}, "Idempotency-Key: confirm1"), http.StatusOK, "")
	if done.text("state") != "active" {
		s.T.Errorf("%v", done.body)
	}
}

func TestOwnThingsByHTTP_U1(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	i, _ := s.Dedicated()
	self, _ := authz.From(s.Self(i.Employee))
	s.actors["self"] = self
	org := "/organisations/" + s.Org.String()
	const another = "en ny og længere sætning"
	s.want(s.post("self", "/me/password", in{"current": another, "password": another}), http.StatusUnprocessableEntity, "password_wrong")
	if got := s.post("self", "/me/password", in{"current": clinic.Password, "password": another}); got.status != http.StatusNoContent {
		t.Fatalf("%v", got)
	}
	s.want(s.post("self", "/me/consent/withdraw", nil), http.StatusConflict, "no_consent")
	added := s.post("self", org+"/identities/"+i.ID.String()+"/authenticators", in{"kind": "app", "label": "Tablet"})
	s.want(added, http.StatusCreated, "")
	app := org + "/authenticators/" + added.inner("authenticator").text("id")
	confirmed := s.post("self", app+"/confirm", in{"code": s.Phone(added.text("secret")).Code()})
	s.want(confirmed, http.StatusOK, "")
	s.want(s.post("self", app+"/block", in{}), http.StatusOK, "")
	s.want(s.post("users", app+"/unblock", in{}), http.StatusPreconditionRequired, "if_match_missing")
	s.want(s.post("users", app+"/unblock", in{}, `If-Match: "v3"`), http.StatusOK, "")
	s.want(s.post("self", app+"/report_lost", in{"reason": "Væk"}), http.StatusOK, "")
	s.want(s.post("self", app+"/revoke", in{}), http.StatusConflict, "step_not_allowed")
	s.want(s.post("users", org+"/identities/"+i.ID.String()+"/authenticators", in{"kind": "chip"}), http.StatusUnprocessableEntity, "invalid_input")
}

func TestForeignOrganisationByHTTP(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	i, _ := s.Dedicated()
	stranger := s.actors["users"]
	stranger.Organisation, stranger.Employee = id.New[id.Organisation](), id.New[id.Employee]()
	s.actors["stranger"] = stranger
	org := "/organisations/" + s.Org.String()
	identity, app := org+"/identities/"+i.ID.String(), org+"/authenticators/"+i.Authenticators[0].ID.String()
	s.want(s.ask("stranger", http.MethodGet, org+"/employees/"+i.Employee.String()+"/identities", nil), http.StatusNotFound, "not_found")
	for path, body := range map[string]any{
		org + "/employees/" + i.Employee.String() + "/identities": in{"kind": "private"},
		identity + "/restart_activation":                          nil,
		identity + "/hand_over":                                   in{"how": "sms"},
		identity + "/authenticators":                              in{"kind": "app"},
		app + "/confirm":                                          in{"code": "123456"},
		app + "/block":                                            in{},
		app + "/unblock":                                          in{},
		app + "/report_lost":                                      in{},
		app + "/revoke":                                           in{},
	} {
		s.want(s.post("stranger", path, body, `If-Match: "v1"`), http.StatusNotFound, "not_found")
		s.want(s.post("", path, body, `If-Match: "v1"`), http.StatusUnauthorized, "unauthenticated")
		// The same ids in the stranger's own organisation are nothing either.
		own := strings.Replace(path, s.Org.String(), stranger.Organisation.String(), 1)
		if got := s.post("stranger", own, body, `If-Match: "v1"`); got.status != http.StatusNotFound {
			t.Errorf("%s: %d %v", own, got.status, got.body)
		}
	}
}
