package stock

import (
	"context"
	"strings"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
)

// What package loan does with a device in its own transactions (U10): what a loan is stands there.

// LockIn keeps a device until somebody's transaction ends.
func (s *Service) LockIn(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Device) (Device, error) {
	return lockDevice(ctx, tx, org, which)
}

// BySerialIn is LockIn by the number on the device.
func (s *Service) BySerialIn(ctx context.Context, tx *database.Tx, org id.Organisation, serial, maker string) (Device, error) {
	which, err := bySerial(ctx, tx, org, strings.TrimSpace(serial), strings.TrimSpace(maker))
	if err != nil {
		return Device{}, err
	}
	return lockDevice(ctx, tx, org, which)
}

// FactsIn is what a permission is judged by where the device belongs.
func (s *Service) FactsIn(ctx context.Context, tx *database.Tx, d Device, reason string) (authz.Facts, error) {
	home, err := findLocation(ctx, tx, d.Organisation, d.Home)
	if err != nil {
		return authz.Facts{}, err
	}
	return at(ctx, tx, home, reason)
}

// Free says whether the device may be given to somebody now.
func (d *Device) Free(now time.Time) error {
	if d.State != InStock || d.Unfit != "" || d.ExpiresAt != nil && !now.Before(*d.ExpiresAt) {
		return notAvailable()
	}
	return nil
}

// BackIn takes a device from its holder to where it belongs, ready for the next one, unless it is unfit.
func (s *Service) BackIn(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, reason string) error {
	if err := s.TakeBackIn(ctx, tx, decision, d, d.Home, reason); err != nil {
		return err
	}
	d, err := findDevice(ctx, tx, d.Organisation, d.ID)
	if err != nil || d.Unfit != "" {
		return err
	}
	before := d
	if err := d.to(InStock, d.Location, id.Employee{}); err != nil {
		return err
	}
	return s.placed(ctx, tx, decision, "device.restocked", reason, before, &d)
}

// LoseIn registers that a device is lost, whatever it still is to its holder.
func (s *Service) LoseIn(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, reason string) error {
	if err := s.advance(ctx, tx, decision, &d, authenticator.Lost, reason); err != nil || d.State == Lost {
		return err
	}
	before := d
	if err := d.to(Lost, id.Location{}, id.Employee{}); err != nil {
		return err
	}
	d.Unfit = unfitLost
	if err := closeOffer(ctx, tx, d); err != nil {
		return err
	}
	return s.placed(ctx, tx, decision, "device.lost", reason, before, &d)
}
