package audit

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/page"
)

// Handler answers the events' operations.
type Handler struct{ reader *Reader }

// NewHandler makes the handler.
func NewHandler(reader *Reader) *Handler { return &Handler{reader} }

// ListEvents implements the operation.
func (h *Handler) ListEvents(ctx context.Context, r api.ListEventsRequestObject) (api.ListEventsResponseObject, error) {
	p := r.Params
	in := find(p.Limit, p.After, p.Name, (*string)(p.Outcome), p.From, p.To)
	in.Organisation = id.From[id.Organisation](r.OrganisationId)
	if p.Person != nil {
		in.Person = p.Person.String()
	}
	in.Actor, in.Subject = member.Or(p.Actor), member.Or(p.Subject)
	found, err := h.reader.List(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ListEvents200JSONResponse{EventPageJSONResponse: pageToAPI(found)}, nil
}

// ListEmployeeEvents implements the operation.
func (h *Handler) ListEmployeeEvents(ctx context.Context, r api.ListEmployeeEventsRequestObject) (api.ListEmployeeEventsResponseObject, error) {
	p := r.Params
	in := find(p.Limit, p.After, p.Name, (*string)(p.Outcome), p.From, p.To)
	in.Organisation = id.From[id.Organisation](r.OrganisationId)
	found, err := h.reader.ListOf(ctx, id.From[id.Employee](r.EmployeeId), in)
	if err != nil {
		return nil, err
	}
	return api.ListEmployeeEvents200JSONResponse{EventPageJSONResponse: pageToAPI(found)}, nil
}

// ListOwnEvents implements the operation.
func (h *Handler) ListOwnEvents(ctx context.Context, r api.ListOwnEventsRequestObject) (api.ListOwnEventsResponseObject, error) {
	p := r.Params
	found, err := h.reader.ListOwn(ctx, find(p.Limit, p.After, p.Name, (*string)(p.Outcome), p.From, p.To))
	if err != nil {
		return nil, err
	}
	return api.ListOwnEvents200JSONResponse{EventPageJSONResponse: pageToAPI(found)}, nil
}

func find(limit *int, after, name, outcome *string, from, to *openapi_types.Date) Find {
	return Find{Limit: limit, After: member.Or(after), Name: member.Or(name), Outcome: member.Or(outcome), From: day(from), To: day(to)}
}

func day(d *openapi_types.Date) calendar.Date {
	if d == nil {
		return calendar.Date{}
	}
	named, _ := calendar.New(d.Year(), d.Month(), d.Day()) // the generated parser lets real dates through only
	return named
}

func pageToAPI(found page.Page[Record]) api.EventPageJSONResponse {
	answer := api.EventPageJSONResponse{Data: make([]api.Event, len(found.Data))}
	for i := range found.Data {
		answer.Data[i] = toAPI(found.Data[i])
	}
	if found.Next != "" {
		answer.NextCursor = &found.Next
	}
	return answer
}

func toAPI(r Record) api.Event {
	kind := r.ActorKind
	if kind == "" {
		kind = "anonymous"
	}
	return api.Event{
		Id: r.ID.UUID(), At: r.At, Name: r.Name, Outcome: string(r.Outcome),
		Actor: api.EventActor{Kind: kind, Id: r.ActorID, Name: member.Unless(r.ActorName)}, Action: r.Action, Role: member.Unless(r.Role), Basis: r.Basis,
		Subject: api.EventSubject{Kind: r.Subject.Kind, Id: r.Subject.ID, Name: member.Unless(r.SubjectName)}, Person: r.Person, PersonName: member.Unless(r.PersonName),
		RequestId: member.Unless(r.RequestID), Reason: member.Unless(r.Reason), Before: members(r.Before), After: members(r.After), Damaged: r.Damaged,
	}
}

func members(f Fields) map[string]any {
	if f == nil {
		return map[string]any{}
	}
	return f
}
