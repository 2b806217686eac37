package provider

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"time"

	"github.com/lib/pq"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/session"
)

// arrival is a browser at the authorization endpoint.
type arrival struct {
	session *session.Session // nil: not signed in
	browser id.Token         // what binds a waiting request to this browser
}

// departure is where the browser goes next.
type departure struct {
	address string // the relying party, the sign-in page, or the waiting request
}

// begin is a request at the authorization endpoint. An error is for a page; refusals that may be
// told to the relying party are in the departure.
func (s *Service) begin(ctx context.Context, form url.Values, a arrival) (departure, error) {
	c, r, err := s.judge(ctx, form)
	if err != nil {
		return s.decline(r, err)
	}
	return s.proceed(ctx, c, r, a, parked{})
}

// judge reads the request, or takes the one that was pushed: once, and only its client's.
func (s *Service) judge(ctx context.Context, form url.Values) (client.Client, request, error) {
	clientID, err := id.Parse[id.Client](form.Get("client_id"))
	if err != nil {
		return client.Client{}, request{}, badClient()
	}
	c, err := s.Clients.Known(ctx, clientID)
	if fault.KindOf(err) == fault.NotFound {
		return client.Client{}, request{}, badClient()
	}
	if err != nil {
		return client.Client{}, request{}, err
	}
	if uri := form.Get("request_uri"); uri != "" {
		r, err := s.takePushed(ctx, c, uri)
		return c, r, err
	}
	if err := checkAddress(c, form); err != nil {
		return c, request{}, err
	}
	r, err := readRequest(c, form)
	if err != nil {
		return c, r, err
	}
	r.Subject, err = s.hinted(ctx, form.Get("id_token_hint"))
	return c, r, err
}

// hinted gives whom an id token names. It may be old, but must be ours.
func (s *Service) hinted(ctx context.Context, hint string) (string, error) {
	if hint == "" {
		return "", nil
	}
	var claims struct {
		Issuer  string `json:"iss"`
		Subject string `json:"sub"`
	}
	if err := s.verified(ctx, idType, hint, &claims); err != nil || claims.Issuer != s.Issuer {
		return "", refuse(invalidRequest, "The id_token_hint is not a token of ours.")
	}
	return claims.Subject, nil
}

// decline tells the relying party, if there is an address that may be told.
func (s *Service) decline(r request, err error) (departure, error) {
	f := fault.Of(err)
	if f == nil || r.RedirectURI == "" || f.Kind == fault.Unavailable {
		return departure{}, err
	}
	return departure{r.answer(s.Issuer, url.Values{"error": {f.Code}, "error_description": {f.Detail}})}, nil
}

// proceed answers the request if nothing lacks, or sends the person to sign in.
func (s *Service) proceed(ctx context.Context, c client.Client, r request, a arrival, p parked) (departure, error) {
	lacks, err := r.lacking(c, a.session, p.CreatedAt, s.DB.Now())
	if err != nil {
		return s.decline(r, err)
	}
	if lacks == nil {
		return s.finish(ctx, c, r, a, p)
	}
	if r.silent() {
		return s.decline(r, refuse(lacks.code, "The person must do something first."))
	}
	if p.KeyHash != nil {
		return departure{signInPage(p.key, *lacks)}, nil
	}
	key := id.NewToken()
	if err := s.parkWaiting(ctx, r, key, a.browser); err != nil {
		return departure{}, err
	}
	return departure{signInPage(key, *lacks)}, nil
}

// signInPage is where signin continues; it sends the browser back to the waiting request.
func signInPage(key id.Token, lacks wish) string {
	query := url.Values{"return_to": {waitingPath + key.Reveal()}, "level": {string(lacks.level)}}
	if lacks.fresh {
		query.Set("fresh", "1")
	}
	if lacks.choose {
		return "/signin/organisation?" + query.Encode()
	}
	return "/signin?" + query.Encode()
}

const waitingPath = "/oidc/authorize/"

func (s *Service) parkWaiting(ctx context.Context, r request, key, browser id.Token) error {
	until := s.Wall().Add(waitingLife)
	return s.DB.Upkeep(ctx, "provider.park", func(tx *database.Tx) error {
		return park(tx, "waiting", key, browser.Hash(), r, until)
	})
}

// resume continues a waiting request in the browser that began it, and in no other.
func (s *Service) resume(ctx context.Context, key id.Token, a arrival, cancelled bool) (departure, error) {
	var p parked
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		p, err = findParked(ctx, tx, "waiting", key, s.Wall())
		return err
	})
	if fault.KindOf(err) == fault.NotFound || err == nil && !slices.Equal(p.Browser, a.browser.Hash()) {
		return departure{}, refuse(invalidRequest, "This sign-in is finished, too old, or was begun in another browser.")
	}
	if err != nil {
		return departure{}, err
	}
	p.key = key
	c, err := s.Clients.Known(ctx, p.Client)
	if err != nil {
		return departure{}, err
	}
	if cancelled {
		return s.decline(p.request, refuse(accessDenied, "The person did not want to sign in."))
	}
	return s.proceed(ctx, c, p.request, a, p)
}

// finish gives the relying party its code. A waiting request is used up in the same transaction,
// so that it gives one code however often it is called.
func (s *Service) finish(ctx context.Context, c client.Client, r request, a arrival, p parked) (departure, error) {
	code := id.Token(codePrefix + id.NewToken().Reveal())
	until := s.Wall().Add(codeLife)
	by := *a.session
	err := s.DB.Change(ctx, func(tx *database.Tx) error {
		if p.KeyHash != nil {
			if _, err := takeParked(ctx, tx, "waiting", p.key, c.ID, s.Wall()); err != nil {
				return err
			}
		}
		level, err := identityLevel(ctx, tx, by)
		if err != nil {
			return err
		}
		by.Assurance = by.Assurance.Lower(authz.Level(level))
		if by.Assurance.Rank() < r.Level.Rank() {
			return refuse(unmetAssurance, "The person's identity does not reach the assurance level that was asked for.")
		}
		return s.give(ctx, tx, c, r, by, code, until)
	})
	if fault.KindOf(err) == fault.NotFound {
		return departure{}, refuse(invalidRequest, "This sign-in is finished already.")
	}
	if err != nil {
		return s.decline(r, err)
	}
	return departure{r.answer(s.Issuer, url.Values{"code": {code.Reveal()}})}, nil
}

// give writes the grant with its event. Whether the session and the person behind it still hold is
// judged in the same statement.
func (s *Service) give(ctx context.Context, tx *database.Tx, c client.Client, r request, by session.Session, code id.Token, until time.Time) error {
	decision, err := s.decide(ctx, authz.TokenIssue, authz.Actor{
		Kind: authz.PersonActor, At: tx.Now, Person: by.Person, Session: by.ID, Organisation: by.Organisation,
		Employee: by.Employee, Assurance: by.Assurance, SignedInAt: by.SignedInAt,
	})
	if err != nil {
		return err
	}
	grant := id.New[id.TokenGrant]()
	ends := tx.Now.Add(time.Duration(c.SessionMinutes) * time.Minute)
	tx.Demand(signedIn, refuse(loginRequired, "The sign-in has ended."), tx.Now, tx.Today, by.ID, by.Organisation, by.Employee)
	tx.Append(grants, grant, c.ID, by.Organisation, by.Employee, by.Identity, by.ID, pq.StringArray(r.Scopes),
		string(by.Assurance), pq.StringArray(by.AMR), by.SignedInAt, r.RedirectURI, r.Nonce, r.Challenge, code.Hash(),
		until, ends, tx.Now)
	return s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "grant.given", Subject: audit.On("grant", grant), Person: by.Employee.String(), New: false,
		After: audit.Fields{"client": c.ID.String(), "scopes": r.Scopes, "assurance": string(by.Assurance), "ends_at": ends},
	})
}

// decide is the decision of somebody who acts for themselves, or of the client that acts for them.
func (s *Service) decide(ctx context.Context, action authz.Action, actor authz.Actor) (authz.Decision, error) {
	permit, err := authz.Require(authz.With(ctx, actor), action, authz.In(actor.Organisation))
	if err != nil {
		return authz.Decision{}, err
	}
	return permit.On(authz.Facts{Owner: actor.Employee})
}

// push keeps a request for its client and gives the name by which a browser brings it (RFC 9126).
func (s *Service) push(ctx context.Context, c client.Client, form url.Values) (string, error) {
	if form.Get("request_uri") != "" {
		return "", refuse(invalidRequest, "A pushed request cannot name another one.")
	}
	if err := checkAddress(c, form); err != nil {
		return "", err
	}
	r, err := readRequest(c, form)
	if err != nil {
		return "", err
	}
	if r.Subject, err = s.hinted(ctx, form.Get("id_token_hint")); err != nil {
		return "", err
	}
	key, until := id.NewToken(), s.Wall().Add(pushedLife)
	err = s.DB.Upkeep(ctx, "provider.push", func(tx *database.Tx) error { return park(tx, "pushed", key, nil, r, until) })
	return pushedURI + key.Reveal(), err
}

const pushedURI = "urn:ietf:params:oauth:request_uri:"

func (s *Service) takePushed(ctx context.Context, c client.Client, uri string) (request, error) {
	if len(uri) <= len(pushedURI) || uri[:len(pushedURI)] != pushedURI {
		return request{}, refuse(uriNotSupported, "Only requests that were pushed here can be named.")
	}
	var p parked
	err := s.DB.Upkeep(ctx, "provider.take", func(tx *database.Tx) (err error) {
		p, err = takeParked(ctx, tx, "pushed", id.Token(uri[len(pushedURI):]), c.ID, s.Wall())
		return err
	})
	if errors.Is(err, fault.Missing("request")) {
		return request{}, refuse(invalidRequestURI, "The pushed request is unknown, used or too old.")
	}
	return p.request, err
}
