package stock

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/page"
)

// ListReturns implements api.StrictServerInterface.
func (h *Handler) ListReturns(ctx context.Context, r api.ListReturnsRequestObject) (api.ListReturnsResponseObject, error) {
	var after Device
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after.Serial, &after.ID)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Returns(ctx, id.From[id.Organisation](r.OrganisationId), r.Params.Own != nil && *r.Params.Own, after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListReturns200JSONResponse{Data: make([]api.Return, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, one := range found.Data {
		answer.Data = append(answer.Data, returnToAPI(one))
	}
	return answer, nil
}

// ExportReturns implements api.StrictServerInterface.
func (h *Handler) ExportReturns(ctx context.Context, r api.ExportReturnsRequestObject) (api.ExportReturnsResponseObject, error) {
	file, err := h.service.ExportReturns(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	name := "ikke-afleveret"
	if authz.RequestOf(ctx).Language == "en" {
		name = "not-returned"
	}
	return api.ExportReturns200TextcsvResponse{Body: file, Headers: api.ExportReturns200ResponseHeaders{
		ContentDisposition: `attachment; filename="` + name + "-" + calendar.Today(h.service.db.Now()).String() + `.csv"`,
	}}, nil
}

// ClaimDestroyed implements api.StrictServerInterface.
func (h *Handler) ClaimDestroyed(ctx context.Context, r api.ClaimDestroyedRequestObject) (api.ClaimDestroyedResponseObject, error) {
	noted, err := h.service.ClaimDestroyed(ctx, Claim{
		Organisation: id.From[id.Organisation](r.OrganisationId), Device: id.From[id.Device](r.DeviceId), Reason: r.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return api.ClaimDestroyed200JSONResponse(returnToAPI(noted)), nil
}

func returnToAPI(r Return) api.Return {
	return api.Return{
		DeviceId: r.Device.UUID(), Serial: r.Serial, Kind: string(r.Kind), HolderId: r.Holder.UUID(), HolderName: r.HolderName,
		UnitName: member.Unless(r.UnitName), Email: member.Unless(r.Email), Phone: member.Unless(r.Phone), HomeName: r.HomeName, Why: r.Why, Since: r.Since,
		AskedAt: r.AskedAt, Reminders: r.Reminders, DestroyedAt: r.DestroyedAt, DestroyedReason: r.DestroyedReason, Actions: r.Actions,
	}
}
