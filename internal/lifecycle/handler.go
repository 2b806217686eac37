package lifecycle

import (
	"context"

	"github.com/google/uuid"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Handler answers the lifecycle's operations.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(service *Service) *Handler { return &Handler{service} }

// TerminateEmployee implements the operation.
func (h *Handler) TerminateEmployee(ctx context.Context, r api.TerminateEmployeeRequestObject) (api.TerminateEmployeeResponseObject, error) {
	in := Terminate{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId), Reason: r.Body.Reason,
	}
	if r.Body.Comment != nil {
		in.Comment = *r.Body.Comment
	}
	if r.Params.DryRun != nil {
		in.DryRun = *r.Params.DryRun
	}
	done, err := h.service.Terminate(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.TerminateEmployee200JSONResponse(toAPI(ctx, done)), nil
}

// GetOutlook implements the operation.
func (h *Handler) GetOutlook(ctx context.Context, r api.GetOutlookRequestObject) (api.GetOutlookResponseObject, error) {
	in := Ahead{Organisation: id.From[id.Organisation](r.OrganisationId), Days: standardDays}
	if r.Params.Days != nil {
		in.Days = *r.Params.Days
	}
	var err error
	if in.Limit, err = page.Window(r.Params.Limit, r.Params.After, &in.AfterOn, &in.AfterID); err != nil {
		return nil, err
	}
	found, err := h.service.Outlook(ctx, in)
	if err != nil {
		return nil, err
	}
	answer := api.GetOutlook200JSONResponse{Data: make([]api.OutlookEntry, len(found.Data)), NextCursor: found.Cursor()}
	for i, c := range found.Data {
		answer.Data[i] = api.OutlookEntry{
			Kind: c.Kind, On: openapi_types.Date{Time: c.On.Time()}, Id: c.ID, EmployeeId: c.Employee.UUID(), EmployeeName: c.Name, Detail: c.Detail,
		}
	}
	return answer, nil
}

func toAPI(ctx context.Context, t Termination) api.Termination {
	answer := api.Termination{
		Stored: t.Stored, EmployeeId: t.Employee.ID.UUID(), Status: string(t.Employee.Status), Ends: make([]api.TerminationEnd, len(t.Ends)),
		LastAdministrator: t.LastAdministrator, PrivateIdentity: t.PrivateIdentity, Actions: employee.Actions(ctx, t.Employee),
	}
	answer.Returns = make([]api.TerminationReturn, len(t.Returns))
	for i, r := range t.Returns {
		answer.Returns[i] = api.TerminationReturn{DeviceId: r.Device.UUID(), Serial: r.Serial, Kind: string(r.Kind)}
	}
	for i, e := range t.Ends {
		answer.Ends[i] = api.TerminationEnd{Kind: e.Kind, Id: uuid.MustParse(e.ID), Name: e.Name, Detail: e.Detail}
		if !e.EndsOn.IsZero() {
			answer.Ends[i].EndsOn = &openapi_types.Date{Time: e.EndsOn.Time()}
		}
	}
	return answer
}
