package connection

import (
	"context"
	"errors"
	"strings"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/person"
	"hverv/internal/role"
)

// firstCategory is the employment of a first administrator: permanent staff, whose date can be
// corrected later (E4).
const firstCategory = "F"

// firstRoles are what a first administrator holds (C7).
//
//nolint:gochecknoglobals // a table
var firstRoles = []authz.Role{authz.OrganisationAdministrator, authz.UserAdministrator, authz.RightsAdministrator}

// connect is C7: with the last approval the organisation exists and its first administrators hold
// every administrator's role, all in the transaction of the approval. With C8 the organisation is
// there already and only gets administrators again.
func (s *Service) connect(ctx context.Context, tx *database.Tx, decision authz.Decision, r row) error {
	kind, org := First, id.Organisation{}
	existing, err := connectedAs(ctx, tx, nationalid.CVR(r.CVR))
	switch {
	case errors.Is(err, database.ErrNone):
		org, err = s.found(ctx, tx, decision, *r.Company)
	case err == nil:
		kind, org = Reappointment, existing
		err = s.orphaned(ctx, tx, existing)
	}
	if err != nil {
		return err
	}
	if err := s.appointAll(ctx, tx, org, r); err != nil {
		return err
	}
	u := r.update(Connected, r.ExpiresOn)
	u.kind, u.organisation, u.endedAt = kind, org, &tx.Now
	if err := move(ctx, tx, r.ID, u); err != nil {
		return err
	}
	if err := voidLinks(ctx, tx, r.ID); err != nil {
		return err
	}
	if err := s.tell(ctx, tx, r, notify.ConnectionApproved, nil); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "connection.connected", Subject: audit.On("connection", r.ID),
		Before: audit.Fields{"state": string(r.State)},
		After:  audit.Fields{"state": string(Connected), "kind": string(kind), "organisation_id": org.String(), "required_approvals": r.Required},
	})
}

// found makes the organisation with what every organisation begins with.
func (s *Service) found(ctx context.Context, tx *database.Tx, decision authz.Decision, c company.Company) (id.Organisation, error) {
	in := organisation.Connect{CVR: c.CVR, Name: cut(c.Name), Form: c.Form, Address: stored(c.Address)}
	for _, unit := range c.ProductionUnits {
		in.ProductionUnits = append(in.ProductionUnits, organisation.ConnectUnit{Number: unit.PNumber, Name: cut(unit.Name), Address: stored(unit.Address)})
	}
	o, err := s.Organisations.ConnectIn(ctx, tx, decision, in)
	if err != nil {
		return id.Organisation{}, err
	}
	if err := employee.SeedCategories(ctx, tx, o.ID); err != nil {
		return id.Organisation{}, err
	}
	machine, seed, err := byHverv(ctx, tx, authz.BundleChange, o.ID)
	if err != nil {
		return id.Organisation{}, err
	}
	return o.ID, s.Rights.SeedBasicIn(machine, tx, seed, o.ID)
}

// cut keeps to what an organisation's name may be; the register knows longer ones.
func cut(name string) string {
	const most = 200
	letters := []rune(name)
	return strings.TrimSpace(string(letters[:min(len(letters), most)]))
}

func stored(a company.Address) organisation.Address {
	street := a.Street
	if a.CareOf != "" {
		street = strings.TrimRight(a.CareOf+", "+street, ", ")
	}
	return organisation.Address{Street: street, PostalCode: a.PostalCode, City: a.City, Country: a.Country}
}

// byHverv is the decision of Hverv itself inside the organisation: what follows from an approval
// is the approver's doing there, who has no role in it.
func byHverv(ctx context.Context, tx *database.Tx, action authz.Action, org id.Organisation) (context.Context, authz.Decision, error) {
	machine := authz.AsMachine(ctx, "connection", tx.Now)
	permit, err := authz.Require(machine, action, authz.In(org))
	if err != nil {
		return machine, authz.Decision{}, err
	}
	decision, err := permit.On(authz.Facts{})
	return machine, decision, err
}

func (s *Service) appointAll(ctx context.Context, tx *database.Tx, org id.Organisation, r row) error {
	sealed, err := administratorIDs(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	numbers := map[string]nationalid.Number{}
	for _, row := range sealed {
		if numbers[row.ID], err = s.openNumber(row.Sealed, administratorContext(row.ID)); err != nil {
			return err
		}
	}
	for _, a := range r.Admins {
		e, err := s.employ(ctx, tx, org, a, numbers[a.ID.String()])
		if err != nil {
			return err
		}
		if err := s.appoint(ctx, tx, e, r); err != nil {
			return err
		}
	}
	return nil
}

// employ finds the administrator to be among the employees (C8), or makes the employee.
func (s *Service) employ(ctx context.Context, tx *database.Tx, org id.Organisation, a Administrator, number nationalid.Number) (employee.Employee, error) {
	known, err := employeeBy(ctx, tx, org, s.Keys.Indexes(number.Canonical(), person.Purpose))
	if err == nil {
		return s.usable(ctx, tx, org, known)
	}
	if !errors.Is(err, database.ErrNone) {
		return employee.Employee{}, err
	}
	machine, decision, err := byHverv(ctx, tx, authz.EmployeeCreate, org)
	if err != nil {
		return employee.Employee{}, err
	}
	return s.Employees.CreateIn(machine, tx, decision, employee.Create{
		Organisation: org, GivenName: a.GivenName, FamilyName: a.FamilyName, Email: a.Email, NationalID: number,
		Employments: []employee.Employ{{Category: firstCategory}},
	})
}

// usable refuses somebody whom HR has ended or who is blocked: an approval gives no employment back
// (L7, E6).
func (s *Service) usable(ctx context.Context, tx *database.Tx, org id.Organisation, known id.Employee) (employee.Employee, error) {
	e, err := employee.Lock(ctx, tx, org, known)
	if err != nil {
		return e, err
	}
	usable, err := employee.Usable(ctx, tx, org, known)
	if err == nil && !usable {
		err = fault.New(fault.Conflict, "administrator_unusable",
			"One of the administrators to be is no longer employed, or is blocked. Appoint somebody else.").
			On("/administrators", "administrator_unusable", "Appoint somebody who is employed and not blocked.")
	}
	return e, err
}

// appoint gives the roles that are not held yet, and an identity to who has none.
func (s *Service) appoint(ctx context.Context, tx *database.Tx, e employee.Employee, r row) error {
	machine, decision, err := byHverv(ctx, tx, authz.RoleGrant, e.Organisation)
	if err != nil {
		return err
	}
	for _, held := range firstRoles {
		holds, err := holdsRole(ctx, tx, e.Organisation, e.ID, string(held))
		if err != nil {
			return err
		}
		if holds {
			continue
		}
		in := role.Grant{Organisation: e.Organisation, Employee: e.ID, Role: held, Reason: "connection " + r.ID.String()}
		if _, err := s.Roles.GrantIn(machine, tx, decision, in); err != nil {
			return err
		}
	}
	has, err := hasIdentity(ctx, tx, e.Organisation, e.ID)
	if err != nil || has {
		return err
	}
	if machine, decision, err = byHverv(ctx, tx, authz.IdentityChoose, e.Organisation); err != nil {
		return err
	}
	kind, err := s.kindOf(ctx, tx, e.Organisation)
	if err != nil {
		return err
	}
	_, _, err = s.Identities.ChooseIn(machine, tx, decision, identity.Choose{Employee: e, Kind: kind, Language: r.Language, SetUp: true})
	return err
}

// kindOf is a private identity, unless an organisation that exists already (C8) has turned those off.
func (s *Service) kindOf(ctx context.Context, tx *database.Tx, org id.Organisation) (identity.Kind, error) {
	o, err := organisation.Find(ctx, tx, org)
	if err == nil && !o.PrivateIdentities {
		return identity.Dedicated, nil
	}
	return identity.Private, err
}
