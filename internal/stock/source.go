package stock

import (
	"bufio"
	"encoding/base32"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"hverv/internal/fault"
	"hverv/internal/pskc"
	"hverv/internal/totp"
)

// arrival is one device of a file.
type arrival struct {
	Line      int
	Serial    string
	Maker     string
	Model     string
	Kind      Kind
	Seed      totp.Seed
	Drift     int
	ExpiresAt time.Time
	Reason    string // why it cannot be taken in; "" when it can
}

// source gives the devices of a file one by one, then io.EOF. A *stop ends the reading.
type source interface{ Next() (arrival, error) }

// stop is why a file is read no further; what came before it stays.
type stop struct {
	Code string
	Line int
}

func (s *stop) Error() string { return "the file is read no further: " + s.Code }

// pskcSource reads RFC 6030. What a maker does not say comes from whoever brings the file.
type pskcSource struct {
	from  *pskc.Reader
	kind  Kind
	maker string
}

func (p pskcSource) Next() (arrival, error) {
	k, err := p.from.Next()
	if failure, ok := errors.AsType[*pskc.Error](err); ok {
		return arrival{}, &stop{failure.Code, failure.Line}
	}
	if err != nil {
		return arrival{}, err
	}
	a := arrival{
		Line: k.Line, Serial: k.Serial, Maker: k.Manufacturer, Model: k.Model, Kind: p.kind,
		Seed: k.Seed, Drift: k.Drift, ExpiresAt: k.ExpiresAt,
	}
	a.Seed.Counter = k.Counter
	if a.Maker == "" {
		a.Maker = p.maker
	}
	if k.Refused != nil {
		a.Reason = k.Refused.Code
	}
	return a, nil
}

// The columns of a CSV file; serial and kind are needed.
const (
	colSerial = "serial"
	colKind   = "kind"
	colMaker  = "maker"
	colModel  = "model"
	colHex    = "secret_hex"
	colBase32 = "secret_base32"
	colDigits = "digits"
	colPeriod = "period" // 0: the device counts (HOTP)
	colDigest = "algorithm"
	colCount  = "counter"
)

const maxLine = 16 << 10

// csvSource reads lines with a heading, separated by commas or semicolons.
type csvSource struct {
	limit *lineLimit
	from  *csv.Reader
	place map[string]int
	maker string
	line  int // of the last record
}

// lineLimit stops a line that never ends, which the reader would gather whole.
type lineLimit struct {
	from *bufio.Reader
	left int
}

var errLineTooLong = errors.New("a line is too long")

func (l *lineLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLineTooLong
	}
	n, err := l.from.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err //nolint:wrapcheck // the reader compares it with io.EOF
}

func newCSV(r io.Reader, maker string) *csvSource {
	return &csvSource{limit: &lineLimit{from: bufio.NewReader(r)}, maker: maker}
}

// heading reads the names of the columns.
func (c *csvSource) heading() error {
	c.limit.left = 2 * maxLine
	if mark, err := c.limit.from.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = c.limit.from.Discard(3) // what spreadsheets put in front
	}
	first, _ := c.limit.from.Peek(512) // an error comes again when it is read
	line, _, _ := strings.Cut(string(first), "\n")
	c.from = csv.NewReader(c.limit)
	c.from.ReuseRecord, c.from.TrimLeadingSpace = true, true
	if strings.Contains(line, ";") {
		c.from.Comma = ';'
	}
	names, err := c.from.Read()
	if err != nil {
		return c.broken(err)
	}
	c.place = map[string]int{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := c.place[name]; twice || !known(name) {
			return &stop{"column_unknown", 1}
		}
		c.place[name] = i
	}
	if _, ok := c.place[colSerial]; !ok {
		return &stop{"column_missing", 1}
	}
	if _, ok := c.place[colKind]; !ok {
		return &stop{"column_missing", 1}
	}
	return nil
}

func known(name string) bool {
	switch name {
	case colSerial, colKind, colMaker, colModel, colHex, colBase32, colDigits, colPeriod, colDigest, colCount:
		return true
	}
	return false
}

func (c *csvSource) broken(err error) error {
	if errors.Is(err, io.EOF) && c.place != nil {
		return io.EOF
	}
	line := 1
	if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
		line = wrong.Line
		err = wrong.Err
	} else if c.place != nil {
		line = c.line + 1
	}
	switch {
	case errors.Is(err, errLineTooLong):
		return &stop{"line_too_long", line}
	case errors.Is(err, io.EOF), errors.Is(err, csv.ErrQuote), errors.Is(err, csv.ErrBareQuote), errors.Is(err, csv.ErrFieldCount):
		return &stop{"file_malformed", line}
	default:
		return err
	}
}

// Next reads a line.
func (c *csvSource) Next() (arrival, error) {
	if c.place == nil {
		if err := c.heading(); err != nil {
			return arrival{}, err
		}
	}
	c.limit.left = 2 * maxLine // the reader has up to 4 kB more in hand
	record, err := c.from.Read()
	if err != nil {
		return arrival{}, c.broken(err)
	}
	field := func(name string) string {
		at, ok := c.place[name]
		if !ok {
			return ""
		}
		return strings.Clone(strings.TrimSpace(record[at])) // the record is used again
	}
	c.line, _ = c.from.FieldPos(0)
	a := arrival{Line: c.line, Serial: field(colSerial), Maker: field(colMaker), Model: field(colModel), Kind: Kind(field(colKind))}
	if a.Maker == "" {
		a.Maker = c.maker
	}
	a.Reason = a.seed(field)
	return a, nil
}

// seed reads what codes are computed from; reason is "" when it can be used.
func (a *arrival) seed(field func(string) string) (reason string) {
	inHex, inBase32 := field(colHex), strings.ToUpper(strings.TrimRight(strings.ReplaceAll(field(colBase32), " ", ""), "="))
	if a.Kind == Chip {
		if inHex != "" || inBase32 != "" {
			return "secret_not_wanted"
		}
		return ""
	}
	var err error
	switch {
	case inHex != "" && inBase32 != "":
		return "secret_twice"
	case inHex != "":
		a.Seed.Secret, err = hex.DecodeString(strings.ReplaceAll(inHex, " ", ""))
	case inBase32 != "":
		a.Seed.Secret, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(inBase32)
	default:
		return pskc.CodeSecret
	}
	if err != nil {
		return "secret_malformed"
	}
	a.Seed.Digest, err = digestOf(field(colDigest))
	digits, wrong1 := number(field(colDigits), 6)
	period, wrong2 := number(field(colPeriod), 30)
	count, wrong3 := number(field(colCount), 0)
	if errors.Join(err, wrong1, wrong2, wrong3) != nil {
		return pskc.CodeValue
	}
	a.Seed.Digits, a.Seed.Period, a.Seed.Counter = int(digits), int(period), count
	return ""
}

func number(text string, otherwise int64) (int64, error) {
	if text == "" {
		return otherwise, nil
	}
	return strconv.ParseInt(text, 10, 32) //nolint:wrapcheck // only whether it is one
}

func digestOf(text string) (totp.Digest, error) {
	switch d := totp.Digest(strings.ToUpper(strings.ReplaceAll(text, "-", ""))); d {
	case "":
		return totp.SHA1, nil
	case totp.SHA1, totp.SHA256, totp.SHA512:
		return d, nil
	default:
		return "", errors.New("no such digest")
	}
}

const (
	maxSerial = 64
	maxDrift  = 20 // as much as an authenticator remembers
)

// judge says why a device cannot be taken in; "" when it can.
func (a *arrival) judge(now time.Time) string {
	if a.Reason != "" {
		return a.Reason
	}
	a.Serial, a.Maker = strings.TrimSpace(a.Serial), strings.TrimSpace(a.Maker)
	switch {
	case a.Serial == "":
		return "serial_missing"
	case len(a.Serial) > maxSerial || !plain(a.Serial):
		return "serial_malformed"
	case a.Kind != CodeDisplay && a.Kind != AudioReader && a.Kind != Chip:
		return "kind_unknown"
	case !fits(a.Maker) || !fits(a.Model):
		return "maker_malformed"
	case !a.ExpiresAt.IsZero() && !a.ExpiresAt.After(now):
		return "expired"
	}
	a.Drift = max(-maxDrift, min(maxDrift, a.Drift))
	if a.Kind == Chip {
		return ""
	}
	if f := fault.Of(a.Seed.Check()); f != nil {
		if len(f.Fields) > 0 && f.Fields[0].Pointer == "/secret" {
			return "secret_length"
		}
		return pskc.CodeValue
	}
	return ""
}

// plain says that a serial number is of letters, digits and the signs that makers use.
func plain(serial string) bool {
	for _, c := range serial {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && !strings.ContainsRune("-_./: ", c) {
			return false
		}
	}
	return true
}

func fits(name string) bool {
	clean, ok := line(name)
	return ok && clean == name
}
