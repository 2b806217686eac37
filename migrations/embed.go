// Package migrations holds the schema's history: plain SQL, forward only, in the order of the
// UTC stamps in the file names (STYLE 1.4). It imports nothing of ours.
package migrations

import "embed"

// FS is the migrations as goose reads them.
//
//go:embed *.sql
var FS embed.FS
