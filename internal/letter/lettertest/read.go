// Package lettertest reads letters back, so that tests see what stands where on the paper.
package lettertest

import (
	"bytes"
	"compress/zlib"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// Piece is a run of text, in millimetres from the upper left corner of the sheet to its baseline.
type Piece struct {
	X, Y float64
	Text string
}

const (
	sheetHeight = 841.89 // points
	millimetre  = 72 / 25.4
)

// Pieces gives the texts of a PDF in the order in which they were set.
func Pieces(tb testing.TB, pdf []byte) (all []Piece) {
	tb.Helper()
	for _, stream := range streams(tb, pdf) {
		for {
			_, rest, found := bytes.Cut(stream, []byte("BT "))
			if !found {
				break
			}
			at, after, found := bytes.Cut(rest, []byte(" Td ("))
			numbers := strings.Fields(string(at))
			if !found || len(numbers) != 2 {
				stream = rest
				continue
			}
			raw, left := literal(after)
			stream = left
			x, errX := strconv.ParseFloat(numbers[0], 64)
			y, errY := strconv.ParseFloat(numbers[1], 64)
			if errX == nil && errY == nil {
				all = append(all, Piece{X: x / millimetre, Y: (sheetHeight - y) / millimetre, Text: decoded(raw)})
			}
		}
	}
	return all
}

// Text is all that stands on the paper, a line for each run.
func Text(tb testing.TB, pdf []byte) string {
	tb.Helper()
	var b strings.Builder
	for _, piece := range Pieces(tb, pdf) {
		b.WriteString(piece.Text + "\n")
	}
	return b.String()
}

// streams inflates what can be inflated and shows text.
func streams(tb testing.TB, pdf []byte) (all [][]byte) {
	tb.Helper()
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		tb.Fatalf("no PDF: %.20q", pdf)
	}
	for {
		_, rest, found := bytes.Cut(pdf, []byte("stream\n"))
		if !found {
			return all
		}
		pdf = rest
		reader, err := zlib.NewReader(bytes.NewReader(rest))
		if err != nil {
			continue
		}
		plain, err := io.ReadAll(reader)
		if err == nil && bytes.Contains(plain, []byte(" Tj ET")) {
			all = append(all, plain)
		}
	}
}

// literal reads a PDF text up to its closing parenthesis, and gives what follows.
func literal(from []byte) (raw, rest []byte) {
	for i := 0; i < len(from); i++ {
		switch from[i] {
		case '\\':
			i++
			if i == len(from) {
				return raw, nil
			}
			if from[i] == 'r' {
				raw = append(raw, '\r')
				continue
			}
			raw = append(raw, from[i])
		case ')':
			return raw, from[i+1:]
		default:
			raw = append(raw, from[i])
		}
	}
	return raw, nil
}

func decoded(raw []byte) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}
