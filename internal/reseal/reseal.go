// Package reseal brings what is sealed in the database under the present key after a rotation (X4),
// batch by batch, while everything runs: until its turn comes a value opens under its old key. Features
// name their columns; what a value is found by (an index under a key of its own) stays their affair.
package reseal

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/seal"
)

// Column is a column of values that are sealed one by one.
type Column struct {
	Table, Name string
	Key         []string // the columns that name a row, in the order of its context
	Under       string   // the context of a row's value is this, a slash, and the key joined by slashes
	Batch       int      // values at a time, fewer of large ones; 0: 500
}

// Service reseals columns.
type Service struct {
	db      *database.DB
	keys    *seal.Keys
	columns []Column

	mu    sync.Mutex
	clean map[string]uint32 // by table and column: the key that every value was found to be under
}

// New makes the service.
func New(db *database.DB, keys *seal.Keys, columns ...Column) *Service {
	return &Service{db: db, keys: keys, columns: columns, clean: map[string]uint32{}}
}

// Run reseals everything that is under an older key and says how many values that were.
func (s *Service) Run(ctx context.Context) (moved int, err error) {
	for _, c := range s.columns {
		n, err := s.column(ctx, c)
		moved += n
		if err != nil {
			return moved, err
		}
	}
	return moved, nil
}

func (s *Service) column(ctx context.Context, c Column) (moved int, err error) {
	name := c.Table + "." + c.Name
	for {
		key := s.keys.PrimaryKeyID() // each time: it may turn meanwhile
		s.mu.Lock()
		clean := s.clean[name] == key
		s.mu.Unlock()
		if clean {
			return moved, nil
		}
		n, left, err := s.batch(ctx, c, key)
		moved += n
		if err != nil {
			return moved, fmt.Errorf("reseal %s: %w", name, err)
		}
		if !left {
			s.mu.Lock()
			s.clean[name] = key
			s.mu.Unlock()
		}
	}
}

// value is one sealed value and the key of its row.
type value struct {
	Key    pq.StringArray `db:"key"`
	Sealed []byte         `db:"sealed"`
}

// batch moves some values and says whether there are more: none that it could lock may mean that another
// node has just moved those. A ciphertext names its key in the four bytes after the first.
func (s *Service) batch(ctx context.Context, c Column, key uint32) (moved int, left bool, err error) {
	present := binary.BigEndian.AppendUint32(nil, key)
	err = s.db.Upkeep(ctx, "reseal", func(tx *database.Tx) error {
		var stale []value
		if err := tx.Select(ctx, &stale, c.find(), present, c.size()); err != nil {
			return err
		}
		for _, v := range stale {
			if err := s.one(ctx, tx, c, v); err != nil {
				return err
			}
		}
		moved = len(stale)
		return tx.Get(ctx, &left, `select exists (select 1`+c.stale()+`)`, present)
	})
	return moved, left, err
}

func (s *Service) one(ctx context.Context, tx *database.Tx, c Column, v value) error {
	place := c.Under + "/" + strings.Join(v.Key, "/")
	plain, err := s.keys.Open(v.Sealed, place)
	if err != nil {
		return err
	}
	sealed, err := s.keys.Seal(plain, place)
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	_, err = tx.Exec(ctx, c.store(), sealed, v.Key)
	return err
}

func (c Column) size() int {
	if c.Batch == 0 {
		return 500
	}
	return c.Batch
}

// stale are the values under another key than the present one.
func (c Column) stale() string {
	return ` from ` + c.Table + ` where ` + c.Name + ` is not null and substring(` + c.Name + ` from 2 for 4) <> $1 `
}

// find locks in the order of the key, so that two nodes wait for each other instead of one passing over a row.
func (c Column) find() string {
	return `select array[` + strings.Join(c.Key, "::text, ") + `::text] as key, ` + c.Name + ` as sealed` + c.stale() +
		`order by ` + strings.Join(c.Key, ", ") + ` limit $2 for update`
}

func (c Column) store() string {
	parts := make([]string, len(c.Key))
	for i, column := range c.Key {
		parts[i] = fmt.Sprintf("%s::text = ($2::text[])[%d]", column, i+1)
	}
	return `update ` + c.Table + ` set ` + c.Name + ` = $1 where ` + strings.Join(parts, " and ")
}
