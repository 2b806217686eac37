package connection

import (
	"context"
	"encoding/hex"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// Handler answers the operations of connections, approvals and cases.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(service *Service) *Handler { return &Handler{service} }

// GetCompany implements the operation.
func (h *Handler) GetCompany(ctx context.Context, r api.GetCompanyRequestObject) (api.GetCompanyResponseObject, error) {
	company, err := h.service.Company(ctx, r.Cvr)
	if err != nil {
		return nil, err
	}
	return api.GetCompany200JSONResponse(*companyToAPI(&company)), nil
}

// GetTerms implements the operation.
func (h *Handler) GetTerms(ctx context.Context, _ api.GetTermsRequestObject) (api.GetTermsResponseObject, error) {
	terms, err := h.service.TermsNow(ctx)
	if err != nil {
		return nil, err
	}
	return api.GetTerms200JSONResponse{Version: terms.Version, Hash: hex.EncodeToString(terms.Hash[:]), Texts: terms.Texts}, nil
}

// ListConnections implements the operation.
func (h *Handler) ListConnections(ctx context.Context, r api.ListConnectionsRequestObject) (api.ListConnectionsResponseObject, error) {
	list, err := h.service.List(ctx, member.Or(r.Params.After), r.Params.Limit)
	if err != nil {
		return nil, err
	}
	return api.ListConnections200JSONResponse{Data: allToAPI(ctx, list.Data), NextCursor: member.Unless(list.Next)}, nil
}

// StartConnection implements the operation.
func (h *Handler) StartConnection(ctx context.Context, r api.StartConnectionRequestObject) (api.StartConnectionResponseObject, error) {
	c, err := h.service.Start(ctx, ApplicantRole(r.Body.ApplicantRole))
	if err != nil {
		return nil, err
	}
	return api.StartConnection201JSONResponse{Body: toAPI(ctx, c), Headers: api.StartConnection201ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// GetConnection implements the operation.
func (h *Handler) GetConnection(ctx context.Context, r api.GetConnectionRequestObject) (api.GetConnectionResponseObject, error) {
	c, err := h.service.Get(ctx, id.From[id.Connection](r.ConnectionId))
	if err != nil {
		return nil, err
	}
	return api.GetConnection200JSONResponse{Body: toAPI(ctx, c), Headers: api.GetConnection200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// ChangeConnection implements the operation.
func (h *Handler) ChangeConnection(ctx context.Context, r api.ChangeConnectionRequestObject) (api.ChangeConnectionResponseObject, error) {
	in, err := changeFromAPI(r)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Change(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeConnection200JSONResponse{Body: toAPI(ctx, c), Headers: api.ChangeConnection200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// SubmitConnection implements the operation.
func (h *Handler) SubmitConnection(ctx context.Context, r api.SubmitConnectionRequestObject) (api.SubmitConnectionResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Submit(ctx, id.From[id.Connection](r.ConnectionId), version)
	if err != nil {
		return nil, err
	}
	return api.SubmitConnection200JSONResponse{Body: toAPI(ctx, c), Headers: api.SubmitConnection200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// WithdrawConnection implements the operation.
func (h *Handler) WithdrawConnection(ctx context.Context, r api.WithdrawConnectionRequestObject) (api.WithdrawConnectionResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Withdraw(ctx, id.From[id.Connection](r.ConnectionId), version)
	if err != nil {
		return nil, err
	}
	return api.WithdrawConnection200JSONResponse{Body: toAPI(ctx, c), Headers: api.WithdrawConnection200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// ReopenConnection implements the operation.
func (h *Handler) ReopenConnection(ctx context.Context, r api.ReopenConnectionRequestObject) (api.ReopenConnectionResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Reopen(ctx, id.From[id.Connection](r.ConnectionId), version)
	if err != nil {
		return nil, err
	}
	return api.ReopenConnection200JSONResponse{Body: toAPI(ctx, c), Headers: api.ReopenConnection200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// AddRepresentative implements the operation.
func (h *Handler) AddRepresentative(ctx context.Context, r api.AddRepresentativeRequestObject) (api.AddRepresentativeResponseObject, error) {
	in, err := nameFromAPI(*r.Body)
	if err != nil {
		return nil, err
	}
	c, err := h.service.AddRepresentative(ctx, id.From[id.Connection](r.ConnectionId), in)
	if err != nil {
		return nil, err
	}
	return api.AddRepresentative200JSONResponse{Body: toAPI(ctx, c), Headers: api.AddRepresentative200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

func changeFromAPI(r api.ChangeConnectionRequestObject) (Change, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return Change{}, err
	}
	in := Change{
		Connection: id.From[id.Connection](r.ConnectionId), Version: version, ApplicantRole: (*string)(r.Body.ApplicantRole),
		ContactEmail: r.Body.ContactEmail, Language: (*string)(r.Body.Language), CVR: r.Body.Cvr, TermsHash: r.Body.TermsHash,
	}
	if r.Body.Representatives != nil {
		names := make([]Name, len(*r.Body.Representatives))
		for i, given := range *r.Body.Representatives {
			if names[i], err = nameFromAPI(given); err != nil {
				return Change{}, err
			}
		}
		in.Representatives = &names
	}
	if r.Body.Administrators != nil {
		people := make([]Appoint, len(*r.Body.Administrators))
		for i, given := range *r.Body.Administrators {
			people[i] = Appoint{
				ID: id.From[id.Appointee](member.Or(given.Id)), GivenName: given.GivenName, FamilyName: given.FamilyName,
				Email: member.Or(given.Email), CPR: TypedCPR(member.Or(given.Cpr)),
			}
		}
		in.Administrators = &people
	}
	return in, nil
}

func nameFromAPI(given api.ConnectionRepresentativeInput) (Name, error) {
	n := Name{ID: id.From[id.Approval](member.Or(given.Id)), Name: given.Name, Email: member.Or(given.Email), CPR: TypedCPR(member.Or(given.Cpr))}
	if given.BirthDate == nil {
		return n, nil
	}
	var err error
	n.BirthDate, err = calendar.FromTime(given.BirthDate.Time)
	return n, err
}

func allToAPI(ctx context.Context, all []Connection) []api.Connection {
	list := make([]api.Connection, len(all))
	for i, c := range all {
		list[i] = toAPI(ctx, c)
	}
	return list
}

func toAPI(ctx context.Context, c Connection) api.Connection {
	shown := api.Connection{
		Id: c.ID.UUID(), Kind: string(c.Kind), State: string(c.State), StateText: c.State.Words(authz.RequestOf(ctx).Language),
		ApplicantRole: string(c.ApplicantRole), ApplicantName: c.ApplicantName, ContactEmail: c.ContactEmail, Language: c.Language,
		Cvr: member.Unless(c.CVR.String()), Company: companyToAPI(c.Company), RequiredApprovals: c.RequiredApprovals,
		ApprovalsGiven: given(c.Representatives), Reason: member.Unless(c.Reason), ExpiresOn: openapi_types.Date{Time: c.ExpiresOn.Time()},
		SubmittedAt: c.SubmittedAt, EndedAt: c.EndedAt, CreatedAt: c.CreatedAt, Missing: c.Missing, Version: c.Version, Actions: c.Actions,
		Representatives: make([]api.ConnectionRepresentative, len(c.Representatives)),
		Administrators:  make([]api.ConnectionAdministrator, len(c.Administrators)),
		Documents:       make([]api.ConnectionDocument, len(c.Documents)),
	}
	if !c.Organisation.IsZero() {
		shown.OrganisationId = new(c.Organisation.UUID())
	}
	if c.Terms != nil {
		shown.Terms = &api.ConnectionTerms{Version: c.Terms.Version, Hash: hex.EncodeToString(c.Terms.Hash), AcceptedAt: c.Terms.At}
	}
	for i, r := range c.Representatives {
		shown.Representatives[i] = api.ConnectionRepresentative{
			Id: r.ID.UUID(), State: string(r.State), Name: r.Name, Email: r.Email, BirthDate: member.DayUnless(r.BirthDate),
			NationalIdMasked: member.Unless(r.MaskedID), AnsweredAt: r.AnsweredAt,
		}
	}
	for i, a := range c.Administrators {
		shown.Administrators[i] = api.ConnectionAdministrator{
			Id: a.ID.UUID(), GivenName: a.GivenName, FamilyName: a.FamilyName, Email: a.Email, NationalIdMasked: member.Unless(a.MaskedID),
		}
	}
	for i, d := range c.Documents {
		shown.Documents[i] = documentToAPI(d)
	}
	return shown
}

func companyToAPI(c *company.Company) *api.Company {
	if c == nil {
		return nil
	}
	shown := &api.Company{
		Cvr: c.CVR.String(), Name: c.Name, Form: c.Form, Status: c.Status, Ceased: c.Ceased, AdvertisingProtected: c.AdvertisingProtected,
		Address: addressToAPI(c.Address), SigningRule: c.SigningRule, RequiredApprovals: c.RequiredApprovals(),
		ProductionUnits: make([]api.CompanyUnit, len(c.ProductionUnits)), Members: make([]api.CompanyMember, len(c.Members)),
	}
	for i, u := range c.ProductionUnits {
		shown.ProductionUnits[i] = api.CompanyUnit{PNumber: u.PNumber.String(), Name: u.Name, Address: addressToAPI(u.Address)}
	}
	for i, m := range c.Members {
		shown.Members[i] = api.CompanyMember{Name: m.Name, Company: m.Company, Roles: m.Roles}
	}
	return shown
}

func addressToAPI(a company.Address) api.CompanyAddress {
	return api.CompanyAddress{CareOf: member.Unless(a.CareOf), Street: a.Street, PostalCode: a.PostalCode, City: a.City, Country: a.Country}
}

func documentToAPI(d Document) api.ConnectionDocument {
	return api.ConnectionDocument{Id: d.ID.UUID(), Kind: d.Kind, MediaType: d.MediaType, Size: d.Size, UploadedAt: d.UploadedAt, PurgedAt: d.PurgedAt}
}
