package overview

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/page"
)

// Handler maps the API to the service.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(service *Service) *Handler { return &Handler{service: service} }

// ListOverview implements api.StrictServerInterface.
func (h *Handler) ListOverview(ctx context.Context, r api.ListOverviewRequestObject) (api.ListOverviewResponseObject, error) {
	p := r.Params
	f := Filter{
		Organisation: id.From[id.Organisation](r.OrganisationId), Query: member.Or(p.Q), Unit: id.Optional[id.Unit](p.UnitId), Kind: string(member.Or(p.Kind)),
		State: string(member.Or(p.State)), Concern: Concern(member.Or(p.Concern)), EndsWithin: p.EndsWithin,
	}
	var err error
	if f.Limit, err = page.Window(p.Limit, p.After, &f.After.SortKey, &f.After.Employee, &f.After.Authenticator); err != nil {
		return nil, err
	}
	found, err := h.service.List(ctx, f)
	if err != nil {
		return nil, err
	}
	answer := api.ListOverview200JSONResponse{Data: make([]api.OverviewRow, 0, len(found.Data)), NextCursor: found.Cursor()}
	for i := range found.Data {
		answer.Data = append(answer.Data, toAPI(&found.Data[i]))
	}
	return answer, nil
}

// ExportOverview implements api.StrictServerInterface.
func (h *Handler) ExportOverview(ctx context.Context, r api.ExportOverviewRequestObject) (api.ExportOverviewResponseObject, error) {
	p := r.Params
	file, err := h.service.Export(ctx, Filter{
		Organisation: id.From[id.Organisation](r.OrganisationId), Query: member.Or(p.Q), Unit: id.Optional[id.Unit](p.UnitId), Kind: string(member.Or(p.Kind)),
		State: string(member.Or(p.State)), Concern: Concern(member.Or(p.Concern)), EndsWithin: p.EndsWithin,
	})
	if err != nil {
		return nil, err
	}
	name := "identifikationsmidler"
	if authz.RequestOf(ctx).Language == "en" {
		name = "authenticators"
	}
	return api.ExportOverview200TextcsvResponse{Body: file, Headers: api.ExportOverview200ResponseHeaders{
		ContentDisposition: `attachment; filename="` + name + "-" + calendar.Today(h.service.db.Now()).String() + `.csv"`,
	}}, nil
}

func toAPI(r *Row) api.OverviewRow {
	to := api.OverviewRow{
		EmployeeId: r.Employee.UUID(), GivenName: r.GivenName, FamilyName: r.FamilyName, Title: r.Title, EmployeeNumber: r.EmployeeNumber,
		UnitName: member.Unless(r.UnitName), Protected: r.Protected, Status: string(r.Status),
	}
	if r.IdentityKind != "" {
		to.Identity = &api.OverviewIdentity{Kind: r.IdentityKind, State: r.IdentityState, ActivateUntil: member.DayUnless(r.ActivateUntil)}
	}
	if r.Told.Lacks {
		lacks := []string{}
		if r.Lacks != "" {
			lacks = append(lacks, r.Lacks)
		}
		to.Lacks = &lacks
	}
	if !r.Authenticator.IsZero() {
		to.Authenticator = authenticatorToAPI(r)
	}
	return to
}

func authenticatorToAPI(r *Row) *api.OverviewAuthenticator {
	to := api.OverviewAuthenticator{
		Id: r.Authenticator.UUID(), Kind: r.Kind, State: r.State, Label: r.Label, Serial: r.Serial, DeviceId: r.Device.Pointer(), Spare: r.Spare,
		Since: *r.Since, EndsOn: member.DayUnless(r.EndsOn()), DeliverOn: member.DayUnless(r.DeliverOn), MustReturn: member.Unless(r.Return),
	}
	if !r.Order.IsZero() {
		to.Order = &api.OverviewOrder{Id: r.Order.UUID(), State: r.OrderState}
	}
	if !r.Loan.IsZero() && r.EndsAt != nil {
		to.EndsOn = nil
		to.Loan = &api.OverviewLoan{Id: r.Loan.UUID(), EndsAt: *r.EndsAt, Late: r.Late, PoolName: member.Unless(r.PoolName)}
	}
	return &to
}
