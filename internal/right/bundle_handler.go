package right

import (
	"context"

	"github.com/google/uuid"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ListHeldRights implements the operation.
func (h *Handler) ListHeldRights(ctx context.Context, r api.ListHeldRightsRequestObject) (api.ListHeldRightsResponseObject, error) {
	list, err := h.service.HeldBy(ctx, id.From[id.Organisation](r.OrganisationId), Paging{member.Or(r.Params.After), r.Params.Limit})
	if err != nil {
		return nil, err
	}
	return api.ListHeldRights200JSONResponse{Data: each(list.Data, heldToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// ListBundles implements the operation.
func (h *Handler) ListBundles(ctx context.Context, r api.ListBundlesRequestObject) (api.ListBundlesResponseObject, error) {
	list, err := h.service.Bundles(ctx, id.From[id.Organisation](r.OrganisationId), Paging{member.Or(r.Params.After), r.Params.Limit})
	if err != nil {
		return nil, err
	}
	return api.ListBundles200JSONResponse{Data: each(list.Data, bundleToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// CreateBundle implements the operation.
func (h *Handler) CreateBundle(ctx context.Context, r api.CreateBundleRequestObject) (api.CreateBundleResponseObject, error) {
	made, err := h.service.MakeBundle(ctx, Pack{
		Organisation: id.From[id.Organisation](r.OrganisationId), Name: &r.Body.Name, Rights: rightsFrom(r.Body.RightIds),
	})
	if err != nil {
		return nil, err
	}
	return api.CreateBundle201JSONResponse{
		Body: bundleToAPI(made), Headers: api.CreateBundle201ResponseHeaders{ETag: etag.Of(made.Version)},
	}, nil
}

// GetBundle implements the operation.
func (h *Handler) GetBundle(ctx context.Context, r api.GetBundleRequestObject) (api.GetBundleResponseObject, error) {
	found, err := h.service.Bundle(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Bundle](r.BundleId))
	if err != nil {
		return nil, err
	}
	return api.GetBundle200JSONResponse{
		Body: bundleToAPI(found), Headers: api.GetBundle200ResponseHeaders{ETag: etag.Of(found.Version)},
	}, nil
}

// ChangeBundle implements the operation.
func (h *Handler) ChangeBundle(ctx context.Context, r api.ChangeBundleRequestObject) (api.ChangeBundleResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	in := Pack{
		Organisation: id.From[id.Organisation](r.OrganisationId), Bundle: id.From[id.Bundle](r.BundleId), Name: r.Body.Name, Version: version,
	}
	if r.Body.RightIds != nil {
		in.Rights = rightsFrom(*r.Body.RightIds)
	}
	if member.Or(r.Params.DryRun) {
		now, effects, err := h.service.PreviewBundle(ctx, in)
		return api.ChangeBundle200JSONResponse{
			Body: previewToAPI(now, effects), Headers: api.ChangeBundle200ResponseHeaders{ETag: etag.Of(now.Version)},
		}, err
	}
	changed, err := h.service.ChangeBundle(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.ChangeBundle200JSONResponse{
		Body: bundleToAPI(changed), Headers: api.ChangeBundle200ResponseHeaders{ETag: etag.Of(changed.Version)},
	}, nil
}

// ListBundleVersions implements the operation.
func (h *Handler) ListBundleVersions(ctx context.Context, r api.ListBundleVersionsRequestObject) (api.ListBundleVersionsResponseObject, error) {
	paging := Paging{member.Or(r.Params.After), r.Params.Limit}
	list, err := h.service.BundleVersions(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Bundle](r.BundleId), paging)
	if err != nil {
		return nil, err
	}
	return api.ListBundleVersions200JSONResponse{Data: each(list.Data, versionToAPI), NextCursor: member.Unless(list.Next)}, nil
}

// RetireBundle implements the operation.
func (h *Handler) RetireBundle(ctx context.Context, r api.RetireBundleRequestObject) (api.RetireBundleResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	org, bundle := id.From[id.Organisation](r.OrganisationId), id.From[id.Bundle](r.BundleId)
	if member.Or(r.Params.DryRun) {
		now, effects, err := h.service.PreviewRetirement(ctx, org, bundle, version)
		return api.RetireBundle200JSONResponse{
			Body: previewToAPI(now, effects), Headers: api.RetireBundle200ResponseHeaders{ETag: etag.Of(now.Version)},
		}, err
	}
	retired, err := h.service.RetireBundle(ctx, org, bundle, version)
	if err != nil {
		return nil, err
	}
	return api.RetireBundle200JSONResponse{
		Body: bundleToAPI(retired), Headers: api.RetireBundle200ResponseHeaders{ETag: etag.Of(retired.Version)},
	}, nil
}

func heldToAPI(h Held) api.HeldRight {
	h.Actions = []string{} // of the right; what may be done with it here is to assign it
	return api.HeldRight{
		Right: rightToAPI(h.Right), SystemCode: h.SystemCode, SystemName: h.SystemName, HoldingId: h.Holding.UUID(),
		StartsOn: member.Day(h.StartsOn), EndsOn: member.DayUnless(h.EndsOn), Current: h.Current,
	}
}

func bundleToAPI(b Bundle) api.Bundle {
	return api.Bundle{
		Id: b.ID.UUID(), Name: b.Name, Basic: b.Basic, Number: b.Number, RightIds: uuids(b.RightIDs), MadeAt: b.MadeAt,
		CreatedAt: b.CreatedAt, RetiredAt: b.RetiredAt, Version: b.Version, Actions: b.Actions,
	}
}

// previewToAPI shows the bundle as it still is, and what the change would do.
func previewToAPI(b Bundle, e Effects) api.Bundle {
	shown := bundleToAPI(b)
	shown.Effects = &api.BundleEffects{
		Employees: e.Employees,
		First: each(e.First, func(a Affected) api.AffectedEmployee {
			return api.AffectedEmployee{EmployeeId: a.Employee.UUID(), GivenName: a.GivenName, FamilyName: a.FamilyName}
		}),
		Rights: each(e.Rights, func(s Shift) api.RightShift {
			return api.RightShift{RightId: s.Right.UUID(), Code: s.Code, Name: s.Name, Gained: s.Gained, Employees: s.Employees}
		}),
	}
	return shown
}

func versionToAPI(b Bundle) api.BundleVersion {
	return api.BundleVersion{Number: b.Number, RightIds: uuids(b.RightIDs), MadeAt: b.MadeAt}
}

func rightsFrom(list []uuid.UUID) []id.Right { return each(list, id.From[id.Right]) }

func uuids(texts []string) []uuid.UUID { return each(texts, uuid.MustParse) } // as the database wrote them
