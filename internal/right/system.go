package right

import (
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/text"
)

// Owner says whose systems are meant: an organisation's, or the installation's when it is none.
type Owner struct{ Organisation id.Organisation }

func (o Owner) target() authz.Target {
	if o.Organisation.IsZero() {
		return authz.Everywhere()
	}
	return authz.In(o.Organisation)
}

// AddSystem makes a system known.
type AddSystem struct {
	Owner Owner
	Code  string
	Name  string
}

func (a AddSystem) complete(n namespace) (AddSystem, error) {
	var c fault.Check
	n.checkSystem(&c, a.Code)
	text.Field(&c, &a.Name, "/name", 1, 200)
	return a, c.Err()
}

// RenameSystem gives a system another name; its code stays.
type RenameSystem struct {
	Owner   Owner
	System  id.System
	Name    string
	Version int64
}

// AddRight makes a right of a system.
type AddRight struct {
	Owner       Owner
	System      id.System
	Code        string
	Name        string
	Description string
	Access      Access
	Sensitivity Sensitivity
	Delegable   bool
}

func (a AddRight) complete(n namespace) (AddRight, error) {
	var c fault.Check
	n.checkRight(&c, a.Code)
	checkNames(&c, &a.Name, &a.Description)
	a.Access.check(&c)
	a.Sensitivity.check(&c)
	return a, c.Err()
}

// ChangeRight changes what is said of a right; nil leaves a member as it is. Code and access stay:
// they are what people were given.
type ChangeRight struct {
	Owner       Owner
	System      id.System
	Right       id.Right
	Name        *string
	Description *string
	Sensitivity *Sensitivity
	Delegable   *bool
	Version     int64
}

func (r Right) change(in ChangeRight) (Right, error) {
	var c fault.Check
	if in.Name != nil {
		r.Name = *in.Name
	}
	if in.Description != nil {
		r.Description = *in.Description
	}
	if in.Sensitivity != nil {
		r.Sensitivity = *in.Sensitivity
	}
	if in.Delegable != nil {
		r.Delegable = *in.Delegable
	}
	checkNames(&c, &r.Name, &r.Description)
	r.Sensitivity.check(&c)
	return r, c.Err()
}

// Hold says that an organisation holds a right from now or later on (R1).
type Hold struct {
	Owner    Owner
	System   id.System
	Right    id.Right
	CVR      string // of the organisation that shall hold it
	StartsOn calendar.Date
	EndsOn   calendar.Date
}

func (h Hold) complete(today calendar.Date) (Hold, error) {
	if h.StartsOn.IsZero() {
		h.StartsOn = today
	}
	var c fault.Check
	number, err := nationalid.ParseCVR(h.CVR)
	c.That(err == nil, "/cvr", "cvr_invalid", "A CVR number is eight digits.")
	h.CVR = number.String()
	checkPeriod(&c, h.StartsOn, h.EndsOn, today)
	return h, c.Err()
}

// Holding is an organisation's hold on a right.
type Holding struct {
	ID             id.Holding      `db:"id"`
	Organisation   id.Organisation `db:"organisation_id"`
	CVR            string          `db:"cvr"`
	OrganisationIs string          `db:"organisation_name"`
	StartsOn       calendar.Date   `db:"starts_on"`
	EndsOn         calendar.Date   `db:"ends_on"`
	RevokedAt      *time.Time      `db:"revoked_at"`
	Current        bool            `db:"current"`
	Version        int64           `db:"version"`
	Actions        []string        `db:"-"`
}

// Held is a right as the organisation that holds it sees it: what it can give to its people.
type Held struct {
	Right

	SystemCode string        `db:"system_code"`
	SystemName string        `db:"system_name"`
	Holding    id.Holding    `db:"holding_id"`
	StartsOn   calendar.Date `db:"starts_on"`
	EndsOn     calendar.Date `db:"ends_on"`
	Current    bool          `db:"current"`
}
