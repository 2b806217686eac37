package proof_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"testing"

	"hverv/internal/tour"
)

// act is something that somebody tries.
type act struct {
	name   string
	who    caller
	path   string
	body   map[string]any // nil: none
	reason bool           // says why, so that it may leave somebody without what signs them in
}

// round does three acts at once and says whether one that succeeded had a reason.
func (c *cupboard) round(t *testing.T, h *holder) (excused bool) {
	t.Helper()
	c.exec(t, `delete from throttles`) // a miss is no guess here, and slows nobody down
	c.back(t, h)
	c.last = nil
	var acts sync.WaitGroup
	var mu sync.Mutex
	for range 3 {
		do := c.draw(t, *h)
		acts.Go(func() {
			why := do()
			mu.Lock()
			defer mu.Unlock()
			excused = excused || why
		})
	}
	acts.Wait()
	return excused
}

// back signs the holder in again with a display that works, when what opened the session has ended.
func (c *cupboard) back(t *testing.T, h *holder) {
	t.Helper()
	if h.ask(t, http.MethodGet, "/api/v1/me", nil).status == http.StatusOK {
		return
	}
	for _, serial := range c.list(t, `select serial from authenticators where identity_id = $1 and kind = 'code_display' and state = 'active'`, h.identity) {
		client, in, err := c.walk.SignedInBy(t.Context(), h.userName, password, c.code(serial, c.press(serial, 1)))
		if err != nil {
			t.Fatalf("sign in again: %v", err)
		}
		if in {
			h.client = client
		}
	}
}

// press gives the number of a display's next presses.
func (c *cupboard) press(serial string, times uint64) (first uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	first = c.presses[serial]
	c.presses[serial] += times
	return first
}

// draw picks one thing to do.
func (c *cupboard) draw(t *testing.T, h holder) (do func() (excused bool)) {
	t.Helper()
	switch c.dice.IntN(12) {
	case 0, 1, 2:
		return c.signIn(t, h)
	case 3:
		return c.addApp(t, h)
	case 4:
		return c.confirm(t, h)
	case 5, 6:
		return c.order(t, h)
	case 7, 8:
		return c.send(t, c.take(t, h))
	default:
		return c.send(t, c.desk(t, h))
	}
}

// fitting are what an officer may do with a device in a state; destroying is rare, or nothing is left to shuffle.
var fitting = map[string][]string{
	"in_stock": {"hand_out", "hand_out", "hand_out", "lend", "lend", "lend", "move", "write_off"},
	"issued":   {"take_back", "take_back", "find", "destroy"},
	"on_loan":  {"return", "return", "find"},
	"found":    {"release", "release", "take_back"},
	"returned": {"restock", "restock", "restock", "destroy"},
}

// desk is what an officer does with a device, mostly something that fits.
func (c *cupboard) desk(t *testing.T, h holder) act {
	t.Helper()
	serial := c.serials[c.dice.IntN(len(c.serials))]
	state := c.text(t, `select state from devices where serial = $1`, serial)
	if c.dice.IntN(4) == 0 || fitting[state] == nil {
		state = slices.Sorted(maps.Keys(fitting))[c.dice.IntN(len(fitting))]
	}
	name := fitting[state][c.dice.IntN(len(fitting[state]))]
	a := act{name: name, who: c.admin, path: c.admin.path("/stock/devices/" + c.devices[serial] + "/" + name), body: map[string]any{}}
	switch name {
	case "hand_out":
		a.body["identity_id"] = h.identity
	case "find":
		a.path, a.body = a.who.path("/stock/finds"), map[string]any{"serial": serial, "location_id": c.place}
		a.reason = true // what was handed in rests until its owner is checked (U11)
	case "lend":
		a.path, a.body = a.who.path("/loans"), map[string]any{"serial": serial, "employee_id": h.employee, "hours": 24, "why": "Glemt", "document": "staff_card"}
	case "return":
		a.path, a.body = a.who.path("/loans/take_back"), map[string]any{"serial": serial, "own_display": "resume"}
		a.reason = true // what was lent must come back (U10), whatever else the borrower has
	case "take_back", "move":
		a.body["location_id"] = c.place
		return c.perhaps(a)
	case "restock":
		return c.perhaps(a)
	default:
		a.body["reason"], a.reason = "Fordi", true
	}
	return a
}

// perhaps says why now and then.
func (c *cupboard) perhaps(a act) act {
	if c.dice.IntN(3) == 0 {
		a.body["reason"], a.reason = "Fordi", true
	}
	return a
}

// take blocks, ends or loses an authenticator, as the administrator or as its holder.
func (c *cupboard) take(t *testing.T, h holder) act {
	t.Helper()
	all := c.list(t, `select id from authenticators where identity_id = $1 order by id`, h.identity)
	verb := []string{"block", "report_lost", "revoke"}[c.dice.IntN(3)]
	a := act{name: verb, who: []caller{c.admin, h.caller}[c.dice.IntN(2)], body: map[string]any{}, reason: verb == "report_lost"}
	a.path = a.who.path("/authenticators/" + all[c.dice.IntN(len(all))] + "/" + verb)
	return c.perhaps(a)
}

// send tries the act; it may be refused, but never break.
func (c *cupboard) send(t *testing.T, a act) func() bool {
	t.Helper()
	return func() bool {
		var body any
		if a.body != nil {
			body = a.body
		}
		got, err := a.who.try(t.Context(), http.MethodPost, a.path, body, "")
		return c.noted(t, a.name, got, err) && a.reason
	}
}

// noted counts what succeeded; an answer that is no answer fails the test.
func (c *cupboard) noted(t *testing.T, name string, got answer, err error) bool {
	t.Helper()
	if err != nil || got.status >= http.StatusInternalServerError || got.status == http.StatusBadRequest {
		t.Errorf("%s: %d %s %v", name, got.status, got.body, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if got.status >= http.StatusBadRequest {
		c.done[name+" refused: "+got.code()]++
		return false
	}
	c.done[name]++
	c.last = append(c.last, name)
	return true
}

// signIn tries one code of a display in two browsers at once: a new one, or one that was seen before.
func (c *cupboard) signIn(t *testing.T, h holder) func() bool {
	t.Helper()
	held := c.list(t, `select serial from authenticators where identity_id = $1 and kind = 'code_display' and serial <> ''`, h.identity)
	serial := c.serials[c.dice.IntN(len(c.serials))]
	if len(held) > 0 {
		serial = held[c.dice.IntN(len(held))]
	}
	press := c.press(serial, 1)
	if press > 0 && c.dice.IntN(3) == 0 {
		press = c.dice.Uint64N(press) // one that was seen before
	}
	return func() bool {
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				_, in, err := tour.New(c.admin.base, io.Discard, false, wall).SignedInBy(t.Context(), h.userName, password, c.code(serial, press))
				if err != nil {
					t.Errorf("sign in: %v", err)
				}
				if in {
					c.count(fmt.Sprintf("%s/%d", serial, press))
				}
			})
		}
		both.Wait()
		return false
	}
}

// count notes that a code was accepted.
func (c *cupboard) count(code string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accepted[code]++
	c.done["sign in"]++
}

// addApp adds an app and confirms it.
func (c *cupboard) addApp(t *testing.T, h holder) func() bool {
	t.Helper()
	return func() bool {
		got, err := h.try(t.Context(), http.MethodPost, h.path("/identities/"+h.identity+"/authenticators"), map[string]any{"kind": "app"}, "")
		if !c.noted(t, "add app", got, err) {
			return false
		}
		var made struct {
			Authenticator person `json:"authenticator"`
			Secret        string `json:"secret"`
		}
		if err := json.Unmarshal(got.body, &made); err != nil {
			t.Errorf("read the app: %v", err)
			return false
		}
		body := map[string]any{"code": appCode(t, made.Secret, -1)}
		got, err = h.try(t.Context(), http.MethodPost, h.path("/authenticators/"+made.Authenticator.ID+"/confirm"), body, "")
		c.noted(t, "confirm app", got, err)
		return false
	}
}

// confirm takes a display into use with two codes in a row, which count as used.
func (c *cupboard) confirm(t *testing.T, h holder) func() bool {
	t.Helper()
	waiting := c.list(t, `select id || '/' || serial from authenticators where identity_id = $1 and kind = 'code_display' and state in ('delivered', 'pending_activation') and serial <> ''`, h.identity)
	if len(waiting) == 0 {
		return c.send(t, c.desk(t, h))
	}
	which, serial, _ := cut(waiting[c.dice.IntN(len(waiting))])
	press := c.press(serial, 2)
	return func() bool {
		body := map[string]any{"code": c.code(serial, press), "next_code": c.code(serial, press+1)}
		got, err := h.try(t.Context(), http.MethodPost, h.path("/authenticators/"+which+"/confirm"), body, "")
		if c.noted(t, "confirm display", got, err) {
			c.count(fmt.Sprintf("%s/%d", serial, press))
			c.count(fmt.Sprintf("%s/%d", serial, press+1))
		}
		return false
	}
}

// order places an order for a display, or goes on with one that waits.
func (c *cupboard) order(t *testing.T, h holder) func() bool {
	t.Helper()
	waiting := c.list(t, `select order_id || '/' || id from order_lines where employee_id = $1 and state in ('submitted', 'accepted', 'back_ordered', 'shipped')`, h.employee)
	if len(waiting) == 0 {
		return c.send(t, act{name: "order", who: c.admin, path: c.admin.path("/orders"), body: map[string]any{
			"lines":   []any{map[string]any{"employee_id": h.employee, "kind": "code_display"}},
			"address": map[string]any{"street": "Torvet 1", "postal_code": "8900", "city": "Randers C", "country": "DK"},
		}})
	}
	order, line, _ := cut(waiting[0])
	a := act{who: c.admin, body: map[string]any{}, name: []string{"ship", "hand_over", "hand_over", "receive", "cancel"}[c.dice.IntN(5)]}
	a.path = a.who.path("/orders/" + order + "/lines/" + line + "/" + a.name)
	switch a.name {
	case "receive":
		a.body = nil
	case "ship", "hand_over":
		a.body["serial"] = c.serials[c.dice.IntN(len(c.serials))]
	}
	a.name += " ordered"
	return c.send(t, a)
}
