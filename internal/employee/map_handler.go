package employee

import (
	"context"

	"github.com/oapi-codegen/nullable"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/etag"
	"hverv/internal/id"
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
	if in.BirthDate, err = date(b.BirthDate); err != nil || b.Employments == nil {
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
	if m.StartsOn, err = date(b.StartsOn); err != nil {
		return m, err
	}
	m.EndsOn, err = date(b.EndsOn)
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
	in.BirthDate, err = changedDate(b.BirthDate)
	return in, err
}

// date reads an optional date; missing is none.
func date(given *openapi_types.Date) (calendar.Date, error) {
	if given == nil {
		return calendar.Date{}, nil
	}
	return calendar.FromTime(given.Time)
}

// changedDate is nil for a member that was left out, and no date for null.
func changedDate(given nullable.Nullable[openapi_types.Date]) (*calendar.Date, error) {
	if !given.IsSpecified() {
		return nil, nil //nolint:nilnil // left out
	}
	value, err := given.Get()
	if err != nil {
		return &calendar.Date{}, nil //nolint:nilerr // the one error is null
	}
	d, err := calendar.FromTime(value.Time)
	return &d, err
}

func dateToAPI(d calendar.Date) *openapi_types.Date {
	if d.IsZero() {
		return nil
	}
	return &openapi_types.Date{Time: d.Time()}
}

func toAPI(ctx context.Context, e Employee) api.Employee {
	to := api.Employee{
		Id: e.ID.UUID(), GivenName: e.GivenName, FamilyName: e.FamilyName, Email: e.Email, Phone: e.Phone, Title: e.Title,
		EmployeeNumber: e.EmployeeNumber, BirthDate: dateToAPI(e.BirthDate), NationalId: masked(string(e.NationalIDKind), e.NationalIDMasked),
		ProductionUnitId: e.ProductionUnit.Pointer(), UnitId: e.Unit.Pointer(), ManagerId: e.Manager.Pointer(), Protected: e.Protected,
		ProductionUnitName: said(e.ProductionUnitName), UnitName: said(e.UnitName), ManagerName: said(e.ManagerName),
		Status: string(e.Status), Actions: Actions(ctx, e), CreatedAt: e.CreatedAt, ChangedAt: e.ChangedAt,
		Employments: make([]api.Employment, 0, len(e.Employments)), BlockReasons: make([]api.BlockReason, 0, len(e.Blocks)),
	}
	if len(e.Hints) > 0 {
		to.Hints = &e.Hints
	}
	for _, m := range e.Employments {
		to.Employments = append(to.Employments, api.Employment{
			Id: m.ID.UUID(), Category: m.Category, UnitId: m.Unit.Pointer(), ProductionUnitId: m.ProductionUnit.Pointer(),
			StartsOn: openapi_types.Date{Time: m.StartsOn.Time()}, EndsOn: dateToAPI(m.EndsOn), EndedAt: m.EndedAt,
			Sponsor: said(m.Sponsor), Etag: etag.Of(m.Version),
		})
	}
	for _, b := range e.Blocks {
		to.BlockReasons = append(to.BlockReasons, api.BlockReason{Kind: string(b.Kind), SetAt: b.SetAt})
	}
	return to
}

func listedToAPI(e *Listed) api.EmployeeListed {
	return api.EmployeeListed{
		UnitName: said(e.UnitName), ProductionUnitName: said(e.ProductionUnitName), SignIn: signInToAPI(e.SignIn),
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
		Kind: s.Kind, State: said(s.State), UserName: said(s.UserName), ActivateUntil: dateToAPI(s.ActivateUntil),
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

// said is an optional member; "" is missing.
func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
