// Package config reads environment variables HVERV_* and an optional file of the same names into
// one struct, and tells every fault at once (ARCHITECTURE 6). It holds no state and starts nothing;
// what the values mean to a feature is that feature's to say.
package config

import (
	"log/slog"
	"net/netip"
)

// Config is the effective configuration of one process.
type Config struct {
	Listen         string         // address of the server, host:port
	PublicURL      string         // where users reach us, without a slash at the end; empty when Listen has port 0
	DatabaseURL    Secret         // empty: a private cluster in DataDir (X1)
	DataDir        string         // private cluster, keys
	MaxConns       int            // size of the connection pool
	KeysFile       string         // the key file of package seal
	KEKFile        string         // key-encryption key of KeysFile; empty: the file is in the clear
	TrustedProxies []netip.Prefix // whose X-Forwarded-For counts
	LogLevel       slog.Level
	OTLPEndpoint   string // empty: no traces
	Demo           bool

	EID                EID
	TrustedIssuers     []TrustedIssuer
	Operators          []Operator
	Register           Register
	FIDO               FIDO
	RepresentationFile string // who may represent which company; empty: unknown, so C10
	SMTP               SMTP
	Supplier           Supplier
	TermsFile          string // empty: the built-in terms
	DocumentDays       int    // how long documents of a request to connect are kept once it has ended (C10)
	Support            Support
	ArgonConcurrency   int // password hashes at once
	Limits             Limits
}

// EID is the private eID: an OpenID Provider outside (U1).
type EID struct {
	Issuer       string
	ClientID     string
	ClientSecret Secret // empty: a public client with PKCE alone
	Scopes       []string
	Claims       EIDClaims
	Assurance    map[string]string // acr value to low, substantial or high
}

// EIDClaims are the names of the claims to read.
type EIDClaims struct{ CPR, Name, Birthdate string }

// TrustedIssuer is an outside issuer of access tokens for our API, and the audience they must name.
type TrustedIssuer struct{ Issuer, Audience string }

// Operator is a person who runs the installation, as the private eID names her (A2).
type Operator struct{ Issuer, Subject string }

// FIDO is what the makers of chips say of them, by which one proves its make and model (U2).
type FIDO struct{ MetadataFile, RootFile string }

// Register is the company register (C2).
type Register struct {
	Kind     string // http, file, or empty: none (under demo: the made-up one)
	URL      string
	User     string
	Password Secret
	File     string
}

// SMTP is the mail server; an empty address means that mail waits in the outbox.
type SMTP struct {
	Addr     string
	User     string
	Password Secret
	From     string
	StartTLS bool
}

// Supplier is who brings what organisations order (O4).
type Supplier struct {
	Kind   string // warehouse (the organisation's own), http or file
	URL    string
	Secret Secret // signs what goes either way over HTTP
	OutDir string // where orders are left as files
	InDir  string // where messages are found
	Days   int    // working days that a delivery takes (O3)
}

// Support is shown where a user cannot go on alone.
type Support struct{ Phone, Email, Hours string }

// Limits are requests per minute; 0 means no limit (X5).
type Limits struct {
	PerPrincipal    int
	PerOrganisation int
	PerSource       int // an address without sign-in
	SignInPerSource int
}
