package notify

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
)

// Handler answers the notifications' operations.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(service *Service) *Handler { return &Handler{service} }

// ListNotifications implements the operation.
func (h *Handler) ListNotifications(ctx context.Context, r api.ListNotificationsRequestObject) (api.ListNotificationsResponseObject, error) {
	in := Find{Organisation: id.From[id.Organisation](r.OrganisationId), Limit: r.Params.Limit}
	if r.Params.After != nil {
		in.After = *r.Params.After
	}
	if r.Params.State != nil {
		in.State = string(*r.Params.State)
	}
	if r.Params.Person != nil {
		in.Person = r.Params.Person.String()
	}
	found, err := h.service.List(ctx, in)
	if err != nil {
		return nil, err
	}
	answer := api.ListNotifications200JSONResponse{Data: make([]api.Notification, len(found.Data))}
	for i, notice := range found.Data {
		answer.Data[i] = toAPI(notice)
	}
	if found.Next != "" {
		answer.NextCursor = &found.Next
	}
	return answer, nil
}

func toAPI(n Notice) api.Notification {
	shown := api.Notification{
		Id: n.ID.UUID(), Person: n.Person, Template: string(n.Template), Language: n.Language,
		State: string(n.State), Attempts: n.Attempts, CreatedAt: n.CreatedAt, SettledAt: n.SettledAt,
	}
	if n.Problem != "" {
		shown.Problem = &n.Problem
	}
	if n.PersonName != "" {
		shown.PersonName = &n.PersonName
	}
	return shown
}
