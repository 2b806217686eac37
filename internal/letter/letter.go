// Package letter makes the letters and receipts that Hverv prints (U15, G1): one sheet of A4 with the
// address where a Danish C5 window envelope shows it. It owns the look and the millimetres. Who gets
// a letter, what stands in it and when it is printed is the features' to say.
package letter

import (
	"bytes"
	_ "embed" // the fonts
	"fmt"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"hverv/internal/calendar"
)

// Letter is one sheet. The same letter gives the same bytes, always.
type Letter struct {
	Language  string        `json:"language"` // da or en
	Sender    []string      `json:"sender"`   // name first
	To        []string      `json:"to"`       // as on an envelope, name first; none for a paper that is not sent
	Date      calendar.Date `json:"date"`
	Title     string        `json:"title"`
	Text      []string      `json:"text"` // paragraphs
	Code      string        `json:"code"` // a secret, set apart; empty when there is none
	Facts     [][2]string   `json:"facts"`
	Closing   []string      `json:"closing"`   // paragraphs after code and facts
	Sign      []string      `json:"sign"`      // what stands under each line for a signature
	Foot      string        `json:"foot"`      // smaller, at the foot of the sheet
	Reference string        `json:"reference"` // a number by which the paper is found again
}

// The window of a C5 envelope (162 x 229 mm), as sold in the Nordic countries: 105 x 35 mm, its left
// edge 15 mm and its upper edge 44 mm from the envelope's (officeconsult.no, "Brevmaler: plassering av
// mottakerfelt i vinduskonvolutter"; the Danish standard itself is not freely readable).
const (
	windowLeft, windowTop     = 15.0, 44.0
	windowWidth, windowHeight = 105.0, 35.0
	envelopeWidth             = 229.0
	envelopeHeight            = 162.0
	sheetWidth                = 210.0
	sheetHeight               = 297.0
)

// A4 folded once is 210 x 148.5 mm: it slides in the envelope. What must be seen has to stay behind
// the window wherever the sheet lies, and what nobody may see has to stay away from it.
const (
	slideX = envelopeWidth - sheetWidth     // 19 mm
	slideY = envelopeHeight - sheetHeight/2 // 13.5 mm

	AddressLeft   = windowLeft
	AddressTop    = windowTop
	AddressRight  = windowLeft + windowWidth - slideX // 101 mm
	AddressBottom = windowTop + windowHeight - slideY // 65.5 mm

	HiddenAbove = windowTop - slideY       // 30.5 mm: above it nothing shows
	HiddenBelow = windowTop + windowHeight // 79 mm
	HiddenRight = windowLeft + windowWidth // 120 mm
	addressStep = 4.2                      // five lines of ten points
	maxAddress  = 5
	margin      = AddressLeft + 1
	textWidth   = sheetWidth - 2*margin
	lineHeight  = 5.2
	footTop     = 272.0
)

//go:embed fonts/IBMPlexSans-Regular.ttf
var regular []byte

//go:embed fonts/IBMPlexSans-SemiBold.ttf
var semiBold []byte

const family = "plex"

// PDF writes the sheet. It opens the fonts anew each time, so that nothing is kept between letters.
func (l Letter) PDF() ([]byte, error) {
	p := fpdf.New("P", "mm", "A4", "")
	day := time.Date(l.Date.Year(), l.Date.Month(), max(l.Date.Day(), 1), 12, 0, 0, 0, time.UTC)
	p.SetCreationDate(day) // not now: the same letter gives the same bytes
	p.SetModificationDate(day)
	p.SetCatalogSort(true)
	p.SetTitle(l.Title, true)
	p.SetAuthor(first(l.Sender), true)
	p.SetLang(l.Language)
	p.AddUTF8FontFromBytes(family, "", regular)
	p.AddUTF8FontFromBytes(family, "B", semiBold)
	p.SetMargins(margin, margin, margin)
	p.SetAutoPageBreak(true, sheetHeight-footTop+4)
	p.AddPage()
	w := writer{p}
	w.head(l)
	w.body(l)
	w.foot(l)
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("write the letter %q: %w", l.Title, err)
	}
	return out.Bytes(), nil
}

func first(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// Day writes a date as Danes do, or as the English do (W1).
func Day(language string, d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	if language == "en" {
		return fmt.Sprintf("%d %s %d", d.Day(), d.Month(), d.Year())
	}
	months := strings.Fields("januar februar marts april maj juni juli august september oktober november december")
	return strconv.Itoa(d.Day()) + ". " + months[d.Month()-1] + " " + strconv.Itoa(d.Year())
}
