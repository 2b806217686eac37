package right

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/id"
)

// ExplainRight implements the operation.
func (h *Handler) ExplainRight(ctx context.Context, r api.ExplainRightRequestObject) (api.ExplainRightResponseObject, error) {
	on, err := date(r.Params.At)
	if err != nil {
		return nil, err
	}
	told, err := h.service.Explain(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId), id.From[id.Right](r.RightId), on)
	if err != nil {
		return nil, err
	}
	return api.ExplainRight200JSONResponse(explanationToAPI(told, authz.RequestOf(ctx).Language)), nil
}

func explanationToAPI(e Explanation, language string) api.RightExplanation {
	said := func(c Condition) api.RightCondition {
		return api.RightCondition{Code: string(c.Code), Holds: c.Holds, Text: c.Code.Sentence(language), From: dayOrMissing(c.From), To: dayOrMissing(c.To)}
	}
	return api.RightExplanation{
		On: day(e.On), RightId: e.Right.UUID(), Code: e.Code, Name: e.Name, Held: e.Held, Conditions: each(e.Conditions, said),
		Paths: each(e.Routes, func(r Route) api.RightPath {
			return api.RightPath{
				AssignmentId: r.Assignment.UUID(), CaseNumber: orMissing(r.CaseNumber), BundleId: r.Bundle.Optional(), BundleName: orMissing(r.BundleName),
				BundleVersion: orMissing(r.BundleVersion), ScopeKind: string(r.ScopeKind), ScopeValue: orMissing(r.ScopeValue),
				Holds: r.Holds, Conditions: each(r.Conditions, said),
			}
		}),
	}
}
