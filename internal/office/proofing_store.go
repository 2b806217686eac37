package office

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const proofingColumns = `p.organisation_id, p.id, p.employee_id, e.given_name || ' ' || e.family_name as employee_name, p.identity_id, p.appointment_id,
	p.document_type, p.number_masked, p.country, p.expires_on, p.photo_sealed is not null as has_photo, p.photo_type, p.level, p.state, p.clerk_id,
	c.given_name || ' ' || c.family_name as clerk_name, p.recorded_at, p.confirm_until, p.second_id,
	coalesce(z.given_name || ' ' || z.family_name, '') as second_name, p.settled_at, p.version`

const proofingTables = ` from proofings p
	join employees e on e.organisation_id = p.organisation_id and e.id = p.employee_id
	join employees c on c.organisation_id = p.organisation_id and c.id = p.clerk_id
	left join employees z on z.organisation_id = p.organisation_id and z.id = p.second_id `

func listProofings(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) ([]Proofing, error) {
	all := []Proofing{}
	err := tx.Select(ctx, &all, `select `+proofingColumns+proofingTables+` where p.organisation_id = $1 and p.employee_id = $2 order by p.id desc limit 100`, org, of)
	return all, err
}

func findProofing(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Proofing) (Proofing, error) {
	var p Proofing
	err := tx.Get(ctx, &p, `select `+proofingColumns+proofingTables+` where p.organisation_id = $1 and p.id = $2`, org, which)
	return p, database.Found(err, "proofing")
}

func sealedPhoto(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Proofing) (sealed []byte, err error) {
	err = tx.Get(ctx, &sealed, `select photo_sealed from proofings where organisation_id = $1 and id = $2`, org, which)
	return sealed, database.Found(err, "proofing")
}

// dedicatedOf is the identity that a proofing is about: a private one has the level of its eID.
func dedicatedOf(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) (which id.Identity, err error) {
	all := []id.Identity{}
	err = tx.Select(ctx, &all, `select id from identities where organisation_id = $1 and employee_id = $2 and kind = 'dedicated'
		and state in ('pending', 'active')`, org, of)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.Conflict, "identity_not_dedicated", "Only a dedicated identity is proofed at the desk. Choose one for the employee first.")
	}
	return append(all, id.Identity{})[0], err
}

// withdrawWaiting makes way for another record about the same identity.
func withdrawWaiting(ctx context.Context, tx *database.Tx, p Proofing) error {
	_, err := tx.Exec(ctx, `update proofings set state = 'withdrawn', settled_at = $3, version = version + 1
		where organisation_id = $1 and identity_id = $2 and state = 'waiting'`, p.Organisation, p.Identity, tx.Now)
	return err
}

func insertProofing(ctx context.Context, tx *database.Tx, p Proofing) error {
	_, err := tx.Exec(ctx, `insert into proofings (organisation_id, id, employee_id, identity_id, appointment_id, document_type, number_sealed, number_masked,
			country, expires_on, photo_sealed, photo_type, level, state, clerk_id, recorded_at, confirm_until, settled_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		p.Organisation, p.ID, p.Employee, p.Identity, p.Appointment, p.DocumentType, p.Number, p.NumberMasked, p.Country, p.ExpiresOn, p.Photo,
		p.PhotoType, string(p.Level), string(p.State), p.Clerk, p.RecordedAt, p.ConfirmUntil, p.SettledAt)
	return err
}

func updateProofing(ctx context.Context, tx *database.Tx, p *Proofing) error {
	n, err := tx.Exec(ctx, `update proofings set state = $4, second_id = $5, settled_at = $6, version = version + 1
		where organisation_id = $1 and id = $2 and version = $3`, p.Organisation, p.ID, p.Version, string(p.State), p.Second, p.SettledAt)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	p.Version++
	return err
}
