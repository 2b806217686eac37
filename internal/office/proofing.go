package office

import (
	"bytes"
	"image"
	_ "image/jpeg" // the two kinds of photo
	_ "image/png"
	"slices"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/nationalid"
)

// ProofingState is how far a proofing has come.
type ProofingState string

// The states. Lapsed is none that is stored: the second officer did not come on the day.
const (
	ProofingWaiting   ProofingState = "waiting"
	ProofingConfirmed ProofingState = "confirmed"
	ProofingDeclined  ProofingState = "declined"
	ProofingWithdrawn ProofingState = "withdrawn" // another took its place
	ProofingLapsed    ProofingState = "lapsed"
)

// Proofing is an officer's word that somebody stood at the desk with a document (U13).
type Proofing struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Proofing     `db:"id"`
	Employee     id.Employee     `db:"employee_id"`
	EmployeeName string          `db:"employee_name"`
	Identity     id.Identity     `db:"identity_id"`
	Appointment  id.Appointment  `db:"appointment_id"`
	DocumentType string          `db:"document_type"`
	NumberMasked string          `db:"number_masked"`
	Country      string          `db:"country"`
	ExpiresOn    calendar.Date   `db:"expires_on"`
	HasPhoto     bool            `db:"has_photo"`
	PhotoType    string          `db:"photo_type"`
	Level        authz.Level     `db:"level"`
	State        ProofingState   `db:"state"`
	Clerk        id.Employee     `db:"clerk_id"`
	ClerkName    string          `db:"clerk_name"`
	RecordedAt   time.Time       `db:"recorded_at"`
	ConfirmUntil time.Time       `db:"confirm_until"`
	Second       id.Employee     `db:"second_id"`
	SecondName   string          `db:"second_name"`
	SettledAt    *time.Time      `db:"settled_at"`
	Version      int64           `db:"version"`

	Number  []byte   `db:"-" json:"-"`
	Photo   []byte   `db:"-" json:"-"`
	Actions []string `db:"-"`
}

// StateAt is the state as the clock has it.
func (p Proofing) StateAt(now time.Time) ProofingState {
	if p.State == ProofingWaiting && !now.Before(p.ConfirmUntil) {
		return ProofingLapsed
	}
	return p.State
}

// Record is what an officer enters.
type Record struct {
	Organisation id.Organisation
	Employee     id.Employee
	Appointment  id.Appointment
	DocumentType string
	Number       string
	Country      string
	ExpiresOn    calendar.Date
	Level        authz.Level
	Photo        []byte
}

// DocumentTypes lists what is accepted.
func DocumentTypes() []string {
	return []string{"passport", "national_id_card", "driving_licence", "residence_permit"}
}

const (
	mostPhoto  = 600 << 10 // bytes
	leastSide  = 120       // pixels: less shows no face
	mostSide   = 4000
	leastDigit = 4
	mostDigit  = 32
)

// seen is what was entered, as it is kept.
type seen struct {
	plain, masked, country, photo string
}

func (in *Record) check(today calendar.Date) (seen, error) {
	var c fault.Check
	in.Country = strings.ToUpper(strings.TrimSpace(in.Country))
	c.That(slices.Contains(DocumentTypes(), in.DocumentType), "/document_type", "unknown", "Choose a kind of document.")
	c.That(len(in.Country) == 2 && strings.Trim(in.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "", "/country", "country_invalid", "Two letters, such as DK.")
	c.That(!in.ExpiresOn.IsZero() && !in.ExpiresOn.Before(today), "/expires_on", "document_expired", "The document is no longer valid.")
	c.That(in.Level == authz.Substantial || in.Level == authz.High, "/level", "unknown", "substantial or high.")
	c.That(in.Level != authz.High || len(in.Photo) > 0, "/photo", "missing", "The highest level needs a photo.")
	s := seen{country: in.Country}
	if len(in.Photo) > 0 {
		s.photo = photo(&c, in.Photo)
	}
	s.plain, s.masked = number(&c, in.DocumentType, in.Country, in.Number, today)
	return s, c.Err()
}

// number tidies a document's number: a passport's is typed, the others have only a shape.
func number(c *fault.Check, kind, country, typed string, today calendar.Date) (plain, masked string) {
	if kind == "passport" {
		n, err := nationalid.Parse(nationalid.Passport, country, typed, today)
		c.That(err == nil || len(country) != 2, "/number", "passport_invalid", "This cannot be the number of a passport.")
		if err != nil {
			return "", ""
		}
		return n.Reveal(), n.Masked()
	}
	plain = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", ".", "", "/", "").Replace(typed))
	fits := len(plain) >= leastDigit && len(plain) <= mostDigit && strings.Trim(plain, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
	c.That(fits, "/number", "document_number_invalid", "From 4 to 32 letters and digits.")
	if !fits {
		return "", ""
	}
	tail := ""
	if len(plain) >= 6 {
		tail = plain[len(plain)-2:]
	}
	return plain, country + " ******" + tail
}

// photo judges a picture by its own bytes, and reads no more than its head.
func photo(c *fault.Check, content []byte) (media string) {
	c.That(len(content) <= mostPhoto, "/photo", "photo_too_large", "At most 600 kB.")
	if len(content) > mostPhoto {
		return ""
	}
	head, kind, err := image.DecodeConfig(bytes.NewReader(content))
	readable := err == nil && (kind == "jpeg" || kind == "png")
	c.That(readable, "/photo", "photo_unreadable", "This is neither a JPEG nor a PNG.")
	fits := min(head.Width, head.Height) >= leastSide && max(head.Width, head.Height) <= mostSide
	c.That(!readable || fits, "/photo", "photo_size", "From 120 to 4000 pixels a side.")
	return "image/" + kind
}

func ownAct() *fault.Fault {
	return fault.New(fault.Forbidden, "own_request", "Somebody else must decide on your own request.")
}

func proofingSettled() *fault.Fault {
	return fault.New(fault.Conflict, "proofing_settled", "The proofing has been answered already, or the day is over. Record it anew.")
}
