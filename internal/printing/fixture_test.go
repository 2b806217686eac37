package printing_test

import (
	"context"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/notify"
	"hverv/internal/printing"
	"hverv/internal/role"
	"hverv/internal/testkit/world"
)

// office is a world with two who may print, and somebody who waits for a code.
type office struct {
	*world.World

	service      *printing.Service
	identities   *identity.Service
	users, cards id.Employee
	who          id.Employee
	identity     id.Identity
}

type silence struct{}

func (silence) Send(context.Context, *database.Tx, notify.Message) error { return nil }

func newOffice(tb testing.TB) *office {
	tb.Helper()
	o := &office{World: world.New(tb)}
	o.service = printing.NewService(printing.Deps{DB: o.DB, Audit: o.Audit, Keys: o.Keys})
	o.identities = o.Doors(world.DoorDeps{Letters: o.service, Notify: silence{}}).Identities
	o.SQL(`update organisations set address = '{"street":"Ærøvej 3","postal_code":"8000","city":"Aarhus C","country":""}', support_phone = '70 10 20 30'`)
	o.users, o.cards = o.Employ(o.Org, "Ulla", "2020-01-01", ""), o.Employ(o.Org, "Karen", "2020-01-01", "")
	o.Give(role.Grant{Employee: o.users, Role: authz.UserAdministrator})
	o.Give(role.Grant{Employee: o.cards, Role: authz.CardOfficer})
	o.who = o.Employ(o.Org, "Åse", "2020-01-01", "")
	chosen, err := o.identities.Choose(o.As(o.users), identity.ChooseFor{Organisation: o.Org, Employee: o.who, Kind: identity.Dedicated, UserName: "aase.proevesen"})
	o.Must(err)
	o.identity = chosen.Identity.ID
	return o
}

func (o *office) handOver(how string) identity.HandOver {
	o.T.Helper()
	made, err := o.identities.HandOver(o.As(o.users), o.Org, o.identity, how)
	o.Must(err)
	return made
}

func (o *office) waiting(state string) []printing.Letter {
	o.T.Helper()
	found, err := o.service.Letters(o.As(o.cards), o.Org, state, id.Letter{}, 50)
	o.Must(err)
	return found.Data
}

func (o *office) refused(err error, code string) {
	o.T.Helper()
	if got := fault.CodeOf(err); got != code {
		o.T.Errorf("code %q, want %q (%v)", got, code, err)
	}
}

func (o *office) sealed(which id.Letter) int {
	o.T.Helper()
	return o.Count(`select count(*) from letters where id = $1 and content_sealed is not null`, which)
}
