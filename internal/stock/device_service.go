package stock

import (
	"context"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
	"hverv/internal/text"
)

// Devices lists devices by serial number.
func (s *Service) Devices(ctx context.Context, org id.Organisation, f Filter, after Device, limit int) (page.Page[Device], error) {
	reach, err := authz.Scope(ctx, authz.StockRead, authz.In(org))
	if err != nil {
		return page.Page[Device]{}, err
	}
	var found []Device
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listDevices(ctx, tx, org, reached(reach), f, cursor{after.Serial, after.ID}, limit+1)
		return err
	})
	for i := range found {
		found[i].Actions = []string{}
	}
	return page.Cut(found, limit, func(d Device) string { return page.Encode(d.Serial, d.ID) }), err
}

// Device reads one, with the steps that its state and the caller's rights allow.
func (s *Service) Device(ctx context.Context, org id.Organisation, which id.Device) (d Device, err error) {
	permit, err := authz.Require(ctx, authz.StockRead, authz.In(org))
	if err != nil {
		return d, err
	}
	err = s.db.Read(ctx, func(tx *database.Tx) error {
		if d, err = findDevice(ctx, tx, org, which); err != nil {
			return err
		}
		if _, err := judgedAt(ctx, tx, permit, org, d.Home, ""); err != nil {
			return err
		}
		return s.allow(ctx, tx, &d)
	})
	return d, err
}

// verbs say which act each step of a device is, and when its state allows it.
//
//nolint:gochecknoglobals // a table
var verbs = []struct {
	name   string
	action authz.Action
	when   func(Device) bool
}{
	{"hand_out", authz.DeviceHandOut, func(d Device) bool { return d.State == InStock && d.Unfit == "" }},
	{"offer", authz.DeviceMove, func(d Device) bool { return d.State == InStock && d.Unfit == "" }},
	{"move", authz.DeviceMove, func(d Device) bool { return d.State == InStock || d.State == Returned }},
	{"take_back", authz.DeviceTakeBack, func(d Device) bool { return d.State.Held() || d.State == Found }},
	{"restock", authz.DeviceTakeBack, func(d Device) bool { return d.State == Returned && d.Unfit == "" }},
	{"find", authz.DeviceFind, func(d Device) bool { return d.State.Held() || d.State == Lost || d.State == WrittenOff }},
	{"release", authz.DeviceRelease, func(d Device) bool { return d.State == Found && d.Unfit == "" && d.live() }},
	{"write_off", authz.DeviceEnd, func(d Device) bool { return d.State == InStock || d.State == Returned || d.State.Held() && !d.live() }},
	{"destroy", authz.DeviceEnd, func(d Device) bool { return d.State != Destroyed && d.State != Offered }},
}

func (s *Service) allow(ctx context.Context, tx *database.Tx, d *Device) error {
	home, err := findLocation(ctx, tx, d.Organisation, d.Home)
	if err != nil {
		return err
	}
	facts, err := at(ctx, tx, home, "")
	if err != nil {
		return err
	}
	d.Actions = []string{}
	for _, v := range verbs {
		if v.when(*d) && authz.Can(ctx, v.action, authz.In(d.Organisation), facts) {
			d.Actions = append(d.Actions, v.name)
		}
	}
	return nil
}

// Act asks for a step of a device.
type Act struct {
	Organisation id.Organisation
	Device       id.Device
	Location     id.Location // where it is put, when it is
	Reason       string
}

func (in *Act) check() error {
	var c fault.Check
	text.Field(&c, &in.Reason, "/reason", 0, 1000)
	return c.Err()
}

// act does a step under the device's lock and answers with the device as it is then.
func (s *Service) act(ctx context.Context, permit authz.Permit, in Act,
	do func(tx *database.Tx, decision authz.Decision, d Device) error,
) (Device, error) {
	if err := in.check(); err != nil {
		return Device{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Device, error) {
		d, decision, err := judged(ctx, tx, permit, in.Organisation, in.Device, in.Reason)
		if err != nil {
			return d, err
		}
		if !in.Location.IsZero() {
			if _, err := open(ctx, tx, permit, in.Organisation, in.Location); err != nil {
				return d, err
			}
		}
		if err := do(tx, decision, d); err != nil {
			return d, err
		}
		if d, err = findDevice(ctx, tx, in.Organisation, in.Device); err != nil {
			return d, err
		}
		return d, s.allow(ctx, tx, &d)
	})
}

// Move brings a device to another location that the same keeper answers for. Between two keepers a
// device is offered and accepted (O6).
func (s *Service) Move(ctx context.Context, in Act) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceMove, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, decision authz.Decision, d Device) error {
		if d.State != InStock && d.State != Returned {
			return notAllowed()
		}
		before := d
		if err := d.to(d.State, in.Location, id.Employee{}); err != nil {
			return err
		}
		s.hand(tx, decision, d, handing{Act: actMove, From: before, ToLocation: in.Location}, true)
		return s.placed(ctx, tx, decision, "device.moved", in.Reason, before, &d)
	})
}

// TakeBack takes a device from its holder, or away from an owner who could not be found; it opens
// nothing from now on (U16).
func (s *Service) TakeBack(ctx context.Context, in Act) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceTakeBack, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, decision authz.Decision, d Device) error {
		return s.TakeBackIn(ctx, tx, decision, d, in.Location, in.Reason)
	})
}

// TakeBackIn is TakeBack in somebody's transaction, which has locked the device.
func (s *Service) TakeBackIn(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, where id.Location, reason string) error {
	if !d.State.Held() && d.State != Found {
		return notAllowed()
	}
	taken := d
	taken.State, taken.Location = Returned, where
	s.hand(tx, decision, taken, handing{Act: actTakeBack, From: d, ToLocation: where}, true)
	if err := closeOffer(ctx, tx, d); err != nil {
		return err
	}
	return s.comeBack(ctx, tx, decision, d, where, reason)
}

// comeBack ends what a device was to its holder and puts it among the returned ones.
func (s *Service) comeBack(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, where id.Location, reason string) error {
	if err := s.advance(ctx, tx, decision, &d, authenticator.Returned, reason); err != nil {
		return err
	}
	if d.State == Returned && d.Location == where { // the authenticator's step has brought it there
		return nil
	}
	before := d
	if err := d.to(Returned, where, id.Employee{}); err != nil {
		return err
	}
	return s.placed(ctx, tx, decision, "device.taken_back", reason, before, &d)
}

// advance brings the device's authenticator along, when it still is one and the table of U7 lets it;
// d is read anew, since the step may have moved it.
func (s *Service) advance(ctx context.Context, tx *database.Tx, decision authz.Decision, d *Device, to authenticator.State, reason string) error {
	if d.Authenticator.IsZero() || !authenticator.MayFollow(d.Kind.Authenticator(), authenticator.State(d.Works), to) {
		return nil
	}
	if _, err := s.authenticators.Advance(ctx, tx, decision, d.Organisation, d.Authenticator, to, reason); err != nil {
		return err
	}
	moved, err := findDevice(ctx, tx, d.Organisation, d.ID)
	if err == nil {
		*d = moved
	}
	return err
}

// Restock puts a returned device back among those that may be handed out (U16).
func (s *Service) Restock(ctx context.Context, in Act) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceTakeBack, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, decision authz.Decision, d Device) error {
		before := d
		if d.State != Returned {
			return notAllowed()
		}
		if err := d.to(InStock, d.Location, id.Employee{}); err != nil {
			return err
		}
		return s.placed(ctx, tx, decision, "device.restocked", in.Reason, before, &d)
	})
}

// WriteOff takes a device that is missing or broken out of the books, or one that its last holder, to
// whom it opens nothing any more, does not give back (U16).
func (s *Service) WriteOff(ctx context.Context, in Act) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceEnd, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, decision authz.Decision, d Device) error {
		before := d
		if d.State.Held() && d.live() {
			return notAllowed()
		}
		if err := closeOffer(ctx, tx, d); err != nil {
			return err
		}
		if err := d.to(WrittenOff, id.Location{}, id.Employee{}); err != nil {
			return err
		}
		if d.Unfit == "" {
			d.Unfit = unfitWrittenOff
		}
		return s.placed(ctx, tx, decision, "device.written_off", in.Reason, before, &d)
	})
}

// Destroy registers that a device has been destroyed, with its secret; it never comes back (U16).
func (s *Service) Destroy(ctx context.Context, in Act) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceEnd, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	return s.act(ctx, permit, in, func(tx *database.Tx, decision authz.Decision, d Device) error {
		if d.State == Destroyed {
			return d.to(Destroyed, id.Location{}, id.Employee{})
		}
		if err := closeOffer(ctx, tx, d); err != nil {
			return err
		}
		to := authenticator.Destroyed
		if !authenticator.MayFollow(d.Kind.Authenticator(), authenticator.State(d.Works), to) && d.live() {
			to = authenticator.Revoked // it is still on its way to its holder
		}
		if err := s.advance(ctx, tx, decision, &d, to, in.Reason); err != nil || d.State == Destroyed {
			return err
		}
		before := d
		if err := d.to(Destroyed, id.Location{}, id.Employee{}); err != nil {
			return err
		}
		return s.placed(ctx, tx, decision, "device.destroyed", in.Reason, before, &d)
	})
}
