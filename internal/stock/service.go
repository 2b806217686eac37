package stock

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/organisation"
	"hverv/internal/reseal"
	"hverv/internal/seal"
	"hverv/internal/totp"
)

// Deps are what the service stands on; all of them are required.
type Deps struct {
	DB             *database.DB
	Audit          *audit.Log
	Keys           *seal.Keys
	Authenticators *authenticator.Service
	Notify         Notify
}

// Service does what may be done with locations and devices.
type Service struct {
	db             *database.DB
	audit          *audit.Log
	keys           *seal.Keys
	authenticators *authenticator.Service
	notify         Notify

	issuing Issuing // nil until a later feature adds to hand-outs
}

// Issuing is what a later feature adds to a hand-out, in its transaction: what must be complete before
// (U13), the receipt of it, and that it was signed.
type Issuing interface {
	MayIssue(ctx context.Context, tx *database.Tx, org id.Organisation, to id.Employee) error
	Issued(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, custody id.Custody) error
	Signed(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, custody id.Custody, how string) error
}

// Issue adds it. Only app calls it, before anything is served.
func (s *Service) Issue(by Issuing) { s.issuing = by }

// How the receiver of a device signs for it (O6).
const (
	InOwnSession = "own_session"
	ByFirstUse   = "first_use"
)

// New makes the service.
func New(d Deps) *Service {
	return &Service{db: d.DB, audit: d.Audit, keys: d.Keys, authenticators: d.Authenticators, notify: d.Notify}
}

func reached(r authz.Reach) within { return within{all: r.All, units: r.Units, self: r.Self} }

// at is what a permission is judged by at a location: the departments that it belongs to.
func at(ctx context.Context, tx *database.Tx, l Location, reason string) (authz.Facts, error) {
	path, err := organisation.UnitPath(ctx, tx, l.Organisation, l.Unit)
	return authz.Facts{Units: path, Reason: reason}, err
}

// judged locks a device and judges the permit at its home.
func judged(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, which id.Device, reason string) (Device, authz.Decision, error) {
	d, err := lockDevice(ctx, tx, org, which)
	if err != nil {
		return d, authz.Decision{}, err
	}
	decision, err := judgedAt(ctx, tx, permit, org, d.Home, reason)
	return d, decision, err
}

func judgedAt(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, where id.Location, reason string) (authz.Decision, error) {
	home, err := findLocation(ctx, tx, org, where)
	if err != nil {
		return authz.Decision{}, err
	}
	facts, err := at(ctx, tx, home, reason)
	if err != nil {
		return authz.Decision{}, err
	}
	return permit.On(facts)
}

// open judges the permit at a location that must be in use, and keeps it from being ended meanwhile.
func open(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, where id.Location) (authz.Decision, error) {
	l, err := keepLocation(ctx, tx, org, where)
	if err != nil {
		return authz.Decision{}, err
	}
	if l.EndedAt != nil {
		return authz.Decision{}, locationEnded()
	}
	facts, err := at(ctx, tx, l, "")
	if err != nil {
		return authz.Decision{}, err
	}
	return permit.On(facts)
}

func sealContext(org id.Organisation, device id.Device) string {
	return "devices/seed/" + org.String() + "/" + device.String()
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "devices", Name: "seed_sealed", Key: []string{"organisation_id", "id"}, Under: "devices/seed"}}
}

func (s *Service) sealSeed(org id.Organisation, device id.Device, of totp.Seed) ([]byte, error) {
	plain, err := json.Marshal(of) //nolint:gosec // sealed in the next line
	if err != nil {
		return nil, fmt.Errorf("write a seed: %w", err)
	}
	return s.keys.Seal(plain, sealContext(org, device))
}

// seedOf opens a device's seed; nil for a chip. A device that counts goes on where its last holder
// stopped, so that no code is taken twice (U8).
func (s *Service) seedOf(d Device) (*totp.Seed, error) {
	if d.SeedSealed == nil {
		return nil, nil //nolint:nilnil // a chip has none
	}
	plain, err := s.keys.Open(d.SeedSealed, sealContext(d.Organisation, d.ID))
	if err != nil {
		return nil, err
	}
	var of totp.Seed
	if err := json.Unmarshal(plain, &of); err != nil {
		return nil, fmt.Errorf("read the seed of %s: %w", d.ID, err)
	}
	if of.Counts() {
		of.Counter = max(of.Counter, d.LastStep+1)
	}
	return &of, nil
}

// event is one about a device.
func event(decision authz.Decision, name string, d Device) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("device", d.ID), After: audit.Fields{
		"serial": d.Serial, "maker": d.Maker, "state": string(d.State), "location_id": d.Location.String(), "employee_id": d.Holder.String(),
	}}
}

// placed stores where a device is now and records how it came there.
func (s *Service) placed(ctx context.Context, tx *database.Tx, decision authz.Decision, name, reason string, before Device, d *Device) error {
	if err := updatePlace(ctx, tx, d); err != nil {
		return err
	}
	e := event(decision, name, *d)
	e.Reason = reason
	if !before.Holder.IsZero() {
		e.Person = before.Holder.String()
	}
	if !d.Holder.IsZero() {
		e.Person = d.Holder.String()
	}
	e.Before = audit.Fields{"state": string(before.State), "location_id": before.Location.String(), "employee_id": before.Holder.String()}
	return s.audit.Record(ctx, tx, e)
}

const interrupted = 5 * time.Minute // an import that has not moved on since runs no more
