package right

import (
	"time"

	"github.com/lib/pq"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Bundle is a named set of rights. What it held from version to version stays known; who was given
// the bundle has what its latest version holds (R2).
type Bundle struct {
	ID        id.Bundle      `db:"id"`
	Name      string         `db:"name"`
	Basic     bool           `db:"basic"`
	Number    int            `db:"number"` // of the version
	RightIDs  pq.StringArray `db:"right_ids"`
	MadeAt    time.Time      `db:"made_at"` // of the version
	Version   int64          `db:"version"` // of the row, for If-Match
	CreatedAt time.Time      `db:"created_at"`
	RetiredAt *time.Time     `db:"retired_at"`
	Actions   []string       `db:"-"`
}

// Pack makes a bundle, renames one, or gives one a new version.
type Pack struct {
	Organisation id.Organisation
	Bundle       id.Bundle // none for a new one
	Name         *string
	Rights       []id.Right // nil leaves an existing bundle's version
	Version      int64      // of an existing bundle's row
}

const mostRights = 200 // in a bundle

func (p Pack) complete() (Pack, error) {
	var c fault.Check
	if p.Name != nil {
		name := *p.Name
		text.Field(&c, &name, "/name", 1, 100)
		p.Name = &name
	}
	c.That(len(p.Rights) <= mostRights, "/right_ids", "too_many", "A bundle holds at most 200 rights.")
	seen := map[id.Right]bool{}
	for _, r := range p.Rights {
		c.That(!seen[r], "/right_ids", "repeated", "A right stands in a bundle once.")
		seen[r] = true
	}
	return p, c.Err()
}

func rightTexts(rights []id.Right) []string {
	texts := make([]string, len(rights))
	for i, r := range rights {
		texts[i] = r.String()
	}
	return texts
}
