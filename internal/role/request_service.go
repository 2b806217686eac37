package role

import (
	"context"
	"maps"

	"github.com/lib/pq"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/page"
	"hverv/internal/reseal"
)

// ListRequests says which requests to show; no State is all of them.
type ListRequests struct {
	Organisation id.Organisation
	State        State
	Mine         bool // only what the caller asked for
	After        string
	Limit        *int

	after id.RoleRequest
}

// reach is authz.Reach as the store takes it.
type reach struct {
	all                             bool
	self                            id.Employee
	units, productionUnits, systems any
}

// Requests shows who asks for which role: the caller's own, and those that the caller decides on.
func (s *Service) Requests(ctx context.Context, in ListRequests) (page.Page[Request], error) {
	r, err := authz.Scope(ctx, authz.RoleRequestRead, authz.In(in.Organisation))
	if err != nil {
		return page.Page[Request]{}, err
	}
	if in.After != "" {
		if err := page.Decode(in.After, &in.after); err != nil {
			return page.Page[Request]{}, err
		}
	}
	limit, err := page.ParseLimit(in.Limit)
	if err != nil {
		return page.Page[Request]{}, err
	}
	within := reach{r.All, r.Self, pq.Array(r.Units), pq.Array(r.ProductionUnits), pq.Array(r.Systems)}
	var requests []Request
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		requests, err = listRequests(ctx, tx, in, within, limit+1)
		return err
	})
	if err != nil {
		return page.Page[Request]{}, err
	}
	for i := range requests {
		if requests[i], err = s.open(ctx, in.Organisation, requests[i]); err != nil {
			return page.Page[Request]{}, err
		}
	}
	return page.Cut(requests, limit, func(r Request) string { return page.Encode(r.ID) }), nil
}

// Request shows one request to who asked and to who decides.
func (s *Service) Request(ctx context.Context, org id.Organisation, request id.RoleRequest) (Request, error) {
	permit, err := authz.Require(ctx, authz.RoleRequestRead, authz.In(org))
	if err != nil {
		return Request{}, err
	}
	var r Request
	err = s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if r, err = findRequest(ctx, tx, org, request); err != nil {
			return err
		}
		f, err := facts(ctx, tx, org, r.scope())
		if err != nil {
			return err
		}
		f.Owner = r.Employee
		_, err = permit.On(f)
		return err
	})
	if err != nil {
		return Request{}, err
	}
	return s.open(ctx, org, r)
}

// Ask records a person's own request for a role (A3).
func (s *Service) Ask(ctx context.Context, in Ask) (Request, error) {
	permit, err := authz.Require(ctx, authz.RoleRequest, authz.In(in.Organisation))
	if err != nil {
		return Request{}, err
	}
	asked, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (id.RoleRequest, error) { return s.ask(ctx, tx, permit, in) })
	if err != nil {
		return Request{}, err
	}
	return s.Request(ctx, in.Organisation, asked)
}

func (s *Service) ask(ctx context.Context, tx *database.Tx, permit authz.Permit, in Ask) (id.RoleRequest, error) {
	in, err := in.complete()
	if err != nil {
		return id.RoleRequest{}, err
	}
	who := permit.Actor().Employee
	decision, err := permit.On(authz.Facts{Owner: who, Reason: in.Reason})
	if err != nil {
		return id.RoleRequest{}, err
	}
	if _, err := s.factsOf(ctx, tx, in.Organisation, in.Scope); err != nil {
		return id.RoleRequest{}, err
	}
	held, err := holds(ctx, tx, Grant{Organisation: in.Organisation, Employee: who, Role: in.Role, Scope: in.Scope, StartsOn: tx.Today})
	if err != nil {
		return id.RoleRequest{}, err
	}
	if held {
		return id.RoleRequest{}, alreadyHeld()
	}
	r := Request{ID: id.New[id.RoleRequest](), Employee: who, Role: in.Role, ScopeKind: in.Scope.Kind, ScopeID: in.Scope.ID}
	if r.ReasonSealed, err = s.keys.Seal([]byte(in.Reason), sealPlace(in.Organisation, r.ID)); err != nil {
		return id.RoleRequest{}, err
	}
	if err := insertRequest(ctx, tx, r, in.Organisation); err != nil {
		return id.RoleRequest{}, err
	}
	if err := s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "role.requested", Subject: audit.On("role_request", r.ID), Person: who.String(), Reason: in.Reason,
		After: audit.Fields{"role": string(r.Role), "scope_kind": string(r.ScopeKind), "scope_id": r.ScopeID},
	}); err != nil {
		return id.RoleRequest{}, err
	}
	return r.ID, s.tell(ctx, tx, who, news{organisation: in.Organisation, employee: who, role: r.Role, others: notify.RoleRequested})
}

// Approve turns a request into a role; nobody approves an own one (A5).
func (s *Service) Approve(ctx context.Context, in Decide) (Request, error) {
	permit, err := authz.Require(ctx, authz.RoleDecide, authz.In(in.Organisation))
	if err != nil {
		return Request{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		r, decision, err := s.take(ctx, tx, permit, in, Granted)
		if err != nil {
			return none, err
		}
		grant, err := s.grant(ctx, tx, permit, Grant{
			Organisation: in.Organisation, Employee: r.Employee, Role: r.Role, Scope: r.scope(),
			StartsOn: in.StartsOn, EndsOn: in.EndsOn, Reason: in.Reason,
		}, r.Employee)
		if err != nil {
			return none, err
		}
		if err := s.settle(ctx, tx, decision, r, Granted, in.Reason, audit.Fields{"grant_id": grant.String()}); err != nil {
			return none, err
		}
		return none, s.tell(ctx, tx, permit.Actor().Employee, news{
			organisation: in.Organisation, employee: r.Employee, role: r.Role,
			person: notify.RoleRequestDecided, others: notify.RoleGivenToOther, granted: "yes",
		})
	})
	if err != nil {
		return Request{}, err
	}
	return s.Request(ctx, in.Organisation, in.Request)
}

// Reject refuses a request with a reason; nobody decides on an own one (A5).
func (s *Service) Reject(ctx context.Context, in Decide) (Request, error) {
	permit, err := authz.Require(ctx, authz.RoleDecide, authz.In(in.Organisation))
	if err != nil {
		return Request{}, err
	}
	if in.Reason == "" {
		return Request{}, fault.New(fault.Invalid, "reason_missing", "Say why; who asked is told.").
			On("/reason", "missing", "A reason is needed.")
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		r, decision, err := s.take(ctx, tx, permit, in, Rejected)
		if err != nil {
			return none, err
		}
		if err := s.settle(ctx, tx, decision, r, Rejected, in.Reason, nil); err != nil {
			return none, err
		}
		return none, s.tell(ctx, tx, permit.Actor().Employee, news{
			organisation: in.Organisation, employee: r.Employee, role: r.Role, person: notify.RoleRequestDecided, granted: "no",
		})
	})
	if err != nil {
		return Request{}, err
	}
	return s.Request(ctx, in.Organisation, in.Request)
}

// Withdraw takes an own request back.
func (s *Service) Withdraw(ctx context.Context, org id.Organisation, request id.RoleRequest, version int64) (Request, error) {
	permit, err := authz.Require(ctx, authz.RoleWithdraw, authz.In(org))
	if err != nil {
		return Request{}, err
	}
	_, err = idempotency.Once(ctx, s.db, func(tx *database.Tx) (none struct{}, err error) {
		r, decision, err := s.take(ctx, tx, permit, Decide{Organisation: org, Request: request, Version: version}, Withdrawn)
		if err != nil {
			return none, err
		}
		return none, s.settle(ctx, tx, decision, r, Withdrawn, "", nil)
	})
	if err != nil {
		return Request{}, err
	}
	return s.Request(ctx, org, request)
}

// take locks the request and judges the act and the step on it.
func (s *Service) take(ctx context.Context, tx *database.Tx, permit authz.Permit, in Decide, to State) (Request, authz.Decision, error) {
	r, err := lockRequest(ctx, tx, in.Organisation, in.Request)
	if err != nil {
		return Request{}, authz.Decision{}, err
	}
	f, err := facts(ctx, tx, in.Organisation, r.scope())
	if err != nil {
		return Request{}, authz.Decision{}, err
	}
	f.Owner, f.Requester, f.Reason = r.Employee, r.Employee, in.Reason
	decision, err := permit.On(f)
	if err != nil {
		return Request{}, authz.Decision{}, err
	}
	if err := r.step(to); err != nil {
		return Request{}, authz.Decision{}, err
	}
	if r.Version != in.Version {
		return Request{}, authz.Decision{}, etag.Stale()
	}
	return r, decision, nil
}

func (s *Service) settle(ctx context.Context, tx *database.Tx, decision authz.Decision, r Request, to State, reason string, also audit.Fields) error {
	if err := settleRequest(ctx, tx, decision.Organisation(), r, to, decision.Actor().Employee); err != nil {
		return err
	}
	after := audit.Fields{"state": string(to)}
	maps.Copy(after, also)
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "role.request_" + string(to), Subject: audit.On("role_request", r.ID), Person: r.Employee.String(),
		Reason: reason, Before: audit.Fields{"state": string(r.State)}, After: after,
	})
}

// open unseals the reason and says what the caller may do with the request.
func (s *Service) open(ctx context.Context, org id.Organisation, r Request) (Request, error) {
	reason, err := s.keys.Open(r.ReasonSealed, sealPlace(org, r.ID))
	if err != nil {
		return Request{}, err
	}
	r.Reason, r.Actions = string(reason), []string{}
	if r.State != Open {
		return r, nil
	}
	actor, _ := authz.From(ctx)
	switch {
	case r.Employee == actor.Employee:
		r.Actions = []string{"withdraw"}
	case authz.May(ctx, authz.RoleDecide, authz.In(org)):
		r.Actions = []string{"grant", "reject"}
	}
	return r, nil
}

func sealPlace(org id.Organisation, request id.RoleRequest) string {
	return "role_requests/reason/" + org.String() + "/" + request.String()
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "role_requests", Name: "reason_sealed", Key: []string{"organisation_id", "id"}, Under: "role_requests/reason"}}
}
