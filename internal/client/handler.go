package client

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/etag"
	"hverv/internal/id"
)

// Handler answers for those who register clients.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// installation is the owner of clients that belong to no organisation.
//
//nolint:gochecknoglobals // a constant in all but syntax
var installation id.Organisation

// ListClients lists an organisation's clients.
func (h *Handler) ListClients(ctx context.Context, r api.ListClientsRequestObject) (api.ListClientsResponseObject, error) {
	page, err := h.list(ctx, id.From[id.Organisation](r.OrganisationId), r.Params.Limit, r.Params.After)
	return api.ListClients200JSONResponse(page), err
}

// ListInstallationClients lists the installation's clients.
func (h *Handler) ListInstallationClients(ctx context.Context, r api.ListInstallationClientsRequestObject) (api.ListInstallationClientsResponseObject, error) {
	page, err := h.list(ctx, installation, r.Params.Limit, r.Params.After)
	return api.ListInstallationClients200JSONResponse(page), err
}

// RegisterClient registers a client of an organisation.
func (h *Handler) RegisterClient(ctx context.Context, r api.RegisterClientRequestObject) (api.RegisterClientResponseObject, error) {
	made, tag, err := h.register(ctx, id.From[id.Organisation](r.OrganisationId), *r.Body)
	return api.RegisterClient201JSONResponse{Body: made, Headers: api.RegisterClient201ResponseHeaders{ETag: tag}}, err
}

// RegisterInstallationClient registers a client of the installation.
func (h *Handler) RegisterInstallationClient(ctx context.Context, r api.RegisterInstallationClientRequestObject) (api.RegisterInstallationClientResponseObject, error) {
	made, tag, err := h.register(ctx, installation, *r.Body)
	return api.RegisterInstallationClient201JSONResponse{Body: made, Headers: api.RegisterInstallationClient201ResponseHeaders{ETag: tag}}, err
}

// GetClient shows a client of an organisation.
func (h *Handler) GetClient(ctx context.Context, r api.GetClientRequestObject) (api.GetClientResponseObject, error) {
	c, err := h.service.Find(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Client](r.ClientId))
	return api.GetClient200JSONResponse{Body: toAPI(c), Headers: api.GetClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

// GetInstallationClient shows a client of the installation.
func (h *Handler) GetInstallationClient(ctx context.Context, r api.GetInstallationClientRequestObject) (api.GetInstallationClientResponseObject, error) {
	c, err := h.service.Find(ctx, installation, id.From[id.Client](r.ClientId))
	return api.GetInstallationClient200JSONResponse{Body: toAPI(c), Headers: api.GetInstallationClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

// ChangeClient changes a client of an organisation.
func (h *Handler) ChangeClient(ctx context.Context, r api.ChangeClientRequestObject) (api.ChangeClientResponseObject, error) {
	c, err := h.change(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Client](r.ClientId), r.Params.IfMatch, *r.Body)
	return api.ChangeClient200JSONResponse{Body: toAPI(c), Headers: api.ChangeClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

// ChangeInstallationClient changes a client of the installation.
func (h *Handler) ChangeInstallationClient(ctx context.Context, r api.ChangeInstallationClientRequestObject) (api.ChangeInstallationClientResponseObject, error) {
	c, err := h.change(ctx, installation, id.From[id.Client](r.ClientId), r.Params.IfMatch, *r.Body)
	return api.ChangeInstallationClient200JSONResponse{Body: toAPI(c), Headers: api.ChangeInstallationClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

// RetireClient retires a client of an organisation.
func (h *Handler) RetireClient(ctx context.Context, r api.RetireClientRequestObject) (api.RetireClientResponseObject, error) {
	c, err := h.service.Retire(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Client](r.ClientId))
	return api.RetireClient200JSONResponse{Body: toAPI(c), Headers: api.RetireClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

// RetireInstallationClient retires a client of the installation.
func (h *Handler) RetireInstallationClient(ctx context.Context, r api.RetireInstallationClientRequestObject) (api.RetireInstallationClientResponseObject, error) {
	c, err := h.service.Retire(ctx, installation, id.From[id.Client](r.ClientId))
	return api.RetireInstallationClient200JSONResponse{Body: toAPI(c), Headers: api.RetireInstallationClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

// RotateClientSecret gives a client of an organisation a new secret.
func (h *Handler) RotateClientSecret(ctx context.Context, r api.RotateClientSecretRequestObject) (api.RotateClientSecretResponseObject, error) {
	made, err := h.service.RotateSecret(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Client](r.ClientId), overlap(*r.Body))
	tag := api.RotateClientSecret200ResponseHeaders{ETag: etag.Of(made.Client.Version)}
	return api.RotateClientSecret200JSONResponse{Body: registered(made), Headers: tag}, err
}

// RotateInstallationClientSecret gives a client of the installation a new secret.
func (h *Handler) RotateInstallationClientSecret(ctx context.Context, r api.RotateInstallationClientSecretRequestObject) (api.RotateInstallationClientSecretResponseObject, error) {
	made, err := h.service.RotateSecret(ctx, installation, id.From[id.Client](r.ClientId), overlap(*r.Body))
	tag := api.RotateInstallationClientSecret200ResponseHeaders{ETag: etag.Of(made.Client.Version)}
	return api.RotateInstallationClientSecret200JSONResponse{Body: registered(made), Headers: tag}, err
}

// EntitleClient says what only an operator says of a client.
func (h *Handler) EntitleClient(ctx context.Context, r api.EntitleClientRequestObject) (api.EntitleClientResponseObject, error) {
	c, err := h.service.Entitle(ctx, Entitle{
		Client: id.From[id.Client](r.ClientId), NationalID: r.Body.NationalId, AllSystems: r.Body.AllSystems, Reason: r.Body.Reason,
	})
	return api.EntitleClient200JSONResponse{Body: toAPI(c), Headers: api.EntitleClient200ResponseHeaders{ETag: etag.Of(c.Version)}}, err
}

func (h *Handler) list(ctx context.Context, owner id.Organisation, limit *int, after *string) (api.ClientPage, error) {
	found, err := h.service.List(ctx, owner, limit, after)
	answer := api.ClientPage{Data: []api.OidcClient{}, NextCursor: found.Cursor()}
	for _, c := range found.Data {
		answer.Data = append(answer.Data, toAPI(c))
	}
	return answer, err
}

func (h *Handler) register(ctx context.Context, owner id.Organisation, body api.RegisterClient) (api.RegisteredClient, string, error) {
	in := Settings{Authentication: body.Authentication, TokenFormat: JWTFormat, SessionMinutes: 8 * 60, MinimumAssurance: authz.Low}
	err := adjust(&in, api.ChangeClient{
		Name: &body.Name, GrantTypes: &body.GrantTypes, Scopes: &body.Scopes, RedirectUris: body.RedirectUris,
		PostLogoutRedirectUris: body.PostLogoutRedirectUris, BackchannelLogoutUri: body.BackchannelLogoutUri, Audiences: body.Audiences,
		TokenFormat: body.TokenFormat, SessionMinutes: body.SessionMinutes, FreshSignIn: body.FreshSignIn,
		MinimumAssurance: body.MinimumAssurance, RightIds: body.RightIds, SystemIds: body.SystemIds, Jwks: body.Jwks, OutsideIssuer: body.OutsideIssuer,
		OutsideSubject: body.OutsideSubject,
	})
	if err != nil {
		return api.RegisteredClient{}, "", err
	}
	made, err := h.service.Register(ctx, owner, in)
	return registered(made), etag.Of(made.Client.Version), err
}

func (h *Handler) change(ctx context.Context, owner id.Organisation, client id.Client, ifMatch *string, body api.ChangeClient) (Client, error) {
	version, err := etag.Version(ifMatch)
	if err != nil {
		return Client{}, err
	}
	return h.service.Change(ctx, owner, client, version, func(in *Settings) error { return adjust(in, body) })
}

// adjust puts what was sent over what was there.
func adjust(in *Settings, body api.ChangeClient) error {
	set(&in.Name, body.Name)
	set(&in.GrantTypes, body.GrantTypes)
	set(&in.RedirectURIs, body.RedirectUris)
	set(&in.PostLogoutURIs, body.PostLogoutRedirectUris)
	set(&in.BackchannelLogoutURI, body.BackchannelLogoutUri)
	set(&in.Scopes, body.Scopes)
	set(&in.Audiences, body.Audiences)
	set(&in.TokenFormat, body.TokenFormat)
	set(&in.SessionMinutes, body.SessionMinutes)
	set(&in.FreshSignIn, body.FreshSignIn)
	set(&in.OutsideIssuer, body.OutsideIssuer)
	set(&in.OutsideSubject, body.OutsideSubject)
	if body.MinimumAssurance != nil {
		in.MinimumAssurance = authz.Level(*body.MinimumAssurance)
	}
	if body.RightIds != nil {
		in.Rights = []id.Right{}
		for _, right := range *body.RightIds {
			in.Rights = append(in.Rights, id.From[id.Right](right))
		}
	}
	if body.SystemIds != nil {
		in.Systems = []id.System{}
		for _, system := range *body.SystemIds {
			in.Systems = append(in.Systems, id.From[id.System](system))
		}
	}
	if body.Jwks != nil {
		text, err := json.Marshal(*body.Jwks)
		if err != nil {
			return fmt.Errorf("write keys: %w", err)
		}
		in.JWKS = text
	}
	return nil
}

func set[T any](member, sent *T) {
	if sent != nil {
		*member = *sent
	}
}

func overlap(body api.RotateClientSecret) time.Duration {
	if body.OverlapHours == nil {
		return 0
	}
	return time.Duration(*body.OverlapHours) * time.Hour
}

func registered(r Registered) api.RegisteredClient {
	answer := api.RegisteredClient{Client: toAPI(r.Client)}
	if r.Secret != "" {
		answer.ClientSecret = &r.Secret
	}
	return answer
}

func toAPI(c Client) api.OidcClient {
	shown := api.OidcClient{
		Id: c.ID.UUID(), Name: c.Name, Authentication: c.Authentication, GrantTypes: list(c.GrantTypes), RedirectUris: list(c.RedirectURIs),
		PostLogoutRedirectUris: list(c.PostLogoutURIs), BackchannelLogoutUri: c.BackchannelLogoutURI, Scopes: list(c.Scopes),
		Audiences: list(c.Audiences), TokenFormat: c.TokenFormat, SessionMinutes: c.SessionMinutes, FreshSignIn: c.FreshSignIn,
		MinimumAssurance: string(c.MinimumAssurance), NationalId: c.EntitledToCPR, FormerSecretUntil: c.FormerSecretUntil,
		Version: c.Version, CreatedAt: c.CreatedAt, RetiredAt: c.RetiredAt, State: "active", Actions: c.actions(), RightIds: []uuid.UUID{},
		SystemIds: []uuid.UUID{}, AllSystems: c.AllSystems,
	}
	if c.RetiredAt != nil {
		shown.State = "retired"
	}
	if !c.Owner.IsZero() {
		owner := c.Owner.UUID()
		shown.OrganisationId = &owner
	}
	if c.OutsideIssuer != "" {
		shown.OutsideIssuer, shown.OutsideSubject = &c.OutsideIssuer, &c.OutsideSubject
	}
	for _, right := range c.rightIDs() {
		shown.RightIds = append(shown.RightIds, right.UUID())
	}
	for _, system := range (Client{SystemIDs: c.SystemIDs}).Systems() {
		shown.SystemIds = append(shown.SystemIds, system.UUID())
	}
	var keys map[string]any
	if c.JWKS != nil && json.Unmarshal(c.JWKS, &keys) == nil {
		shown.Jwks = &keys
	}
	return shown
}
