package server_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/server"
	"hverv/openapi"
)

// everything answers without doing anything, so that what remains is the server's own.
type everything struct{ api.StrictServerInterface }

func (everything) CreateUnit(context.Context, api.CreateUnitRequestObject) (api.CreateUnitResponseObject, error) {
	return api.CreateUnit201JSONResponse{}, nil
}

func (everything) ListUnits(context.Context, api.ListUnitsRequestObject) (api.ListUnitsResponseObject, error) {
	return api.ListUnits200JSONResponse{}, nil
}

type somebody struct{ actor authz.Actor }

func (s somebody) Actor(context.Context, string) (authz.Actor, error) { return s.actor, nil }
func (somebody) CookieName() string                                   { return "hverv" }

// BenchmarkRequest is what every request costs before and after the feature's work.
func BenchmarkRequest(b *testing.B) {
	org := id.New[id.Organisation]()
	handler, err := server.New(server.Deps{
		Log: slog.New(slog.DiscardHandler), Document: openapi.Document, Handlers: everything{}, Registry: prometheus.NewRegistry(),
		Sessions: somebody{authz.Actor{Kind: authz.PersonActor, Organisation: org, Employee: id.New[id.Employee]()}},
		Limits:   server.Limits{PerPrincipal: 1 << 30, PerOrganisation: 1 << 30, PerSource: 1 << 30},
	})
	if err != nil {
		b.Fatal(err)
	}
	address := "/api/v1/organisations/" + org.String() + "/units"
	for name, body := range map[string]string{"GET": "", "POST": `{"name":"Afdeling for øre, næse og hals"}`} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequestWithContext(b.Context(), name, address, strings.NewReader(body))
				r.Header.Set("Cookie", "hverv="+strings.Repeat("a", 43))
				if body != "" {
					r.Header.Set("Content-Type", "application/json")
					r.Header.Set("Idempotency-Key", "one-of-many-keys")
				}
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				if w.Code > 299 {
					b.Fatalf("answer %d: %s", w.Code, w.Body)
				}
			}
		})
	}
}
