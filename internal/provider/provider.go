// Package provider is the OpenID Provider (P1-P5): it owns authorization requests,
// codes, tokens and signing keys, the claims that tokens carry, and the check of bearer tokens at
// our own API. It leaves relying parties to client, signing in to signin, browser sessions to
// session, and what somebody may do elsewhere to right. Whether a person may still act is asked of the register at
// every redemption, refresh, introspection and userinfo (L4, L5).
package provider

import (
	"log/slog"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/job"
	"hverv/internal/memory"
	"hverv/internal/outbound"
	"hverv/internal/seal"
	"hverv/internal/session"
)

// Lifetimes. Those of protocol artefacts run in real time, since the outside checks them; a grant
// ends by the product's clock (ARCHITECTURE 4).
const (
	codeLife      = time.Minute
	pushedLife    = time.Minute
	waitingLife   = 30 * time.Minute // a person may have to fetch the telephone
	accessLife    = 5 * time.Minute
	idTokenLife   = 10 * time.Minute
	assertionLife = 10 * time.Minute // the longest client assertion that is accepted
	leeway        = 30 * time.Second // between others' clocks and ours
)

// Prefixes tell our tokens apart: a refresh token is never mistaken for an access token, and
// whoever scans a repository for leaked secrets knows ours.
const (
	codePrefix    = "hvc_"
	refreshPrefix = "hvr_"
	opaquePrefix  = "hva_"
)

// TrustedIssuer is an outside issuer whose access tokens our API takes from registered clients.
type TrustedIssuer struct{ Issuer, Audience string }

// Deps are what the provider stands on; all are required, but Trusted may be empty.
type Deps struct {
	DB       *database.DB
	Audit    *audit.Log
	Keys     *seal.Keys
	Queue    *job.Queue
	Outbound *outbound.Client
	Log      *slog.Logger
	Sessions *session.Service
	Clients  *client.Service
	Trusted  []TrustedIssuer
	Issuer   string           // our public address without a slash at the end
	Wall     func() time.Time // real time, for what the outside checks
}

// Service is the provider. It is safe for concurrent use.
type Service struct {
	Deps

	ring     ring
	powers   memory.Brief[clientDay, []power]
	verdicts memory.Brief[[32]byte, authz.Actor]
	genuine  memory.Brief[[32]byte, shown] // whose signatures were checked, which does not change; their ends do
	outside  outside
}

// New makes the provider.
func New(d Deps) *Service {
	s := &Service{Deps: d, outside: newOutside(d.Trusted, d.Outbound)}
	s.powers.Life, s.verdicts.Life, s.genuine.Life = memory.Moment, memory.Moment, accessLife
	return s
}

// APIAudience is the audience of access tokens for our own API.
func (s *Service) APIAudience() string { return s.Issuer + "/api/v1" }
