package employee

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/member"
	"hverv/internal/page"
)

// fewFound is how many are told of at once, unless more are asked for.
const fewFound = 10

// FindEmployees implements api.StrictServerInterface.
func (h *Handler) FindEmployees(ctx context.Context, r api.FindEmployeesRequestObject) (api.FindEmployeesResponseObject, error) {
	in := Whom{Organisation: id.From[id.Organisation](r.OrganisationId)}
	put(&in.Query, r.Params.Q)
	limit := r.Params.Limit
	if limit == nil {
		limit = new(fewFound)
	}
	var err error
	if in.Limit, err = page.Window(limit, r.Params.After, &in.AfterKey, &in.AfterID); err != nil {
		return nil, err
	}
	found, err := h.service.Find(ctx, in)
	if err != nil {
		return nil, err
	}
	answer := api.FindEmployees200JSONResponse{Data: make([]api.EmployeeFound, 0, len(found.Data)), NextCursor: found.Cursor()}
	for _, c := range found.Data {
		answer.Data = append(answer.Data, candidateToAPI(c))
	}
	return answer, nil
}

func candidateToAPI(c Candidate) api.EmployeeFound {
	to := api.EmployeeFound{
		Id: c.ID.UUID(), GivenName: c.GivenName, FamilyName: c.FamilyName, Title: c.Title, EmployeeNumber: c.EmployeeNumber,
		UnitName: member.Unless(c.UnitName), Status: string(c.Status), Lacks: c.Lacks,
	}
	if i := c.Identity; i != nil {
		to.Identity = &api.EmployeeFoundIdentity{Id: i.ID.UUID(), Kind: i.Kind, State: i.State}
	}
	return to
}
