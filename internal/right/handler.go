package right

import (
	"github.com/google/uuid"
	"github.com/oapi-codegen/nullable"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/id"
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
		Owner: owner, System: id.From[id.System](system), Code: in.Code, Name: in.Name, Description: or(in.Description),
		Access: Access(in.Access), Sensitivity: Sensitivity(in.Sensitivity), Delegable: or(in.Delegable),
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
	if h.StartsOn, err = date(in.StartsOn); err != nil {
		return h, err
	}
	h.EndsOn, err = date(in.EndsOn)
	return h, err
}

func holdingToAPI(h Holding) api.Holding {
	return api.Holding{
		Id: h.ID.UUID(), OrganisationId: h.Organisation.UUID(), Cvr: h.CVR, OrganisationName: h.OrganisationIs,
		StartsOn: day(h.StartsOn), EndsOn: dayOrMissing(h.EndsOn), RevokedAt: h.RevokedAt, Current: h.Current, Version: h.Version, Actions: h.Actions,
	}
}

func each[A, B any](list []A, do func(A) B) []B {
	answer := make([]B, len(list))
	for i, a := range list {
		answer[i] = do(a)
	}
	return answer
}

func date(given *openapi_types.Date) (calendar.Date, error) {
	if given == nil {
		return calendar.Date{}, nil
	}
	return calendar.FromTime(given.Time)
}

// changedDate is nil for a member that was left out, and no date for null.
func changedDate(given nullable.Nullable[openapi_types.Date]) (*calendar.Date, error) {
	if !given.IsSpecified() {
		return nil, nil //nolint:nilnil // "not to be changed" is no error
	}
	value, err := given.Get()
	if err != nil {
		return &calendar.Date{}, nil //nolint:nilerr // the one error is null
	}
	changed, err := calendar.FromTime(value.Time)
	return &changed, err
}

func day(d calendar.Date) openapi_types.Date { return openapi_types.Date{Time: d.Time()} }

func dayOrMissing(d calendar.Date) *openapi_types.Date {
	if d.IsZero() {
		return nil
	}
	return &openapi_types.Date{Time: d.Time()}
}

// or is the value, or the zero one where it is missing.
func or[T any](given *T) T {
	if given == nil {
		var zero T
		return zero
	}
	return *given
}

func orMissing[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}
