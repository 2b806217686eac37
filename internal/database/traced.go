package database

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/lib/pq"

	"hverv/internal/fault"
	"hverv/internal/trace"
)

// named finds what a statement is called in a trace: its verb and the first table that it touches.
// The text is a constant of the program, yet a name is shorter; parameters are never shown (law 5).
var named = regexp.MustCompile(`(?i)\b(insert\s+into|delete\s+from|update|from)\s+([a-z_]+)`)

// begun starts the span of a statement. Outside a trace it costs a look into the context.
func begun(ctx context.Context, query string) (context.Context, trace.Span) {
	ctx, span := trace.Child(ctx, "sql")
	if span.Recording() {
		span.Name(statementName(query))
		span.Set("db.system.name", "postgresql")
	}
	return ctx, span
}

func statementName(query string) string {
	if at := writing.FindStringIndex(query); at != nil {
		query = query[at[0]:]
	} else {
		query = outermost(query)
	}
	found := named.FindStringSubmatch(query)
	if found == nil {
		return "select"
	}
	verb, _, _ := strings.Cut(strings.ToLower(found[1]), " ")
	if verb == "from" {
		verb = "select"
	}
	return verb + " " + found[2]
}

// outermost leaves out what stands in parentheses, so that a subquery does not give its name.
func outermost(query string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth == 0:
			return r
		}
		return -1
	}, query)
}

// failureOf is the code by which a trace says what broke; the text may quote a value. A refusal is an
// answer, and broke nothing.
func failureOf(err error) string {
	if err == nil || errors.Is(err, ErrNone) || fault.Of(err) != nil && fault.KindOf(err) != fault.Unavailable {
		return ""
	}
	if breach, ok := errors.AsType[*pq.Error](err); ok {
		return "sqlstate_" + string(breach.Code)
	}
	if code := fault.CodeOf(err); code != "" {
		return code
	}
	return "error"
}
