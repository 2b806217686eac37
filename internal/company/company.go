// Package company says what the outside knows of a company: the company register (C2), by file or
// over HTTP, and the question whether a person may represent it (C4). It stores nothing and decides
// nothing; package connection asks and judges.
package company

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/nationalid"
)

// Register is the company register (C2). It answers with what is valid today; a company that it
// does not know is company_unknown, and every failure of its own is register_unavailable, so that
// nobody takes "could not ask" for "no".
type Register interface {
	LookUp(ctx context.Context, cvr nationalid.CVR) (Company, error)
}

// Company is what the register says of a company today. It holds no national ids: the open
// register has none.
//
//nolint:recvcheck // reading needs a pointer; a company is a value everywhere else
type Company struct {
	CVR                  nationalid.CVR   `json:"cvr"`
	Name                 string           `json:"name"`
	Form                 string           `json:"form"`
	FormCode             int              `json:"form_code"`
	Status               string           `json:"status"`
	Ceased               bool             `json:"ceased"`
	AdvertisingProtected bool             `json:"advertising_protected"`
	Address              Address          `json:"address"`
	ProductionUnits      []ProductionUnit `json:"production_units"`
	Members              []Member         `json:"members"`
	SigningRule          string           `json:"signing_rule"` // for people to read; never parsed (C4, C5)
	Approvals            int              `json:"approvals"`    // structured data only (C5); 0: the register does not say
}

// Value stores the company as the register told it.
func (c Company) Value() (driver.Value, error) {
	body, err := json.Marshal(c)
	return string(body), err
}

// Scan reads the company; a request whose company was not looked up yet has none.
func (c *Company) Scan(src any) error {
	if src == nil {
		return nil
	}
	text, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("scan company: cannot read %T", src)
	}
	if err := json.Unmarshal(text, c); err != nil {
		return fmt.Errorf("scan company: %w", err)
	}
	return nil
}

// Address is a postal address as Danes write it.
type Address struct {
	CareOf     string `json:"care_of,omitempty"`
	Street     string `json:"street"`
	PostalCode string `json:"postal_code"`
	City       string `json:"city"`
	Country    string `json:"country"`
}

// ProductionUnit is a place where the company works.
type ProductionUnit struct {
	PNumber nationalid.PNumber `json:"p_number"`
	Name    string             `json:"name"`
	Address Address            `json:"address"`
}

// Member is somebody in the company's management or among its owners.
type Member struct {
	Name    string   `json:"name"`
	Company bool     `json:"company"` // a company, not a person
	Roles   []string `json:"roles"`
}

// MaxApprovals is the highest number that a record may ask for (C5): more managers than that are
// asked for no connection.
const MaxApprovals = 10

// soleTrader is the register's code of a firm that is its owner: nobody signs beside him.
const soleTrader = 10

// RequiredApprovals is how many must approve (C5), or 0 when the register holds a signing rule in
// words only: then a person at the operator reads it, not we.
func (c Company) RequiredApprovals() int {
	switch {
	case c.Approvals > 0:
		return c.Approvals
	case c.FormCode == soleTrader || c.SigningRule == "":
		return 1
	}
	return 0
}

// Refusal says why the company cannot be connected, or nil.
func (c Company) Refusal() error {
	if c.Ceased {
		return fault.New(fault.Conflict, "company_ceased", "The company has ceased according to the company register and cannot be connected.").
			On("/cvr", "company_ceased", "The company has ceased.")
	}
	return nil
}

func companyUnknown() error {
	return fault.New(fault.NotFound, "company_unknown", "The company register knows no company with this CVR number.").
		On("/cvr", "company_unknown", "No company has this number.")
}

const registerPause = 30 * time.Second

// unavailable keeps the cause for the log and tells the caller to come back.
func unavailable(cause error) error {
	away := fault.New(fault.Unavailable, "register_unavailable", "The company register does not answer. What you typed is kept; try again shortly.")
	return fmt.Errorf("%w: %w", away.After(registerPause), cause)
}

// Today gives the legal date by which a register's histories are read: the product's clock.
type Today func() calendar.Date

// NoRegister is the answer of an installation without a register.
func NoRegister() error { return unavailable(errors.New("no company register is configured")) }
