package right

import (
	"context"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/member"
)

// GetEffectiveRights implements the operation.
func (h *Handler) GetEffectiveRights(ctx context.Context, r api.GetEffectiveRightsRequestObject) (api.GetEffectiveRightsResponseObject, error) {
	on, err := member.Date(r.Params.At)
	if err != nil {
		return nil, err
	}
	powers, err := h.service.Of(ctx, id.From[id.Organisation](r.OrganisationId), id.From[id.Employee](r.EmployeeId), on)
	if err != nil {
		return nil, err
	}
	return api.GetEffectiveRights200JSONResponse(powersToAPI(powers)), nil
}

// GetMyRights implements the operation.
func (h *Handler) GetMyRights(ctx context.Context, r api.GetMyRightsRequestObject) (api.GetMyRightsResponseObject, error) {
	on, err := member.Date(r.Params.At)
	if err != nil {
		return nil, err
	}
	powers, err := h.service.Mine(ctx, on)
	if err != nil {
		return nil, err
	}
	return api.GetMyRights200JSONResponse(powersToAPI(powers)), nil
}

func powersToAPI(p Powers) api.EffectiveRights {
	return api.EffectiveRights{On: member.Day(p.On), Usable: p.Usable, Data: each(p.Rights, effectiveToAPI)}
}

func effectiveToAPI(e Effective) api.EffectiveRight {
	return api.EffectiveRight{
		RightId: e.Right.UUID(), Code: e.Code, Name: e.Name, Access: string(e.Access), Sensitivity: string(e.Sensitivity), Delegable: e.Delegable,
		SystemId: e.System.UUID(), SystemCode: e.SystemCode, SystemName: e.SystemName, ScopeKind: string(e.ScopeKind),
		ScopeValue: member.Unless(e.ScopeValue), ScopeNumber: member.Unless(e.ScopeNumber), ScopeName: member.Unless(e.ScopeName), Until: member.DayUnless(e.Until()),
		Why: api.EffectivePath{
			AssignmentId: e.Assignment.UUID(), AssignedFrom: member.Day(e.AssignedFrom), AssignedTo: member.DayUnless(e.AssignedTo), CaseNumber: member.Unless(e.CaseNumber),
			BundleId: e.Bundle.Pointer(), BundleName: member.Unless(e.BundleName), BundleVersion: member.Unless(e.BundleVersion),
			HoldingId: e.Holding.UUID(), HeldFrom: member.Day(e.HeldFrom), HeldTo: member.DayUnless(e.HeldTo),
		},
	}
}
