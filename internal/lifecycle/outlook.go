package lifecycle

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Ahead asks what the next days bring (W6).
type Ahead struct {
	Organisation id.Organisation
	Days         int // after today
	AfterOn      calendar.Date
	AfterID      uuid.UUID
	Limit        int
}

const (
	standardDays = 30
	maxDays      = 90
)

// Coming is one thing that ends or waits.
type Coming struct {
	Kind     string        `db:"kind"`
	On       calendar.Date `db:"on_day"`
	ID       uuid.UUID     `db:"id"`
	Employee id.Employee   `db:"employee_id"`
	Name     string        `db:"name"`
	Detail   string        `db:"detail"`
}

// within is authz.Reach as the store takes it.
type within struct {
	all                    bool
	units, productionUnits []string
}

func nearestFirst(a, b Coming) int {
	return cmp.Or(a.On.Compare(b.On), bytes.Compare(a.ID[:], b.ID[:]))
}

// outlooks are the kinds, each seen by those who may see such things anyway.
//
//nolint:gochecknoglobals // a table
var outlooks = []struct {
	sees authz.Action
	rows string
}{
	{authz.IdentityRead, activationsEnd},
	{authz.IdentityRead, chipsEnd},
	{authz.EmployeeList, employmentsEnd},
	{authz.RoleRead, rolesEnd},
	{authz.AssignmentRead, assignmentsEnd},
	{authz.RoleRequestRead, requestsWait},
	{authz.LoanRead, loansDue},
	{authz.OrderRead, deliveriesCome},
	{authz.AppointmentList, appointmentsCome},
}

// Outlook reads one page of what the next days bring, in a statement for each kind.
func (s *Service) Outlook(ctx context.Context, in Ahead) (page.Page[Coming], error) {
	here := authz.In(in.Organisation)
	if _, err := authz.Require(ctx, authz.OutlookRead, here); err != nil {
		return page.Page[Coming]{}, err
	}
	if in.Days < 1 || in.Days > maxDays {
		return page.Page[Coming]{}, fault.New(fault.Invalid, "invalid_input", "Some fields need attention.").
			On("days", "out_of_range", "From 1 to 90 days.")
	}
	var found []Coming
	err := s.DB.Read(ctx, func(tx *database.Tx) error {
		found = nil
		for _, each := range outlooks {
			reach, err := authz.Scope(ctx, each.sees, here)
			if err != nil || !reach.All && len(reach.Units)+len(reach.ProductionUnits) == 0 {
				continue // without the right to see such things there are none
			}
			there := within{reach.All, reach.Units, reach.ProductionUnits}
			rows, err := listComing(ctx, tx, each.rows, in, there, authz.RequestOf(ctx).Language)
			if err != nil {
				return err
			}
			found = append(found, rows...)
		}
		return nil
	})
	slices.SortFunc(found, nearestFirst)
	return page.Cut(found, in.Limit, func(c Coming) string { return page.Encode(c.On, c.ID) }), err
}
