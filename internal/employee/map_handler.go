package employee

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/member"
)

func fromNew(org id.Organisation, b api.NewEmployee) (Create, error) {
	in := Create{
		Organisation: org, GivenName: b.GivenName, FamilyName: b.FamilyName,
		ProductionUnit: id.Optional[id.ProductionUnit](b.ProductionUnitId), Unit: id.Optional[id.Unit](b.UnitId),
		Manager: id.Optional[id.Employee](b.ManagerId),
	}
	put(&in.Email, b.Email)
	put(&in.Phone, b.Phone)
	put(&in.Title, b.Title)
	put(&in.EmployeeNumber, b.EmployeeNumber)
	put(&in.Protected, b.Protected)
	if b.NationalId != nil {
		t := typed(*b.NationalId)
		in.Typed = &t
	}
	var err error
	if in.BirthDate, err = member.Date(b.BirthDate); err != nil || b.Employments == nil {
		return in, err
	}
	for _, e := range *b.Employments {
		m, err := fromNewEmployment(e)
		if err != nil {
			return in, err
		}
		in.Employments = append(in.Employments, m)
	}
	return in, nil
}

func fromNewEmployment(b api.NewEmployment) (m Employ, err error) {
	m = Employ{Category: b.Category, Unit: id.Optional[id.Unit](b.UnitId), ProductionUnit: id.Optional[id.ProductionUnit](b.ProductionUnitId)}
	put(&m.Sponsor, b.Sponsor)
	if m.StartsOn, err = member.Date(b.StartsOn); err != nil {
		return m, err
	}
	m.EndsOn, err = member.Date(b.EndsOn)
	return m, err
}

func fromChange(b api.EmployeeChange) (Change, error) {
	in := Change{
		GivenName: b.GivenName, FamilyName: b.FamilyName, Email: b.Email, Phone: b.Phone, Title: b.Title,
		EmployeeNumber: b.EmployeeNumber, Protected: b.Protected, ProductionUnit: id.Change[id.ProductionUnit](b.ProductionUnitId),
		Unit: id.Change[id.Unit](b.UnitId), Manager: id.Change[id.Employee](b.ManagerId),
	}
	if b.NationalId.IsSpecified() {
		in.NationalID = &TypedID{}
		if n, err := b.NationalId.Get(); err == nil {
			t := typed(api.NationalId{Kind: api.NationalIdKind(n.Kind), Country: n.Country, Value: n.Value})
			in.NationalID = &t
		}
	}
	var err error
	in.BirthDate, err = member.Changed(b.BirthDate)
	return in, err
}

func toAPI(ctx context.Context, e Employee) api.Employee {
	to := api.Employee{
		Id: e.ID.UUID(), GivenName: e.GivenName, FamilyName: e.FamilyName, Email: e.Email, Phone: e.Phone, Title: e.Title,
		EmployeeNumber: e.EmployeeNumber, BirthDate: member.DayUnless(e.BirthDate), NationalId: masked(string(e.NationalIDKind), e.NationalIDMasked),
		ProductionUnitId: e.ProductionUnit.Pointer(), UnitId: e.Unit.Pointer(), ManagerId: e.Manager.Pointer(), Protected: e.Protected,
		ProductionUnitName: member.Unless(e.ProductionUnitName), UnitName: member.Unless(e.UnitName), ManagerName: member.Unless(e.ManagerName),
		Status: string(e.Status), Actions: Actions(ctx, e), CreatedAt: e.CreatedAt, ChangedAt: e.ChangedAt,
		Employments: make([]api.Employment, 0, len(e.Employments)), BlockReasons: make([]api.BlockReason, 0, len(e.Blocks)),
	}
	if len(e.Hints) > 0 {
		to.Hints = &e.Hints
	}
	for _, m := range e.Employments {
		to.Employments = append(to.Employments, api.Employment{
			Id: m.ID.UUID(), Category: m.Category, UnitId: m.Unit.Pointer(), ProductionUnitId: m.ProductionUnit.Pointer(),
			StartsOn: openapi_types.Date{Time: m.StartsOn.Time()}, EndsOn: member.DayUnless(m.EndsOn), EndedAt: m.EndedAt,
			Sponsor: member.Unless(m.Sponsor), Etag: etag.Of(m.Version),
		})
	}
	for _, b := range e.Blocks {
		to.BlockReasons = append(to.BlockReasons, api.BlockReason{Kind: string(b.Kind), SetAt: b.SetAt})
	}
	return to
}

func listedToAPI(e *Listed) api.EmployeeListed {
	return api.EmployeeListed{
		UnitName: member.Unless(e.UnitName), ProductionUnitName: member.Unless(e.ProductionUnitName), SignIn: signInToAPI(e.SignIn),
		Id: e.ID.UUID(), GivenName: e.GivenName, FamilyName: e.FamilyName, Email: e.Email, Phone: e.Phone, Title: e.Title,
		EmployeeNumber: e.EmployeeNumber, NationalId: masked(string(e.IDKind), e.IDMasked), ProductionUnitId: e.ProductionUnit.Pointer(),
		UnitId: e.Unit.Pointer(), ManagerId: e.Manager.Pointer(), Protected: e.Protected, Status: string(e.Status),
		CreatedAt: e.CreatedAt, Etag: etag.Of(e.Version),
	}
}

func signInToAPI(s SignIn) *api.EmployeeSignIn {
	if !s.Told {
		return nil
	}
	to := &api.EmployeeSignIn{
		Kind: s.Kind, State: member.Unless(s.State), UserName: member.Unless(s.UserName), ActivateUntil: member.DayUnless(s.ActivateUntil),
		Authenticators: make([]api.EmployeeAuthenticator, len(s.Authenticators)),
	}
	for i, held := range s.Authenticators {
		to.Authenticators[i] = api.EmployeeAuthenticator{Kind: held.Kind, State: held.State}
	}
	return to
}

func stoppedToAPI(ctx context.Context, s Stopped) api.EmployeeStopped {
	return api.EmployeeStopped{Stored: s.Stored, Employee: toAPI(ctx, s.Employee), Effects: api.EmployeeEffects{
		Sessions: s.Effects.Sessions, Identities: s.Effects.Identities, Authenticators: s.Effects.Authenticators,
		Roles: s.Effects.Roles, Rights: s.Effects.Rights, LastAdministrator: s.Effects.LastAdministrator,
	}}
}

func masked(kind, shown string) *api.MaskedNationalId {
	if kind == "" {
		return nil
	}
	return &api.MaskedNationalId{Kind: kind, Masked: shown}
}
