package office

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/organisation"
)

// Handler answers the operations of the issuing offices.
type Handler struct{ service *Service }

// NewHandler makes it.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListOffices implements api.StrictServerInterface.
func (h *Handler) ListOffices(ctx context.Context, r api.ListOfficesRequestObject) (api.ListOfficesResponseObject, error) {
	all, err := h.service.Offices(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	answer := api.ListOffices200JSONResponse{Data: make([]api.Office, 0, len(all))}
	for _, o := range all {
		answer.Data = append(answer.Data, officeToAPI(o))
	}
	return answer, nil
}

// OpenOffice implements api.StrictServerInterface.
func (h *Handler) OpenOffice(ctx context.Context, r api.OpenOfficeRequestObject) (api.OpenOfficeResponseObject, error) {
	wanted, err := officeFromAPI(id.From[id.Organisation](r.OrganisationId), *r.Body)
	if err != nil {
		return nil, err
	}
	o, err := h.service.Open(ctx, wanted)
	if err != nil {
		return nil, err
	}
	return api.OpenOffice201JSONResponse{Body: officeToAPI(o), Headers: api.OpenOffice201ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// ChangeOffice implements api.StrictServerInterface.
func (h *Handler) ChangeOffice(ctx context.Context, r api.ChangeOfficeRequestObject) (api.ChangeOfficeResponseObject, error) {
	wanted, err := officeFromAPI(id.From[id.Organisation](r.OrganisationId), *r.Body)
	if err != nil {
		return nil, err
	}
	wanted.ID = id.From[id.Office](r.OfficeId)
	if wanted.Version, err = etag.Version(r.Params.IfMatch); err != nil {
		return nil, err
	}
	o, err := h.service.Change(ctx, wanted)
	if err != nil {
		return nil, err
	}
	return api.ChangeOffice200JSONResponse{Body: officeToAPI(o), Headers: api.ChangeOffice200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

// EndOffice implements api.StrictServerInterface.
func (h *Handler) EndOffice(ctx context.Context, r api.EndOfficeRequestObject) (api.EndOfficeResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	o, err := h.service.Close(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Office](r.OfficeId), version)
	if err != nil {
		return nil, err
	}
	return api.EndOffice200JSONResponse{Body: officeToAPI(o), Headers: api.EndOffice200ResponseHeaders{ETag: etag.Of(o.Version)}}, nil
}

const week = 7

func days(org, office openapi_types.UUID, from *openapi_types.Date, count *int) (Days, error) {
	first, err := member.Date(from)
	in := Days{Organisation: id.From[id.Organisation](org), Office: id.From[id.Office](office), From: first, Days: week}
	if count != nil {
		in.Days = *count
	}
	return in, err
}

// ListSlots implements api.StrictServerInterface.
func (h *Handler) ListSlots(ctx context.Context, r api.ListSlotsRequestObject) (api.ListSlotsResponseObject, error) {
	in, err := days(r.OrganisationId, r.OfficeId, r.Params.From, r.Params.Days)
	if err != nil {
		return nil, err
	}
	all, closed, err := h.service.Slots(ctx, in)
	if err != nil {
		return nil, err
	}
	answer := api.ListSlots200JSONResponse{Data: make([]api.Slot, 0, len(all)), Closed: closedToAPI(closed)}
	for _, s := range all {
		answer.Data = append(answer.Data, api.Slot{StartsAt: s.StartsAt, EndsAt: s.EndsAt, Free: s.Free})
	}
	return answer, nil
}

// GetIssuing implements api.StrictServerInterface.
func (h *Handler) GetIssuing(ctx context.Context, r api.GetIssuingRequestObject) (api.GetIssuingResponseObject, error) {
	i, err := h.service.Issuing(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	return api.GetIssuing200JSONResponse{Body: issuingToAPI(ctx, i), Headers: api.GetIssuing200ResponseHeaders{ETag: etag.Of(i.Version)}}, nil
}

// ChangeIssuing implements api.StrictServerInterface.
func (h *Handler) ChangeIssuing(ctx context.Context, r api.ChangeIssuingRequestObject) (api.ChangeIssuingResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	i, err := h.service.ChangeIssuing(ctx, Issuing{
		Organisation: id.From[id.Organisation](r.OrganisationId), Complete: When(r.Body.Complete), Terms: r.Body.Terms, Version: version,
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeIssuing200JSONResponse{Body: issuingToAPI(ctx, i), Headers: api.ChangeIssuing200ResponseHeaders{ETag: etag.Of(i.Version)}}, nil
}

func officeFromAPI(org id.Organisation, b api.NewOffice) (Office, error) {
	o := Office{
		Organisation: org, Name: b.Name, Unit: id.Optional[id.Unit](b.UnitId), SlotMinutes: b.SlotMinutes, Desks: b.Desks, OpenOnHolidays: b.OpenOnHolidays,
		Address: organisation.Address{Street: b.Address.Street, PostalCode: b.Address.PostalCode, City: b.Address.City, Country: member.Or(b.Address.Country)},
	}
	for _, h := range b.Hours {
		o.Hours = append(o.Hours, Hours{Weekday: h.Weekday, Opens: h.Opens, Closes: h.Closes})
	}
	for _, d := range b.ClosedDays {
		on, err := calendar.FromTime(d.On.Time)
		if err != nil {
			return o, err
		}
		o.ClosedDays = append(o.ClosedDays, ClosedDay{On: on, Why: member.Or(d.Why)})
	}
	return o, nil
}

func officeToAPI(o Office) api.Office {
	to := api.Office{
		Id: o.ID.UUID(), Name: o.Name, UnitId: o.Unit.Pointer(), SlotMinutes: o.SlotMinutes, Desks: o.Desks, OpenOnHolidays: o.OpenOnHolidays,
		Address: api.PostalAddress{Street: o.Address.Street, PostalCode: o.Address.PostalCode, City: o.Address.City, Country: member.Unless(o.Address.Country)},
		Hours:   make([]api.OfficeHours, 0, len(o.Hours)), ClosedDays: closedToAPI(o.ClosedDays), EndedAt: o.EndedAt, Actions: o.Actions, Etag: etag.Of(o.Version),
	}
	for _, h := range o.Hours {
		to.Hours = append(to.Hours, api.OfficeHours{Weekday: h.Weekday, Opens: h.Opens, Closes: h.Closes})
	}
	return to
}

func closedToAPI(all []ClosedDay) []api.ClosedDay {
	to := make([]api.ClosedDay, 0, len(all))
	for _, d := range all {
		to = append(to, api.ClosedDay{On: member.Day(d.On), Why: member.Unless(d.Why)})
	}
	return to
}

func issuingToAPI(ctx context.Context, i Issuing) api.Issuing {
	return api.Issuing{Complete: string(i.Complete), Terms: i.Terms, StandardTerms: termsIn(ctx), Etag: etag.Of(i.Version)}
}
