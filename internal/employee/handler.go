package employee

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/page"
)

// Handler maps the API's operations to the service.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// CreateEmployee implements api.StrictServerInterface.
func (h *Handler) CreateEmployee(ctx context.Context, r api.CreateEmployeeRequestObject) (api.CreateEmployeeResponseObject, error) {
	in, err := fromNew(id.From[id.Organisation](r.OrganisationId), *r.Body)
	if err != nil {
		return nil, err
	}
	e, err := h.service.Create(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.CreateEmployee201JSONResponse{Body: toAPI(ctx, e), Headers: api.CreateEmployee201ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

// GetEmployee implements api.StrictServerInterface.
func (h *Handler) GetEmployee(ctx context.Context, r api.GetEmployeeRequestObject) (api.GetEmployeeResponseObject, error) {
	e, err := h.service.Get(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	return api.GetEmployee200JSONResponse{Body: toAPI(ctx, e), Headers: api.GetEmployee200ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

// SearchEmployees implements api.StrictServerInterface.
func (h *Handler) SearchEmployees(ctx context.Context, r api.SearchEmployeesRequestObject) (api.SearchEmployeesResponseObject, error) {
	e, err := h.service.FindByNationalID(ctx, id.From[id.Organisation](r.OrganisationId), typed(r.Body.NationalId))
	if err != nil {
		return nil, err
	}
	return api.SearchEmployees200JSONResponse{Body: toAPI(ctx, e), Headers: api.SearchEmployees200ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

// ListEmployees implements api.StrictServerInterface.
func (h *Handler) ListEmployees(ctx context.Context, r api.ListEmployeesRequestObject) (api.ListEmployeesResponseObject, error) {
	p := r.Params
	f := Filter{
		Organisation: id.From[id.Organisation](r.OrganisationId), Status: (*string)(p.Status), Unit: id.Optional[id.Unit](p.UnitId),
		ProductionUnit: id.Optional[id.ProductionUnit](p.ProductionUnitId), EmployeeNumber: p.EmployeeNumber, Email: p.Email,
		Activation: (*string)(p.Activation),
		UserName:   p.UserName, Part: p.Match != nil && *p.Match == "part", Total: p.Include != nil,
	}
	put(&f.Query, p.Q)
	var err error
	if f.Limit, err = page.Window(p.Limit, p.After, &f.AfterKey, &f.AfterID); err != nil {
		return nil, err
	}
	found, total, err := h.service.List(ctx, f)
	if err != nil {
		return nil, err
	}
	answer := api.ListEmployees200JSONResponse{Data: make([]api.EmployeeListed, 0, len(found.Data)), NextCursor: found.Cursor()}
	if f.Total {
		answer.Total = &total
	}
	for i := range found.Data {
		answer.Data = append(answer.Data, listedToAPI(&found.Data[i]))
	}
	return answer, nil
}

// ChangeEmployee implements api.StrictServerInterface.
func (h *Handler) ChangeEmployee(ctx context.Context, r api.ChangeEmployeeRequestObject) (api.ChangeEmployeeResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in, err := fromChange(*r.Body)
	if err != nil {
		return nil, err
	}
	in.Organisation, in.ID, in.Version = id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId), version
	e, err := h.service.Change(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeEmployee200JSONResponse{Body: toAPI(ctx, e), Headers: api.ChangeEmployee200ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

// RevealNationalId implements api.StrictServerInterface.
//
//revive:disable-next-line:var-naming the generator's spelling
func (h *Handler) RevealNationalId(ctx context.Context, r api.RevealNationalIdRequestObject) (api.RevealNationalIdResponseObject, error) {
	n, err := h.service.Reveal(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId), r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return api.RevealNationalId200JSONResponse{Kind: string(n.Kind()), Country: n.Country(), Value: n.Reveal()}, nil
}

// BlockEmployee implements api.StrictServerInterface.
func (h *Handler) BlockEmployee(ctx context.Context, r api.BlockEmployeeRequestObject) (api.BlockEmployeeResponseObject, error) {
	in := PutBlock{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId),
		Kind: ByAdministrator, Reason: r.Body.Reason,
	}
	put((*string)(&in.Kind), (*string)(r.Body.Kind))
	put(&in.DryRun, r.Params.DryRun)
	stopped, err := h.service.Block(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.BlockEmployee200JSONResponse(stoppedToAPI(ctx, stopped)), nil
}

// BlockMe implements api.StrictServerInterface.
func (h *Handler) BlockMe(ctx context.Context, r api.BlockMeRequestObject) (api.BlockMeResponseObject, error) {
	var reason string
	var dry bool
	put(&reason, r.Body.Reason)
	put(&dry, r.Params.DryRun)
	stopped, err := h.service.BlockSelf(ctx, reason, dry)
	if err != nil {
		return nil, err
	}
	return api.BlockMe200JSONResponse(stoppedToAPI(ctx, stopped)), nil
}

// UnblockEmployee implements api.StrictServerInterface.
func (h *Handler) UnblockEmployee(ctx context.Context, r api.UnblockEmployeeRequestObject) (api.UnblockEmployeeResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := LiftBlock{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId), Version: version,
		Kind: BlockKind(r.Body.Kind),
	}
	put(&in.Reason, r.Body.Reason)
	e, err := h.service.Unblock(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.UnblockEmployee200JSONResponse{Body: toAPI(ctx, e), Headers: api.UnblockEmployee200ResponseHeaders{ETag: etag.Of(e.Version)}}, nil
}

func typed(n api.NationalId) TypedID {
	t := TypedID{Kind: nationalid.Kind(n.Kind), Text: n.Value}
	put(&t.Country, n.Country)
	return t
}
