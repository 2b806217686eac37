// Package connection brings organisations into Hverv (C1-C8, C10): drafts, terms, approval by the
// management with a private eID, the operator's manual cases, and the one transaction in which the
// organisation and its first administrators come to be. What the company register knows is package
// company's; what happens to an organisation afterwards (C9) is package organisation's.
package connection

import (
	"time"

	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// Limits of one request.
const (
	maxRepresentatives = company.MaxApprovals
	maxAdministrators  = 10
	maxDocuments       = 20
	maxUnderWay        = 20       // of one applicant's
	maxSubmissions     = 10       // of one request: representatives are not to be flooded with mail
	maxDocument        = 10 << 20 // bytes
	lifeDays           = 60       // of a draft and of an unanswered request (C6)
)

// Kind tells the first connection from C8.
type Kind string

// The kinds.
const (
	First         Kind = "connect"
	Reappointment Kind = "reappointment" // the organisation has lost its last administrator
)

// ApplicantRole is how the applicant stands to the company (C1).
type ApplicantRole string

// The roles of an applicant.
const (
	AsRepresentative ApplicantRole = "representative"
	AsApplicant      ApplicantRole = "applicant"
)

// Connection is a request to connect an organisation, as its applicant and an operator see it.
type Connection struct {
	ID                id.Connection    `json:"id"`
	Kind              Kind             `json:"kind"`
	State             State            `json:"state"`
	Applicant         id.Person        `json:"applicant"`
	ApplicantName     string           `json:"applicant_name"`
	ApplicantRole     ApplicantRole    `json:"applicant_role"`
	ContactEmail      string           `json:"contact_email"`
	Language          string           `json:"language"`
	CVR               nationalid.CVR   `json:"cvr"`
	Company           *company.Company `json:"company"` // nil: not looked up yet
	Representatives   []Representative `json:"representatives"`
	Administrators    []Administrator  `json:"administrators"`
	Documents         []Document       `json:"documents"`
	Terms             *Accepted        `json:"terms"` // nil: not accepted yet
	RequiredApprovals int              `json:"required_approvals"`
	SetByOperator     bool             `json:"set_by_operator"`
	Organisation      id.Organisation  `json:"organisation"`
	Reason            string           `json:"reason"` // of who declined or decided
	SubmittedAt       *time.Time       `json:"submitted_at"`
	EndedAt           *time.Time       `json:"ended_at"`
	ExpiresOn         calendar.Date    `json:"expires_on"`
	CreatedAt         time.Time        `json:"created_at"`
	Version           int64            `json:"version"`
	Missing           []string         `json:"missing"` // pointers to what a draft still needs
	Actions           []string         `json:"actions"`
}

// Representative is somebody of the management who is asked, and what was answered (C4).
type Representative struct {
	ID         id.Approval   `json:"id"`
	State      ApprovalState `json:"state"`
	Name       string        `json:"name"`
	Email      string        `json:"email"`
	BirthDate  calendar.Date `json:"birth_date"`
	MaskedID   string        `json:"masked_id"` // empty: no CPR number given
	Person     id.Person     `json:"person"`    // who answered
	AnsweredAt *time.Time    `json:"answered_at"`
}

// Administrator is one of the first administrators to be (C3).
type Administrator struct {
	ID         id.Appointee `json:"id"`
	GivenName  string       `json:"given_name"`
	FamilyName string       `json:"family_name"`
	Email      string       `json:"email"`
	MaskedID   string       `json:"masked_id"`
}

// Document shows that somebody may speak for the company (C10).
type Document struct {
	ID         id.Document `json:"id"`
	Kind       string      `json:"kind"`
	MediaType  string      `json:"media_type"`
	Size       int         `json:"size"`
	UploadedAt time.Time   `json:"uploaded_at"`
	PurgedAt   *time.Time  `json:"purged_at"` // set when its time of keeping was over
}

// Accepted says which terms were accepted when; by whom is the applicant (C3).
type Accepted struct {
	Hash    []byte    `json:"hash"`
	Version string    `json:"version"`
	At      time.Time `json:"at"`
}

// Approval is what a representative sees who is asked (C4).
type Approval struct {
	ID             id.Approval      `json:"id"`
	Connection     id.Connection    `json:"connection"`
	State          ApprovalState    `json:"state"`
	Kind           Kind             `json:"kind"`
	Company        *company.Company `json:"company"`
	ApplicantName  string           `json:"applicant_name"`
	Administrators []Administrator  `json:"administrators"`
	Terms          *Accepted        `json:"terms"`
	Required       int              `json:"required"`
	Given          int              `json:"given"`
	Outcome        State            `json:"outcome"` // of the whole request
	ExpiresOn      calendar.Date    `json:"expires_on"`
	Actions        []string         `json:"actions"`
}

// missing points to what a draft still needs before it can be submitted (C3).
func (c Connection) missing(terms Terms) []string {
	missing := []string{}
	need := func(ok bool, pointer string) {
		if !ok {
			missing = append(missing, pointer)
		}
	}
	need(c.Company != nil, "/cvr")
	need(c.ContactEmail != "", "/contact_email")
	need(c.Terms != nil && terms.is(c.Terms.Hash), "/terms_hash")
	need(len(c.Representatives) > 0, "/representatives")
	for i, r := range c.Representatives {
		need(r.Email != "", at("/representatives", i, "email"))
		need(r.MaskedID != "" || !r.BirthDate.IsZero(), at("/representatives", i, "cpr"))
	}
	if c.Company != nil && len(c.Representatives) > 0 {
		need(len(c.Representatives) >= c.Company.RequiredApprovals(), at("/representatives", len(c.Representatives), "name"))
	}
	need(len(c.Administrators) > 0, "/administrators")
	for i, a := range c.Administrators {
		need(a.Email != "", at("/administrators", i, "email"))
		need(a.MaskedID != "", at("/administrators", i, "cpr"))
	}
	return missing
}

// complete refuses a draft that lacks something.
func (c Connection) complete(terms Terms) error {
	missing := c.missing(terms)
	if len(missing) == 0 {
		return nil
	}
	refusal := fault.New(fault.Invalid, "connection_incomplete", "Something is still missing before this can be sent.")
	for _, pointer := range missing {
		refusal = refusal.On(pointer, "missing", "This is needed.")
	}
	return refusal
}

func tooManyConnections() error {
	return fault.New(fault.Limited, "too_many_connections", "You have too many requests under way, or have sent this one too often. Finish or withdraw some first.")
}

func missingConnection() error { return fault.Missing("connection") }

func cvrTaken() error {
	return fault.New(fault.Conflict, "cvr_taken", "An organisation with this CVR number is already connected.")
}
