package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/outbound"
	"hverv/internal/session"
)

// farewell is a request to sign out that was judged.
type farewell struct {
	session id.Session // whose id token was shown; zero when none was
	address string     // where to go afterwards; empty for our own page
}

// readFarewell judges a request to sign out. An expired hint is as good as another: it only says
// who asks, and an old one must not lock people in (L5).
func (s *Service) readFarewell(ctx context.Context, form url.Values) (farewell, error) {
	var f farewell
	clientID := form.Get("client_id")
	if hint := form.Get("id_token_hint"); hint != "" {
		var claims struct {
			Issuer   string     `json:"iss"`
			Audience string     `json:"aud"`
			Session  id.Session `json:"sid"`
		}
		err := s.verified(ctx, idType, hint, &claims)
		if err != nil || claims.Issuer != s.Issuer || clientID != "" && clientID != claims.Audience {
			return f, refuse(invalidRequest, "The id_token_hint is not a token of ours for this client.")
		}
		clientID, f.session = claims.Audience, claims.Session
	}
	address := form.Get("post_logout_redirect_uri")
	if address == "" {
		return f, nil
	}
	client, err := id.Parse[id.Client](clientID)
	if err != nil {
		return f, refuse(invalidRequest, "Say with client_id or id_token_hint whose post_logout_redirect_uri it is.")
	}
	c, err := s.Clients.Known(ctx, client)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return f, err
	}
	if err != nil || !slices.Contains(c.PostLogoutURIs, address) {
		return f, refuse(invalidRequest, "The post_logout_redirect_uri is not registered for this client.")
	}
	f.address = request{RedirectURI: address}.farewell(form.Get("state"))
	return f, nil
}

func (r request) farewell(state string) string {
	if state == "" {
		return r.RedirectURI
	}
	separator := "?"
	if strings.Contains(r.RedirectURI, "?") {
		separator = "&"
	}
	return r.RedirectURI + separator + url.Values{"state": {state}}.Encode()
}

// signOut ends the browser's session; everything it gave relying parties ends with it, and they
// are told.
func (s *Service) signOut(ctx context.Context, of session.Session) error {
	return s.DB.Change(ctx, func(tx *database.Tx) error {
		actor := authz.Actor{
			Kind: authz.PersonActor, At: tx.Now, Person: of.Person, Session: of.ID, Organisation: of.Organisation,
			Employee: of.Employee, SignedInAt: of.SignedInAt,
		}
		decision, err := authz.Anonymous(authz.With(ctx, actor), authz.SignOut, tx.Now)
		if err != nil {
			return err
		}
		if err := s.Sessions.EndIn(ctx, tx, of.ID, "signed out by a relying party"); err != nil {
			return err
		}
		if err := s.TellIn(tx, Ended{Session: of.ID}); err != nil {
			return err
		}
		return s.Audit.Record(ctx, tx, audit.Event{Decision: decision, Name: "session.signed_out", Subject: audit.On("session", of.ID)})
	})
}

// The jobs of back-channel logout: one finds whom to tell, one tells.
const (
	LogoutJob          = session.Logout
	tellJob   job.Kind = "provider.tell"
	pageJob   job.Kind = "provider.logout_page"
)

// Ended says what has ended: a session, or all of an employee's. They are the arguments of
// LogoutJob, for those who enqueue it themselves.
type Ended struct {
	Session      id.Session      `json:"session"`
	Organisation id.Organisation `json:"organisation"`
	Employee     id.Employee     `json:"employee"`
}

// TellIn enqueues, in the caller's transaction, that relying parties are told of an end. The end
// itself needs no job: tokens are judged by the rows.
func (s *Service) TellIn(tx *database.Tx, e Ended) error {
	org := e.Organisation
	if org.IsZero() {
		org = id.Installation
	}
	return s.Queue.Enqueue(tx, org, LogoutJob, e, tx.Now)
}

// Jobs registers what the provider does later.
func (s *Service) Jobs(r *job.Runner) {
	r.Register(LogoutJob, s.logOut)
	r.Register(tellJob, s.tell)
	r.Register(pageJob, s.logOutPage)
	r.Every("provider.sweep", sweepInterval, func(ctx context.Context) error {
		return s.DB.Upkeep(ctx, "provider.sweep", func(tx *database.Tx) error { return sweep(ctx, tx, s.Wall()) })
	})
	r.Every("provider.keys", keyInterval, s.tendKeys)
}

// logOut ends the grants of what has ended and lets each relying party be told by a job of its
// own, so that one that does not answer holds up no other. Grants that were revoked before, by a
// refresh that came too late for instance, are told of too.
func (s *Service) logOut(ctx context.Context, _ id.Organisation, arguments json.RawMessage) error {
	var e Ended
	if err := json.Unmarshal(arguments, &e); err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	ctx = authz.AsMachine(ctx, "provider", s.DB.Now())
	err := s.DB.Change(ctx, func(tx *database.Tx) error {
		ended, err := endGrants(ctx, tx, e)
		for _, g := range ended {
			if err := s.recordEnd(ctx, tx, g); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.DB.Upkeep(ctx, "provider.logout", func(tx *database.Tx) error {
		waiting, err := listUntold(ctx, tx, e)
		for _, g := range waiting {
			if err := s.Queue.Enqueue(tx, g.Organisation, tellJob, told{g.ID}, tx.Now); err != nil {
				return err
			}
		}
		return err
	})
}

func (s *Service) recordEnd(ctx context.Context, tx *database.Tx, g endedGrant) error {
	permit, err := authz.Require(ctx, authz.TokenRevoke, authz.In(g.Organisation))
	if err != nil {
		return err
	}
	decision, err := permit.On(authz.Facts{})
	if err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "grant.revoked", Subject: audit.On("grant", g.ID), Person: g.Employee.String(),
		After: audit.Fields{"why": "the session or the employment ended", "client": g.Client.String()},
	})
}

type told struct {
	Grant id.TokenGrant `json:"grant"`
}

// tell sends one relying party its logout token (OpenID Connect Back-Channel Logout 2.5). An
// answer of 400 says that it will never be able to; anything else is tried again.
func (s *Service) tell(ctx context.Context, _ id.Organisation, arguments json.RawMessage) error {
	var t told
	if err := json.Unmarshal(arguments, &t); err != nil {
		return fmt.Errorf("read the arguments: %w", err)
	}
	var g untold
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		g, err = findUntold(ctx, tx, t.Grant)
		return err
	})
	if errors.Is(err, database.ErrNone) {
		return nil // told already, or nobody to tell
	}
	if err != nil {
		return err
	}
	token, err := s.signed(ctx, logoutType, map[string]any{
		"iss": s.Issuer, "aud": g.Client.String(), "sub": g.Employee.String(), "sid": g.Session.String(), "jti": uuid.NewString(),
		"iat": s.Wall().Unix(), "exp": s.Wall().Add(assertionLife).Unix(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	})
	if err != nil {
		return err
	}
	if err := post(ctx, s.Outbound, g.Address, token); err != nil {
		return err
	}
	return s.DB.Upkeep(ctx, "provider.told", func(tx *database.Tx) error { return markTold(ctx, tx, g) })
}

func post(ctx context.Context, client *outbound.Client, address, token string) error {
	body := strings.NewReader(url.Values{"logout_token": {token}}.Encode())
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return fmt.Errorf("write a logout token: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	switch answer.Status {
	case http.StatusOK, http.StatusNoContent, http.StatusAccepted, http.StatusBadRequest:
		return nil
	default:
		return fmt.Errorf("the relying party answered %d", answer.Status)
	}
}
