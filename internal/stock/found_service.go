package stock

import (
	"context"
	"strings"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// Find is a device that somebody hands in at a location (U11).
type Find struct {
	Organisation id.Organisation
	Serial       string
	Maker        string // only when two makers use the number
	Location     id.Location
}

// Find registers a device that was handed in. It opens nothing until its owner is checked (U11).
func (s *Service) Find(ctx context.Context, in Find) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceFind, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	var which id.Device
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		which, err = bySerial(ctx, tx, in.Organisation, strings.TrimSpace(in.Serial), strings.TrimSpace(in.Maker))
		return err
	})
	if err != nil {
		return Device{}, err
	}
	act := Act{Organisation: in.Organisation, Device: which, Location: in.Location}
	return s.act(ctx, permit, act, func(tx *database.Tx, decision authz.Decision, d Device) error {
		switch {
		case d.State == Destroyed:
			return fault.New(fault.Conflict, "device_destroyed", "The device is registered as destroyed. It cannot be used again.")
		case d.State.AtLocation():
			return fault.New(fault.Conflict, "device_not_out", "The device is registered at "+d.LocationName+" already.")
		}
		before := d
		if err := s.advance(ctx, tx, decision, &d, authenticator.Suspended, ""); err != nil {
			return err
		}
		if err := d.to(Found, in.Location, id.Employee{}); err != nil {
			return err
		}
		if err := closeOffer(ctx, tx, d); err != nil {
			return err
		}
		s.hand(tx, decision, d, handing{Act: actFind, From: before, ToLocation: in.Location}, true)
		return s.placed(ctx, tx, decision, "device.found", "", before, &d)
	})
}

// Release gives a found device back to its owner, who has been checked; it opens doors again (U11).
func (s *Service) Release(ctx context.Context, in Act) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceRelease, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, decision authz.Decision, d Device) error {
		if d.State != Found || !d.live() {
			return notAllowed()
		}
		owner, as, err := ownerOf(ctx, tx, d)
		if err != nil {
			return err
		}
		before := d
		if err := d.to(as, id.Location{}, owner); err != nil {
			return err
		}
		s.hand(tx, decision, d, handing{Act: actGiveBack, From: before, ToEmployee: owner}, true)
		if err := s.placed(ctx, tx, decision, "device.released", in.Reason, before, &d); err != nil {
			return err
		}
		if authenticator.State(d.Works) != authenticator.Suspended {
			return nil
		}
		return s.advance(ctx, tx, decision, &d, authenticator.Active, in.Reason)
	})
}

// Follow moves a device with its authenticator, in the transaction that changes that (U7, O5): what is
// lost, handed in or destroyed there is so here.
func (s *Service) Follow(ctx context.Context, tx *database.Tx, decision authz.Decision, a authenticator.Authenticator, _ authenticator.State) error {
	if a.Device.IsZero() {
		return nil
	}
	d, err := lockDevice(ctx, tx, a.Organisation, a.Device)
	if err != nil {
		return err
	}
	if (a.State == authenticator.Active || a.State == authenticator.PendingActivation) && !d.State.Held() {
		return fault.New(fault.Conflict, "step_not_allowed", "The device has been handed in. Its owner must be checked first.")
	}
	if d.State == Destroyed {
		return nil
	}
	before := d
	if d.Method == "hotp" {
		d.LastStep = max(d.LastStep, a.LastStep)
	}
	if a.State == authenticator.Blocked && a.Kind == authenticator.CodeDisplay {
		d.Unfit = unfitBlocked
	}
	if a.State == authenticator.Active {
		return s.signedByUse(ctx, tx, decision, d, a)
	}
	to, moves := map[authenticator.State]State{
		authenticator.Lost: Lost, authenticator.Returned: Returned, authenticator.Destroyed: Destroyed,
	}[a.State]
	if !moves || d.State == to {
		if d.LastStep == before.LastStep && d.Unfit == before.Unfit {
			return nil
		}
		return s.placed(ctx, tx, decision, "device.noted", "", before, &d)
	}
	if to == Lost {
		d.Unfit = unfitLost
	}
	if err := d.to(to, d.Home, id.Employee{}); err != nil {
		return err
	}
	if to != Returned {
		if err := closeOffer(ctx, tx, d); err != nil {
			return err
		}
	}
	return s.placed(ctx, tx, decision, "device."+string(to), "", before, &d)
}
