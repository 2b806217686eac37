package provider

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/id"
	"hverv/internal/session"
)

// request is an authorization request that was judged, as it waits for its person.
type request struct {
	Client      id.Client     `json:"client_id"`
	RedirectURI string        `json:"redirect_uri"`
	State       string        `json:"state,omitempty"`
	Nonce       string        `json:"nonce,omitempty"`
	Challenge   string        `json:"code_challenge"`
	Scopes      []string      `json:"scopes"`
	Prompt      []string      `json:"prompt,omitempty"`
	MaxAge      time.Duration `json:"max_age"` // -1: any
	Level       authz.Level   `json:"level"`   // at least
	Subject     string        `json:"subject,omitempty"`
	Languages   string        `json:"ui_locales,omitempty"`
}

const anyAge = time.Duration(-1)

// The assurance levels as acr: the address that OIOSAML 3 gives NSIS levels, and the plain word.
const acrPrefix = "https://data.gov.dk/concept/core/nsis/loa/"

func acrOf(level authz.Level) string { return acrPrefix + nsis(level) }

// nsis is the level as NSIS writes it.
func nsis(level authz.Level) string {
	return strings.ToUpper(string(level[:1])) + string(level[1:])
}

func levelOf(acr string) (authz.Level, bool) {
	level := authz.Level(strings.ToLower(strings.TrimPrefix(acr, acrPrefix)))
	return level, level.Rank() > 0
}

// checkAddress checks what nothing may be sent to before it is checked: an address that is not
// registered, byte for byte, gets no answer, not even an error (P4).
func checkAddress(c client.Client, form url.Values) error {
	if !slices.Contains(c.RedirectURIs, form.Get("redirect_uri")) {
		return refuse(invalidRequest, "The redirect_uri is not registered for this client.")
	}
	if !c.May(client.CodeGrant) {
		return refuse(unauthorizedClient, "This client does not sign people in.")
	}
	return nil
}

// readRequest judges the rest. Its refusals are sent to the relying party.
func readRequest(c client.Client, form url.Values) (request, error) {
	r := request{
		Client: c.ID, RedirectURI: form.Get("redirect_uri"), State: form.Get("state"), Nonce: form.Get("nonce"),
		Challenge: form.Get("code_challenge"), Scopes: c.Grantable(strings.Fields(form.Get("scope"))), Prompt: strings.Fields(form.Get("prompt")),
		MaxAge: anyAge, Level: c.MinimumAssurance, Languages: form.Get("ui_locales"),
	}
	switch {
	case form.Get("request") != "":
		return r, refuse(requestNotSupported, "Request objects are not supported; push the request instead.")
	case form.Get("response_type") != "code":
		return r, refuse(unsupportedResponse, "Only response_type code is supported.")
	case form.Get("response_mode") != "" && form.Get("response_mode") != "query":
		return r, refuse(invalidRequest, "Only response_mode query is supported.")
	case form.Get("code_challenge_method") != "S256" || !isChallenge(r.Challenge):
		return r, refuse(invalidRequest, "PKCE with code_challenge_method S256 is required.")
	case len(r.Scopes) == 0:
		return r, refuse(invalidScope, "None of the scopes may be granted to this client.")
	case slices.Contains(r.Prompt, "none") && len(r.Prompt) > 1:
		return r, refuse(invalidRequest, "prompt none goes with no other.")
	case len(r.State) > 2000 || len(r.Nonce) > 2000:
		return r, refuse(invalidRequest, "state or nonce is too long.")
	}
	if text := form.Get("max_age"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 32)
		if err != nil || seconds < 0 {
			return r, refuse(invalidRequest, "max_age is not a number of seconds.")
		}
		r.MaxAge = time.Duration(seconds) * time.Second
	}
	r.Level = wanted(r.Level, form.Get("acr_values"))
	return r, nil
}

// wanted is the level that a sign-in must reach: the lowest of those the relying party would
// take, but at least the one it was registered with. Words that we do not know are left out.
func wanted(least authz.Level, acrValues string) authz.Level {
	lowest := authz.Level("")
	for acr := range strings.FieldsSeq(acrValues) {
		if level, ok := levelOf(acr); ok && (lowest == "" || level.Rank() < lowest.Rank()) {
			lowest = level
		}
	}
	if lowest.Rank() > least.Rank() {
		return lowest
	}
	return least
}

// isChallenge says whether the text can be the base64url form of a SHA-256.
func isChallenge(text string) bool {
	return len(text) == 43 && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// wish is what must still happen before the request can be answered.
type wish struct {
	fresh  bool        // sign in again
	level  authz.Level // sign in at least so
	choose bool        // choose an organisation
	code   string      // how to say so when the relying party wants no pages
}

// lacking says what the browser's session lacks for the request; parked is when the person was
// sent to sign in, zero when they were not yet. Nothing lacks: nil. A refusal is for the relying party.
func (r request) lacking(c client.Client, s *session.Session, parked, now time.Time) (*wish, error) {
	if s == nil {
		return &wish{code: loginRequired, level: r.Level, fresh: r.wantsFresh(c)}, nil
	}
	since := !parked.IsZero() && !s.SignedInAt.Before(parked) // signed in for this very request
	if !since && (r.wantsFresh(c) || r.MaxAge != anyAge && now.Sub(s.SignedInAt) > r.MaxAge) {
		return &wish{code: loginRequired, fresh: true, level: r.Level}, nil
	}
	if s.Employee.IsZero() || slices.Contains(r.Prompt, "select_account") && parked.IsZero() {
		return &wish{code: selectionRequired, choose: true, level: r.Level}, nil
	}
	if s.Assurance.Rank() < r.Level.Rank() {
		if since {
			return nil, refuse(unmetAssurance, "The sign-in does not reach the assurance level that was asked for.")
		}
		return &wish{code: loginRequired, fresh: true, level: r.Level}, nil
	}
	if !c.Admits(s.Organisation) || r.Subject != "" && r.Subject != s.Employee.String() {
		if !parked.IsZero() {
			return nil, refuse(accessDenied, "The person signed in for another organisation than the one that was asked for.")
		}
		return &wish{code: loginRequired, choose: true, level: r.Level}, nil
	}
	return nil, nil //nolint:nilnil // nothing lacks, nothing refused
}

// wantsFresh: max_age=0 means what prompt=login means; some relying parties always do (P2).
func (r request) wantsFresh(c client.Client) bool {
	return c.FreshSignIn || slices.Contains(r.Prompt, "login") || r.MaxAge == 0
}

func (r request) silent() bool { return slices.Contains(r.Prompt, "none") }

// answer is the relying party's address with the answer, and who gives it (RFC 9207).
func (r request) answer(issuer string, members url.Values) string {
	if r.State != "" {
		members.Set("state", r.State)
	}
	members.Set("iss", issuer)
	separator := "?"
	if strings.Contains(r.RedirectURI, "?") {
		separator = "&"
	}
	return r.RedirectURI + separator + members.Encode()
}
