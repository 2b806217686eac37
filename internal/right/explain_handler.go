package right

import (
	"context"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/member"
)

// ExplainRight implements the operation.
func (h *Handler) ExplainRight(ctx context.Context, r api.ExplainRightRequestObject) (api.ExplainRightResponseObject, error) {
	on, err := member.Date(r.Params.At)
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
		return api.RightCondition{Code: string(c.Code), Holds: c.Holds, Text: c.Code.Sentence(language), From: member.DayUnless(c.From), To: member.DayUnless(c.To)}
	}
	return api.RightExplanation{
		On: member.Day(e.On), RightId: e.Right.UUID(), Code: e.Code, Name: e.Name, Held: e.Held, Conditions: each(e.Conditions, said),
		Paths: each(e.Routes, func(r Route) api.RightPath {
			return api.RightPath{
				AssignmentId: r.Assignment.UUID(), CaseNumber: member.Unless(r.CaseNumber), BundleId: r.Bundle.Pointer(), BundleName: member.Unless(r.BundleName),
				BundleVersion: member.Unless(r.BundleVersion), ScopeKind: string(r.ScopeKind), ScopeValue: member.Unless(r.ScopeValue),
				Holds: r.Holds, Conditions: each(r.Conditions, said),
			}
		}),
	}
}
