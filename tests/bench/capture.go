package main

import (
	"context"
	"log/slog"
	"regexp"
	"strings"
	"sync"
)

// call is what one request made PostgreSQL run, in order.
type call []executed

// executed is a statement with the values of its parameters; "" with null set is SQL's null.
type executed struct {
	text   string
	values []value
}

type value struct {
	text string
	null bool
}

// texts identifies the shape of a call.
func (c call) texts() string {
	all := make([]string, len(c))
	for i, e := range c {
		all[i] = e.text
	}
	return strings.Join(all, "\x00")
}

// tap listens to the statements that PostgreSQL logs while its settings let it. It is a log
// handler, since that is where package embeddedpg sends PostgreSQL's lines.
type tap struct {
	mu    sync.Mutex
	lines []string
}

func (t *tap) Enabled(context.Context, slog.Level) bool { return true }
func (t *tap) WithAttrs([]slog.Attr) slog.Handler       { return t }
func (t *tap) WithGroup(string) slog.Handler            { return t }
func (t *tap) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "line" {
			t.mu.Lock()
			t.lines = append(t.lines, a.Value.String())
			t.mu.Unlock()
		}
		return true
	})
	return nil
}

// take gives the lines since the last time.
func (t *tap) take() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := t.lines
	t.lines = nil
	return lines
}

// read turns logged lines into statements. A statement's further lines begin with a tab.
func read(lines []string) call {
	var c call
	detail := false
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "statement: "):
			c, detail = append(c, executed{text: strings.TrimPrefix(line, "statement: ")}), false
		case strings.HasPrefix(line, "execute "):
			_, text, _ := strings.Cut(line, ": ")
			c, detail = append(c, executed{text: text}), false
		case strings.HasPrefix(line, "parameters: ") && len(c) > 0:
			c[len(c)-1].values, detail = parameters(strings.TrimPrefix(line, "parameters: ")), true
		case len(c) > 0 && !detail:
			c[len(c)-1].text += "\n" + line
		}
	}
	return c
}

var numbered = regexp.MustCompile(`^(?:, )?\$\d+ = `)

// parameters reads "$1 = 'it”s', $2 = NULL".
func parameters(list string) []value {
	var all []value
	for {
		at := numbered.FindStringIndex(list)
		if at == nil {
			return all
		}
		list = list[at[1]:]
		if rest, isNull := strings.CutPrefix(list, "NULL"); isNull {
			all, list = append(all, value{null: true}), rest
			continue
		}
		var text strings.Builder
		list = strings.TrimPrefix(list, "'")
		for {
			part, rest, _ := strings.Cut(list, "'")
			text.WriteString(part)
			list = rest
			if list, isQuote := strings.CutPrefix(rest, "'"); isQuote {
				text.WriteString("'")
				rest = list
			} else {
				break
			}
			list = rest
		}
		all = append(all, value{text: text.String()})
	}
}

// usual keeps the calls of the shape that most have: what the workers of the server ran in between,
// and a session that was just then read anew, stand in few of them.
func usual(calls []call) []call {
	count := map[string]int{}
	best := ""
	for _, c := range calls {
		shape := c.texts()
		count[shape]++
		if count[shape] > count[best] {
			best = shape
		}
	}
	var kept []call
	for _, c := range calls {
		if c.texts() == best {
			kept = append(kept, c)
		}
	}
	return kept
}
