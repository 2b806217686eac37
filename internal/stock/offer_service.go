package stock

import (
	"context"
	"slices"
	"strings"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
)

// Offer is devices that one keeper hands to another.
type Offer struct {
	Organisation id.Organisation
	Devices      []id.Device
	To           id.Employee
	Location     id.Location // where the other one puts them
}

// Offer signs for handing devices to another keeper; they stay where they are until that one signs (O6).
func (s *Service) Offer(ctx context.Context, in Offer) ([]Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceMove, authz.In(in.Organisation))
	if err != nil {
		return nil, err
	}
	if in.To == permit.Actor().Employee {
		return nil, fault.New(fault.Invalid, "own_hand_over", "Nobody hands over to themselves. Move the devices instead.").
			On("/to_employee_id", "own_hand_over", "Choose somebody else.")
	}
	devices := slices.Clone(in.Devices)
	slices.SortFunc(devices, func(a, b id.Device) int { return strings.Compare(a.String(), b.String()) }) // locks in one order
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) ([]Device, error) {
		if _, err := employee.Find(ctx, tx, in.Organisation, in.To); err != nil {
			return nil, err
		}
		l, err := keepLocation(ctx, tx, in.Organisation, in.Location)
		if err != nil {
			return nil, err
		}
		if l.EndedAt != nil {
			return nil, locationEnded()
		}
		offered := []Device{}
		for _, which := range slices.Compact(devices) {
			d, err := s.offer(ctx, tx, permit, in, which)
			if err != nil {
				return nil, err
			}
			offered = append(offered, d)
		}
		return offered, nil
	})
}

func (s *Service) offer(ctx context.Context, tx *database.Tx, permit authz.Permit, in Offer, which id.Device) (Device, error) {
	d, decision, err := judged(ctx, tx, permit, in.Organisation, which, "")
	if err != nil {
		return d, err
	}
	if d.State != InStock {
		return d, notAvailable()
	}
	before := d
	if err := d.to(Offered, d.Location, id.Employee{}); err != nil {
		return d, err
	}
	s.hand(tx, decision, d, handing{Act: actTransfer, From: before, ToLocation: in.Location, ToEmployee: in.To}, false)
	d.Actions = []string{}
	return d, s.placed(ctx, tx, decision, "device.offered", "", before, &d)
}
