// Package client owns the relying parties and integrators (P4): what they register, how they prove
// themselves, and what they may do by themselves. What tokens they get is package provider's.
package client

import (
	"crypto/subtle"
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
	"github.com/lib/pq"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// How a client proves itself.
const (
	BySecret = "client_secret" // in the Authorization header or in the form
	ByKey    = "private_key_jwt"
	ByNobody = "none" // a program on the user's machine: PKCE alone
)

// What a client may ask the token endpoint for.
const (
	CodeGrant    = "authorization_code"
	RefreshGrant = "refresh_token"
	MachineGrant = "client_credentials"
)

// The scopes and what each lets a relying party see (P3).
const (
	OpenID       = "openid"
	Profile      = "profile"        // names
	Email        = "email"          //
	Organisation = "organisation"   // CVR, name, production unit
	Privileges   = "privileges"     // powers, as XML and JSON
	NationalID   = "national_id"    // CPR; only for the entitled
	Offline      = "offline_access" // understood; refresh tokens follow from the grant types
	API          = "api"            // our own API, as the person
)

// The tables of what there is, which discovery shows as well.
//
//nolint:gochecknoglobals // tables
var (
	AllScopes  = []string{OpenID, Profile, Email, Organisation, Privileges, NationalID, Offline, API}
	AllGrants  = []string{CodeGrant, RefreshGrant, MachineGrant}
	allProofs  = []string{BySecret, ByKey, ByNobody}
	allFormats = []string{JWTFormat, OpaqueFormat}
)

// The formats of access tokens.
const (
	JWTFormat    = "jwt"
	OpaqueFormat = "opaque"
)

// Client is a relying party or integrator (P4): of one organisation, or of the installation when
// Owner is none. An organisation's client lets in that organisation's employees only.
type Client struct {
	ID                   id.Client       `db:"id"`
	Owner                id.Organisation `db:"owner_id"`
	Name                 string          `db:"name"`
	Authentication       string          `db:"authentication"`
	GrantTypes           pq.StringArray  `db:"grant_types"`
	RedirectURIs         pq.StringArray  `db:"redirect_uris"`
	PostLogoutURIs       pq.StringArray  `db:"post_logout_uris"`
	BackchannelLogoutURI string          `db:"backchannel_logout_uri"`
	Scopes               pq.StringArray  `db:"scopes"`
	Audiences            pq.StringArray  `db:"audiences"`
	TokenFormat          string          `db:"token_format"`
	SessionMinutes       int             `db:"session_minutes"`
	FreshSignIn          bool            `db:"fresh_sign_in"`
	MinimumAssurance     authz.Level     `db:"minimum_assurance"`
	EntitledToCPR        bool            `db:"national_id"`
	Rights               pq.StringArray  `db:"right_ids"`
	SystemIDs            pq.StringArray  `db:"system_ids"`
	AllSystems           bool            `db:"all_systems"`
	JWKS                 []byte          `db:"jwks"`
	OutsideIssuer        string          `db:"outside_issuer"`
	OutsideSubject       string          `db:"outside_subject"`
	SecretHash           []byte          `db:"secret_hash"          json:"-"`
	FormerSecretHash     []byte          `db:"former_secret_hash"   json:"-"`
	FormerSecretUntil    *time.Time      `db:"former_secret_until"`
	CreatedAt            time.Time       `db:"created_at"`
	RetiredAt            *time.Time      `db:"retired_at"`
	Version              int64           `db:"version"`
}

// Entitle is what only an operator says of a client. Nil leaves one as it is.
type Entitle struct {
	Client     id.Client
	NationalID *bool // may receive CPR numbers
	AllSystems *bool // is a portal: is told of powers in every system
	Reason     string
}

// Settings are what those who register a client choose.
type Settings struct {
	Name                 string
	Authentication       string
	GrantTypes           []string
	RedirectURIs         []string
	PostLogoutURIs       []string
	BackchannelLogoutURI string
	Scopes               []string
	Audiences            []string
	TokenFormat          string
	SessionMinutes       int
	FreshSignIn          bool
	MinimumAssurance     authz.Level
	Rights               []id.Right
	Systems              []id.System // whose powers it is told of
	JWKS                 []byte      // as sent; nil for none
	OutsideIssuer        string
	OutsideSubject       string
}

// May says whether the client may ask for tokens in that way.
func (c Client) May(grant string) bool { return slices.Contains(c.GrantTypes, grant) }

// Admits says whether an employee of the organisation may sign in to the client.
func (c Client) Admits(organisation id.Organisation) bool {
	return c.Owner.IsZero() || c.Owner == organisation
}

// Proves compares a secret in constant time; a former one works until its end (rotation without outage).
func (c Client) Proves(secret string, now time.Time) bool {
	hash := id.Token(secret).Hash()
	right := subtle.ConstantTimeCompare(hash, c.SecretHash) == 1
	former := subtle.ConstantTimeCompare(hash, c.FormerSecretHash) == 1
	return right || former && c.FormerSecretUntil != nil && now.Before(*c.FormerSecretUntil)
}

// Systems are those whose powers the client is told of (P3): the ones that it stands for. Nil, unlike
// none, is all of them, for a portal.
func (c Client) Systems() []id.System {
	if c.AllSystems {
		return nil
	}
	systems := []id.System{}
	for _, text := range c.SystemIDs {
		if system, err := id.Parse[id.System](text); err == nil {
			systems = append(systems, system)
		}
	}
	return systems
}

// AnswersFor says whether the client is the resource server of an audience.
func (c Client) AnswersFor(audience string) bool {
	return audience == c.ID.String() || slices.Contains(c.Audiences, audience)
}

// Grantable narrows what was asked for to what the client may have. Unknown scopes are left out
// (OpenID Connect Core 3.1.2.1); the answer says which remain.
func (c Client) Grantable(asked []string) []string {
	granted := []string{}
	for _, scope := range asked {
		if slices.Contains(c.Scopes, scope) && (scope != NationalID || c.EntitledToCPR) && !slices.Contains(granted, scope) {
			granted = append(granted, scope)
		}
	}
	return granted
}

// check judges a registration and says everything that is wrong with it at once.
func (s Settings) check() error {
	var f fault.Check
	n := utf8.RuneCountInString(s.Name)
	f.That(n > 0 && n <= 200, "/name", "missing", "Give the client a name of at most 200 letters.")
	f.That(s.MinimumAssurance.Rank() > 0, "/minimum_assurance", "unknown", "Say low, substantial or high.")
	f.That(s.SessionMinutes >= 5 && s.SessionMinutes <= 24*60, "/session_minutes", "out_of_range",
		"A session lasts between 5 minutes and 24 hours.")
	known(&f, "/authentication", []string{s.Authentication}, allProofs)
	known(&f, "/grant_types", s.GrantTypes, AllGrants)
	known(&f, "/scopes", s.Scopes, AllScopes)
	known(&f, "/token_format", []string{s.TokenFormat}, allFormats)
	s.checkGrants(&f)
	s.checkAddresses(&f)
	s.checkKeys(&f)
	return f.Err()
}

func (s Settings) checkGrants(f *fault.Check) {
	has := func(grant string) bool { return slices.Contains(s.GrantTypes, grant) }
	f.That(len(s.GrantTypes) > 0, "/grant_types", "missing", "Say what the client may do.")
	f.That(has(CodeGrant) == (len(s.RedirectURIs) > 0), "/redirect_uris", "mismatch",
		"A client that signs people in needs an address to send them back to, others have none.")
	f.That(!has(RefreshGrant) || has(CodeGrant), "/grant_types", "mismatch", "Refresh tokens come from signing people in.")
	f.That(!has(MachineGrant) || s.Authentication != ByNobody, "/authentication", "mismatch",
		"A client that acts for itself must prove itself.")
	f.That(len(s.Rights) == 0 || has(MachineGrant), "/right_ids", "mismatch",
		"Only a client that acts for itself has rights of its own.")
	f.That(!slices.Contains(s.Scopes, NationalID) || s.Authentication != ByNobody, "/scopes", "mismatch",
		"A client that proves nothing gets no national ids.")
	f.That((s.OutsideIssuer == "") == (s.OutsideSubject == ""), "/outside_subject", "mismatch",
		"An outside identity has both an issuer and a subject.")
}

func (s Settings) checkAddresses(f *fault.Check) {
	const rule = "Give an https address, or http on this machine, without a fragment."
	for i, address := range s.RedirectURIs {
		f.That(returnable(address), "/redirect_uris/"+strconv.Itoa(i), "not_an_address", rule)
	}
	for i, address := range s.PostLogoutURIs {
		f.That(returnable(address), "/post_logout_redirect_uris/"+strconv.Itoa(i), "not_an_address", rule)
	}
	f.That(s.BackchannelLogoutURI == "" || returnable(s.BackchannelLogoutURI), "/backchannel_logout_uri", "not_an_address", rule)
	for i, audience := range s.Audiences {
		u, err := url.Parse(audience)
		f.That(err == nil && u.IsAbs() && u.Fragment == "", "/audiences/"+strconv.Itoa(i), "not_an_address",
			"Name a resource server by an absolute address.")
	}
}

// returnable says whether people and tokens may be sent to the address: https, or http to this
// very machine for programs under development. Control characters and backslashes, which browsers
// read in their own way, are refused, and so are user names.
func returnable(address string) bool {
	if len(address) > 2000 || strings.ContainsAny(address, "\\#*") || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Opaque != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (s Settings) checkKeys(f *fault.Check) {
	f.That((s.Authentication == ByKey) == (s.JWKS != nil), "/jwks", "mismatch",
		"A client that signs its requests registers its public keys, others have none.")
	if s.JWKS == nil {
		return
	}
	var set jose.JSONWebKeySet
	err := json.Unmarshal(s.JWKS, &set)
	f.That(err == nil && len(set.Keys) > 0 && len(set.Keys) <= 10, "/jwks", "unreadable",
		"Give between one and ten public keys as a JSON Web Key Set.")
	for i, key := range set.Keys {
		f.That(key.Valid() && key.IsPublic(), "/jwks/keys/"+strconv.Itoa(i), "not_public", "Give public keys of kind EC or RSA only.")
	}
}

func known(f *fault.Check, pointer string, values, table []string) {
	for i, value := range values {
		f.That(slices.Contains(table, value) && slices.Index(values, value) == i, pointer, "unknown",
			"Use each of these at most once: "+strings.Join(table, ", ")+".")
	}
}
