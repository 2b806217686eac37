package connection

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/nationalid"
	"hverv/internal/notify"
	"hverv/internal/organisation"
	"hverv/internal/role"
)

// Submit sends a complete draft to the representatives (C3). The register is asked again, since
// the draft may be weeks old.
func (s *Service) Submit(ctx context.Context, connection id.Connection, version int64) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionSubmit, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	company, err := s.again(ctx, permit.Actor().Person, connection, Draft)
	if err != nil {
		return Connection{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Connection, error) {
		r, decision, err := s.own(ctx, tx, permit, connection, StepSubmit)
		if err != nil {
			return Connection{}, err
		}
		if r.Version != version {
			return Connection{}, etag.Stale()
		}
		return s.submit(ctx, tx, decision, r, company)
	})
}

func (s *Service) submit(ctx context.Context, tx *database.Tx, decision authz.Decision, r row, company *company.Company) (Connection, error) {
	if company != nil {
		r.Company = company
	}
	c, err := s.show(ctx, tx, r)
	if err != nil {
		return Connection{}, err
	}
	if err := c.complete(s.Terms); err != nil {
		return Connection{}, err
	}
	if company == nil || company.CVR.String() != r.CVR {
		return Connection{}, etag.Stale() // the number was changed while the register was asked
	}
	if r.Submissions >= maxSubmissions {
		return Connection{}, tooManyConnections()
	}
	kind, err := s.standing(ctx, tx, company.CVR)
	if err != nil {
		return Connection{}, err
	}
	u := r.update(Awaiting, tx.Today.AddDays(lifeDays))
	u.kind, u.required, u.submittedAt, u.waitsSince = kind, company.RequiredApprovals(), &tx.Now, &tx.Now
	if err := move(ctx, tx, r.ID, u); err != nil {
		return Connection{}, err
	}
	r.ExpiresOn = u.expiresOn
	for _, a := range c.Representatives {
		if err := s.request(ctx, tx, r, a, notify.ConnectionApprovalRequest); err != nil {
			return Connection{}, err
		}
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "connection.submitted", Subject: audit.On("connection", r.ID),
		Before: audit.Fields{"state": string(Draft)},
		After: audit.Fields{
			"state": string(Awaiting), "kind": string(kind), "cvr": r.CVR, "required_approvals": u.required,
			"terms_hash": termsHash(r.TermsHash), "terms_version": r.TermsVersion, "representatives": len(c.Representatives),
		},
	})
	if err != nil {
		return Connection{}, err
	}
	return s.read(ctx, tx, r.ID)
}

// update carries over what a move leaves alone.
func (r row) update(state State, expires calendar.Date) update {
	return update{
		state: state, kind: r.Kind, company: r.Company, required: r.Required, approvalsBy: r.SetBy, organisation: r.Organisation,
		submittedAt: r.SubmittedAt, expiresOn: expires,
	}
}

// again asks the register about a request's company before a transaction. It says nothing of a
// request in another state: the transaction judges that, and a repeated call must reach its answer.
func (s *Service) again(ctx context.Context, applicant id.Person, connection id.Connection, in ...State) (*company.Company, error) {
	var r row
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		r, err = find(ctx, tx, connection)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !applicant.IsZero() && r.Applicant != applicant {
		return nil, missingConnection()
	}
	if r.CVR == "" || !slices.Contains(in, r.State) {
		return nil, nil //nolint:nilnil // nothing to ask
	}
	found, err := s.Register.LookUp(ctx, nationalid.CVR(r.CVR))
	if err != nil {
		return nil, err
	}
	return &found, found.Refusal()
}

// standing says whether a company would be connected for the first time or, having lost its last
// administrator, be given a new one (C8). A connected one with an administrator is refused.
func (s *Service) standing(ctx context.Context, tx *database.Tx, cvr nationalid.CVR) (Kind, error) {
	org, err := connectedAs(ctx, tx, cvr)
	if errors.Is(err, database.ErrNone) {
		return First, nil
	}
	if err != nil {
		return "", err
	}
	return Reappointment, s.orphaned(ctx, tx, org)
}

// orphaned locks an organisation that has nobody to let the others in, or refuses (A4, C8).
func (s *Service) orphaned(ctx context.Context, tx *database.Tx, org id.Organisation) error {
	o, err := organisation.Lock(ctx, tx, org)
	if err != nil {
		return err
	}
	warnings, err := role.WarningsIn(ctx, tx, org)
	if err != nil {
		return err
	}
	if !slices.Contains(warnings, role.NoAdministrator) {
		return cvrTaken()
	}
	return o.Open()
}

// request sends a representative a link of its own (C3).
func (s *Service) request(ctx context.Context, tx *database.Tx, r row, a Representative, template notify.Template) error {
	token := id.NewToken()
	if err := ask(ctx, tx, a.ID, token); err != nil {
		return err
	}
	return s.Notify.Send(ctx, tx, notify.Message{
		Organisation: id.Installation, To: a.Email, Person: a.ID.String(), Template: template, Language: r.Language,
		Values: map[string]string{
			"name": a.Name, "applicant": r.ApplicantName, "company": r.companyName(), "until": r.ExpiresOn.String(),
			"link": s.PublicURL + "/approvals/" + a.ID.String() + "#" + token.Reveal(), // browsers send nobody what stands behind the #
		},
	})
}

// tell writes to the applicant.
func (s *Service) tell(ctx context.Context, tx *database.Tx, r row, template notify.Template, more map[string]string) error {
	values := map[string]string{"name": r.ApplicantName, "company": r.companyName()}
	maps.Copy(values, more)
	return s.Notify.Send(ctx, tx, notify.Message{
		Organisation: id.Installation, To: r.ContactEmail, Person: r.Applicant.String(), Template: template, Language: r.Language, Values: values,
	})
}

func (r row) companyName() string {
	switch {
	case r.Company != nil:
		return r.Company.Name
	case r.Language == "en":
		return "your company"
	}
	return "din virksomhed"
}

// AddRepresentative names one more while answers are awaited: when more must sign than were named,
// or somebody cannot be reached (C5).
func (s *Service) AddRepresentative(ctx context.Context, connection id.Connection, in Name) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionChange, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	in.ID = id.Approval{}
	var c fault.Check
	in.check(&c, "/", calendar.Today(s.DB.Now()))
	c.That(in.Email != "", "/email", "missing", "The request is sent by e-mail.")
	c.That(!in.number.IsZero() || !in.BirthDate.IsZero(), "/cpr", "missing", "Give the CPR number, or else the date of birth.")
	if err := c.Err(); err != nil {
		return Connection{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Connection, error) {
		r, decision, err := s.own(ctx, tx, permit, connection, StepAdd)
		if err != nil {
			return Connection{}, err
		}
		if len(r.Approvals) >= maxRepresentatives {
			return Connection{}, fault.New(fault.Conflict, "too_many_representatives", "Ten representatives at most can be asked.")
		}
		a := Representative{ID: id.New[id.Approval](), State: Named, Name: in.Name, Email: in.Email, BirthDate: in.BirthDate}
		sealed, err := s.sealApproval(a.ID, in.number)
		if err != nil {
			return Connection{}, err
		}
		if err := insertApproval(ctx, tx, r.ID, len(r.Approvals), a, sealed); err != nil {
			return Connection{}, err
		}
		if err := s.request(ctx, tx, r, a, notify.ConnectionApprovalRequest); err != nil {
			return Connection{}, err
		}
		if err := move(ctx, tx, r.ID, r.update(r.State, r.ExpiresOn)); err != nil {
			return Connection{}, err
		}
		err = s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "connection.representative_added", Subject: audit.On("connection", r.ID),
			After: audit.Fields{"approval_id": a.ID.String(), "name": audit.Personal(a.Name)},
		})
		if err != nil {
			return Connection{}, err
		}
		return s.read(ctx, tx, r.ID)
	})
}

// Withdraw ends a request that is under way; its links are dead at once.
func (s *Service) Withdraw(ctx context.Context, connection id.Connection, version int64) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionDrop, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	return s.step(ctx, permit, connection, version, StepWithdraw, "connection.withdrawn", func(ctx context.Context, tx *database.Tx, r row) (update, error) {
		u := r.update(Withdrawn, r.ExpiresOn)
		u.endedAt = &tx.Now
		return u, voidLinks(ctx, tx, r.ID)
	})
}

// Reopen makes a request that came to nothing a draft again, with all that was typed (C6). All
// answers are void.
func (s *Service) Reopen(ctx context.Context, connection id.Connection, version int64) (Connection, error) {
	permit, err := authz.Require(ctx, authz.ConnectionChange, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	return s.step(ctx, permit, connection, version, StepReopen, "connection.reopened", func(ctx context.Context, tx *database.Tx, r row) (update, error) {
		if err := few(ctx, tx, r.Applicant); err != nil {
			return update{}, err
		}
		u := r.update(Draft, tx.Today.AddDays(lifeDays))
		u.required, u.approvalsBy, u.submittedAt, u.waitsSince = 0, id.Person{}, nil, &tx.Now
		return u, resetApprovals(ctx, tx, r.ID)
	})
}

// few keeps an applicant to a number of requests that one person can mean (X5).
func few(ctx context.Context, tx *database.Tx, applicant id.Person) error {
	n, err := underWay(ctx, tx, applicant)
	if err == nil && n >= maxUnderWay {
		err = tooManyConnections()
	}
	return err
}

// step is an act of the applicant's that only moves the state.
func (s *Service) step(ctx context.Context, permit authz.Permit, connection id.Connection, version int64, step Step, name string,
	do func(context.Context, *database.Tx, row) (update, error),
) (Connection, error) {
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Connection, error) {
		r, decision, err := s.own(ctx, tx, permit, connection, step)
		if err != nil {
			return Connection{}, err
		}
		if r.Version != version {
			return Connection{}, etag.Stale()
		}
		u, err := do(ctx, tx, r)
		if err != nil {
			return Connection{}, err
		}
		if err := move(ctx, tx, r.ID, u); err != nil {
			return Connection{}, err
		}
		err = s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: name, Subject: audit.On("connection", r.ID),
			Before: audit.Fields{"state": string(r.State)}, After: audit.Fields{"state": string(u.state)},
		})
		if err != nil {
			return Connection{}, err
		}
		return s.read(ctx, tx, r.ID)
	})
}

func personal(names []string) audit.Personal { return audit.Personal(strings.Join(names, ", ")) }
