package companytest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"

	"hverv/internal/company"
)

// The credentials that the server asks for.
const (
	User     = "hverv"
	Password = "test-only"
)

// Server is a register on loopback. It answers from company.DemoRecords until it is told to
// misbehave.
type Server struct {
	URL   string
	Calls atomic.Int64

	wrong atomic.Pointer[http.HandlerFunc]
}

type hit struct {
	Index  string                     `json:"_index"`
	Source map[string]json.RawMessage `json:"_source"`
}

type records struct {
	Hits struct {
		Hits []hit `json:"hits"`
	} `json:"hits"`
}

// NewServer starts the server; it ends with the test.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	var all records
	if err := json.Unmarshal(company.DemoRecords(), &all); err != nil {
		tb.Fatal(err)
	}
	s := &Server{}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Calls.Add(1)
		if wrong := s.wrong.Load(); wrong != nil {
			_, _ = io.Copy(io.Discard, r.Body) // else the server would not notice that the caller has gone
			(*wrong)(w, r)
			return
		}
		s.search(w, r, all)
	}))
	tb.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// Misbehave makes every further answer that of the handler; nil makes the server behave again.
func (s *Server) Misbehave(handler http.HandlerFunc) {
	if handler == nil {
		s.wrong.Store(nil)
		return
	}
	s.wrong.Store(&handler)
}

// search answers a terms query on the numbers of one index, as the register does.
func (s *Server) search(w http.ResponseWriter, r *http.Request, all records) {
	user, password, _ := r.BasicAuth()
	if r.Method != http.MethodPost || user != User || password != Password {
		http.Error(w, `{"error":"unauthorized"}`, http.StatusUnauthorized)
		return
	}
	kind, field := "Vrvirksomhed", "cvrNummer"
	if r.URL.Path == "/cvr-permanent/produktionsenhed/_search" {
		kind, field = "VrproduktionsEnhed", "pNummer"
	} else if r.URL.Path != "/cvr-permanent/virksomhed/_search" {
		http.NotFound(w, r)
		return
	}
	var query struct {
		Size  int `json:"size"`
		Query struct {
			Terms map[string][]string `json:"terms"`
		} `json:"query"`
	}
	if err := json.NewDecoder(r.Body).Decode(&query); err != nil {
		http.Error(w, `{"error":"parsing_exception"}`, http.StatusBadRequest)
		return
	}
	found := []hit{}
	for _, h := range all.Hits.Hits {
		var members map[string]json.RawMessage
		record, ofKind := h.Source[kind]
		if !ofKind || json.Unmarshal(record, &members) != nil {
			continue
		}
		if slices.Contains(query.Query.Terms[kind+"."+field], string(members[field])) && len(found) < query.Size {
			found = append(found, h)
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	answer := map[string]any{
		"took": 2, "timed_out": false, "_shards": map[string]int{"total": 6, "successful": 6, "skipped": 0, "failed": 0},
		"hits": map[string]any{"total": len(found), "max_score": 1.0, "hits": found},
	}
	_ = json.NewEncoder(w).Encode(answer) //nolint:errchkjson // the caller has gone
}
