package office

import (
	"context"
	"strings"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/letter"
	"hverv/internal/text"
)

const keptYears = 10 // G3

// Receipt says what was issued to whom (U13). Its sheet is written once and stays as it is.
type Receipt struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.Receipt      `db:"id"`
	Custody      id.Custody      `db:"custody_id"`
	Employee     id.Employee     `db:"employee_id"`
	Device       id.Device       `db:"device_id"`
	Serial       string          `db:"serial"`
	Kind         string          `db:"kind"`
	IssuedBy     id.Employee     `db:"issued_by"`
	IssuedByName string          `db:"issued_by_name"`
	IssuedAt     time.Time       `db:"issued_at"`
	KeepUntil    calendar.Date   `db:"keep_until"`
	SignedHow    string          `db:"signed_how"` // empty: not signed
	SignedAt     *time.Time      `db:"signed_at"`
	ConfirmedBy  id.Employee     `db:"confirmed_by"`
	Version      int64           `db:"version"`

	Content  []byte   `db:"content_sealed" json:"-"`
	Document []byte   `db:"document_sealed" json:"-"`
	Digest   []byte   `db:"document_sha256"`
	Actions  []string `db:"-"`
}

// Paper is a receipt as it is printed.
type Paper struct {
	Receipt Receipt
	PDF     []byte
}

// SignedOnPaper is how a receipt was signed at the desk.
const SignedOnPaper = "paper"

//nolint:gochecknoglobals // tables
var (
	kindNames = map[string]map[string]string{
		"da": {"code_display": "Kodeviser", "audio_reader": "Kodeviser med lyd", "chip": "Chip"},
		"en": {"code_display": "Code display", "audio_reader": "Audio code reader", "chip": "Chip"},
	}
	standardTerms = map[string]string{
		"da": "Enheden er personlig og må kun bruges af mig. Jeg opbevarer den forsvarligt og giver den ikke videre.\n" +
			"Mister jeg den, eller har andre haft den, melder jeg det straks.\nJeg afleverer den, når jeg fratræder, eller når jeg bliver bedt om det.",
		"en": "The device is personal and is used by me alone. I keep it safe and give it to nobody.\n" +
			"If I lose it, or others have had it, I report it at once.\nI give it back when I leave, or when I am asked to.",
	}
)

// issue is what a receipt tells.
type issue struct {
	language, organisation, holder, clerk, kind, serial, terms string
	number                                                     string
	at                                                         time.Time
}

func (i issue) letter() letter.Letter {
	terms := i.terms
	if terms == "" {
		terms = standardTerms[i.language]
	}
	day := calendar.Today(i.at)
	l := letter.Letter{Language: i.language, Date: day, Sender: []string{i.organisation}, Reference: "Nr. " + i.number}
	words := []string{"Kvittering for udlevering", "Udleveret til", "Enhed", "Serienummer", "Udleveret af", "Tidspunkt", "Vilkår", "Dato og underskrift, modtager", "Dato og underskrift, udlevering", " kl. ", "Kvitteringen gemmes i ti år."}
	if i.language == "en" {
		words = []string{"Receipt of issue", "Issued to", "Device", "Serial number", "Issued by", "When", "Terms", "Date and signature, receiver", "Date and signature, issuer", " at ", "The receipt is kept for ten years."}
	}
	l.Title = words[0]
	l.Facts = [][2]string{
		{words[1], i.holder},
		{words[2], kindNames[i.language][i.kind]},
		{words[3], i.serial},
		{words[4], i.clerk},
		{words[5], letter.Day(i.language, day) + words[9] + wallTime(i.language, i.at)},
	}
	l.Closing = append([]string{words[6] + ":"}, strings.Split(terms, "\n")...)
	l.Sign, l.Foot = []string{words[7], words[8]}, words[10]
	return l
}

// termsIn are the terms of Hverv in the caller's language.
func termsIn(ctx context.Context) string {
	if authz.RequestOf(ctx).Language == "en" {
		return standardTerms["en"]
	}
	return standardTerms["da"]
}

// paragraphs takes in a text of several lines.
func paragraphs(c *fault.Check, typed string) string {
	lines := []string{}
	for line := range strings.SplitSeq(strings.ReplaceAll(typed, "\r\n", "\n"), "\n") {
		taken, ok := text.Line(line)
		c.That(ok, "/terms", "unreadable", "This holds characters that cannot be part of it.")
		if taken != "" {
			lines = append(lines, taken)
		}
	}
	all := strings.Join(lines, "\n")
	c.That(len([]rune(all)) <= 4000, "/terms", "too_long", "At most 4000 letters.")
	return all
}

func receiptSigned() *fault.Fault {
	return fault.New(fault.Conflict, "receipt_signed", "The receipt has been signed already, or the device has gone back.")
}
