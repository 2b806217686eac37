package stock

import (
	"bytes"
	"time"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/pskc"
	"hverv/internal/text"
	"hverv/internal/totp"
)

// NewImport is a file that somebody brings.
type NewImport struct {
	Organisation id.Organisation
	Location     id.Location
	Format       string // csv or pskc
	Kind         Kind   // of a PSKC file's devices, which does not say
	Maker        string // where the file names none
	Unlock       pskc.Unlock
}

func (in *NewImport) check() error {
	var c fault.Check
	c.That(in.Format == "csv" || in.Format == "pskc", "/format", "not_one_of", "Choose csv or pskc.")
	if in.Kind == "" {
		in.Kind = CodeDisplay
	}
	c.That(in.Kind == CodeDisplay || in.Kind == AudioReader, "/kind", "not_one_of", "A file with secrets is of code displays or audio readers.")
	c.That(!in.Location.IsZero(), "/location_id", "missing", "Say where the devices lie.")
	text.Field(&c, &in.Maker, "/maker", 0, 100)
	return c.Err()
}

// line takes in the name of a maker or model.
func line(name string) (string, bool) {
	clean, ok := text.Line(name)
	return clean, ok && len(clean) <= 200
}

// States of an import.
const (
	importRunning     = "running"
	importDone        = "done"
	importStopped     = "stopped"
	importInterrupted = "interrupted" // judged by the clock, never stored
)

// Import is what became of a file.
type Import struct {
	Organisation id.Organisation `db:"organisation_id"`
	ID           id.StockImport  `db:"id"`
	Format       string          `db:"format"`
	Location     id.Location     `db:"location_id"`
	State        string          `db:"state"`
	StopCode     string          `db:"stop_code"`
	StopLine     int             `db:"stop_line"`
	Added        int             `db:"added"`
	Unchanged    int             `db:"unchanged"`
	Refused      int             `db:"refused"`
	StartedBy    id.Employee     `db:"started_by"`
	StartedAt    time.Time       `db:"started_at"`
	TouchedAt    time.Time       `db:"touched_at"`
}

// stateAt is the state as the clock judges it: one that has not moved on for a while runs no more.
func (i *Import) stateAt(now time.Time) string {
	if i.State == importRunning && now.Sub(i.TouchedAt) > interrupted {
		return importInterrupted
	}
	return i.State
}

// Outcomes of a row.
const (
	outcomeAdded     = "added"
	outcomeUnchanged = "unchanged"
	outcomeRefused   = "refused"
)

// Row is what became of one line or package of a file.
type Row struct {
	Number  int    `db:"number"`
	Line    int    `db:"line"`
	Serial  string `db:"serial"`
	Outcome string `db:"outcome"`
	Reason  string `db:"reason"`
}

// known is a device that the books have under a serial number.
type knownDevice struct {
	kind      Kind
	seed      *totp.Seed // nil: a chip's
	destroyed bool
}

// same says whether a file brings what is there already. How far a device has counted is not compared.
func (k knownDevice) same(a arrival) (outcome, reason string) {
	switch {
	case k.destroyed:
		return outcomeRefused, "device_destroyed"
	case k.kind != a.Kind:
		return outcomeRefused, "serial_taken"
	case k.seed == nil:
		return outcomeUnchanged, ""
	case !bytes.Equal(k.seed.Secret, a.Seed.Secret) || k.seed.Digest != a.Seed.Digest || k.seed.Digits != a.Seed.Digits || k.seed.Period != a.Seed.Period:
		return outcomeRefused, "serial_taken"
	default:
		return outcomeUnchanged, ""
	}
}

func methodOf(a arrival) string {
	switch {
	case a.Kind == Chip:
		return "webauthn"
	case a.Seed.Counts():
		return "hotp"
	default:
		return "totp"
	}
}
