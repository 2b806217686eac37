package stock

import (
	"context"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"

	"github.com/google/uuid"

	"hverv/api"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/page"
	"hverv/internal/pskc"
)

// ImportDevices implements api.StrictServerInterface. The file is read while it arrives, so what is to
// be known of it must come first.
func (h *Handler) ImportDevices(ctx context.Context, r api.ImportDevicesRequestObject) (api.ImportDevicesResponseObject, error) {
	fields := map[string]string{}
	for range 10 {
		part, err := r.Body.NextPart()
		if err != nil {
			return nil, uploadFields()
		}
		if part.FormName() != "file" {
			if err := field(fields, part); err != nil {
				return nil, err
			}
			continue
		}
		in, err := newImport(id.From[id.Organisation](r.OrganisationId), fields)
		if err != nil {
			return nil, err
		}
		i, err := h.service.Import(ctx, in, part)
		if err != nil {
			return nil, err
		}
		return api.ImportDevices201JSONResponse(importToAPI(i)), nil
	}
	return nil, uploadFields()
}

func uploadFields() error {
	return fault.New(fault.Invalid, "upload_fields", "Send the fields first and the file last, as multipart/form-data.")
}

const maxField = 1 << 10

func field(fields map[string]string, part *multipart.Part) error {
	value, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err != nil || len(value) > maxField {
		return uploadFields()
	}
	fields[part.FormName()] = string(value)
	return nil
}

func newImport(org id.Organisation, fields map[string]string) (NewImport, error) {
	in := NewImport{Organisation: org, Format: fields["format"], Kind: Kind(fields["kind"]), Maker: fields["maker"]}
	in.Unlock.Password = fields["password"]
	where, err := uuid.Parse(fields["location_id"])
	key, wrong := hex.DecodeString(fields["key_hex"])
	if errors.Join(err, wrong) != nil {
		return in, uploadFields()
	}
	in.Location = id.From[id.Location](where)
	in.Unlock = pskc.Unlock{Key: key, Password: fields["password"]}
	return in, nil
}

// ListStockImports implements api.StrictServerInterface.
func (h *Handler) ListStockImports(ctx context.Context, r api.ListStockImportsRequestObject) (api.ListStockImportsResponseObject, error) {
	var after id.StockImport
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Imports(ctx, id.From[id.Organisation](r.OrganisationId), after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListStockImports200JSONResponse{Data: make([]api.StockImport, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, i := range found.Data {
		answer.Data = append(answer.Data, importToAPI(i))
	}
	return answer, nil
}

// GetStockImport implements api.StrictServerInterface.
func (h *Handler) GetStockImport(ctx context.Context, r api.GetStockImportRequestObject) (api.GetStockImportResponseObject, error) {
	i, err := h.service.FindImport(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.StockImport](r.ImportId))
	if err != nil {
		return nil, err
	}
	return api.GetStockImport200JSONResponse(importToAPI(i)), nil
}

// ListStockImportRows implements api.StrictServerInterface.
func (h *Handler) ListStockImportRows(ctx context.Context, r api.ListStockImportRowsRequestObject) (api.ListStockImportRowsResponseObject, error) {
	var after int
	limit, err := page.Window(r.Params.Limit, r.Params.After, &after)
	if err != nil {
		return nil, err
	}
	found, err := h.service.Rows(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.StockImport](r.ImportId), given(r.Params.Outcome), after, limit)
	if err != nil {
		return nil, err
	}
	answer := api.ListStockImportRows200JSONResponse{Data: make([]api.ImportRow, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, row := range found.Data {
		answer.Data = append(answer.Data, api.ImportRow{Number: row.Number, Line: row.Line, Serial: row.Serial, Outcome: row.Outcome, Reason: row.Reason})
	}
	return answer, nil
}

func importToAPI(i Import) api.StockImport {
	return api.StockImport{
		Id: i.ID.UUID(), Format: i.Format, LocationId: i.Location.UUID(), State: i.State, StopCode: i.StopCode, StopLine: i.StopLine,
		Added: i.Added, Unchanged: i.Unchanged, Refused: i.Refused, StartedBy: i.StartedBy.Pointer(), StartedAt: i.StartedAt,
	}
}
