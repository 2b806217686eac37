package connection

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListApprovals implements the operation.
func (h *Handler) ListApprovals(ctx context.Context, _ api.ListApprovalsRequestObject) (api.ListApprovalsResponseObject, error) {
	waiting, err := h.service.Waiting(ctx)
	if err != nil {
		return nil, err
	}
	answer := api.ListApprovals200JSONResponse{Data: make([]api.Approval, len(waiting))}
	for i, a := range waiting {
		answer.Data[i] = approvalToAPI(ctx, a)
	}
	return answer, nil
}

// OpenApproval implements the operation.
func (h *Handler) OpenApproval(ctx context.Context, r api.OpenApprovalRequestObject) (api.OpenApprovalResponseObject, error) {
	shown, err := h.service.Open(ctx, Reply{Approval: id.From[id.Approval](r.ApprovalId), Token: id.Token(member.Or(r.Body.Token))})
	if err != nil {
		return nil, err
	}
	return api.OpenApproval200JSONResponse(approvalToAPI(ctx, shown)), nil
}

// ApproveConnection implements the operation.
func (h *Handler) ApproveConnection(ctx context.Context, r api.ApproveConnectionRequestObject) (api.ApproveConnectionResponseObject, error) {
	given, err := h.service.Approve(ctx, Reply{Approval: id.From[id.Approval](r.ApprovalId), Token: id.Token(member.Or(r.Body.Token))})
	if err != nil {
		return nil, err
	}
	return api.ApproveConnection200JSONResponse(approvalToAPI(ctx, given)), nil
}

// DeclineConnection implements the operation.
func (h *Handler) DeclineConnection(ctx context.Context, r api.DeclineConnectionRequestObject) (api.DeclineConnectionResponseObject, error) {
	given, err := h.service.Decline(ctx, Reply{Approval: id.From[id.Approval](r.ApprovalId), Token: id.Token(member.Or(r.Body.Token)), Reason: r.Body.Reason})
	if err != nil {
		return nil, err
	}
	return api.DeclineConnection200JSONResponse(approvalToAPI(ctx, given)), nil
}

// UploadDocument implements the operation.
func (h *Handler) UploadDocument(ctx context.Context, r api.UploadDocumentRequestObject) (api.UploadDocumentResponseObject, error) {
	d, err := h.service.Upload(ctx, Upload{Connection: id.From[id.Connection](r.ConnectionId), Kind: string(r.Body.Kind), Content: r.Body.Content})
	if err != nil {
		return nil, err
	}
	return api.UploadDocument201JSONResponse(documentToAPI(d)), nil
}

// ListCases implements the operation.
func (h *Handler) ListCases(ctx context.Context, r api.ListCasesRequestObject) (api.ListCasesResponseObject, error) {
	list, err := h.service.Cases(ctx, member.Or(r.Params.After), r.Params.Limit)
	if err != nil {
		return nil, err
	}
	return api.ListCases200JSONResponse{Data: allToAPI(ctx, list.Data), NextCursor: member.Unless(list.Next)}, nil
}

// GetCase implements the operation.
func (h *Handler) GetCase(ctx context.Context, r api.GetCaseRequestObject) (api.GetCaseResponseObject, error) {
	c, err := h.service.Case(ctx, id.From[id.Connection](r.ConnectionId))
	if err != nil {
		return nil, err
	}
	return api.GetCase200JSONResponse{Body: toAPI(ctx, c), Headers: api.GetCase200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

// ReadDocument implements the operation.
func (h *Handler) ReadDocument(ctx context.Context, r api.ReadDocumentRequestObject) (api.ReadDocumentResponseObject, error) {
	paper, err := h.service.Read(ctx, id.From[id.Connection](r.ConnectionId), id.From[id.Document](r.DocumentId))
	if err != nil {
		return nil, err
	}
	return api.ReadDocument200JSONResponse{MediaType: paper.MediaType, Content: paper.Content}, nil
}

// DecideCase implements the operation.
func (h *Handler) DecideCase(ctx context.Context, r api.DecideCaseRequestObject) (api.DecideCaseResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	c, err := h.service.Decide(ctx, Decide{
		Connection: id.From[id.Connection](r.ConnectionId), Version: version, Approve: r.Body.Approve,
		RequiredApprovals: member.Or(r.Body.RequiredApprovals), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.DecideCase200JSONResponse{Body: toAPI(ctx, c), Headers: api.DecideCase200ResponseHeaders{ETag: etag.Of(c.Version)}}, nil
}

func approvalToAPI(ctx context.Context, a Approval) api.Approval {
	shown := api.Approval{
		Id: a.ID.UUID(), ConnectionId: a.Connection.UUID(), State: string(a.State), StateText: a.Outcome.Words(authz.RequestOf(ctx).Language),
		Kind: string(a.Kind), Company: companyToAPI(a.Company), ApplicantName: a.ApplicantName, Administrators: make([]string, len(a.Administrators)),
		RequiredApprovals: a.Required, ApprovalsGiven: a.Given, Outcome: string(a.Outcome),
		ExpiresOn: openapi_types.Date{Time: a.ExpiresOn.Time()}, Actions: a.Actions,
	}
	if a.Terms != nil {
		shown.TermsVersion = &a.Terms.Version
	}
	for i, admin := range a.Administrators {
		shown.Administrators[i] = admin.GivenName + " " + admin.FamilyName
	}
	return shown
}
