package organisation

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
)

// Get reads an organisation with its tasks and warnings.
func (s *Service) Get(ctx context.Context, org id.Organisation) (Resource, error) {
	if _, err := authz.Require(ctx, authz.OrganisationRead, authz.In(org)); err != nil {
		return Resource{}, err
	}
	return s.read(ctx, org)
}

func (s *Service) read(ctx context.Context, org id.Organisation) (Resource, error) {
	var r Resource
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		r, err = find(ctx, tx, org)
		return err
	})
	r.Actions = actions(ctx, r.Organisation)
	return r, err
}

// verbs are the acts on an organisation beside the steps of its state.
//
//nolint:gochecknoglobals // a table
var verbs = map[Step]authz.Action{
	Suspend: authz.OrganisationStop, Resume: authz.OrganisationResume, Close: authz.OrganisationClose,
}

// actions are the acts that state and rights allow now.
func actions(ctx context.Context, o Organisation) []string {
	allowed := []string{}
	if o.State != Closed && authz.Can(ctx, authz.OrganisationChange, authz.In(o.ID), authz.Facts{}) {
		allowed = append(allowed, "change")
	}
	for _, step := range slices.Sorted(maps.Keys(steps[o.State])) {
		if authz.Can(ctx, verbs[step], authz.In(o.ID), authz.Facts{}) {
			allowed = append(allowed, string(step))
		}
	}
	return allowed
}

// List is the operator's list of organisations.
func (s *Service) List(ctx context.Context, f Filter) (page.Page[Listed], error) {
	if _, err := authz.Require(ctx, authz.OrganisationList, authz.Everywhere()); err != nil {
		return page.Page[Listed]{}, err
	}
	var found []Listed
	limit := f.Limit
	f.Limit++
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = list(ctx, tx, f, tx.Today)
		return err
	})
	return page.Cut(found, limit, func(o Listed) string { return page.Encode(o.ID) }), err
}

// Change changes settings (U1, U2, U5, W2, H4) and ticks off tasks (C7).
func (s *Service) Change(ctx context.Context, in Change) (Resource, error) {
	permit, err := authz.Require(ctx, authz.OrganisationChange, authz.In(in.Organisation))
	if err != nil {
		return Resource{}, err
	}
	err = s.db.Change(ctx, func(tx *database.Tx) error {
		before, err := Lock(ctx, tx, in.Organisation)
		if err != nil {
			return err
		}
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		if before.Version != in.Version {
			return etag.Stale()
		}
		if _, err := before.State.After(Close); err != nil { // a closed one stays as it was
			return err
		}
		after, err := in.apply(before)
		if err != nil {
			return err
		}
		from, to := differ(before.settings(), after.settings())
		if len(to) == 0 {
			return nil
		}
		if err := update(ctx, tx, after); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "organisation.changed", Subject: audit.On("organisation", after.ID), Before: from, After: to,
		})
	})
	if err != nil {
		return Resource{}, err
	}
	return s.read(ctx, in.Organisation)
}

func (o Organisation) settings() audit.Fields {
	return audit.Fields{
		"private_identities": o.PrivateIdentities, "dedicated_identities": o.DedicatedIdentities, "code_displays": o.CodeDisplays,
		"chips": o.Chips, "activation_days": o.ActivationDays, "activation_starts": string(o.ActivationStarts), "cpr_legal_basis": o.CPRLegalBasis, "support_phone": o.SupportPhone,
		"support_email": o.SupportEmail, "support_hours": o.SupportHours, "tasks_done": []string(o.TasksDone), "loan_hours": o.LoanHours, "chip_models": []string(o.ChipModels),
		"chip_attestation": o.ChipAttestation, "chip_months": o.ChipMonths, "pass_hours": o.PassHours,
	}
}

// differ keeps the fields whose values changed.
func differ(before, after audit.Fields) (from, to audit.Fields) {
	from, to = audit.Fields{}, audit.Fields{}
	for name, value := range after {
		if !reflect.DeepEqual(before[name], value) {
			from[name], to[name] = before[name], value
		}
	}
	return from, to
}

// Suspend stops everything at once (C9): who may act is judged from the state whenever it is asked.
// It is an emergency, so it asks for no version.
func (s *Service) Suspend(ctx context.Context, org id.Organisation, reason string) (Resource, error) {
	permit, err := authz.Require(ctx, authz.OrganisationStop, authz.In(org))
	if err != nil {
		return Resource{}, err
	}
	return s.step(ctx, permit, Suspend, org, nil, reason)
}

// Resume undoes Suspend; nothing was lost.
func (s *Service) Resume(ctx context.Context, org id.Organisation, version int64) (Resource, error) {
	permit, err := authz.Require(ctx, authz.OrganisationResume, authz.In(org))
	if err != nil {
		return Resource{}, err
	}
	return s.step(ctx, permit, Resume, org, &version, "")
}

// Close ends the organisation for good (C9).
func (s *Service) Close(ctx context.Context, org id.Organisation, version int64, reason string) (Resource, error) {
	permit, err := authz.Require(ctx, authz.OrganisationClose, authz.In(org))
	if err != nil {
		return Resource{}, err
	}
	return s.step(ctx, permit, Close, org, &version, reason)
}

// told names the steps in the log.
//
//nolint:gochecknoglobals // a table
var told = map[Step]string{Suspend: "organisation.suspended", Resume: "organisation.resumed", Close: "organisation.closed"}

func (s *Service) step(ctx context.Context, permit authz.Permit, step Step, org id.Organisation, version *int64, reason string) (Resource, error) {
	_, err := idempotency.Once(ctx, s.db, func(tx *database.Tx) (id.Organisation, error) {
		before, err := Lock(ctx, tx, org)
		if err != nil {
			return org, err
		}
		decision, err := permit.On(authz.Facts{Reason: reason})
		if err != nil {
			return org, err
		}
		if version != nil && before.Version != *version {
			return org, etag.Stale()
		}
		after := before
		if after.State, err = before.State.After(step); err != nil {
			return org, err
		}
		after = after.stamped(tx.Now)
		if err := update(ctx, tx, after); err != nil {
			return org, err
		}
		for _, do := range s.follows[after.State] {
			if err := do(ctx, tx, decision, org, reason); err != nil {
				return org, err
			}
		}
		return org, s.audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: told[step], Subject: audit.On("organisation", org), Reason: reason,
			Before: audit.Fields{"state": string(before.State)}, After: audit.Fields{"state": string(after.State)},
		})
	})
	if err != nil {
		return Resource{}, err
	}
	return s.read(ctx, org)
}
