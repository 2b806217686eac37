package company

import (
	"context"
	"fmt"
	"os"

	"hverv/internal/nationalid"
)

// FileRegister answers from records that the operator supplies, in the shape of the register's own
// search answer. The file is read once, at start.
type FileRegister struct {
	companies map[string]companyRecord
	units     map[string]unitRecord
	today     Today
}

// OpenFileRegister reads the file at path and refuses one with a record that could not be answered
// from later.
func OpenFileRegister(path string, today Today) (*FileRegister, error) {
	body, err := os.ReadFile(path) //nolint:gosec // the operator names his own file
	if err != nil {
		return nil, fmt.Errorf("read the company register's file: %w", err)
	}
	return NewFileRegister(body, today)
}

// NewFileRegister is OpenFileRegister for bytes at hand.
func NewFileRegister(body []byte, today Today) (*FileRegister, error) {
	sources, err := decodeAnswer(body)
	if err != nil {
		return nil, fmt.Errorf("the company register's file: %w", err)
	}
	r := &FileRegister{companies: map[string]companyRecord{}, units: map[string]unitRecord{}, today: today}
	for _, s := range sources {
		if s.Unit != nil {
			r.units[s.Unit.PNumber.String()] = *s.Unit
			continue
		}
		if _, err := s.Company.company(today(), nil); err != nil {
			return nil, fmt.Errorf("company %s in the register's file: %w", s.Company.CVR, err)
		}
		r.companies[s.Company.CVR.String()] = *s.Company
	}
	return r, nil
}

// LookUp implements Register.
func (r *FileRegister) LookUp(_ context.Context, cvr nationalid.CVR) (Company, error) {
	record, known := r.companies[cvr.String()]
	if !known {
		return Company{}, companyUnknown()
	}
	company, err := record.company(r.today(), r.units)
	if err != nil {
		return Company{}, unavailable(err)
	}
	return company, nil
}
