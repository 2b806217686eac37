package employee

import (
	"context"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
)

// ListEmploymentCategories implements api.StrictServerInterface.
func (h *Handler) ListEmploymentCategories(ctx context.Context, r api.ListEmploymentCategoriesRequestObject) (api.ListEmploymentCategoriesResponseObject, error) {
	found, err := h.service.Categories(ctx, id.From[id.Organisation](r.OrganisationId))
	if err != nil {
		return nil, err
	}
	answer := api.ListEmploymentCategories200JSONResponse{Data: make([]api.EmploymentCategory, 0, len(found))}
	for _, c := range found {
		answer.Data = append(answer.Data, categoryToAPI(c))
	}
	return answer, nil
}

// CreateEmploymentCategory implements api.StrictServerInterface.
func (h *Handler) CreateEmploymentCategory(ctx context.Context, r api.CreateEmploymentCategoryRequestObject) (api.CreateEmploymentCategoryResponseObject, error) {
	in := NewCategory{Organisation: id.From[id.Organisation](r.OrganisationId), Category: Category{
		Code: r.Body.Code, NameDa: r.Body.NameDa, NameEn: r.Body.NameEn, DefaultDays: r.Body.DefaultDays, AllowedAuthenticators: authenticators,
	}}
	put(&in.Category.External, r.Body.External)
	put((*[]string)(&in.Category.RequiredDocuments), r.Body.RequiredDocuments)
	put((*[]string)(&in.Category.AllowedAuthenticators), r.Body.AllowedAuthenticators)
	c, err := h.service.CreateCategory(ctx, in)
	if err != nil {
		return nil, err
	}
	return api.CreateEmploymentCategory201JSONResponse{
		Body: categoryToAPI(c), Headers: api.CreateEmploymentCategory201ResponseHeaders{ETag: etag.Of(c.Version)},
	}, nil
}

// ChangeEmploymentCategory implements api.StrictServerInterface.
func (h *Handler) ChangeEmploymentCategory(ctx context.Context, r api.ChangeEmploymentCategoryRequestObject) (api.ChangeEmploymentCategoryResponseObject, error) {
	version, err := etag.Version(r.Params.IfMatch)
	if err != nil {
		return nil, err
	}
	c, err := h.service.ChangeCategory(ctx, ChangeCategory{
		Organisation: id.From[id.Organisation](r.OrganisationId), Code: r.CategoryCode, Version: version, NameDa: r.Body.NameDa,
		NameEn: r.Body.NameEn, DefaultDays: r.Body.DefaultDays, External: r.Body.External, RequiredDocuments: r.Body.RequiredDocuments,
		AllowedAuthenticators: r.Body.AllowedAuthenticators, Retired: r.Body.Retired,
	})
	if err != nil {
		return nil, err
	}
	return api.ChangeEmploymentCategory200JSONResponse{
		Body: categoryToAPI(c), Headers: api.ChangeEmploymentCategory200ResponseHeaders{ETag: etag.Of(c.Version)},
	}, nil
}

func categoryToAPI(c Category) api.EmploymentCategory {
	return api.EmploymentCategory{
		Code: c.Code, NameDa: c.NameDa, NameEn: c.NameEn, DefaultDays: c.DefaultDays, External: c.External,
		RequiredDocuments: c.RequiredDocuments, AllowedAuthenticators: c.AllowedAuthenticators, Retired: c.Retired, Etag: etag.Of(c.Version),
	}
}
