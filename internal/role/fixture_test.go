package role_test

import (
	"testing"

	"hverv/internal/authz"
	"hverv/internal/id"
	"hverv/internal/role"
	"hverv/internal/testkit/world"
)

// clinic is a world whose organisation has one organisation administrator.
type clinic struct {
	*world.World

	admin      id.Employee
	adminGrant id.RoleGrant
}

func newClinic(tb testing.TB) *clinic {
	tb.Helper()
	c := &clinic{World: world.New(tb)}
	c.admin = c.Employ(c.Org, "Karen", "2020-01-01", "")
	c.adminGrant = c.Give(role.Grant{Employee: c.admin, Role: authz.OrganisationAdministrator})
	return c
}

// another is one more organisation administrator without end.
func (c *clinic) another(name string) (id.Employee, id.RoleGrant) {
	c.T.Helper()
	who := c.Employ(c.Org, name, "2020-01-01", "")
	return who, c.Give(role.Grant{Employee: who, Role: authz.OrganisationAdministrator})
}
