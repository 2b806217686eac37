package office

import (
	"bytes"
	"context"
	"encoding/hex"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListAppointments implements api.StrictServerInterface.
func (h *Handler) ListAppointments(ctx context.Context, r api.ListAppointmentsRequestObject) (api.ListAppointmentsResponseObject, error) {
	in, err := days(r.OrganisationId, r.OfficeId, r.Params.From, r.Params.Days)
	if err != nil {
		return nil, err
	}
	all, err := h.service.Appointments(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ListAppointments200JSONResponse{Data: appointmentsToAPI(all)}, nil
}

// ListAppointmentsOf implements api.StrictServerInterface.
func (h *Handler) ListAppointmentsOf(ctx context.Context, r api.ListAppointmentsOfRequestObject) (api.ListAppointmentsOfResponseObject, error) {
	all, err := h.service.AppointmentsOf(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	return api.ListAppointmentsOf200JSONResponse{Data: appointmentsToAPI(all)}, nil
}

// BookAppointment implements api.StrictServerInterface.
func (h *Handler) BookAppointment(ctx context.Context, r api.BookAppointmentRequestObject) (api.BookAppointmentResponseObject, error) {
	a, err := h.service.Book(ctx, Book{
		Organisation: id.From[id.Organisation](r.OrganisationId), Office: id.From[id.Office](r.Body.OfficeId), Employee: id.From[id.Employee](r.Body.EmployeeId),
		StartsAt: r.Body.StartsAt, Purpose: string(r.Body.Purpose),
	})
	if err != nil {
		return nil, err
	}
	return api.BookAppointment201JSONResponse(appointmentToAPI(a)), nil
}

// MoveAppointment implements api.StrictServerInterface.
func (h *Handler) MoveAppointment(ctx context.Context, r api.MoveAppointmentRequestObject) (api.MoveAppointmentResponseObject, error) {
	a, err := h.service.Move(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Appointment](r.AppointmentId), id.Optional[id.Office](r.Body.OfficeId), r.Body.StartsAt)
	if err != nil {
		return nil, err
	}
	return api.MoveAppointment200JSONResponse(appointmentToAPI(a)), nil
}

// CancelAppointment implements api.StrictServerInterface.
func (h *Handler) CancelAppointment(ctx context.Context, r api.CancelAppointmentRequestObject) (api.CancelAppointmentResponseObject, error) {
	a, err := h.service.Cancel(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Appointment](r.AppointmentId))
	if err != nil {
		return nil, err
	}
	return api.CancelAppointment200JSONResponse(appointmentToAPI(a)), nil
}

// AttendAppointment implements api.StrictServerInterface.
func (h *Handler) AttendAppointment(ctx context.Context, r api.AttendAppointmentRequestObject) (api.AttendAppointmentResponseObject, error) {
	a, err := h.service.Settle(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Appointment](r.AppointmentId), true)
	if err != nil {
		return nil, err
	}
	return api.AttendAppointment200JSONResponse(appointmentToAPI(a)), nil
}

// MissAppointment implements api.StrictServerInterface.
func (h *Handler) MissAppointment(ctx context.Context, r api.MissAppointmentRequestObject) (api.MissAppointmentResponseObject, error) {
	a, err := h.service.Settle(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Appointment](r.AppointmentId), false)
	if err != nil {
		return nil, err
	}
	return api.MissAppointment200JSONResponse(appointmentToAPI(a)), nil
}

// ListProofings implements api.StrictServerInterface.
func (h *Handler) ListProofings(ctx context.Context, r api.ListProofingsRequestObject) (api.ListProofingsResponseObject, error) {
	all, err := h.service.Proofings(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	answer := api.ListProofings200JSONResponse{Data: make([]api.Proofing, 0, len(all))}
	for _, p := range all {
		answer.Data = append(answer.Data, proofingToAPI(p))
	}
	return answer, nil
}

// RecordProofing implements api.StrictServerInterface.
func (h *Handler) RecordProofing(ctx context.Context, r api.RecordProofingRequestObject) (api.RecordProofingResponseObject, error) {
	expires, err := calendar.FromTime(r.Body.ExpiresOn.Time)
	if err != nil {
		return nil, err
	}
	p, err := h.service.Proof(ctx, Record{
		Organisation: id.From[id.Organisation](r.OrganisationId), Employee: id.From[id.Employee](r.EmployeeId),
		Appointment: id.Optional[id.Appointment](r.Body.AppointmentId), DocumentType: string(r.Body.DocumentType), Number: r.Body.Number,
		Country: r.Body.Country, ExpiresOn: expires, Level: authz.Level(r.Body.Level), Photo: member.Or(r.Body.Photo),
	})
	if err != nil {
		return nil, err
	}
	return api.RecordProofing201JSONResponse(proofingToAPI(p)), nil
}

// ConfirmProofing implements api.StrictServerInterface.
func (h *Handler) ConfirmProofing(ctx context.Context, r api.ConfirmProofingRequestObject) (api.ConfirmProofingResponseObject, error) {
	p, err := h.service.Confirm(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Proofing](r.ProofingId))
	if err != nil {
		return nil, err
	}
	return api.ConfirmProofing200JSONResponse(proofingToAPI(p)), nil
}

// DeclineProofing implements api.StrictServerInterface.
func (h *Handler) DeclineProofing(ctx context.Context, r api.DeclineProofingRequestObject) (api.DeclineProofingResponseObject, error) {
	p, err := h.service.Decline(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Proofing](r.ProofingId), r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return api.DeclineProofing200JSONResponse(proofingToAPI(p)), nil
}

// ReadProofingPhoto implements api.StrictServerInterface.
func (h *Handler) ReadProofingPhoto(ctx context.Context, r api.ReadProofingPhotoRequestObject) (api.ReadProofingPhotoResponseObject, error) {
	p, err := h.service.Photo(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Proofing](r.ProofingId))
	if err != nil {
		return nil, err
	}
	return api.ReadProofingPhoto200JSONResponse{MediaType: p.MediaType, Content: p.Content}, nil
}

// ListReceipts implements api.StrictServerInterface.
func (h *Handler) ListReceipts(ctx context.Context, r api.ListReceiptsRequestObject) (api.ListReceiptsResponseObject, error) {
	all, err := h.service.Receipts(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId))
	if err != nil {
		return nil, err
	}
	answer := api.ListReceipts200JSONResponse{Data: make([]api.Receipt, 0, len(all))}
	for _, one := range all {
		answer.Data = append(answer.Data, receiptToAPI(one))
	}
	return answer, nil
}

// PrintReceipt implements api.StrictServerInterface.
func (h *Handler) PrintReceipt(ctx context.Context, r api.PrintReceiptRequestObject) (api.PrintReceiptResponseObject, error) {
	paper, err := h.service.Print(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Receipt](r.ReceiptId))
	if err != nil {
		return nil, err
	}
	return api.PrintReceipt200ApplicationpdfResponse{
		Body: bytes.NewReader(paper.PDF), ContentLength: int64(len(paper.PDF)),
		Headers: api.PrintReceipt200ResponseHeaders{ContentDisposition: `inline; filename="kvittering-` + paper.Receipt.ID.String()[24:] + `.pdf"`},
	}, nil
}

// SignReceipt implements api.StrictServerInterface.
func (h *Handler) SignReceipt(ctx context.Context, r api.SignReceiptRequestObject) (api.SignReceiptResponseObject, error) {
	signed, err := h.service.Sign(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Receipt](r.ReceiptId))
	if err != nil {
		return nil, err
	}
	return api.SignReceipt200JSONResponse(receiptToAPI(signed)), nil
}

// SignReceiptOnPaper implements api.StrictServerInterface.
func (h *Handler) SignReceiptOnPaper(ctx context.Context, r api.SignReceiptOnPaperRequestObject) (api.SignReceiptOnPaperResponseObject, error) {
	signed, err := h.service.SignOnPaper(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Receipt](r.ReceiptId))
	if err != nil {
		return nil, err
	}
	return api.SignReceiptOnPaper200JSONResponse(receiptToAPI(signed)), nil
}

func appointmentsToAPI(all []Appointment) []api.Appointment {
	to := make([]api.Appointment, 0, len(all))
	for _, a := range all {
		to = append(to, appointmentToAPI(a))
	}
	return to
}

func appointmentToAPI(a Appointment) api.Appointment {
	return api.Appointment{
		Id: a.ID.UUID(), OfficeId: a.Office.UUID(), OfficeName: a.OfficeName, Desk: a.Desk, StartsAt: a.StartsAt, EndsAt: a.EndsAt,
		EmployeeId: a.Employee.UUID(), EmployeeName: a.EmployeeName, Purpose: a.Purpose, State: string(a.State), Actions: a.Actions,
	}
}

func proofingToAPI(p Proofing) api.Proofing {
	return api.Proofing{
		Id: p.ID.UUID(), EmployeeId: p.Employee.UUID(), EmployeeName: p.EmployeeName, IdentityId: p.Identity.UUID(), AppointmentId: p.Appointment.Pointer(),
		DocumentType: p.DocumentType, NumberMasked: p.NumberMasked, Country: p.Country, ExpiresOn: member.Day(p.ExpiresOn), HasPhoto: p.HasPhoto,
		Level: string(p.Level), State: string(p.State), ClerkId: p.Clerk.UUID(), ClerkName: p.ClerkName, RecordedAt: p.RecordedAt,
		ConfirmUntil: p.ConfirmUntil, SecondId: p.Second.Pointer(), SecondName: p.SecondName, SettledAt: p.SettledAt, Actions: p.Actions,
	}
}

func receiptToAPI(r Receipt) api.Receipt {
	return api.Receipt{
		Id: r.ID.UUID(), EmployeeId: r.Employee.UUID(), DeviceId: r.Device.UUID(), Serial: r.Serial, Kind: r.Kind, IssuedBy: r.IssuedBy.Pointer(),
		IssuedByName: r.IssuedByName, IssuedAt: r.IssuedAt, KeepUntil: member.Day(r.KeepUntil), SignedHow: r.SignedHow, SignedAt: r.SignedAt,
		ConfirmedBy: r.ConfirmedBy.Pointer(), Sha256: member.Unless(hex.EncodeToString(r.Digest)), Actions: r.Actions,
	}
}
