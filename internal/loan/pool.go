package loan

import (
	"time"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Pool is a location whose devices are lent outside opening hours by a keeper there. What is done with
// one of them stays within a bundle (U10).
type Pool struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.LoanPool     `db:"id"`
	Name         string          `db:"name"`
	Location     id.Location     `db:"location_id"`
	LocationName string          `db:"location_name"`
	Unit         id.Unit         `db:"unit_id"` // of the location; none: the organisation's as a whole
	UnitName     string          `db:"unit_name"`
	Bundle       id.Bundle       `db:"bundle_id"`
	BundleName   string          `db:"bundle_name"`
	Retired      bool            `db:"bundle_retired"` // then nothing may be done with the devices
	Hours        int             `db:"hours"`
	Free         int             `db:"free"` // devices that may be lent now
	Out          int             `db:"out"`
	EndedAt      *time.Time      `db:"ended_at"` // nil: in use
	Version      int64           `db:"version"`

	Actions []string `db:"-"`
}

// ChangePool is what somebody sends to make or change a pool; nil leaves a member as it is.
type ChangePool struct {
	Name     *string
	Location *id.Location
	Bundle   *id.Bundle
	Hours    *int
}

func (in ChangePool) apply(p Pool) (Pool, error) {
	put(&p.Name, in.Name)
	put(&p.Location, in.Location)
	put(&p.Bundle, in.Bundle)
	put(&p.Hours, in.Hours)
	var c fault.Check
	text.Field(&c, &p.Name, "/name", 1, 100)
	c.That(p.Hours >= 1 && p.Hours <= 72, "/hours", "out_of_range", "From 1 to 72 hours.")
	return p, c.Err()
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}
