package right

import (
	"slices"

	"hverv/internal/id"
)

// Effects is what a change of a bundle does to people (R2). Somebody who has a right in another way too, for the
// same part of the organisation, neither gains nor loses it.
type Effects struct {
	Employees int        // who gain or lose something, now or when their assignment begins
	First     []Affected // the first of them by name
	Rights    []Shift
}

// Affected is somebody whom a change concerns.
type Affected struct {
	Employee   id.Employee `db:"employee_id"`
	GivenName  string      `db:"given_name"`
	FamilyName string      `db:"family_name"`
}

// Shift is a right that a bundle takes in or gives up.
type Shift struct {
	Right     id.Right `db:"right_id"`
	Code      string   `db:"code"`
	Name      string   `db:"name"`
	Gained    bool     `db:"gained"`
	Employees int      `db:"employees"`
}

const mostAffected = 50 // are named

// difference is what a bundle takes in and gives up.
func difference(before, after []string) (gained, lost []string) {
	gained, lost = []string{}, []string{}
	for _, r := range after {
		if !slices.Contains(before, r) {
			gained = append(gained, r)
		}
	}
	for _, r := range before {
		if !slices.Contains(after, r) {
			lost = append(lost, r)
		}
	}
	return gained, lost
}
