package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"hverv/internal/seed"
)

// scenario is one hot operation and the ratio to reach.
type scenario struct {
	name       string
	wanted     float64
	status     int
	ask        asks
	part       func(call) call // what of the call pgbench shall run
	prepare    func(ctx context.Context, address string) error
	script     script
	statements int
}

// world is what the seed made.
type world struct {
	seed.Filled

	last   atomic.Uint64
	access []string // tokens of people
}

func whole(c call) call { return c }

func (w *world) scenarios() []scenario {
	return []scenario{
		{name: "create", wanted: 0.45, status: 201, ask: w.create, part: whole},
		{name: "get", wanted: 0.33, status: 200, ask: w.get, part: whole},
		{name: "list", wanted: 0.18, status: 200, ask: w.list, part: whole},
		{name: "introspect", wanted: 0.38, status: 200, ask: w.introspect, part: whole, prepare: w.redeem},
		{name: "token", wanted: 0.30, status: 200, ask: w.machineToken, part: rightsQuery},
	}
}

func (w *world) create(uint64) []byte {
	n := w.last.Add(1)
	body := fmt.Sprintf(`{"given_name":"Åse","family_name":"Prøve%s","email":"aase.%d@klinik1.example","title":"Sygeplejerske",`+
		`"national_id":{"kind":"cpr","value":"%s"},"employments":[{"category":"F","starts_on":"2026-01-01"}]}`,
		letters(n), n, seed.CPR(int(n)+20_000_000)) //nolint:gosec // a bench of minutes counts no further
	return w.post(w.path(""), body, w.signed(n)+fmt.Sprintf("Idempotency-Key: bench-%020d\r\n", n))
}

// letters spells a number, since names hold no digits.
func letters(n uint64) string {
	return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n))
}

func (w *world) get(n uint64) []byte {
	all := w.Organisations[0].Employees
	return w.request("GET", w.path("/"+all[n*7919%uint64(len(all))].String()), w.signed(n), "")
}

func (w *world) list(n uint64) []byte { return w.request("GET", w.path("?limit=50"), w.signed(n), "") }

// cookie signs one of the administrators in, each in turn.
func (w *world) cookie(n uint64) string {
	all := w.Organisations[0].Sessions
	return all[n%uint64(min(len(all), clients))]
}

func (w *world) signed(n uint64) string { return "Cookie: " + w.cookie(n) + "\r\n" }

func (w *world) path(rest string) string {
	return "/api/v1/organisations/" + w.Organisations[0].ID.String() + "/employees" + rest
}

func (w *world) post(path, body, headers string) []byte {
	return w.request("POST", path, headers+fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(body)), body)
}

func (w *world) request(verb, path, headers, body string) []byte {
	return fmt.Appendf(nil, "%s %s HTTP/1.1\r\nHost: bench\r\n%s\r\n%s", verb, path, headers, body)
}
