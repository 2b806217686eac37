package connection

import (
	"context"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Change takes one step of a draft (C6). Everything that is given is judged before anything is
// stored; the register is asked before the transaction.
func (s *Service) Change(ctx context.Context, in Change) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionChange, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	company, err := s.judge(ctx, &in)
	if err != nil {
		return Connection{}, err
	}
	var c Connection
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		r, decision, err := s.own(ctx, tx, permit, in.Connection, StepChange)
		if err != nil {
			return err
		}
		if r.Version != in.Version {
			return etag.Stale()
		}
		if in.cvr != "" {
			if _, err := s.standing(ctx, tx, company.CVR); err != nil {
				return err
			}
		}
		if err := s.store(ctx, tx, r, in, company); err != nil {
			return err
		}
		err = s.Audit.Record(ctx, tx, audit.Event{Decision: decision, Name: "connection.changed", Subject: audit.On("connection", r.ID), After: in.fields()})
		if err != nil {
			return err
		}
		c, err = s.read(ctx, tx, r.ID)
		return err
	})
	return c, err
}

// judge says all that is wrong with a step, and looks a new company up.
func (s *Service) judge(ctx context.Context, in *Change) (*company.Company, error) {
	if err := in.check(calendar.Today(s.DB.Now())); err != nil {
		return nil, err
	}
	if in.TermsHash != nil {
		if err := s.Terms.accept(*in.TermsHash); err != nil {
			return nil, err
		}
	}
	if in.cvr == "" {
		return nil, nil //nolint:nilnil // no company is named, so none is found
	}
	found, err := s.connectable(ctx, in.cvr.String())
	return &found, err
}

// own locks a request of the caller's that allows the step.
func (s *Service) own(ctx context.Context, tx *database.Tx, permit authz.Permit, connection id.Connection, step Step) (row, authz.Decision, error) {
	applicant, err := privately(permit)
	if err != nil {
		return row{}, authz.Decision{}, err
	}
	r, err := lock(ctx, tx, connection)
	if err != nil {
		return row{}, authz.Decision{}, err
	}
	if r.Applicant != applicant {
		return row{}, authz.Decision{}, missingConnection()
	}
	if err := r.State.on(tx.Today, r.ExpiresOn).permit(step); err != nil {
		return row{}, authz.Decision{}, err
	}
	decision, err := permit.On(authz.Facts{})
	return r, decision, err
}

// connectable looks a company up and refuses one that has ceased (C2).
func (s *Service) connectable(ctx context.Context, cvr string) (company.Company, error) {
	found, err := s.Company(ctx, cvr)
	if f := fault.Of(err); f != nil && f.Code == "company_unknown" {
		return company.Company{}, fault.New(fault.Invalid, f.Code, f.Detail).On("/cvr", f.Code, f.Detail) // a wrong field, not a wrong address
	}
	if err != nil {
		return company.Company{}, err
	}
	return found, found.Refusal()
}

func (s *Service) store(ctx context.Context, tx *database.Tx, r row, in Change, company *company.Company) error {
	d := draft{role: string(r.ApplicantRole), email: r.ContactEmail, language: r.Language, company: r.Company, termsHash: r.TermsHash, termsAt: r.TermsAt}
	if r.Company != nil {
		d.cvr = r.Company.CVR
	}
	if r.TermsAt != nil {
		d.termsBy = r.Applicant
	}
	set(&d.role, in.ApplicantRole)
	set(&d.email, in.ContactEmail)
	set(&d.language, in.Language)
	if in.CVR != nil {
		d.cvr, d.company = in.cvr, company
	}
	if in.TermsHash != nil {
		if err := keepTerms(ctx, tx, s.Terms); err != nil {
			return err
		}
		d.termsHash, d.termsAt, d.termsBy = s.Terms.Hash[:], &tx.Now, r.Applicant
	}
	if err := updateDraft(ctx, tx, r.ID, d); err != nil {
		return err
	}
	if err := s.storeRepresentatives(ctx, tx, r, in.Representatives); err != nil {
		return err
	}
	return s.storeAdministrators(ctx, tx, r, in.Administrators)
}

func set(field, given *string) {
	if given != nil {
		*field = *given
	}
}

// storeRepresentatives makes the list what was given: known ones are changed, others are new or go.
func (s *Service) storeRepresentatives(ctx context.Context, tx *database.Tx, r row, names *[]Name) error {
	if names == nil {
		return nil
	}
	known := map[id.Approval]bool{}
	for _, a := range r.Approvals {
		known[a.ID] = true
	}
	keep := []string{}
	for i, n := range *names {
		if !n.ID.IsZero() && !known[n.ID] {
			return unknownID(at("/representatives", i, "id"))
		}
		if n.kept() {
			keep = append(keep, n.ID.String())
		}
	}
	if err := keepApprovals(ctx, tx, r.ID, keep); err != nil {
		return err
	}
	for i, n := range *names {
		if err := s.storeRepresentative(ctx, tx, r.ID, i, n); err != nil {
			return err
		}
	}
	return nil
}

// kept says that the row stays. One whose number is typed anew is stored anew, since a number is
// sealed to its row.
func (n *Name) kept() bool { return !n.ID.IsZero() && n.number.IsZero() }

func (s *Service) storeRepresentative(ctx context.Context, tx *database.Tx, connection id.Connection, place int, n Name) error {
	named := Representative{ID: n.ID, State: Named, Name: n.Name, Email: n.Email, BirthDate: n.BirthDate}
	if n.kept() {
		return updateApproval(ctx, tx, connection, place, named)
	}
	named.ID = id.New[id.Approval]()
	sealed, err := s.sealApproval(named.ID, n.number)
	if err != nil {
		return err
	}
	return insertApproval(ctx, tx, connection, place, named, sealed)
}

func (s *Service) storeAdministrators(ctx context.Context, tx *database.Tx, r row, appoint *[]Appoint) error {
	if appoint == nil {
		return nil
	}
	known := map[id.Appointee]bool{}
	for _, a := range r.Admins {
		known[a.ID] = true
	}
	keep := []string{}
	for i, a := range *appoint {
		if !a.ID.IsZero() && !known[a.ID] {
			return unknownID(at("/administrators", i, "id"))
		}
		if a.kept() {
			keep = append(keep, a.ID.String())
		}
	}
	if err := keepAdministrators(ctx, tx, r.ID, keep); err != nil {
		return err
	}
	for i, a := range *appoint {
		if err := s.storeAdministrator(ctx, tx, r.ID, i, a); err != nil {
			return err
		}
	}
	return nil
}

func (a *Appoint) kept() bool { return !a.ID.IsZero() && a.number.IsZero() }

func (s *Service) storeAdministrator(ctx context.Context, tx *database.Tx, connection id.Connection, place int, a Appoint) error {
	named := Administrator{ID: a.ID, GivenName: a.GivenName, FamilyName: a.FamilyName, Email: a.Email}
	if a.kept() {
		return updateAdministrator(ctx, tx, connection, place, named)
	}
	named.ID = id.New[id.Appointee]()
	sealed, err := s.sealNumber(a.number, administratorContext(named.ID.String()))
	if err != nil {
		return err
	}
	return insertAdministrator(ctx, tx, connection, place, named, sealed)
}

func unknownID(pointer string) error {
	return fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").On(pointer, "unknown", "Nobody in the request has this id.")
}

// fields are what the event says: which parts were changed, not who was named; names stand in the
// request itself.
func (in Change) fields() audit.Fields {
	f := audit.Fields{}
	if in.ApplicantRole != nil {
		f["applicant_role"] = *in.ApplicantRole
	}
	if in.ContactEmail != nil {
		f["contact_email"] = audit.Personal(*in.ContactEmail)
	}
	if in.CVR != nil {
		f["cvr"] = in.cvr.String()
	}
	if in.TermsHash != nil {
		f["terms_hash"] = *in.TermsHash
	}
	if in.Representatives != nil {
		names := make([]string, len(*in.Representatives))
		for i, n := range *in.Representatives {
			names[i] = n.Name
		}
		f["representatives"] = personal(names)
	}
	if in.Administrators != nil {
		names := make([]string, len(*in.Administrators))
		for i, a := range *in.Administrators {
			names[i] = a.GivenName + " " + a.FamilyName
		}
		f["administrators"] = personal(names)
	}
	return f
}
