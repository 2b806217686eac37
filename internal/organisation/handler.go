package organisation

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Handler maps the API's operations to the service.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// GetOrganisation implements api.StrictServerInterface.
func (h *Handler) GetOrganisation(ctx context.Context, r api.GetOrganisationRequestObject) (api.GetOrganisationResponseObject, error) {
	o, err := h.service.Get(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	return api.GetOrganisation200JSONResponse{Body: toAPI(o), Headers: api.GetOrganisation200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// ChangeOrganisation implements api.StrictServerInterface.
func (h *Handler) ChangeOrganisation(ctx context.Context, r api.ChangeOrganisationRequestObject) (api.ChangeOrganisationResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := h.service.Change(ctx, fromChange(id.From[id.Organisation](r.OrganisationId), version, *r.Body))
	if err != nil {
		return nil, err
	}
	return api.ChangeOrganisation200JSONResponse{Body: toAPI(o), Headers: api.ChangeOrganisation200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// SuspendOrganisation implements api.StrictServerInterface.
func (h *Handler) SuspendOrganisation(ctx context.Context, r api.SuspendOrganisationRequestObject) (api.SuspendOrganisationResponseObject, error) {
	o, err := h.service.Suspend(ctx, id.From[id.Organisation](r.OrganisationId), r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return api.SuspendOrganisation200JSONResponse{Body: toAPI(o), Headers: api.SuspendOrganisation200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// ResumeOrganisation implements api.StrictServerInterface.
func (h *Handler) ResumeOrganisation(ctx context.Context, r api.ResumeOrganisationRequestObject) (api.ResumeOrganisationResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := h.service.Resume(ctx, id.From[id.Organisation](r.OrganisationId), version)
	if err != nil {
		return nil, err
	}
	return api.ResumeOrganisation200JSONResponse{Body: toAPI(o), Headers: api.ResumeOrganisation200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// CloseOrganisation implements api.StrictServerInterface.
func (h *Handler) CloseOrganisation(ctx context.Context, r api.CloseOrganisationRequestObject) (api.CloseOrganisationResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := h.service.Close(ctx, id.From[id.Organisation](r.OrganisationId), version, r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return api.CloseOrganisation200JSONResponse{Body: toAPI(o), Headers: api.CloseOrganisation200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// ListOrganisations implements api.StrictServerInterface.
func (h *Handler) ListOrganisations(ctx context.Context, r api.ListOrganisationsRequestObject) (api.ListOrganisationsResponseObject, error) {
	f := Filter{CVR: r.Params.Cvr, State: (*string)(r.Params.State)}
	var err error
	if f.Limit, err = page.Window(r.Params.Limit, r.Params.After, &f.After); err != nil {
		return nil, err
	}
	found, err := h.service.List(ctx, f)
	if err != nil {
		return nil, err
	}
	answer := api.ListOrganisations200JSONResponse{Data: make([]api.OrganisationListed, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, o := range found.Data {
		answer.Data = append(answer.Data, api.OrganisationListed{
			Id: o.ID.UUID(), Cvr: o.CVR.String(), Name: o.Name, Form: o.Form, State: string(o.State),
			Administrators: o.Administrators, CreatedAt: o.CreatedAt, Etag: etag.Of(o.Version),
		})
	}
	return answer, nil
}

func fromChange(org id.Organisation, version int64, b api.OrganisationChange) Change {
	return Change{
		Organisation: org, Version: version, PrivateIdentities: b.PrivateIdentities, DedicatedIdentities: b.DedicatedIdentities,
		CodeDisplays: b.CodeDisplays, Chips: b.Chips, ChipModels: b.ChipModels,
		ChipAttestation: b.ChipAttestation, ChipMonths: b.ChipMonths, PassHours: b.PassHours, ActivationDays: b.ActivationDays, ActivationStarts: (*Start)(b.ActivationStarts), LoanHours: b.LoanHours, CPRLegalBasis: b.CprLegalBasis,
		SupportPhone: b.SupportPhone, SupportEmail: b.SupportEmail, SupportHours: b.SupportHours,
		InvoicingSettled: b.InvoicingSettled, NemIDDeleted: b.NemidKeyFilesDeleted,
	}
}

func toAPI(o Resource) api.Organisation {
	tasks := make([]api.OrganisationTask, 0, len(o.TasksDone))
	for _, t := range o.Tasks() {
		tasks = append(tasks, api.OrganisationTask{Code: t.Code, Done: t.Done, ByHand: t.ByHand})
	}
	return api.Organisation{
		Id: o.ID.UUID(), Cvr: o.CVR.String(), Name: o.Name, Form: o.Form, Address: addressToAPI(o.Address), State: string(o.State),
		PrivateIdentities: o.PrivateIdentities, DedicatedIdentities: o.DedicatedIdentities, CodeDisplays: o.CodeDisplays, Chips: o.Chips,
		ChipModels: append([]string{}, o.ChipModels...), ChipAttestation: o.ChipAttestation, ChipMonths: o.ChipMonths, PassHours: o.PassHours,
		ActivationDays: o.ActivationDays, ActivationStarts: string(o.ActivationStarts), LoanHours: o.LoanHours, CprLegalBasis: o.CPRLegalBasis, SupportPhone: o.SupportPhone, SupportEmail: o.SupportEmail,
		SupportHours: o.SupportHours, Administrators: o.Administrators, Tasks: tasks, Warnings: o.Warnings(), Actions: o.Actions,
		CreatedAt: o.CreatedAt, SuspendedAt: o.SuspendedAt, ClosedAt: o.ClosedAt,
	}
}

func addressToAPI(a Address) api.OrganisationAddress {
	return api.OrganisationAddress{Street: a.Street, PostalCode: a.PostalCode, City: a.City, Country: a.Country}
}
