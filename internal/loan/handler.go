package loan

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/page"
)

// Handler answers the operations of loans and pools.
type Handler struct{ service *Service }

// NewHandler makes it.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListLoans implements api.StrictServerInterface.
func (h *Handler) ListLoans(ctx context.Context, r api.ListLoansRequestObject) (api.ListLoansResponseObject, error) {
	f := Filter{
		State: member.Or((*string)(r.Params.State)), Unit: id.Optional[id.Unit](r.Params.UnitId), Own: member.Or(r.Params.Own), Serial: member.Or(r.Params.Serial),
	}
	var after Loan
	at := &after.EndsAt
	if f.State == closed {
		at = &after.LentAt
	}
	limit, err := page.Window(r.Params.Limit, r.Params.After, at, &after.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Loans(ctx, id.From[id.Organisation](r.OrganisationId), f, after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListLoans200JSONResponse{Data: make([]api.Loan, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, l := range found.Data {
		answer.Data = append(answer.Data, toAPI(l))
	}
	return answer, nil
}

// LendDevice implements api.StrictServerInterface.
func (h *Handler) LendDevice(ctx context.Context, r api.LendDeviceRequestObject) (api.LendDeviceResponseObject, error) {
	l, err := h.service.Lend(ctx, fromAPI(id.From[id.Organisation](r.OrganisationId), *r.Body))
	if err != nil {
		return nil, err
	}
	return api.LendDevice201JSONResponse(toAPI(l)), nil
}

// LendFromPool implements api.StrictServerInterface.
func (h *Handler) LendFromPool(ctx context.Context, r api.LendFromPoolRequestObject) (api.LendFromPoolResponseObject, error) {
	in := fromAPI(id.From[id.Organisation](r.OrganisationId), *r.Body)
	in.Pool = id.From[id.LoanPool](r.PoolId)
	l, err := h.service.LendPooled(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.LendFromPool201JSONResponse(toAPI(l)), nil
}

// TakeBackLoan implements api.StrictServerInterface.
func (h *Handler) TakeBackLoan(ctx context.Context, r api.TakeBackLoanRequestObject) (api.TakeBackLoanResponseObject, error) {
	l, err := h.service.TakeBack(ctx, End{
		Organisation: id.From[id.Organisation](r.OrganisationId), Serial: r.Body.Serial, Maker: member.Or(r.Body.Maker), Own: Own(r.Body.OwnDisplay), Reason: member.Or(r.Body.Reason),
	})
	if err != nil {
		return nil, err
	}
	return api.TakeBackLoan200JSONResponse(toAPI(l)), nil
}

// ReportLoanLost implements api.StrictServerInterface.
func (h *Handler) ReportLoanLost(ctx context.Context, r api.ReportLoanLostRequestObject) (api.ReportLoanLostResponseObject, error) {
	l, err := h.service.ReportLost(ctx, End{
		Organisation: id.From[id.Organisation](r.OrganisationId), Loan: id.From[id.Loan](r.LoanId), Own: Own(r.Body.OwnDisplay), Reason: member.Or(r.Body.Reason),
	})
	if err != nil {
		return nil, err
	}
	return api.ReportLoanLost200JSONResponse(toAPI(l)), nil
}

// ExtendLoan implements api.StrictServerInterface.
func (h *Handler) ExtendLoan(ctx context.Context, r api.ExtendLoanRequestObject) (api.ExtendLoanResponseObject, error) {
	l, err := h.service.Extend(ctx, Extend{
		Organisation: id.From[id.Organisation](r.OrganisationId), Loan: id.From[id.Loan](r.LoanId), Hours: member.Or(r.Body.Hours), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.ExtendLoan200JSONResponse(toAPI(l)), nil
}

// ExportLoans implements api.StrictServerInterface.
func (h *Handler) ExportLoans(ctx context.Context, r api.ExportLoansRequestObject) (api.ExportLoansResponseObject, error) {
	f := Filter{State: member.Or((*string)(r.Params.State)), Unit: id.Optional[id.Unit](r.Params.UnitId)}
	file, err := h.service.Export(ctx, id.From[id.Organisation](r.OrganisationId), f)
	if err != nil {
		return nil, err
	}
	name := "udlaan"
	if authz.RequestOf(ctx).Language == "en" {
		name = "loans"
	}
	return api.ExportLoans200TextcsvResponse{Body: file, Headers: api.ExportLoans200ResponseHeaders{
		ContentDisposition: `attachment; filename="` + name + "-" + calendar.Today(h.service.db.Now()).String() + `.csv"`,
	}}, nil
}

func fromAPI(org id.Organisation, b api.LendDevice) Lend {
	return Lend{
		Organisation: org, Serial: b.Serial, Maker: member.Or(b.Maker), Employee: id.Optional[id.Employee](b.EmployeeId), UserName: member.Or(b.UserName),
		Hours: member.Or(b.Hours), Why: b.Why, Document: string(b.Document),
	}
}

func toAPI(l Loan) api.Loan {
	return api.Loan{
		Id: l.ID.UUID(), EmployeeId: l.Employee.UUID(), EmployeeName: l.EmployeeName, EmployeeEmail: l.Email, EmployeePhone: l.Phone, UnitName: l.UnitName,
		DeviceId: l.Device.UUID(), Serial: l.Serial, Kind: string(l.Kind), DeskId: l.Desk.UUID(), DeskName: l.DeskName, PoolId: l.Pool.Pointer(),
		PoolName: member.Unless(l.PoolName), PowersReduced: !l.Bundle.IsZero(), BundleName: member.Unless(l.BundleName), Why: l.Why, Document: l.Document,
		LentBy: l.LentBy.UUID(), LentByName: l.LentByName, LentAt: l.LentAt, EndsAt: l.EndsAt, ExtendedAt: l.ExtendedAt, ClosedAt: l.ClosedAt,
		Outcome: member.Unless(string(l.Outcome)), State: string(l.State), Works: l.works(), OwnDisplayRests: !l.Own.IsZero() && l.ClosedAt == nil, Actions: l.Actions,
	}
}

// ListLoanPools implements api.StrictServerInterface.
func (h *Handler) ListLoanPools(ctx context.Context, r api.ListLoanPoolsRequestObject) (api.ListLoanPoolsResponseObject, error) {
	all, err := h.service.Pools(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	answer := api.ListLoanPools200JSONResponse{Data: make([]api.LoanPool, 0, len(all))}
	for _, p := range all {
		answer.Data = append(answer.Data, poolToAPI(p))
	}
	return answer, nil
}

// MakeLoanPool implements api.StrictServerInterface.
func (h *Handler) MakeLoanPool(ctx context.Context, r api.MakeLoanPoolRequestObject) (api.MakeLoanPoolResponseObject, error) {
	p, err := h.service.MakePool(ctx, id.From[id.Organisation](r.OrganisationId), ChangePool{
		Name: &r.Body.Name, Location: new(id.From[id.Location](r.Body.LocationId)), Bundle: new(id.From[id.Bundle](r.Body.BundleId)), Hours: &r.Body.Hours,
	})
	if err != nil {
		return nil, err
	}
	return api.MakeLoanPool201JSONResponse{Body: poolToAPI(p), Headers: api.MakeLoanPool201ResponseHeaders{ETag: etag.Of(p.Version)}}, nil
}

// ChangeLoanPool implements api.StrictServerInterface.
func (h *Handler) ChangeLoanPool(ctx context.Context, r api.ChangeLoanPoolRequestObject) (api.ChangeLoanPoolResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := ChangePool{Name: r.Body.Name, Hours: r.Body.Hours}
	if r.Body.LocationId != nil {
		in.Location = new(id.From[id.Location](*r.Body.LocationId))
	}
	if r.Body.BundleId != nil {
		in.Bundle = new(id.From[id.Bundle](*r.Body.BundleId))
	}
	p, err := h.service.ChangePool(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.LoanPool](r.PoolId), version, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeLoanPool200JSONResponse{Body: poolToAPI(p), Headers: api.ChangeLoanPool200ResponseHeaders{ETag: etag.Of(p.Version)}}, nil
}

// EndLoanPool implements api.StrictServerInterface.
func (h *Handler) EndLoanPool(ctx context.Context, r api.EndLoanPoolRequestObject) (api.EndLoanPoolResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	p, err := h.service.EndPool(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.LoanPool](r.PoolId), version)
	if err != nil {
		return nil, err
	}
	return api.EndLoanPool200JSONResponse{Body: poolToAPI(p), Headers: api.EndLoanPool200ResponseHeaders{ETag: etag.Of(p.Version)}}, nil
}

func poolToAPI(p Pool) api.LoanPool {
	return api.LoanPool{
		Id: p.ID.UUID(), Name: p.Name, LocationId: p.Location.UUID(), LocationName: p.LocationName, UnitId: p.Unit.Pointer(), UnitName: p.UnitName,
		BundleId: p.Bundle.UUID(), BundleName: p.BundleName, BundleRetired: p.Retired, Hours: p.Hours, Free: p.Free, Out: p.Out, EndedAt: p.EndedAt,
		Etag: etag.Of(p.Version), Actions: p.Actions,
	}
}
