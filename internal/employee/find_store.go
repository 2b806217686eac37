package employee

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/person"
)

// exactList is who has the number ($18), the e-mail address ($18), the user name ($19) or the id ($20):
// each has an index of its own. Never a part of one: an address is found only by who knows it.
const exactList = reaching + `,
	known as (select e.id from employees e where e.organisation_id = $1 and e.employee_number = $18
		union select e.id from employees e where e.organisation_id = $1 and e.email <> '' and lower(e.email) = lower($18)
		union select i.employee_id from user_names n join identities i on i.organisation_id = n.organisation_id and i.id = n.identity_id
			where n.user_name = $19 and n.organisation_id = $1
		union select e.id from employees e where e.organisation_id = $1 and e.id = $20),
	named as materialized (select e.organisation_id, ` + listed + ` from known k join employees e on e.organisation_id = $1 and e.id = k.id),
	found as materialized (select e.organisation_id, ` + listed + ` from named e` + matching + ordered + `)` + shownSQL

// mostExact is more than one e-mail address is ever shared by.
const mostExact = 20

func listExact(ctx context.Context, tx *database.Tx, in Whom, r reach) ([]Listed, error) {
	found := []Listed{}
	_, args := Filter{Organisation: in.Organisation}.arguments(tx, r, []byte{}, nobody, mostExact)
	return found, tx.Select(ctx, &found, exactList, append(args, in.Query, person.FoldUserName(in.Query), in.known())...)
}

// fittedOf reads the identity in force of each, with what of it works now (law 1).
func fittedOf(ctx context.Context, tx *database.Tx, org id.Organisation, rows []Listed) ([]Fitted, error) {
	who := make([]string, 0, len(rows))
	for _, l := range rows {
		who = append(who, l.ID.String())
	}
	found := []Fitted{}
	return found, tx.Select(ctx, &found, `select i.id, i.employee_id, i.kind, i.state, i.activate_until,
			(select count(*) from authenticators a where a.organisation_id = $1 and a.identity_id = i.id
				and a.state = 'active' and (a.ends_at is null or a.ends_at > $3)) as working
		from identities i
		where i.organisation_id = $1 and i.employee_id = any($2::uuid[]) and i.state in ('pending', 'active')`,
		org, pq.Array(who), tx.Now)
}
