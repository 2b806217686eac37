package right

import (
	"context"
	"errors"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

const (
	systemColumns = `s.id, s.owner_id, s.code, s.name, s.version, s.created_at, s.retired_at`
	rightColumns  = `r.id, r.system_id, r.code, r.name, r.description, r.access, r.sensitivity, r.delegable, r.version, r.created_at, r.retired_at`
)

// visible is true of the systems s that may be seen from $1: its own, and seen from an
// organisation the installation's and those of which it holds a right.
const visible = `(s.owner_id is not distinct from $1::uuid or $1 is not null and (s.owner_id is null
	or exists (select 1 from right_holdings h join rights x on x.id = h.right_id
		where h.organisation_id = $1 and h.revoked_at is null and x.system_id = s.id)))`

func listSystems(ctx context.Context, tx *database.Tx, from Owner, after string, limit int) ([]System, error) {
	found := []System{}
	err := tx.Select(ctx, &found, `select `+systemColumns+` from systems s
		where `+visible+` and s.retired_at is null and s.code > $2 order by s.code limit $3`, from.Organisation, after, limit)
	return found, err
}

func findSystem(ctx context.Context, tx *database.Tx, from Owner, system id.System) (System, error) {
	var s System
	err := tx.Get(ctx, &s, `select `+systemColumns+` from systems s where `+visible+` and s.id = $2`, from.Organisation, system)
	return s, database.Found(err, "system")
}

// lockSystem finds a system that is the owner's own.
func lockSystem(ctx context.Context, tx *database.Tx, owner Owner, system id.System) (System, error) {
	var s System
	err := tx.Get(ctx, &s, `select `+systemColumns+` from systems s
		where s.owner_id is not distinct from $1::uuid and s.id = $2 for update`, owner.Organisation, system)
	return s, database.Found(err, "system")
}

func insertSystem(ctx context.Context, tx *database.Tx, system id.System, a AddSystem) error {
	_, err := tx.Exec(ctx, `insert into systems (id, owner_id, code, name, created_at) values ($1, $2, $3, $4, $5)`,
		system, a.Owner.Organisation, a.Code, a.Name, tx.Now)
	if database.Violates(err, "systems_code_key") {
		return codeTaken()
	}
	return err
}

func codeTaken() error {
	return fault.New(fault.Conflict, "code_taken", "This code is in use or was; codes are never used again.").On("/code", "code_taken", "Already in use.")
}

func renameSystem(ctx context.Context, tx *database.Tx, system id.System, name string) error {
	_, err := tx.Exec(ctx, `update systems set name = $2, version = version + 1 where id = $1`, system, name)
	return err
}

func retireSystem(ctx context.Context, tx *database.Tx, system id.System) error {
	_, err := tx.Exec(ctx, `update systems set retired_at = $2, version = version + 1 where id = $1`, system, tx.Now)
	return err
}

// listRights gives a system's rights in use. Seen from an organisation, those of another
// organisation's system are only the ones it holds.
func listRights(ctx context.Context, tx *database.Tx, from Owner, system id.System, after string, limit int) ([]Right, error) {
	found := []Right{}
	err := tx.Select(ctx, &found, `select `+rightColumns+` from rights r join systems s on s.id = r.system_id
		where `+visibleRight+` and r.system_id = $2 and r.retired_at is null and r.code > $3 order by r.code limit $4`,
		from.Organisation, system, after, limit)
	return found, err
}

const visibleRight = `(s.owner_id is not distinct from $1::uuid or $1 is not null and (s.owner_id is null
	or exists (select 1 from right_holdings h where h.organisation_id = $1 and h.right_id = r.id and h.revoked_at is null)))`

func findRight(ctx context.Context, tx *database.Tx, from Owner, system id.System, right id.Right) (Right, error) {
	var r Right
	err := tx.Get(ctx, &r, `select `+rightColumns+` from rights r join systems s on s.id = r.system_id
		where `+visibleRight+` and r.system_id = $2 and r.id = $3`, from.Organisation, system, right)
	return r, database.Found(err, "right")
}

func lockRight(ctx context.Context, tx *database.Tx, owner Owner, system id.System, right id.Right) (Right, error) {
	var r Right
	err := tx.Get(ctx, &r, `select `+rightColumns+` from rights r join systems s on s.id = r.system_id
		where s.owner_id is not distinct from $1::uuid and r.system_id = $2 and r.id = $3 for update of r`, owner.Organisation, system, right)
	return r, database.Found(err, "right")
}

func insertRight(ctx context.Context, tx *database.Tx, right id.Right, a AddRight) error {
	_, err := tx.Exec(ctx, `insert into rights (id, system_id, code, name, description, access, sensitivity, delegable, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		right, a.System, a.Code, a.Name, a.Description, string(a.Access), string(a.Sensitivity), a.Delegable, tx.Now)
	if database.Violates(err, "rights_code_key") {
		return codeTaken()
	}
	return err
}

func updateRight(ctx context.Context, tx *database.Tx, r Right) error {
	_, err := tx.Exec(ctx, `update rights set name = $2, description = $3, sensitivity = $4, delegable = $5, version = version + 1
		where id = $1`, r.ID, r.Name, r.Description, string(r.Sensitivity), r.Delegable)
	return err
}

func retireRight(ctx context.Context, tx *database.Tx, right id.Right) error {
	_, err := tx.Exec(ctx, `update rights set retired_at = $2, version = version + 1 where id = $1`, right, tx.Now)
	return err
}

// raiseHolders tells the caches of every organisation that holds a right of the system.
func raiseHolders(ctx context.Context, tx *database.Tx, system id.System) error {
	_, err := tx.Exec(ctx, `update organisations set rights_version = rights_version + 1 where id in (
		select h.organisation_id from right_holdings h join rights r on r.id = h.right_id
		where r.system_id = $1 and h.revoked_at is null)`, system)
	return err
}

// cvrOf is the owner's number, under which its own codes live; empty for the installation.
func cvrOf(ctx context.Context, tx *database.Tx, owner Owner) (string, error) {
	if owner.Organisation.IsZero() {
		return "", nil
	}
	var cvr string
	err := tx.Get(ctx, &cvr, `select cvr from organisations where id = $1`, owner.Organisation)
	return cvr, database.Found(err, "organisation")
}

// holderOf gives the connected organisation with the number.
func holderOf(ctx context.Context, tx *database.Tx, cvr string) (id.Organisation, error) {
	var org id.Organisation
	err := tx.Get(ctx, &org, `select id from organisations where cvr = $1 and state <> 'closed'`, cvr)
	if errors.Is(err, database.ErrNone) {
		return org, fault.New(fault.Invalid, "holder_unknown", "No organisation with this CVR number is connected.").
			On("/cvr", "holder_unknown", "Not connected here.")
	}
	return org, err
}

func insertHolding(ctx context.Context, tx *database.Tx, holding id.Holding, org id.Organisation, h Hold) error {
	_, err := tx.Exec(ctx, `insert into right_holdings (organisation_id, id, right_id, starts_on, ends_on) values ($1, $2, $3, $4, $5)`,
		org, holding, h.Right, h.StartsOn, h.EndsOn)
	if database.Violates(err, "right_holdings_organisation_id_right_id_key") {
		return fault.New(fault.Conflict, "already_held", "The organisation already holds this right; revoke that first to give other dates.")
	}
	return err
}

// endRunOut frees the place of a holding whose time is over, so that the right can be given anew.
func endRunOut(ctx context.Context, tx *database.Tx, org id.Organisation, right id.Right, today calendar.Date) error {
	_, err := tx.Exec(ctx, `update right_holdings set revoked_at = $4, version = version + 1
		where organisation_id = $1 and right_id = $2 and revoked_at is null and ends_on < $3`, org, right, today, tx.Now)
	return err
}

const holdingSelect = `select h.id, h.organisation_id, o.cvr, o.name as organisation_name, h.starts_on, h.ends_on, h.revoked_at, h.version,
	h.revoked_at is null and h.starts_on <= $1 and (h.ends_on is null or h.ends_on >= $1) as current
	from right_holdings h join organisations o on o.id = h.organisation_id
	where h.right_id = $2 `

func listHoldings(ctx context.Context, tx *database.Tx, right id.Right, after id.Holding, limit int) ([]Holding, error) {
	found := []Holding{}
	err := tx.Select(ctx, &found, holdingSelect+`and h.revoked_at is null and (h.ends_on is null or h.ends_on >= $1)
		and ($3::uuid is null or h.id > $3) order by h.id limit $4`, tx.Today, right, after, limit)
	return found, err
}

func findHolding(ctx context.Context, tx *database.Tx, right id.Right, holding id.Holding) (Holding, error) {
	var h Holding
	err := tx.Get(ctx, &h, holdingSelect+`and h.id = $3`, tx.Today, right, holding)
	return h, database.Found(err, "holding")
}

func lockHolding(ctx context.Context, tx *database.Tx, right id.Right, holding id.Holding) (Holding, error) {
	var h Holding
	err := tx.Get(ctx, &h, holdingSelect+`and h.id = $3 for update of h`, tx.Today, right, holding)
	return h, database.Found(err, "holding")
}

func revokeHolding(ctx context.Context, tx *database.Tx, org id.Organisation, holding id.Holding) error {
	_, err := tx.Exec(ctx, `update right_holdings set revoked_at = $3, version = version + 1
		where organisation_id = $1 and id = $2`, org, holding, tx.Now)
	return err
}

// listHeld gives what the organisation holds or will hold, by the rights' codes.
func listHeld(ctx context.Context, tx *database.Tx, org id.Organisation, after string, limit int) ([]Held, error) {
	found := []Held{}
	err := tx.Select(ctx, &found, `select `+rightColumns+`, s.code as system_code, s.name as system_name,
			h.id as holding_id, h.starts_on, h.ends_on, h.starts_on <= $2 as current
		from right_holdings h join rights r on r.id = h.right_id join systems s on s.id = r.system_id
		where h.organisation_id = $1 and h.revoked_at is null and (h.ends_on is null or h.ends_on >= $2)
			and r.retired_at is null and s.retired_at is null and r.code > $3
		order by r.code limit $4`, org, tx.Today, after, limit)
	return found, err
}
