package client

import (
	"context"
	"slices"
	"time"

	"github.com/lib/pq"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/memory"
	"hverv/internal/page"
)

// secretPrefix tells whoever scans a repository for leaked secrets that one is ours.
const secretPrefix = "hvs_"

// Deps are what the service stands on; all are required.
type Deps struct {
	DB    *database.DB
	Audit *audit.Log
	Wall  func() time.Time // real time, by which what was read grows old
}

// Service registers clients and finds them for the protocol. It is safe for concurrent use.
type Service struct {
	Deps

	known memory.Brief[id.Client, Client]
}

// New makes the service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.known.Life = memory.Moment
	return s
}

// Registered is a client with its secret, which is shown this once; empty when it has none.
type Registered struct {
	Client Client
	Secret string
}

// target is where an owner's clients are: in its organisation, or everywhere for the installation.
func target(owner id.Organisation) authz.Target {
	if owner.IsZero() {
		return authz.Everywhere()
	}
	return authz.In(owner)
}

// Register registers a relying party or integrator of an organisation, or of the
// installation when owner is zero (P4).
func (s *Service) Register(ctx context.Context, owner id.Organisation, in Settings) (Registered, error) {
	permit, err := authz.Require(ctx, authz.ClientChange, target(owner))
	if err != nil {
		return Registered{}, err
	}
	if err := in.check(); err != nil {
		return Registered{}, err
	}
	made, err := idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Registered, error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return Registered{}, err
		}
		made := Client{ID: id.New[id.Client](), Owner: owner, CreatedAt: tx.Now, Version: 1}.with(in)
		if err := holdsAll(ctx, tx, made); err != nil {
			return Registered{}, err
		}
		if err := standsFor(ctx, tx, made); err != nil {
			return Registered{}, err
		}
		var secret string
		if made.Authentication == BySecret {
			secret = secretPrefix + id.NewToken().Reveal()
			made.SecretHash = id.Token(secret).Hash()
		}
		add(tx, made)
		return Registered{made, secret}, s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "client.registered", Subject: audit.On("client", made.ID), After: made.fields(), New: true,
		})
	})
	return made, mapTaken(err)
}

// standsFor refuses systems that the client cannot stand for. Nothing is asked when it names none.
func standsFor(ctx context.Context, tx *database.Tx, c Client) error {
	if len(c.SystemIDs) == 0 {
		return nil
	}
	missing, err := foreignSystems(ctx, tx, c.Owner, c.SystemIDs)
	if err != nil {
		return err
	}
	if missing > 0 {
		return fault.New(fault.Invalid, "client_system_unknown", "The client cannot stand for all of these systems.").
			On("/system_ids", "unknown", "Name systems in use that the organisation can use or owns.")
	}
	return nil
}

func holdsAll(ctx context.Context, tx *database.Tx, c Client) error {
	if len(c.Rights) == 0 {
		return nil
	}
	missing, err := foreignRights(ctx, tx, c.Owner, c.Rights)
	if err != nil {
		return err
	}
	if missing > 0 {
		return fault.New(fault.Invalid, "client_right_not_held", "The organisation does not hold all of these rights.").
			On("/right_ids", "not_held", "Only rights that the organisation holds can be given.")
	}
	return nil
}

// List lists an owner's clients, retired ones too, in the order they were registered.
func (s *Service) List(ctx context.Context, owner id.Organisation, limit *int, after *string) (page.Page[Client], error) {
	if _, err := authz.Require(ctx, authz.ClientRead, target(owner)); err != nil {
		return page.Page[Client]{}, err
	}
	var last id.Client
	wanted, err := page.Window(limit, after, &last)
	if err != nil {
		return page.Page[Client]{}, err
	}
	var clients []Client
	err = s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		clients, err = listOf(ctx, tx, owner, last, wanted+1)
		return err
	})
	return page.Cut(clients, wanted, func(c Client) string { return page.Encode(c.ID) }), err
}

// Find gives one of an owner's clients.
func (s *Service) Find(ctx context.Context, owner id.Organisation, client id.Client) (Client, error) {
	if _, err := authz.Require(ctx, authz.ClientRead, target(owner)); err != nil {
		return Client{}, err
	}
	var found Client
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = findOwned(ctx, tx, owner, client)
		return err
	})
	return found, err
}

// Change changes what adjust changes of a client's settings.
func (s *Service) Change(ctx context.Context, owner id.Organisation, client id.Client, version int64, adjust func(*Settings) error) (Client, error) {
	permit, err := authz.Require(ctx, authz.ClientChange, target(owner))
	if err != nil {
		return Client{}, err
	}
	return s.change(ctx, permit, owner, client, func(tx *database.Tx, c *Client) (effect, error) {
		if c.Version != version {
			return effect{}, etag.Stale()
		}
		in := c.settings()
		if err := adjust(&in); err != nil {
			return effect{}, err
		}
		if err := in.check(); err != nil {
			return effect{}, err
		}
		before := c.fields()
		proof := c.Authentication
		*c = c.with(in)
		if c.Authentication != proof {
			return effect{}, fault.New(fault.Conflict, "client_proof_fixed", "How a client proves itself cannot be changed; register a new one.")
		}
		if err := holdsAll(ctx, tx, *c); err != nil {
			return effect{}, err
		}
		if err := standsFor(ctx, tx, *c); err != nil {
			return effect{}, err
		}
		n, err := update(ctx, tx, *c)
		return effect{"client.changed", before, c.fields(), n, ""}, err
	})
}

// Retire takes a client out of use at once, with all its tokens; it cannot be undone.
func (s *Service) Retire(ctx context.Context, owner id.Organisation, client id.Client) (Client, error) {
	permit, err := authz.Require(ctx, authz.ClientRetire, target(owner))
	if err != nil {
		return Client{}, err
	}
	return s.change(ctx, permit, owner, client, func(tx *database.Tx, c *Client) (effect, error) {
		n, err := retire(ctx, tx, c.ID, c.Version)
		c.RetiredAt = &tx.Now
		return effect{"client.retired", nil, nil, n, ""}, err
	})
}

// RotateSecret gives a client a new secret, shown this once. The one before works for as long as
// overlap says, so that the client can be changed over without an outage.
func (s *Service) RotateSecret(ctx context.Context, owner id.Organisation, client id.Client, overlap time.Duration) (Registered, error) {
	permit, err := authz.Require(ctx, authz.ClientChange, target(owner))
	if err != nil {
		return Registered{}, err
	}
	find := func(tx *database.Tx) (Client, error) { return findOwned(ctx, tx, owner, client) }
	return s.decide(ctx, permit, authz.Facts{}, find, func(tx *database.Tx, c *Client) (effect, error) {
		if c.Authentication != BySecret {
			return effect{}, fault.New(fault.Conflict, "client_without_secret", "This client proves itself in another way.")
		}
		secret := secretPrefix + id.NewToken().Reveal()
		n, err := replaceSecret(ctx, tx, c.ID, c.Version, id.Token(secret).Hash(), tx.Now.Add(overlap))
		return effect{"client.secret_rotated", nil, audit.Fields{"former_until": tx.Now.Add(overlap)}, n, secret}, err
	})
}

// Entitle says whether a client may receive national ids, and whether it is a portal that is told of
// people's powers in every system. Only an operator says so, of any owner's client (P3).
func (s *Service) Entitle(ctx context.Context, in Entitle) (Client, error) {
	permit, err := authz.Require(ctx, authz.ClientEntitle, authz.Everywhere())
	if err != nil {
		return Client{}, err
	}
	find := func(tx *database.Tx) (Client, error) { return findAny(ctx, tx, in.Client) }
	changed, err := s.decide(ctx, permit, authz.Facts{Reason: in.Reason}, find, func(tx *database.Tx, c *Client) (effect, error) {
		before, after := audit.Fields{}, audit.Fields{}
		if in.NationalID != nil {
			before["national_id"], after["national_id"] = c.EntitledToCPR, *in.NationalID
			c.EntitledToCPR = *in.NationalID
		}
		if in.AllSystems != nil {
			before["all_systems"], after["all_systems"] = c.AllSystems, *in.AllSystems
			c.AllSystems = *in.AllSystems
		}
		n, err := entitle(ctx, tx, c.ID, c.Version, c.EntitledToCPR, c.AllSystems)
		return effect{"client.entitled", before, after, n, ""}, err
	})
	return changed.Client, err
}

// effect is what a change did: its event, and how many rows it found as it had read them.
type effect struct {
	event         string
	before, after audit.Fields
	touched       int64
	secret        string
}

func (s *Service) change(ctx context.Context, permit authz.Permit, owner id.Organisation, client id.Client,
	step func(*database.Tx, *Client) (effect, error),
) (Client, error) {
	find := func(tx *database.Tx) (Client, error) { return findOwned(ctx, tx, owner, client) }
	changed, err := s.decide(ctx, permit, authz.Facts{}, find, step)
	return changed.Client, err
}

func (s *Service) decide(ctx context.Context, permit authz.Permit, facts authz.Facts, find func(*database.Tx) (Client, error),
	step func(*database.Tx, *Client) (effect, error),
) (Registered, error) {
	changed, err := idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Registered, error) {
		c, err := find(tx)
		if err != nil {
			return Registered{}, err
		}
		if c.RetiredAt != nil {
			return Registered{}, fault.New(fault.Conflict, "client_retired", "The client is retired.")
		}
		decision, err := permit.On(facts)
		if err != nil {
			return Registered{}, err
		}
		done, err := step(tx, &c)
		if err != nil {
			return Registered{}, err
		}
		if done.touched == 0 {
			return Registered{}, etag.Stale()
		}
		c.Version++
		tx.AfterCommit(func() { s.known.Drop(c.ID) })
		return Registered{c, done.secret}, s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: done.event, Subject: audit.On("client", c.ID), Reason: facts.Reason, Before: done.before, After: done.after,
		})
	})
	return changed, mapTaken(err)
}

// mapTaken turns the breach of a unique outside identity into the caller's fault.
func mapTaken(err error) error {
	if database.Violates(err, "clients_outside_key") {
		return fault.New(fault.Conflict, "client_outside_taken", "Another client is known by this outside identity.")
	}
	return err
}

// actions are the steps that are possible now.
func (c Client) actions() []string {
	switch {
	case c.RetiredAt != nil:
		return []string{}
	case c.Authentication == BySecret:
		return []string{"change", "rotate_secret", "retire"}
	default:
		return []string{"change", "retire"}
	}
}

func (c Client) with(in Settings) Client {
	c.Name, c.Authentication, c.GrantTypes = in.Name, in.Authentication, in.GrantTypes
	c.RedirectURIs, c.PostLogoutURIs, c.BackchannelLogoutURI = list(in.RedirectURIs), list(in.PostLogoutURIs), in.BackchannelLogoutURI
	c.Scopes, c.Audiences, c.TokenFormat = list(in.Scopes), list(in.Audiences), in.TokenFormat
	c.SessionMinutes, c.FreshSignIn, c.MinimumAssurance = in.SessionMinutes, in.FreshSignIn, in.MinimumAssurance
	c.JWKS, c.OutsideIssuer, c.OutsideSubject = in.JWKS, in.OutsideIssuer, in.OutsideSubject
	c.Rights = pq.StringArray{}
	for _, right := range in.Rights {
		c.Rights = append(c.Rights, right.String())
	}
	c.SystemIDs = pq.StringArray{}
	for _, system := range in.Systems {
		c.SystemIDs = append(c.SystemIDs, system.String())
	}
	return c
}

// list is never nil, since a null array would break its column.
func list(values []string) pq.StringArray {
	if values == nil {
		return pq.StringArray{}
	}
	return values
}

func (c Client) settings() Settings {
	return Settings{
		Name: c.Name, Authentication: c.Authentication, GrantTypes: c.GrantTypes, RedirectURIs: c.RedirectURIs,
		PostLogoutURIs: c.PostLogoutURIs, BackchannelLogoutURI: c.BackchannelLogoutURI, Scopes: c.Scopes, Audiences: c.Audiences,
		TokenFormat: c.TokenFormat, SessionMinutes: c.SessionMinutes, FreshSignIn: c.FreshSignIn, MinimumAssurance: c.MinimumAssurance,
		Rights: c.rightIDs(), Systems: Client{SystemIDs: c.SystemIDs}.Systems(), JWKS: c.JWKS, OutsideIssuer: c.OutsideIssuer, OutsideSubject: c.OutsideSubject,
	}
}

func (c Client) rightIDs() []id.Right {
	rights := []id.Right{}
	for _, text := range c.Rights {
		if right, err := id.Parse[id.Right](text); err == nil {
			rights = append(rights, right)
		}
	}
	return rights
}

// fields are what an event says of a client: everything but its secrets.
func (c Client) fields() audit.Fields {
	return audit.Fields{
		"name": c.Name, "authentication": c.Authentication, "grant_types": slices.Clone([]string(c.GrantTypes)),
		"redirect_uris": slices.Clone([]string(c.RedirectURIs)), "post_logout_redirect_uris": slices.Clone([]string(c.PostLogoutURIs)),
		"backchannel_logout_uri": c.BackchannelLogoutURI, "scopes": slices.Clone([]string(c.Scopes)),
		"audiences": slices.Clone([]string(c.Audiences)), "token_format": c.TokenFormat, "session_minutes": c.SessionMinutes,
		"system_ids": slices.Clone([]string(c.SystemIDs)), "fresh_sign_in": c.FreshSignIn, "minimum_assurance": string(c.MinimumAssurance), "right_ids": slices.Clone([]string(c.Rights)),
		"jwks": string(c.JWKS), "outside_issuer": c.OutsideIssuer, "outside_subject": c.OutsideSubject,
	}
}

// Known gives a client for a protocol request; what was read a moment ago serves again.
func (s *Service) Known(ctx context.Context, client id.Client) (Client, error) {
	at := s.Wall()
	if known, ok := s.known.Get(client, at); ok {
		return known, nil
	}
	var found Client
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = find(ctx, tx, client)
		return err
	})
	if err == nil {
		s.known.Put(client, found, at)
	}
	return found, err
}
