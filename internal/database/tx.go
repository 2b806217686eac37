package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jmoiron/sqlx"

	"hverv/internal/calendar"
)

// Tx is one unit of work. It is begun by its first statement, so that a change which only
// inserts travels as the one statement of its tail. It must not be used after its closure returns.
type Tx struct {
	// Now is the only clock inside a unit of work; Today is its legal date in Copenhagen.
	Now   time.Time
	Today calendar.Date

	db      *DB
	options *sql.TxOptions
	tx      *sqlx.Tx // nil until the first statement
	single  bool     // exactly one statement, without begin and commit
	calls   int
	wrote   bool
	tail    tail
	after   []func()
	unknown []string // texts to prepare for the pool once this unit is over
	made    map[string]any
}

type statement struct {
	*sqlx.Stmt

	writes bool
}

// writing finds statements that change rows; "for update" locks, it does not write.
var writing = regexp.MustCompile(`(?i)\b(insert\s+into|delete\s+from|update\s+[a-z_]+\s+(as\s+\w+\s+|[a-z]\w*\s+)?set)\b`)

// Get reads one row into dest, a struct or a scalar. No row is ErrNone.
func (tx *Tx) Get(ctx context.Context, dest any, query string, args ...any) (err error) {
	ctx, span := begun(ctx, query)
	defer func() { span.End(failureOf(err)) }()
	stmt, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // kept for the pool
	if err != nil {
		return err
	}
	err = stmt.GetContext(ctx, dest, args...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	return classify(ctx, err)
}

// Select reads all rows into dest, a pointer to a slice.
func (tx *Tx) Select(ctx context.Context, dest any, query string, args ...any) (err error) {
	ctx, span := begun(ctx, query)
	defer func() { span.End(failureOf(err)) }()
	stmt, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // kept for the pool
	if err != nil {
		return err
	}
	return classify(ctx, stmt.SelectContext(ctx, dest, args...))
}

// Insert adds a row at once: one value for each column, in order. Append is cheaper where nothing
// later in the unit reads the row.
func (tx *Tx) Insert(ctx context.Context, table *Table, values ...any) error {
	_, err := tx.Exec(ctx, insertion(table, 0, true), values...)
	return err
}

// Exec runs a statement and gives the number of rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (n int64, err error) {
	ctx, span := begun(ctx, query)
	defer func() { span.End(failureOf(err)) }()
	stmt, err := tx.prepare(ctx, query) //nolint:sqlclosecheck // kept for the pool
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, classify(ctx, err)
	}
	n, err = result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("count rows: %w", err)
	}
	return n, nil
}

// AfterCommit runs do once the unit has committed: to wake a worker or drop a cache, never for
// anything that must not be lost.
func (tx *Tx) AfterCommit(do func()) { tx.after = append(tx.after, do) }

func (tx *Tx) prepare(ctx context.Context, query string) (*sqlx.Stmt, error) {
	tx.calls++
	if tx.single {
		if tx.calls > 1 {
			return nil, errors.New("a second statement in a unit of work that promised one")
		}
	} else if err := tx.begin(ctx); err != nil {
		return nil, err
	}
	return tx.statement(ctx, query)
}

// statement gives the prepared text, bound to this unit's transaction when one has begun.
func (tx *Tx) statement(ctx context.Context, query string) (*sqlx.Stmt, error) {
	known, ok := tx.db.known(query)
	if tx.tx == nil {
		if !ok {
			var err error
			if known, err = tx.db.learn(ctx, query); err != nil {
				return nil, err
			}
		}
		if tx.single && known.writes {
			return nil, errors.New("a write in a unit of work that promised to read")
		}
		return known.Stmt, nil
	}
	if ok {
		tx.wrote = tx.wrote || known.writes
		return tx.tx.StmtxContext(ctx, known.Stmt), nil
	}
	// Preparing on the pool takes a second connection; with every connection inside a
	// transaction that would wait for ever. So the first use prepares on this one.
	tx.wrote = tx.wrote || writing.MatchString(query)
	tx.unknown = append(tx.unknown, query)
	stmt, err := tx.tx.PreparexContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", classify(ctx, err))
	}
	return stmt, nil
}

func (tx *Tx) begin(ctx context.Context) error {
	if tx.tx != nil {
		return nil
	}
	begun, err := tx.db.pool.BeginTxx(ctx, tx.options)
	if err != nil {
		return classify(ctx, err)
	}
	tx.tx = begun
	return nil
}

func (db *DB) known(query string) (*statement, bool) {
	found, ok := db.statements.Load(query)
	if !ok {
		return nil, false
	}
	return found.(*statement), true //nolint:forcetypeassert // only statements are stored
}

// learn prepares a text for the whole pool. A text is a constant of the program, so the map is bounded.
func (db *DB) learn(ctx context.Context, query string) (*statement, error) {
	made, err := db.pool.PreparexContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", classify(ctx, err))
	}
	found, lost := db.statements.LoadOrStore(query, &statement{Stmt: made, writes: writing.MatchString(query)})
	if lost {
		_ = made.Close() //nolint:sqlclosecheck // another goroutine was first; ours is not needed
	}
	return found.(*statement), nil //nolint:forcetypeassert // only statements are stored
}

// Make and Made pass what one step of this unit made to a later one, such as the key of a person
// who has two events in one change.
func (tx *Tx) Make(name string, value any) {
	if tx.made == nil {
		tx.made = map[string]any{}
	}
	tx.made[name] = value
}

// Made gives what Make was given, or nil.
func (tx *Tx) Made(name string) any { return tx.made[name] }
