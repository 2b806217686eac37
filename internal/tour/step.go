package tour

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Call is one HTTP exchange as it is shown: the address without its query, which may hold secrets.
type Call struct {
	By     string `json:"by"`
	Method string `json:"method"`
	Path   string `json:"path"`
	Status int    `json:"status"`
	Millis int64  `json:"ms"`
}

// Step is one thing that a user does, with its calls.
type Step struct {
	Number int    `json:"step"`
	User   string `json:"user"`
	What   string `json:"what"`
	Saw    string `json:"saw"`
	Calls  []Call `json:"calls"`
	Millis int64  `json:"ms"`
	Fault  string `json:"fault,omitempty"`
}

// printer shows steps as they end: for people, or one JSON object a line.
type printer struct {
	out    io.Writer
	asJSON bool
}

func (p printer) print(s Step) error {
	if p.asJSON {
		if err := json.NewEncoder(p.out).Encode(s); err != nil {
			return fmt.Errorf("print step: %w", err)
		}
		return nil
	}
	mark := "ok"
	if s.Fault != "" {
		mark = "FAILED"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%2d. %s: %s  [%s, %d ms]\n", s.Number, s.User, s.What, mark, s.Millis)
	for i, c := range s.Calls {
		by := ""
		if c.By != s.User {
			by = "  (" + c.By + ")"
		}
		if i > 0 && same(c, s.Calls[i-1]) { // somebody who waits asks again and again
			continue
		}
		fmt.Fprintf(&b, "      %-6s %-70s %d  %d ms%s\n", c.Method, c.Path, c.Status, c.Millis, by)
	}
	if s.Saw != "" {
		fmt.Fprintf(&b, "    > %s\n", s.Saw)
	}
	if s.Fault != "" {
		fmt.Fprintf(&b, "    ! %s\n", s.Fault)
	}
	if _, err := io.WriteString(p.out, b.String()); err != nil {
		return fmt.Errorf("print step: %w", err)
	}
	return nil
}

func same(a, b Call) bool {
	a.Millis = b.Millis
	return a == b
}

// do runs one step and prints it; see adds what the user saw.
func (t *Tour) do(u *user, what string, act func(see func(format string, args ...any)) error) error {
	t.steps++
	step := Step{Number: t.steps, User: u.name, What: what}
	begun := t.wall()
	t.calls = []Call{}
	err := act(func(format string, args ...any) { step.Saw = fmt.Sprintf(format, args...) })
	step.Calls, step.Millis = t.calls, t.wall().Sub(begun).Milliseconds()
	if err != nil {
		step.Fault = err.Error()
		err = fmt.Errorf("step %d, %s: %w", step.Number, what, err)
	}
	if failed := t.printer.print(step); failed != nil {
		return failed
	}
	return err
}

func (t *Tour) wall() time.Time { return t.Wall() }
