package company

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"hverv/internal/nationalid"
	"hverv/internal/outbound"
)

const (
	registerLimit = 20 * time.Second // for all requests of one look-up together
	unitsAtOnce   = 500
)

// HTTPRegister asks the CVR distribution over HTTP: a search of the company's record, and one of
// the records of its production units, which alone hold their names.
type HTTPRegister struct {
	companies, units string
	user, password   string
	client           *outbound.Client
	today            Today
}

// HTTPOptions of the register: URL is the server, the paths below it are the register's own.
type HTTPOptions struct {
	URL            string
	User, Password string
	Client         *outbound.Client
	Today          Today
}

// NewHTTPRegister makes the adapter; it calls nobody yet.
func NewHTTPRegister(o HTTPOptions) (*HTTPRegister, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the company register's address is not a URL")
	}
	return &HTTPRegister{
		companies: base.JoinPath("cvr-permanent", "virksomhed", "_search").String(),
		units:     base.JoinPath("cvr-permanent", "produktionsenhed", "_search").String(),
		user:      o.User, password: o.Password, client: o.Client, today: o.Today,
	}, nil
}

// LookUp implements Register.
func (r *HTTPRegister) LookUp(ctx context.Context, cvr nationalid.CVR) (Company, error) {
	ctx, cancel := context.WithTimeout(ctx, registerLimit)
	defer cancel()
	found, err := r.search(ctx, r.companies, "Vrvirksomhed.cvrNummer", []string{cvr.String()})
	if err != nil {
		return Company{}, unavailable(err)
	}
	if len(found) == 0 {
		return Company{}, companyUnknown()
	}
	record := found[0].Company
	if record == nil || record.CVR.String() != cvr.String() {
		return Company{}, unavailable(fmt.Errorf("another company than asked for: %w", errMalformed))
	}
	units, err := r.unitsOf(ctx, *record)
	if err != nil {
		return Company{}, unavailable(err)
	}
	company, err := record.company(r.today(), units)
	if err != nil {
		return Company{}, unavailable(err)
	}
	return company, nil
}

func (r *HTTPRegister) unitsOf(ctx context.Context, record companyRecord) (map[string]unitRecord, error) {
	numbers, units := record.currentUnits(r.today()), map[string]unitRecord{}
	for len(numbers) > 0 {
		batch := numbers[:min(len(numbers), unitsAtOnce)]
		numbers = numbers[len(batch):]
		found, err := r.search(ctx, r.units, "VrproduktionsEnhed.pNummer", batch)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Unit != nil {
				units[f.Unit.PNumber.String()] = *f.Unit
			}
		}
	}
	return units, nil
}

// search asks for the records whose field is one of the values. A search changes nothing there, so
// it is repeated like a GET.
func (r *HTTPRegister) search(ctx context.Context, address, field string, values []string) ([]source, error) {
	body, err := json.Marshal(map[string]any{
		"from": 0, "size": len(values),
		"query": map[string]any{"terms": map[string]any{field: values}},
	})
	if err != nil {
		return nil, fmt.Errorf("write the search: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make the search: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	if r.user != "" {
		request.SetBasicAuth(r.user, r.password)
	}
	answer, err := r.client.DoRepeatable(request)
	if err != nil {
		return nil, err
	}
	if answer.Status != http.StatusOK {
		return nil, fmt.Errorf("the register answered %d", answer.Status)
	}
	return decodeAnswer(answer.Body)
}
