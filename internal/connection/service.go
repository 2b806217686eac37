package connection

import (
	"context"
	"encoding/hex"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/page"
	"hverv/internal/person"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/seal"
)

// Notify sends a message in the transaction that it tells of.
type Notify interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

// Deps is what the service stands on; all of it is required.
type Deps struct {
	DB             *database.DB
	Audit          *audit.Log
	Keys           *seal.Keys
	Notify         Notify
	Register       company.Register
	Representation company.Representation
	Terms          Terms
	Organisations  *organisation.Service
	Employees      *employee.Service
	Roles          *role.Service
	Identities     *identity.Service
	Rights         *right.Service
	DocumentDays   int    // how long documents are kept after a request has ended
	PublicURL      string // where links lead, without a slash at the end
}

// Service connects organisations.
type Service struct {
	Deps // the parts are used under their own names
}

// New makes the service.
func New(d Deps) *Service { return &Service{d} }

// privately gives the signed-in person, who must have come by a private eID (C1, C4): an identity
// of an organisation is no proof of who somebody is outside it.
func privately(p authz.Permit) (id.Person, error) {
	if person := p.Actor().Person; !person.IsZero() {
		return person, nil
	}
	return id.Person{}, fault.New(fault.Forbidden, "private_eid_needed", "Sign in with your own private eID to do this.")
}

// Company looks a company up (C2).
func (s *Service) Company(ctx context.Context, cvr string) (company.Company, error) {
	if _, err := authz.Require(ctx, authz.CompanyRead, authz.Everywhere()); err != nil {
		return company.Company{}, err
	}
	number, err := nationalid.ParseCVR(cvr)
	if err != nil {
		return company.Company{}, err
	}
	return s.Register.LookUp(ctx, number)
}

// TermsNow gives the terms that are accepted today (C3), in the reader's language.
func (s *Service) TermsNow(ctx context.Context) (Terms, error) {
	_, err := authz.Anonymous(ctx, authz.TermsRead, s.DB.Now())
	return s.Terms, err
}

// Start begins a draft (C1). A representative who starts alone is named by it already.
func (s *Service) Start(ctx context.Context, as ApplicantRole) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionStart, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	applicant, err := privately(permit)
	if err != nil {
		return Connection{}, err
	}
	if as != AsApplicant && as != AsRepresentative {
		return Connection{}, fault.New(fault.Invalid, "invalid_input", "Choose representative or applicant.").On("/applicant_role", "unknown", "Choose one of the two.")
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Connection, error) {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return Connection{}, err
		}
		who, err := person.Find(ctx, tx, applicant)
		if err != nil {
			return Connection{}, err
		}
		if err := few(ctx, tx, applicant); err != nil {
			return Connection{}, err
		}
		c := Connection{
			ID: id.New[id.Connection](), Kind: First, Applicant: applicant, ApplicantRole: as, ContactEmail: who.Email,
			Language: who.Language, ExpiresOn: tx.Today.AddDays(lifeDays),
		}
		if err := insert(ctx, tx, c); err != nil {
			return Connection{}, err
		}
		if as == AsRepresentative {
			if err := s.nameSelf(ctx, tx, c.ID, who); err != nil {
				return Connection{}, err
			}
		}
		err = s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "connection.started", Subject: audit.On("connection", c.ID), New: true,
			After: audit.Fields{"applicant_role": string(as)},
		})
		if err != nil {
			return Connection{}, err
		}
		return s.read(ctx, tx, c.ID)
	})
}

// nameSelf names the applicant as the first representative, by what the eID says.
func (s *Service) nameSelf(ctx context.Context, tx *database.Tx, connection id.Connection, who person.Person) error {
	number, err := s.numberOf(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	r := Representative{ID: id.New[id.Approval](), State: Named, Name: who.Name, Email: who.Email, BirthDate: who.BirthDate}
	sealed, err := s.sealApproval(r.ID, number)
	if err != nil {
		return err
	}
	return insertApproval(ctx, tx, connection, 0, r, sealed)
}

// Get shows a request to its applicant, or to an operator when it is one's case (C10).
func (s *Service) Get(ctx context.Context, connection id.Connection) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionRead, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	var c Connection
	err = s.DB.Single(ctx, func(tx *database.Tx) error {
		c, err = s.read(ctx, tx, connection)
		return err
	})
	if err == nil && c.Applicant != permit.Actor().Person {
		return Connection{}, missingConnection()
	}
	return c, err
}

// List shows the caller's own requests, newest first: one resumes on any device (C6).
func (s *Service) List(ctx context.Context, after string, limit *int) (page.Page[Connection], error) {
	var none page.Page[Connection]
	permit, err := authz.Require(ctx, authz.ConnectionRead, authz.Everywhere())
	if err != nil {
		return none, err
	}
	applicant, err := privately(permit)
	if err != nil {
		return none, err
	}
	n, from, err := window(after, limit)
	if err != nil {
		return none, err
	}
	var all []Connection
	err = s.DB.Single(ctx, func(tx *database.Tx) error {
		rows, err := listOf(ctx, tx, applicant, from, n+1)
		if err != nil {
			return err
		}
		all, err = s.showAll(ctx, tx, rows)
		return err
	})
	return page.Cut(all, n, func(c Connection) string { return page.Encode(c.ID) }), err
}

func window(after string, limit *int) (n int, from id.Connection, err error) {
	if n, err = page.ParseLimit(limit); err != nil {
		return 0, from, err
	}
	if after != "" {
		err = page.Decode(after, &from)
	}
	return n, from, err
}

func (s *Service) read(ctx context.Context, tx *database.Tx, connection id.Connection) (Connection, error) {
	r, err := find(ctx, tx, connection)
	if err != nil {
		return Connection{}, err
	}
	return s.show(ctx, tx, r)
}

func (s *Service) showAll(ctx context.Context, tx *database.Tx, rows []row) ([]Connection, error) {
	all := make([]Connection, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = s.show(ctx, tx, r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// show is the request as the API says it, its state judged by today's date.
func (s *Service) show(_ context.Context, tx *database.Tx, r row) (Connection, error) {
	c := Connection{
		ID: r.ID, Kind: r.Kind, State: r.State.on(tx.Today, r.ExpiresOn), Applicant: r.Applicant, ApplicantName: r.ApplicantName,
		ApplicantRole: r.ApplicantRole, ContactEmail: r.ContactEmail, Language: r.Language, CVR: nationalid.CVR(r.CVR), Company: r.Company,
		Representatives: r.Approvals, Administrators: r.Admins, Documents: r.Documents, RequiredApprovals: r.Required,
		SetByOperator: !r.SetBy.IsZero(), Organisation: r.Organisation, SubmittedAt: r.SubmittedAt, EndedAt: r.EndedAt,
		ExpiresOn: r.ExpiresOn, CreatedAt: r.CreatedAt, Version: r.Version, Missing: []string{}, Actions: []string{},
	}
	if r.TermsAt != nil {
		c.Terms = &Accepted{Hash: r.TermsHash, Version: r.TermsVersion, At: *r.TermsAt}
	}
	if len(r.ReasonSealed) > 0 {
		words, err := s.Keys.Open(r.ReasonSealed, reasonContext(r.ID))
		if err != nil {
			return Connection{}, err
		}
		c.Reason = string(words)
	}
	if c.State == Draft {
		c.Missing = c.missing(s.Terms)
	}
	for _, step := range byApplicant {
		if c.State.allows(step) {
			c.Actions = append(c.Actions, string(step))
		}
	}
	return c, nil
}

// termsHash is the hash as the API writes it.
func termsHash(hash []byte) string { return hex.EncodeToString(hash) }
