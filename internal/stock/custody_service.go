package stock

import (
	"context"
	"errors"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/page"
)

// HandOut gives a device of the stock to an employee's identity.
type HandOut struct {
	Organisation  id.Organisation
	Device        id.Device
	Identity      id.Identity
	Authenticator id.Authenticator // the one that was ordered, when there is one; none makes one
	Label         string
	Spare         bool
}

// HandOut issues a device to somebody, who signs for it by accepting it or by using it for the first
// time (O6). Two clerks who issue the same one meet on its lock: the second is told that it is gone.
func (s *Service) HandOut(ctx context.Context, in HandOut) (Device, error) {
	permit, err := authz.Require(ctx, authz.DeviceHandOut, authz.In(in.Organisation))
	if err != nil {
		return Device{}, err
	}
	act := Act{Organisation: in.Organisation, Device: in.Device}
	return s.act(ctx, permit, act, func(tx *database.Tx, _ authz.Decision, d Device) error {
		if d.State != InStock || d.Unfit != "" || d.ExpiresAt != nil && !tx.Now.Before(*d.ExpiresAt) {
			return notAvailable()
		}
		who, err := holderOf(ctx, tx, in)
		if err != nil {
			return err
		}
		e, err := employee.Find(ctx, tx, in.Organisation, who)
		if err != nil {
			return err
		}
		decision, err := permit.On(e.Facts()) // in the clerk's own reach, as the device is
		if err != nil {
			return err
		}
		if err := s.provide(ctx, tx, decision, in, d); err != nil {
			return err
		}
		return s.HandIn(ctx, tx, decision, d, who, Issued)
	})
}

// HandIn puts a device that the transaction has locked into somebody's hands; the authenticator is the caller's.
func (s *Service) HandIn(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, to id.Employee, as State) error {
	before := d
	if d.State != InStock || !as.Held() {
		return notAvailable()
	}
	if s.issuing != nil {
		if err := s.issuing.MayIssue(ctx, tx, d.Organisation, to); err != nil {
			return err
		}
	}
	if err := d.to(as, id.Location{}, to); err != nil {
		return err
	}
	link := s.hand(tx, decision, d, handing{Act: actHandOut, From: before, ToEmployee: to}, false)
	if err := s.placed(ctx, tx, decision, "device.handed_out", "", before, &d); err != nil || s.issuing == nil {
		return err
	}
	return s.issuing.Issued(ctx, tx, decision, d, link)
}

// SignIn is the receiver's signature in somebody's transaction, who says how it was given.
func (s *Service) SignIn(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, which id.Custody, how string) error {
	c, err := findCustody(ctx, tx, org, which)
	if err != nil {
		return err
	}
	if _, err := lockDevice(ctx, tx, org, c.Device); err != nil {
		return err
	}
	if c, err = findCustody(ctx, tx, org, which); err != nil { // as it is under the device's lock
		return err
	}
	if c.State != custodyOffered || c.Act != actHandOut {
		return settled()
	}
	if err := settle(ctx, tx, &c, custodyAccepted); err != nil {
		return err
	}
	return s.signed(ctx, tx, decision, c, how)
}

func settled() *fault.Fault {
	return fault.New(fault.Conflict, "hand_over_settled", "This hand-over has been answered already.")
}

// Pick finds and locks the device whose number somebody reads from it, to be handed in; the permit is
// judged at its home.
func (s *Service) Pick(ctx context.Context, tx *database.Tx, permit authz.Permit, org id.Organisation, serial, maker string) (Device, error) {
	which, err := bySerial(ctx, tx, org, serial, maker)
	if err != nil {
		return Device{}, err
	}
	d, _, err := judged(ctx, tx, permit, org, which, "")
	if err == nil && (d.State != InStock || d.Unfit != "" || d.ExpiresAt != nil && !tx.Now.Before(*d.ExpiresAt)) {
		err = notAvailable()
	}
	return d, err
}

// Equipment opens a device for the authenticator that it becomes.
func (s *Service) Equipment(d Device) (authenticator.Equipment, error) {
	seed, err := s.seedOf(d)
	return authenticator.Equipment{Device: d.ID, Serial: d.Serial, Seed: seed}, err
}

func (s *Service) provide(ctx context.Context, tx *database.Tx, decision authz.Decision, in HandOut, d Device) error {
	with, err := s.Equipment(d)
	if err != nil {
		return err
	}
	if in.Authenticator.IsZero() {
		_, err := s.authenticators.Provide(ctx, tx, decision, authenticator.Hardware{
			Equipment: with, Organisation: in.Organisation, Identity: in.Identity, Kind: d.Kind.Authenticator(),
			State: authenticator.Delivered, Label: in.Label, EndsAt: d.ExpiresAt, Spare: in.Spare,
		})
		return err
	}
	a, err := s.authenticators.Equip(ctx, tx, decision, in.Organisation, in.Authenticator, with)
	if err != nil || a.State == authenticator.Delivered {
		return err
	}
	_, err = s.authenticators.Advance(ctx, tx, decision, in.Organisation, in.Authenticator, authenticator.Delivered, "")
	return err
}

func holderOf(ctx context.Context, tx *database.Tx, in HandOut) (who id.Employee, err error) {
	if in.Authenticator.IsZero() {
		err = tx.Get(ctx, &who, `select employee_id from identities where organisation_id = $1 and id = $2`, in.Organisation, in.Identity)
		return who, database.Found(err, "identity")
	}
	err = tx.Get(ctx, &who, `select employee_id from authenticators where organisation_id = $1 and id = $2 and identity_id = $3`,
		in.Organisation, in.Authenticator, in.Identity)
	return who, database.Found(err, "authenticator")
}

// CustodyFilter narrows the list of hand-overs.
type CustodyFilter struct {
	State string
	Own   bool // to the reader
}

// HandOvers lists hand-overs, the newest first; who keeps no stock sees the own ones.
func (s *Service) HandOvers(ctx context.Context, org id.Organisation, f CustodyFilter, after id.Custody, limit int) (page.Page[Custody], error) {
	reach, err := authz.Scope(ctx, authz.CustodyRead, authz.In(org))
	if err != nil {
		return page.Page[Custody]{}, err
	}
	return s.custodies(ctx, limit, func(tx *database.Tx) ([]Custody, error) {
		return listCustody(ctx, tx, org, reached(reach), f, after, limit+1)
	})
}

// CustodyOf is the chain of one device, the newest link first.
func (s *Service) CustodyOf(ctx context.Context, org id.Organisation, device id.Device, after id.Custody, limit int) (page.Page[Custody], error) {
	permit, err := authz.Require(ctx, authz.StockRead, authz.In(org))
	if err != nil {
		return page.Page[Custody]{}, err
	}
	return s.custodies(ctx, limit, func(tx *database.Tx) ([]Custody, error) {
		d, err := findDevice(ctx, tx, org, device)
		if err != nil {
			return nil, err
		}
		if _, err := judgedAt(ctx, tx, permit, org, d.Home, ""); err != nil {
			return nil, err
		}
		return custodyOf(ctx, tx, org, device, after, limit+1)
	})
}

func (s *Service) custodies(ctx context.Context, limit int, list func(*database.Tx) ([]Custody, error)) (page.Page[Custody], error) {
	var found []Custody
	err := s.db.Read(ctx, func(tx *database.Tx) (err error) {
		found, err = list(tx)
		return err
	})
	for i := range found {
		found[i].allow(ctx)
	}
	return page.Cut(found, limit, func(c Custody) string { return page.Encode(c.ID) }), err
}

// allow fills in what the caller may do with a hand-over.
func (c *Custody) allow(ctx context.Context) {
	c.Actions = []string{}
	if c.State != custodyOffered {
		return
	}
	if authz.Can(ctx, authz.CustodySign, authz.In(c.Organisation), authz.Facts{Owner: c.ToEmployee}) {
		c.Actions = append(c.Actions, "accept", "refuse")
	}
	if c.Act == actTransfer && authz.Can(ctx, authz.CustodyWithdraw, authz.In(c.Organisation), authz.Facts{}) {
		c.Actions = append(c.Actions, "withdraw")
	}
}

// Accept is the receiver's signature (O6).
func (s *Service) Accept(ctx context.Context, org id.Organisation, which id.Custody) (Custody, error) {
	permit, err := authz.Require(ctx, authz.CustodySign, authz.In(org))
	if err != nil {
		return Custody{}, err
	}
	return s.settle(ctx, permit, org, which, custodyAccepted, "")
}

// Refuse says that the receiver did not get the device; it goes back.
func (s *Service) Refuse(ctx context.Context, org id.Organisation, which id.Custody, reason string) (Custody, error) {
	permit, err := authz.Require(ctx, authz.CustodySign, authz.In(org))
	if err != nil {
		return Custody{}, err
	}
	return s.settle(ctx, permit, org, which, custodyRefused, reason)
}

// Withdraw takes back an offer to another keeper that has not been signed.
func (s *Service) Withdraw(ctx context.Context, org id.Organisation, which id.Custody) (Custody, error) {
	permit, err := authz.Require(ctx, authz.CustodyWithdraw, authz.In(org))
	if err != nil {
		return Custody{}, err
	}
	return s.settle(ctx, permit, org, which, custodyWithdrawn, "")
}

func (s *Service) settle(ctx context.Context, permit authz.Permit, org id.Organisation, which id.Custody, as, reason string) (Custody, error) {
	act := Act{Reason: reason}
	if err := act.check(); err != nil {
		return Custody{}, err
	}
	return idempotency.Once(ctx, s.db, func(tx *database.Tx) (Custody, error) {
		c, err := findCustody(ctx, tx, org, which)
		if err != nil {
			return c, err
		}
		d, err := lockDevice(ctx, tx, org, c.Device)
		if err != nil {
			return c, err
		}
		decision, err := permit.On(authz.Facts{Owner: c.ToEmployee})
		if as == custodyWithdrawn {
			decision, err = judgedAt(ctx, tx, permit, org, d.Home, "")
		}
		if err != nil {
			return c, err
		}
		if c, err = findCustody(ctx, tx, org, which); err != nil { // as it is under the device's lock
			return c, err
		}
		if c.State != custodyOffered || as == custodyWithdrawn && c.Act != actTransfer {
			return c, settled()
		}
		if err := settle(ctx, tx, &c, as); err != nil {
			return c, err
		}
		if err := s.carry(ctx, tx, decision, c, d, act.Reason); err != nil {
			return c, err
		}
		c.Actions = []string{}
		return c, s.signed(ctx, tx, decision, c, InOwnSession)
	})
}

// carry does with the device what its hand-over came to.
func (s *Service) carry(ctx context.Context, tx *database.Tx, decision authz.Decision, c Custody, d Device, reason string) error {
	before := d
	if c.Act == actTransfer {
		where := d.Location
		if c.State == custodyAccepted {
			l, err := keepLocation(ctx, tx, d.Organisation, c.ToLocation)
			if err != nil {
				return err
			}
			if l.EndedAt != nil {
				return locationEnded()
			}
			where = c.ToLocation
		}
		if err := d.to(InStock, where, id.Employee{}); err != nil {
			return err
		}
		return s.placed(ctx, tx, decision, "device.moved", reason, before, &d)
	}
	if c.State != custodyRefused {
		return nil
	}
	return s.comeBack(ctx, tx, decision, d, d.Home, reason)
}

// signed records the signature.
func (s *Service) signed(ctx context.Context, tx *database.Tx, decision authz.Decision, c Custody, how string) error {
	if s.issuing != nil && c.Act == actHandOut && c.State == custodyAccepted {
		if err := s.issuing.Signed(ctx, tx, decision, c.Organisation, c.ID, how); err != nil {
			return err
		}
	}
	return s.audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "custody." + c.State, Subject: audit.On("custody", c.ID), Person: c.ToEmployee.String(),
		After: audit.Fields{
			"device_id": c.Device.String(), "serial": c.Serial, "from_employee_id": c.GivenBy.String(), "employee_id": c.ToEmployee.String(),
			"location_id": c.ToLocation.String(),
		},
	})
}

// signedByUse takes the first use of a device, in its holder's own session, for the signature (O6).
func (s *Service) signedByUse(ctx context.Context, tx *database.Tx, decision authz.Decision, d Device, a authenticator.Authenticator) error {
	if who := decision.Actor().Employee; !who.IsZero() && who != a.Employee {
		return nil
	}
	c, err := offerOf(ctx, tx, d)
	if errors.Is(err, database.ErrNone) || err == nil && c.ToEmployee != a.Employee {
		return nil
	}
	if err != nil {
		return err
	}
	if err := settle(ctx, tx, &c, custodyAccepted); err != nil {
		return err
	}
	return s.signed(ctx, tx, decision, c, ByFirstUse)
}

// hand adds a link to the chain. One that needs no other signature is settled at once.
func (s *Service) hand(tx *database.Tx, decision authz.Decision, d Device, h handing, settled bool) id.Custody {
	link := id.New[id.Custody]()
	state, at := custodyOffered, any(nil)
	if settled {
		state, at = custodyAccepted, tx.Now
	}
	var giver id.Employee
	switch h.Act {
	case actTakeBack, actFind: // the keeper receives; the giver need not be able to sign in
		h.ToEmployee = decision.Actor().Employee
	default:
		giver = decision.Actor().Employee
	}
	from := h.From.Holder
	if from.IsZero() && h.Act != actFind && h.Act != actTakeBack {
		from = giver
	}
	tx.Append(custodyTable, d.Organisation, link, d.ID, h.Act, state, h.From.Location, from,
		h.ToLocation, h.ToEmployee, giver, tx.Now, at)
	return link
}
