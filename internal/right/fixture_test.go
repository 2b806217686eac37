package right_test

import (
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/testkit/world"
)

// clinic is a world whose organisation has one rights administrator.
type clinic struct {
	*world.World

	admin id.Employee // rights administrator of all of it
}

func newClinic(tb testing.TB) *clinic {
	tb.Helper()
	c := &clinic{World: world.New(tb)}
	c.admin = c.Employ(c.Org, "Karen", "2020-01-01", "")
	c.Give(role.Grant{Employee: c.admin, Role: authz.RightsAdministrator})
	return c
}

func (c *clinic) basic(org id.Organisation) (bundle id.Bundle) {
	c.T.Helper()
	c.Must(c.DB.Single(c.T.Context(), func(tx *database.Tx) (err error) {
		bundle, err = right.BasicIn(c.T.Context(), tx, org)
		return err
	}))
	return bundle
}

func (c *clinic) rightByCode(code string) (found id.Right) {
	c.T.Helper()
	c.Must(c.DB.Pool().GetContext(c.T.Context(), &found, `select id from rights where code = $1`, code))
	return found
}

// effective are the codes of what the employee may do now.
func (c *clinic) effective(who id.Employee) []string {
	c.T.Helper()
	codes := []string{}
	c.Must(c.DB.Single(c.T.Context(), func(tx *database.Tx) error {
		found, err := right.EffectiveOf(c.T.Context(), tx, c.Org, who)
		for _, e := range found {
			codes = append(codes, e.Code)
		}
		return err
	}))
	return codes
}

func hours(n int) time.Duration { return time.Duration(n) * time.Hour }
