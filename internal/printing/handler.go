package printing

import (
	"bytes"
	"context"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/page"
)

// Handler answers the operations of the print queue.
type Handler struct{ service *Service }

// NewHandler makes it.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// ListLetters implements api.StrictServerInterface.
func (h *Handler) ListLetters(ctx context.Context, r api.ListLettersRequestObject) (api.ListLettersResponseObject, error) {
	var after id.Letter
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Letters(ctx, id.From[id.Organisation](r.OrganisationId), string(member.Or(r.Params.State)), after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListLetters200JSONResponse{Data: make([]api.Letter, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, l := range found.Data {
		answer.Data = append(answer.Data, toAPI(l))
	}
	return answer, nil
}

// PrintLetter implements api.StrictServerInterface.
func (h *Handler) PrintLetter(ctx context.Context, r api.PrintLetterRequestObject) (api.PrintLetterResponseObject, error) {
	sheet, err := h.service.Print(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Letter](r.LetterId))
	if err != nil {
		return nil, err
	}
	return api.PrintLetter200ApplicationpdfResponse{
		Body: bytes.NewReader(sheet.PDF), ContentLength: int64(len(sheet.PDF)),
		Headers: api.PrintLetter200ResponseHeaders{ContentDisposition: `inline; filename="brev-` + sheet.Letter.ID.String()[24:] + `.pdf"`},
	}, nil
}

// ConfirmLetter implements api.StrictServerInterface.
func (h *Handler) ConfirmLetter(ctx context.Context, r api.ConfirmLetterRequestObject) (api.ConfirmLetterResponseObject, error) {
	l, err := h.service.Confirm(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Letter](r.LetterId))
	if err != nil {
		return nil, err
	}
	return api.ConfirmLetter200JSONResponse(toAPI(l)), nil
}

// FailLetter implements api.StrictServerInterface.
func (h *Handler) FailLetter(ctx context.Context, r api.FailLetterRequestObject) (api.FailLetterResponseObject, error) {
	l, err := h.service.Fail(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Letter](r.LetterId), r.Body.Reason)
	if err != nil {
		return nil, err
	}
	return api.FailLetter200JSONResponse(toAPI(l)), nil
}

func toAPI(l Letter) api.Letter {
	return api.Letter{
		Id: l.ID.UUID(), Kind: string(l.Kind), EmployeeId: l.Employee.UUID(), EmployeeName: l.EmployeeName, State: string(l.State),
		ClaimedBy: l.ClaimedBy.Pointer(), ClaimedByName: l.ClaimedName, ClaimedAt: l.ClaimedAt, Prints: l.Prints, QueuedAt: l.QueuedAt,
		ExpiresAt: l.ExpiresAt, SettledAt: l.SettledAt, Actions: l.Actions,
	}
}
