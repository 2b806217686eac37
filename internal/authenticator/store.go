package authenticator

import (
	"context"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
)

const authenticatorColumns = `a.organisation_id, a.id, a.identity_id, a.employee_id, a.kind, a.state, coalesce(a.method, '') as method,
	a.label, a.slot, a.device_id, a.serial, a.deliver_on, a.secret_sealed, a.last_step, a.out_of_step, a.drift, a.spare, a.ends_at, a.renewed_at, a.on_loan, a.reduced_to,
	a.created_at, a.activated_at, a.version`

func findAuthenticator(ctx context.Context, tx *database.Tx, org id.Organisation, authenticator id.Authenticator) (Authenticator, error) {
	var a Authenticator
	err := tx.Get(ctx, &a, `select `+authenticatorColumns+` from authenticators a
		where a.organisation_id = $1 and a.id = $2`, org, authenticator)
	return a, database.Found(err, "authenticator")
}

// listAuthenticators gives those of some identities, oldest first.
func listAuthenticators(ctx context.Context, tx *database.Tx, org id.Organisation, identities []string) ([]Authenticator, error) {
	list := []Authenticator{}
	err := tx.Select(ctx, &list, `select `+authenticatorColumns+` from authenticators a
		where a.organisation_id = $1 and a.identity_id = any($2::uuid[])
		order by a.created_at, a.id`, org, pq.Array(identities))
	return list, err
}

// Of gives the authenticators of an identity, oldest first.
func Of(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Identity) ([]Authenticator, error) {
	return listAuthenticators(ctx, tx, org, []string{of.String()})
}

func insertAuthenticator(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `insert into authenticators
		(organisation_id, id, identity_id, employee_id, kind, state, method, label, slot, device_id, serial, deliver_on, secret_sealed,
			last_step, spare, ends_at, created_at, on_loan, reduced_to, activated_at)
		values ($1, $2, $3, $4, $5, $6, nullif($7, ''), $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		a.Organisation, a.ID, a.Identity, a.Employee, string(a.Kind), string(a.State), string(a.Method), a.Label, a.Slot, a.Device,
		a.Serial, a.DeliverOn, a.SecretSealed, a.LastStep, a.Spare, a.EndsAt, a.CreatedAt, a.OnLoan, a.ReducedTo, a.ActivatedAt)
	return taken(err)
}

// taken says in words which limit of the database an authenticator ran into (U4).
func taken(err error) error {
	switch {
	case database.Violates(err, "authenticators_slot_key"):
		return tooManyApps()
	case database.Violates(err, "authenticators_code_display_key"):
		return hasCodeDisplay()
	case database.Violates(err, "authenticators_working_display_key"):
		return displayOnLoan()
	case database.Violates(err, "authenticators_device_id_key"):
		return deviceTaken()
	default:
		return err
	}
}

// updateEquipped notes the device that was shipped or handed over.
func updateEquipped(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set method = nullif($3, ''), device_id = $4, serial = $5, secret_sealed = $6, last_step = $7,
		drift = 0, out_of_step = null, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, string(a.Method), a.Device, a.Serial, a.SecretSealed, a.LastStep)
	return taken(err)
}

// updateExpected notes another day on which a device is expected (O3).
func updateExpected(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set deliver_on = $3, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, a.DeliverOn)
	return err
}

// updateSecret gives an authenticator that is not active yet a new secret and label.
func updateSecret(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set secret_sealed = $3, label = $4, version = version + 1
		where organisation_id = $1 and id = $2 and state = 'pending_activation'`, a.Organisation, a.ID, a.SecretSealed, a.Label)
	return err
}

// updateState moves an authenticator on; what is over loses its secret.
func updateState(ctx context.Context, tx *database.Tx, a Authenticator, to State) error {
	_, err := tx.Exec(ctx, `update authenticators set state = $3, version = version + 1,
		secret_sealed = case when $4 then null else secret_sealed end
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, string(to), to.Over())
	return taken(err)
}

// updateActive makes a confirmed authenticator count, with the step of its first code spent.
func updateActive(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set state = 'active', activated_at = $3, last_step = $4, drift = $5, spare = $6,
		ends_at = $7, renewed_at = $8, reminders_sent = 0, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, a.ActivatedAt, a.LastStep, a.Drift, a.Spare, a.EndsAt, a.RenewedAt)
	return taken(err)
}

// updateEnd gives a loan another end (U10).
func updateEnd(ctx context.Context, tx *database.Tx, a Authenticator) error {
	_, err := tx.Exec(ctx, `update authenticators set ends_at = $3, version = version + 1
		where organisation_id = $1 and id = $2`, a.Organisation, a.ID, a.EndsAt)
	return err
}

// endAuthenticators revokes all that are not over yet and gives their ids.
func endAuthenticators(ctx context.Context, tx *database.Tx, org id.Organisation, identities []string) ([]id.Authenticator, error) {
	ended := []id.Authenticator{}
	err := tx.Select(ctx, &ended, `update authenticators a set state = 'revoked', secret_sealed = null, version = version + 1
		where a.organisation_id = $1 and a.identity_id = any($2::uuid[])
		and a.state not in ('lost', 'revoked', 'returned', 'destroyed')
		returning a.id`, org, pq.Array(identities))
	return ended, err
}

// categoriesAllow says whether the category of any employment, running or to come, allows the
// kind; who has no employment is not refused here but wherever something is opened.
func categoriesAllow(ctx context.Context, tx *database.Tx, e employee.Employee, kind Kind) (bool, error) {
	var allowed bool
	err := tx.Get(ctx, &allowed, `select coalesce(bool_or($4 = any(c.allowed_authenticators)), true)
		from employments m
		join employment_categories c on c.organisation_id = m.organisation_id and c.code = m.category
		where m.organisation_id = $1 and m.employee_id = $2 and m.ended_at is null and (m.ends_on is null or m.ends_on >= $3)`,
		e.Organisation, e.ID, tx.Today, string(kind))
	return allowed, err
}
