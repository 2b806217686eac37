package company

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"hverv/internal/calendar"
	"hverv/internal/nationalid"
)

// Answer is what is known of a person's power to represent a company (C4).
type Answer string

// The answers. Unknown is no refusal: it becomes the manual case of C10.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// Candidate is the signed-in person who wants to speak for a company.
type Candidate struct {
	NationalID nationalid.Number // none: the eID gave none
	Name       string
	BirthDate  calendar.Date
}

// Representation says who may represent a company; it stands apart from the register, whose open
// data hold names but no national ids (C2). A name that matches is never a yes.
type Representation interface {
	MayRepresent(ctx context.Context, cvr nationalid.CVR, who Candidate) (Answer, error)
}

// FileRepresentation answers from the operator's file: for each CVR number the CPR numbers of all
// who may represent the company. A company that is not in the file is unknown.
type FileRepresentation struct {
	companies map[nationalid.CVR][]nationalid.Number
}

// OpenFileRepresentation reads the file at path; "" is a file without companies.
func OpenFileRepresentation(path string) (*FileRepresentation, error) {
	if path == "" {
		return NewFileRepresentation([]byte("{}"))
	}
	body, err := os.ReadFile(path) //nolint:gosec // the operator names his own file
	if err != nil {
		return nil, fmt.Errorf("read the file of representatives: %w", err)
	}
	return NewFileRepresentation(body)
}

// NewFileRepresentation is OpenFileRepresentation for bytes at hand. Its errors name the company
// and never a person's number.
func NewFileRepresentation(body []byte) (*FileRepresentation, error) {
	var plain map[string][]string
	if err := json.Unmarshal(body, &plain); err != nil {
		return nil, fmt.Errorf("the file of representatives is not {\"cvr\": [\"cpr\"]}: %w", err)
	}
	r := &FileRepresentation{companies: map[nationalid.CVR][]nationalid.Number{}}
	for company, people := range plain {
		cvr, err := nationalid.ParseCVR(company)
		if err != nil {
			return nil, fmt.Errorf("company %q in the file of representatives: %w", company, err)
		}
		r.companies[cvr] = []nationalid.Number{}
		for i, text := range people {
			number, err := nationalid.ParseCPR(text)
			if err != nil {
				return nil, fmt.Errorf("representative %d of company %s: %w", i+1, cvr, err)
			}
			r.companies[cvr] = append(r.companies[cvr], number)
		}
	}
	return r, nil
}

// MayRepresent implements Representation.
func (r *FileRepresentation) MayRepresent(_ context.Context, cvr nationalid.CVR, who Candidate) (Answer, error) {
	people, listed := r.companies[cvr]
	if !listed || who.NationalID.IsZero() {
		return Unknown, nil
	}
	for _, number := range people {
		if number.Equal(who.NationalID) {
			return Yes, nil
		}
	}
	return No, nil
}
