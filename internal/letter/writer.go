package letter

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

const (
	black = 26
	grey  = 90
)

// writer sets the parts of a sheet, from its top to its foot.
type writer struct{ *fpdf.Fpdf }

func (w writer) font(style string, points float64, shade int) {
	w.SetFont(family, style, points)
	w.SetTextColor(shade, shade, shade)
}

// head is sender, address and date. The sender stands above what the window can show.
func (w writer) head(l Letter) {
	w.font("B", 11, black)
	w.Text(margin, 18, w.fit(first(l.Sender), textWidth))
	if len(l.Sender) > 1 {
		w.font("", 8.5, grey)
		w.Text(margin, 23, w.fit(strings.Join(l.Sender[1:], " · "), textWidth))
	}
	w.address(l.To)
	w.font("", 9.5, grey)
	w.SetXY(HiddenRight+4, AddressTop)
	w.CellFormat(sheetWidth-margin-HiddenRight-4, 5, Day(l.Language, l.Date), "", 2, "R", false, 0, "")
	if l.Reference != "" {
		w.CellFormat(sheetWidth-margin-HiddenRight-4, 5, w.fit(l.Reference, sheetWidth-margin-HiddenRight-4), "", 0, "R", false, 0, "")
	}
}

// address sets the lines where the window shows them wherever the sheet has slid to. Long lines make
// all of them smaller; what still does not fit is cut.
func (w writer) address(lines []string) {
	if len(lines) > maxAddress { // the last ones are the town and the country
		lines = append(append([]string{}, lines[:1]...), lines[len(lines)-maxAddress+1:]...)
	}
	const width, most, least = AddressRight - margin, 10.0, 7.5
	points := most
	for points > least {
		w.font("", points, black)
		widest := 0.0
		for _, line := range lines {
			widest = max(widest, w.GetStringWidth(line))
		}
		if widest <= width-1 {
			break
		}
		points -= 0.5
	}
	for n, line := range lines {
		w.Text(margin, AddressTop+addressStep*float64(n)+3.4, w.fit(line, width-1))
	}
}

func (w writer) body(l Letter) {
	w.SetXY(margin, HiddenBelow+8)
	w.font("B", 15, black)
	w.MultiCell(textWidth, 7, l.Title, "", "L", false)
	w.Ln(3)
	w.paragraphs(l.Text)
	if l.Code != "" {
		w.code(l.Code)
	}
	w.facts(l.Facts)
	w.paragraphs(l.Closing)
	w.signatures(l.Sign)
}

func (w writer) paragraphs(all []string) {
	w.font("", 10.5, black)
	for _, text := range all {
		w.MultiCell(textWidth, lineHeight, text, "", "L", false)
		w.Ln(2.6)
	}
}

// code is set large, in groups as it was made, with room around: it is read off paper and typed.
func (w writer) code(code string) {
	w.Ln(2)
	w.font("B", 20, black)
	w.SetDrawColor(grey, grey, grey)
	w.SetLineWidth(0.3)
	w.CellFormat(w.GetStringWidth(code)+16, 16, code, "1", 1, "C", false, 0, "")
	w.Ln(5)
}

func (w writer) facts(all [][2]string) {
	const name = 52.0
	w.SetDrawColor(200, 200, 200)
	w.SetLineWidth(0.2)
	for _, fact := range all {
		top := w.GetY()
		w.font("", 9.5, grey)
		w.SetXY(margin, top+1)
		w.MultiCell(name-2, lineHeight, fact[0], "", "L", false)
		end := w.GetY()
		w.font("", 10.5, black)
		w.SetXY(margin+name, top+1)
		w.MultiCell(textWidth-name, lineHeight, fact[1], "", "L", false)
		end = max(end, w.GetY()) + 1
		w.Line(margin, end, sheetWidth-margin, end)
		w.SetXY(margin, end)
	}
	if len(all) > 0 {
		w.Ln(5)
	}
}

func (w writer) signatures(under []string) {
	if len(under) == 0 {
		return
	}
	w.Ln(16)
	const gap = 10.0
	width := (textWidth - gap*float64(len(under)-1)) / float64(len(under))
	top := w.GetY()
	w.SetDrawColor(black, black, black)
	w.SetLineWidth(0.3)
	w.font("", 8.5, grey)
	for n, text := range under {
		left := margin + float64(n)*(width+gap)
		w.Line(left, top, left+width, top)
		w.Text(left, top+4.5, w.fit(text, width))
	}
}

func (w writer) foot(l Letter) {
	if l.Foot == "" {
		return
	}
	w.SetAutoPageBreak(false, 0)
	w.SetXY(margin, footTop)
	w.font("", 8, grey)
	w.MultiCell(textWidth, 3.8, l.Foot, "", "L", false)
}

// fit cuts a line to a width, at the font that is set.
func (w writer) fit(line string, width float64) string {
	if w.GetStringWidth(line) <= width {
		return line
	}
	runes := []rune(line)
	for len(runes) > 0 && w.GetStringWidth(string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimSpace(string(runes)) + "…"
}
