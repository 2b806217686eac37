package right

import (
	"github.com/google/uuid"

	"hverv/api"
	"hverv/internal/id"
	"hverv/internal/member"
)

// Handler answers the operations of systems, rights, bundles and assignments.
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(service *Service) *Handler { return &Handler{service} }

//nolint:gochecknoglobals // a constant in all but syntax
var installation = Owner{}

func ownedBy(organisation uuid.UUID) Owner { return Owner{id.From[id.Organisation](organisation)} }

func systemFrom(asked Owner) func(System) api.System {
	return func(s System) api.System {
		return api.System{
			Id: s.ID.UUID(), Code: s.Code, Name: s.Name, Own: s.Owner == asked.Organisation,
			CreatedAt: s.CreatedAt, RetiredAt: s.RetiredAt, Version: s.Version, Actions: s.Actions,
		}
	}
}

func addRight(owner Owner, system uuid.UUID, in api.CreateRight) AddRight {
	return AddRight{
		Owner: owner, System: id.From[id.System](system), Code: in.Code, Name: in.Name, Description: member.Or(in.Description),
		Access: Access(in.Access), Sensitivity: Sensitivity(in.Sensitivity), Delegable: member.Or(in.Delegable),
	}
}

func changeRight(owner Owner, system, right uuid.UUID, in api.ChangeRight) ChangeRight {
	return ChangeRight{
		Owner: owner, System: id.From[id.System](system), Right: id.From[id.Right](right), Name: in.Name,
		Description: in.Description, Sensitivity: (*Sensitivity)(in.Sensitivity), Delegable: in.Delegable,
	}
}

func rightToAPI(r Right) api.Right {
	return api.Right{
		Id: r.ID.UUID(), SystemId: r.System.UUID(), Code: r.Code, Name: r.Name, Description: r.Description, Access: string(r.Access),
		Sensitivity: string(r.Sensitivity), Delegable: r.Delegable, CreatedAt: r.CreatedAt, RetiredAt: r.RetiredAt, Version: r.Version, Actions: r.Actions,
	}
}

func hold(owner Owner, system, right uuid.UUID, in api.GiveHolding) (h Hold, err error) {
	h = Hold{Owner: owner, System: id.From[id.System](system), Right: id.From[id.Right](right), CVR: in.Cvr}
	if h.StartsOn, err = member.Date(in.StartsOn); err != nil {
		return h, err
	}
	h.EndsOn, err = member.Date(in.EndsOn)
	return h, err
}

func holdingToAPI(h Holding) api.Holding {
	return api.Holding{
		Id: h.ID.UUID(), OrganisationId: h.Organisation.UUID(), Cvr: h.CVR, OrganisationName: h.OrganisationIs,
		StartsOn: member.Day(h.StartsOn), EndsOn: member.DayUnless(h.EndsOn), RevokedAt: h.RevokedAt, Current: h.Current, Version: h.Version, Actions: h.Actions,
	}
}

func each[A, B any](list []A, do func(A) B) []B {
	answer := make([]B, len(list))
	for i, a := range list {
		answer[i] = do(a)
	}
	return answer
}
