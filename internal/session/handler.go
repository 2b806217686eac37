package session

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/member"
)

// Handler answers /api/v1/me and the sessions' operations.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{s} }

// GetMe tells who is signed in.
func (h *Handler) GetMe(ctx context.Context, _ api.GetMeRequestObject) (api.GetMeResponseObject, error) {
	me, err := h.service.Me(ctx)
	if err != nil {
		return nil, err
	}
	return api.GetMe200JSONResponse(meToAPI(me)), nil
}

// GetSupport tells who helps, also before sign-in.
func (h *Handler) GetSupport(ctx context.Context, _ api.GetSupportRequestObject) (api.GetSupportResponseObject, error) {
	here, err := h.service.Installed(ctx)
	if err != nil {
		return nil, err
	}
	return api.GetSupport200JSONResponse{
		Body: api.Support{
			Phone: here.Support.Phone, Email: here.Support.Email, Hours: here.Support.Hours,
			PrivateEid: here.PrivateEID, Demo: here.Demo, Version: here.Version,
		},
		Headers: api.GetSupport200ResponseHeaders{CacheControl: "public, max-age=60"},
	}, nil
}

// ChangeMe changes what the signed-in one decides about herself.
func (h *Handler) ChangeMe(ctx context.Context, r api.ChangeMeRequestObject) (api.ChangeMeResponseObject, error) {
	me, err := h.service.Speak(ctx, string(r.Body.Language))
	if err != nil {
		return nil, err
	}
	return api.ChangeMe200JSONResponse(meToAPI(me)), nil
}

// ChooseMyOrganisation acts for another organisation from now on.
func (h *Handler) ChooseMyOrganisation(ctx context.Context, r api.ChooseMyOrganisationRequestObject) (api.ChooseMyOrganisationResponseObject, error) {
	token, _, err := h.service.Choose(ctx, id.From[id.Organisation](r.Body.OrganisationId))
	if err != nil {
		return nil, err
	}
	return api.ChooseMyOrganisation204Response{
		Headers: api.ChooseMyOrganisation204ResponseHeaders{SetCookie: h.service.Cookie(token).String()},
	}, nil
}

// ListMySessions tells where the caller is signed in.
func (h *Handler) ListMySessions(ctx context.Context, _ api.ListMySessionsRequestObject) (api.ListMySessionsResponseObject, error) {
	open, err := h.service.ListOwn(ctx)
	if err != nil {
		return nil, err
	}
	return api.ListMySessions200JSONResponse{Data: toAPI(open)}, nil
}

// EndMySession signs the caller out of one browser.
func (h *Handler) EndMySession(ctx context.Context, r api.EndMySessionRequestObject) (api.EndMySessionResponseObject, error) {
	if err := h.service.EndOwn(ctx, id.From[id.Session](r.SessionId)); err != nil {
		return nil, err
	}
	return api.EndMySession204Response{}, nil
}

// ListEmployeeSessions tells where an employee is signed in.
func (h *Handler) ListEmployeeSessions(ctx context.Context, r api.ListEmployeeSessionsRequestObject) (api.ListEmployeeSessionsResponseObject, error) {
	open, err := h.service.ListOf(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	return api.ListEmployeeSessions200JSONResponse{Data: toAPI(open)}, nil
}

// EndEmployeeSession ends one session of an employee.
func (h *Handler) EndEmployeeSession(ctx context.Context, r api.EndEmployeeSessionRequestObject) (api.EndEmployeeSessionResponseObject, error) {
	err := h.service.EndOf(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId), id.From[id.Session](r.SessionId))
	if err != nil {
		return nil, err
	}
	return api.EndEmployeeSession204Response{}, nil
}

// EndEmployeeSessions signs an employee out everywhere.
func (h *Handler) EndEmployeeSessions(ctx context.Context, r api.EndEmployeeSessionsRequestObject) (api.EndEmployeeSessionsResponseObject, error) {
	n, err := h.service.EndAllOf(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	return api.EndEmployeeSessions200JSONResponse{Count: n}, nil
}

func meToAPI(me Me) api.Me {
	s := me.Session
	answer := api.Me{
		Name: me.Actor.Name, Operator: me.Actor.Operator, Language: me.Language,
		PersonId: me.Actor.Person.Pointer(), EmployeeId: s.Employee.Pointer(),
		Session: api.MeSession{
			Id: s.ID.UUID(), AssuranceLevel: string(me.Actor.Assurance), SignedInAt: s.SignedInAt,
			IdleUntil: s.IdleUntil, ExpiresAt: s.ExpiresAt, PowersReduced: me.Actor.Reduced(),
		},
		IdentityKind: me.IdentityKind, Support: api.MeSupport{
			Organisation: contactToAPI(me.Support.Organisation), Installation: contactToAPI(me.Support.Installation),
		},
		Actions: make([]string, len(me.Actions)),
		Roles:   make([]api.MeRole, len(me.Actor.Grants)), Organisations: make([]api.MeOrganisation, len(me.Organisations)),
	}
	for i, action := range me.Actions {
		answer.Actions[i] = string(action)
	}
	for i, open := range me.Organisations {
		answer.Organisations[i] = doorToAPI(open)
	}
	for i, held := range me.Actor.Grants {
		answer.Roles[i] = roleToAPI(held)
	}
	if !me.Organisation.Organisation.IsZero() {
		chosen := doorToAPI(me.Organisation)
		answer.Organisation = &chosen
	}
	return answer
}

func contactToAPI(c Contact) api.SupportContact {
	return api.SupportContact{Phone: c.Phone, Email: c.Email, Hours: c.Hours}
}

func doorToAPI(a identity.Access) api.MeOrganisation {
	return api.MeOrganisation{Id: a.Organisation.UUID(), Cvr: a.CVR, Name: a.OrganisationName, EmployeeId: a.Employee.UUID()}
}

func roleToAPI(g authz.Grant) api.MeRole {
	role := api.MeRole{Role: string(g.Role), ScopeKind: string(g.ScopeKind), StartsOn: member.Day(g.From)}
	if scope, err := id.Parse[id.Unit](g.ScopeID); err == nil { // whichever noun it is, the text is a UUID
		role.ScopeId = scope.Pointer()
	}
	if !g.To.IsZero() {
		until := member.Day(g.To)
		role.EndsOn = &until
	}
	return role
}

func toAPI(open []Session) []api.Session {
	answer := make([]api.Session, len(open))
	for i, s := range open {
		answer[i] = api.Session{
			Id: s.ID.UUID(), Current: s.Current, OrganisationId: s.Organisation.Pointer(), AssuranceLevel: string(s.Assurance), Amr: s.AMR,
			SignedInAt: s.SignedInAt, SeenAt: s.SeenAt, IdleUntil: s.IdleUntil, ExpiresAt: s.ExpiresAt, UserAgent: s.UserAgent, Source: s.Source,
		}
	}
	return answer
}
