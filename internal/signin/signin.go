// Package signin is the pages on which people sign in: by private eID, or by user name, password
// and code; the choice of organisation, and signing out (P2, U1, A6). It owns the pages, the visit
// to the eID and what a browser keeps meanwhile. Passwords and codes are judged by authenticator,
// sessions are session's. The pages work without script.
package signin

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/config"
	"hverv/internal/database"
	"hverv/internal/person"
	"hverv/internal/proof"
	"hverv/internal/seal"
	"hverv/internal/session"
)

// Proofs judges passwords, codes and keys.
type Proofs interface {
	BeginPassword(ctx context.Context, userName, password string) (proof.Challenge, error)
	FinishCode(ctx context.Context, c proof.Challenge, code string) (proof.Proof, error)
	AskKey(ctx context.Context, after *proof.Challenge) (authenticator.Asked, error)
	FinishKeySignIn(ctx context.Context, after *proof.Challenge, in authenticator.KeyAnswer) (proof.Proof, error)
}

// Deps are what the pages stand on.
type Deps struct {
	DB        *database.DB
	Audit     *audit.Log
	Keys      *seal.Keys
	Persons   *person.Service
	Sessions  *session.Service
	Proofs    Proofs
	HTTP      *http.Client // outbound's, for the eID
	EID       config.EID   // empty: no private eID is offered
	Support   config.Support
	PublicURL string
	PerMinute int              // sign-ins that one address may begin; 0: no limit
	Wall      func() time.Time // the real time: a visit to the eID is protocol time
	Log       *slog.Logger
}

// Pages answers the sign-in's addresses.
type Pages struct {
	service   *service
	sessions  *session.Service
	judge     Proofs
	eid       *eid
	memory    memory
	gate      *gate
	templates map[string]*template.Template
	support   config.Support
	wall      func() time.Time
	log       *slog.Logger
}

// New makes the pages.
func New(d Deps) *Pages {
	secure := len(d.PublicURL) > 5 && d.PublicURL[:6] == "https:"
	return &Pages{
		service: &service{d.DB, d.Persons, d.Sessions, d.Audit}, sessions: d.Sessions, judge: d.Proofs,
		eid:    &eid{cfg: d.EID, callback: d.PublicURL + "/signin/eid/callback", client: d.HTTP},
		memory: memory{d.Keys, secure}, gate: newGate(d.PerMinute, d.Wall), templates: parse(), support: d.Support, wall: d.Wall, log: d.Log,
	}
}
