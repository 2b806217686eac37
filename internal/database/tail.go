package database

import (
	"context"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"hverv/internal/fault"
	"hverv/internal/trace"
)

// Table is one that only ever gets rows added: events, jobs, messages, idempotency records, and
// whatever a feature inserts without needing an answer. Its rows join the tail.
type Table struct {
	Name     string
	Columns  []Column
	Evidence bool // a row here is the audit event that Change demands

	// Raced names a unique constraint that two units may meet on without contradicting each other,
	// since each only added what it did not find: the loser is run again and finds it then.
	Raced string
}

// Column is a name and the PostgreSQL type its values are cast to.
type Column struct{ Name, Type string }

// tail gathers the rows and conditions of one unit, written as one statement before commit.
type tail struct {
	tables   []*Table
	rows     map[*Table][][]any
	demands  []demand
	evidence bool
}

type demand struct {
	condition string
	args      []any
	refusal   *fault.Fault
}

func (t *tail) empty() bool { return len(t.tables) == 0 && len(t.demands) == 0 }

// Append adds a row to the tail: one value for each column, in order.
func (tx *Tx) Append(table *Table, values ...any) {
	if len(values) != len(table.Columns) {
		panic(fmt.Sprintf("%s has %d columns, not %d", table.Name, len(table.Columns), len(values)))
	}
	t := &tx.tail
	if t.rows == nil {
		t.rows = map[*Table][][]any{}
	}
	if _, seen := t.rows[table]; !seen {
		t.tables = append(t.tables, table)
	}
	t.rows[table] = append(t.rows[table], values)
	t.evidence = t.evidence || table.Evidence
}

// Demand adds a condition that is judged together with the tail, at no extra round trip: a boolean
// SQL expression with its own $1... When it does not hold the unit rolls back with the refusal.
func (tx *Tx) Demand(condition string, refusal *fault.Fault, args ...any) {
	for _, d := range tx.tail.demands {
		if d.condition == condition && reflect.DeepEqual(d.args, args) {
			return
		}
	}
	tx.tail.demands = append(tx.tail.demands, demand{condition, args, refusal})
}

// writeTail runs the tail and undoes everything when a demand fails: the inserts read the
// conditions themselves, so that a tail without a transaction around it is all or nothing too.
func (tx *Tx) writeTail(ctx context.Context) (err error) {
	ctx, span := trace.Child(ctx, "tail")
	defer func() { span.End(failureOf(err)) }()
	text, args, err := tx.tail.statement(tx.db)
	if err != nil {
		return err
	}
	stmt, err := tx.statement(ctx, text) //nolint:sqlclosecheck // kept for the pool
	if err != nil {
		return err
	}
	var held pq.BoolArray
	if err := stmt.GetContext(ctx, &held, args...); err != nil {
		return classify(ctx, tx.tail.judge(err))
	}
	for i, holds := range held {
		if !holds {
			return tx.tail.demands[i].refusal
		}
	}
	return nil
}

// judge tells a lost race, which is run again, from a breach that is the answer.
func (t *tail) judge(err error) error {
	for _, table := range t.tables {
		if table.Raced != "" && Violates(err, table.Raced) {
			return &lost{err}
		}
	}
	return err
}

func (t *tail) statement(db *DB) (text string, args []any, err error) {
	var shape strings.Builder
	for _, d := range t.demands {
		args = append(args, d.args...)
		shape.WriteString(d.condition + "|")
	}
	for _, table := range t.tables {
		rows := t.rows[table]
		shape.WriteString(table.Name + strconv.FormatBool(len(rows) == 1) + "|")
		values, err := columns(table, rows)
		if err != nil {
			return "", nil, err
		}
		args = append(args, values...)
	}
	if known, ok := db.tails.Load(shape.String()); ok {
		return known.(string), args, nil //nolint:forcetypeassert // only texts are stored
	}
	text = t.text()
	db.tails.Store(shape.String(), text)
	return text, args, nil
}

func (t *tail) text() string {
	var b strings.Builder
	n := 0
	conditions := make([]string, len(t.demands))
	for i, d := range t.demands {
		conditions[i] = "coalesce((" + renumber(d.condition, n) + "), false)"
		n += len(d.args)
	}
	b.WriteString("with demanded as materialized (select array[" + strings.Join(conditions, ", ") + "]::boolean[] as held)")
	for i, table := range t.tables {
		fmt.Fprintf(&b, ",\ntail%d as (%s where (select not (false = any(held)) from demanded))",
			i, insertion(table, n, len(t.rows[table]) == 1))
		n += len(table.Columns)
	}
	b.WriteString("\nselect held from demanded")
	return b.String()
}

// insertion is "insert into ... select ..." with one parameter for each column, numbered after
// offset: a value for a single row, an array of texts for several.
func insertion(table *Table, offset int, single bool) string {
	names := make([]string, len(table.Columns))
	values := make([]string, len(table.Columns))
	arrays := make([]string, len(table.Columns))
	aliases := make([]string, len(table.Columns))
	for i, c := range table.Columns {
		p := strconv.Itoa(offset + i + 1)
		names[i] = c.Name
		arrays[i] = "cast($" + p + " as text[])"
		aliases[i] = "c" + strconv.Itoa(i)
		values[i] = "cast($" + p + " as " + c.Type + ")"
		if !single {
			values[i] = "cast(r." + aliases[i] + " as " + c.Type + ")"
		}
	}
	text := "insert into " + table.Name + " (" + strings.Join(names, ", ") + ") select " + strings.Join(values, ", ")
	if single {
		return text
	}
	return text + " from unnest(" + strings.Join(arrays, ", ") + ") as r(" + strings.Join(aliases, ", ") + ")"
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

func renumber(condition string, offset int) string {
	return placeholder.ReplaceAllStringFunc(condition, func(p string) string {
		n, _ := strconv.Atoi(p[1:])
		return "$" + strconv.Itoa(n+offset)
	})
}

// columns turns rows into one argument for each column: the value itself for a single row, else
// an array of texts.
func columns(table *Table, rows [][]any) ([]any, error) {
	if len(rows) == 1 {
		return rows[0], nil
	}
	args := make([]any, len(table.Columns))
	for j := range table.Columns {
		text := append(make([]byte, 0, 64*len(rows)), '{')
		for i, row := range rows {
			if i > 0 {
				text = append(text, ',')
			}
			var err error
			if text, err = appendElement(text, row[j]); err != nil {
				return nil, fmt.Errorf("%s.%s: %w", table.Name, table.Columns[j].Name, err)
			}
		}
		args[j] = string(append(text, '}'))
	}
	return args, nil
}

// appendElement writes a value as an element of a text array, in the form that a cast to its
// column's type reads.
func appendElement(text []byte, value any) ([]byte, error) {
	plain, err := driver.DefaultParameterConverter.ConvertValue(value)
	if err != nil {
		return nil, err //nolint:wrapcheck // said by the caller
	}
	switch v := plain.(type) {
	case nil:
		return append(text, "NULL"...), nil
	case string:
		return appendQuoted(text, v), nil
	case []byte:
		if v == nil {
			return append(text, "NULL"...), nil
		}
		return append(hex.AppendEncode(append(text, `"\\x`...), v), '"'), nil
	case bool:
		return strconv.AppendBool(text, v), nil
	case int64:
		return strconv.AppendInt(text, v, 10), nil
	case time.Time:
		return appendQuoted(text, string(pq.FormatTimestamp(v))), nil
	default:
		return nil, fmt.Errorf("a %T cannot stand in a row of many", v)
	}
}

func appendQuoted(text []byte, s string) []byte {
	text = append(text, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			text = append(text, '\\')
		}
		text = append(text, s[i])
	}
	return append(text, '"')
}
