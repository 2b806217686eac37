// Package etag turns a row's version into an entity tag and reads it back from If-Match, so that
// two administrators cannot overwrite each other unseen (RFC 9110 section 13.1.1).
package etag

import (
	"strconv"
	"strings"

	"hverv/internal/fault"
)

// Of is the strong tag of a version: "v7".
func Of(version int64) string { return `"v` + strconv.FormatInt(version, 10) + `"` }

// Version reads the version that the caller last saw. A missing header is a fault of kind
// precondition_required; "*" and unreadable tags can match nothing and are stale.
func Version(ifMatch *string) (int64, error) {
	if ifMatch == nil || strings.TrimSpace(*ifMatch) == "" {
		return 0, fault.New(fault.PreconditionRequired, "if_match_missing",
			"Say with If-Match which version you changed.")
	}
	text, found := strings.CutPrefix(strings.TrimSpace(*ifMatch), `"v`)
	text, closed := strings.CutSuffix(text, `"`)
	version, err := strconv.ParseInt(text, 10, 64)
	if !found || !closed || err != nil || version < 1 {
		return 0, Stale()
	}
	return version, nil
}

// Stale says that somebody changed the thing since the caller read it.
func Stale() error {
	return fault.New(fault.Precondition, "stale", "Somebody changed this since you read it. Read it again and repeat your change.")
}
