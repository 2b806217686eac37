package right

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListAssignments implements the operation.
func (h *Handler) ListAssignments(ctx context.Context, r api.ListAssignmentsRequestObject) (api.ListAssignmentsResponseObject, error) {
	list, err := h.service.Assignments(ctx, ListAssignments{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](member.Or(r.Params.EmployeeId)),
		Right: id.From[id.Right](member.Or(r.Params.RightId)), Bundle: id.From[id.Bundle](member.Or(r.Params.BundleId)), Ended: member.Or(r.Params.Ended),
		After: member.Or(r.Params.After), Limit: r.Params.Limit,
	})
	if err != nil {
		return nil, err
	}
	return api.ListAssignments200JSONResponse{Data: each(list.Data, assignmentToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// GiveAssignment implements the operation.
func (h *Handler) GiveAssignment(ctx context.Context, r api.GiveAssignmentRequestObject) (api.GiveAssignmentResponseObject, error) {
	starts, err := member.Date(r.Body.StartsOn)
	if err != nil {
		return nil, err
	}
	ends, err := member.Date(r.Body.EndsOn)
	if err != nil {
		return nil, err
	}
	given, err := h.service.Give(ctx, Give{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.Body.EmployeeId),
		Right: id.From[id.Right](member.Or(r.Body.RightId)), Bundle: id.From[id.Bundle](member.Or(r.Body.BundleId)),
		Scope:    Scope{Kind: ScopeKind(member.Or(r.Body.ScopeKind)), Value: member.Or(r.Body.ScopeValue)},
		StartsOn: starts, EndsOn: ends, Reason: member.Or(r.Body.Reason), CaseNumber: member.Or(r.Body.CaseNumber),
	})
	if err != nil {
		return nil, err
	}
	return api.GiveAssignment201JSONResponse{
		Body: assignmentToAPI(given), Headers: api.GiveAssignment201ResponseHeaders{ETag: etag.Of(given.Version)},
	}, nil
}

// GetAssignment implements the operation.
func (h *Handler) GetAssignment(ctx context.Context, r api.GetAssignmentRequestObject) (api.GetAssignmentResponseObject, error) {
	found, err := h.service.Assignment(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Assignment](r.AssignmentId))
	if err != nil {
		return nil, err
	}
	return api.GetAssignment200JSONResponse{
		Body: assignmentToAPI(found), Headers: api.GetAssignment200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// ChangeAssignment implements the operation.
func (h *Handler) ChangeAssignment(ctx context.Context, r api.ChangeAssignmentRequestObject) (api.ChangeAssignmentResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	ends, err := member.Changed(r.Body.EndsOn)
	if err != nil {
		return nil, err
	}
	changed, err := h.service.Change(ctx, Change{
		Organisation: id.From[id.Organisation](r.OrganisationId), Assignment: id.From[id.Assignment](r.AssignmentId),
		EndsOn: ends, CaseNumber: r.Body.CaseNumber, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeAssignment200JSONResponse{
		Body: assignmentToAPI(changed), Headers: api.ChangeAssignment200ResponseHeaders{ETag: etag.Of(changed.Version)},
	}, nil
}

// EndAssignment implements the operation.
func (h *Handler) EndAssignment(ctx context.Context, r api.EndAssignmentRequestObject) (api.EndAssignmentResponseObject, error) {
	ended, err := h.service.End(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Assignment](r.AssignmentId), member.Or(r.Body.Reason))
	if err != nil {
		return nil, err
	}
	return api.EndAssignment200JSONResponse(assignmentToAPI(ended)), nil
}

func assignmentToAPI(a Assignment) api.Assignment {
	return api.Assignment{
		Id: a.ID.UUID(), EmployeeId: a.Employee.UUID(), EmployeeName: a.GivenName + " " + a.FamilyName, RightId: a.Right.Pointer(),
		BundleId: a.Bundle.Pointer(), Name: a.Name, Code: member.Unless(a.Code), ScopeKind: string(a.ScopeKind), ScopeValue: member.Unless(a.ScopeValue),
		ScopeName: member.Unless(a.ScopeName), StartsOn: member.Day(a.StartsOn), EndsOn: member.DayUnless(a.EndsOn), RevokedAt: a.RevokedAt,
		CaseNumber: member.Unless(a.CaseNumber), Reason: member.Unless(a.Reason), CreatedAt: a.CreatedAt, Version: a.Version, Actions: a.Actions,
	}
}
