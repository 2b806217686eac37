// Package sheet writes tables as spreadsheets take them in: CSV in UTF-8 with a byte order mark,
// separated as the reader's country does, fetched page by page while it is read, and harmless
// whatever somebody has typed (ARCHITECTURE 5). What the columns are is its callers' to say.
package sheet

import (
	"bytes"
	"encoding/csv"
	"io"

	"hverv/internal/text"
)

// Next gives the next rows of a table and whether more follow.
type Next func() (rows [][]string, more bool, err error)

// Headings are a table's headings in each language, in the order of its cells.
type Headings map[string][]string

const byteOrderMark = "\ufeff" // without it spreadsheets read UTF-8 as something else

// sheet is an io.Reader that fetches a page when what it holds has been read, so that a large
// organisation is never in memory at once.
type sheet struct {
	buffer bytes.Buffer
	rows   *csv.Writer
	next   Next
	done   bool
}

// New makes the file, its first page read, so that what fails at once fails before anything is sent.
func New(language string, headings Headings, next Next) (io.Reader, error) {
	s := &sheet{next: next}
	s.buffer.WriteString(byteOrderMark)
	s.rows = csv.NewWriter(&s.buffer)
	s.rows.UseCRLF = true
	if language != "en" {
		language, s.rows.Comma = "da", ';' // what Danish spreadsheets split at
	}
	_ = s.rows.Write(headings[language]) // fetch tells whether it failed
	return s, s.fetch()
}

// fetch writes the next page into the buffer.
func (s *sheet) fetch() error {
	found, more, err := s.next()
	if err != nil {
		return err
	}
	for _, cells := range found {
		for i, cell := range cells {
			cells[i] = text.Harmless(cell)
		}
		_ = s.rows.Write(cells)
	}
	s.rows.Flush()
	s.done = !more
	return s.rows.Error() //nolint:wrapcheck // a buffer in memory
}

// Read implements io.Reader.
func (s *sheet) Read(p []byte) (int, error) {
	for s.buffer.Len() == 0 {
		if s.done {
			return 0, io.EOF
		}
		if err := s.fetch(); err != nil {
			return 0, err
		}
	}
	return s.buffer.Read(p) //nolint:wrapcheck // a buffer in memory
}
