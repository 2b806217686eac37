package testkit

import (
	"testing"

	"hverv/internal/database"
	"hverv/internal/reseal"
	"hverv/internal/seal"
)

// Resealed turns the sealing key and fails unless every one of the columns holds values, and all of
// them are brought under the new one, each opened under the context that its feature sealed it under (X4).
func Resealed(tb testing.TB, db *database.DB, keys *seal.Keys, columns ...reseal.Column) {
	tb.Helper()
	if _, err := keys.Rotate(seal.Sealing); err != nil {
		tb.Fatalf("turn the key: %v", err)
	}
	for _, c := range columns {
		moved, err := reseal.New(db, keys, c).Run(tb.Context())
		if err != nil || moved == 0 {
			tb.Errorf("%s.%s: %d values moved, %v", c.Table, c.Name, moved, err)
		}
	}
}
