package suppliertest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"hverv/internal/order"
)

// Secret is what the server and its callers sign with.
const Secret = "whsec_c2VjcmV0LW9mLXRoZS1zdXBwbGllcg==" //nolint:gosec // made up

// Server is a supplier on loopback. It keeps orders by their key until it is told to misbehave.
type Server struct {
	URL string

	lock     sync.Mutex
	placed   []order.Placement
	recalled []order.Recall
	said     map[string]order.Message
	calls    int
	wrong    func(w http.ResponseWriter, r *http.Request, keep func())
}

// NewServer starts the server; it ends with the test.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	s := &Server{said: map[string]order.Message{}}
	web := httptest.NewServer(http.HandlerFunc(s.answer))
	tb.Cleanup(web.Close)
	s.URL = web.URL + "/api"
	return s
}

// Misbehave makes every further answer that of do, which may keep the order all the same; nil ends it.
func (s *Server) Misbehave(do func(w http.ResponseWriter, r *http.Request, keep func())) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.wrong = do
}

// Placed is what has been ordered.
func (s *Server) Placed() []order.Placement {
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.placed)
}

// Recalled is what is not wanted any more.
func (s *Server) Recalled() []order.Recall {
	s.lock.Lock()
	defer s.lock.Unlock()
	return slices.Clone(s.recalled)
}

// Calls is how often somebody called.
func (s *Server) Calls() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.calls
}

// Say is what the server answers when it is asked about an order.
func (s *Server) Say(m order.Message) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.said[m.Order] = m
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	given := order.Signed{ID: r.Header.Get("webhook-id"), Stamp: r.Header.Get("webhook-timestamp"), Signature: r.Header.Get("webhook-signature"), Body: body}
	if err != nil || !given.Good(Secret) || given.ID != r.Header.Get("Idempotency-Key") {
		http.Error(w, "not signed", http.StatusUnauthorized)
		return
	}
	s.lock.Lock()
	s.calls++
	wrong := s.wrong
	s.lock.Unlock()
	if wrong != nil {
		wrong(w, r, func() { s.keep(r, body) })
		return
	}
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if r.Method == http.MethodGet && len(path) == 3 {
		s.tell(w, path[2])
		return
	}
	if !s.keep(r, body) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// keep stores an order or a recall; the same key is the same thing.
func (s *Server) keep(r *http.Request, body []byte) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	if strings.HasSuffix(r.URL.Path, "/recall") {
		var recall order.Recall
		if err := json.Unmarshal(body, &recall); err != nil {
			return false
		}
		same := func(o order.Recall) bool { return o.Order == recall.Order && slices.Equal(o.Lines, recall.Lines) }
		if !slices.ContainsFunc(s.recalled, same) {
			s.recalled = append(s.recalled, recall)
		}
		return true
	}
	var p order.Placement
	if err := json.Unmarshal(body, &p); err != nil || p.Order != r.Header.Get("Idempotency-Key") {
		return false
	}
	if !slices.ContainsFunc(s.placed, func(o order.Placement) bool { return o.Order == p.Order }) {
		s.placed = append(s.placed, p)
	}
	return true
}

func (s *Server) tell(w http.ResponseWriter, key string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	m, known := s.said[key]
	if !known {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(m) //nolint:errchkjson // the caller has gone
}
