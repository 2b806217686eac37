package office

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/id"
)

const receiptColumns = `r.organisation_id, r.id, r.custody_id, r.employee_id, r.device_id, r.serial, r.kind, r.issued_by,
	coalesce(b.given_name || ' ' || b.family_name, '') as issued_by_name, r.issued_at, r.keep_until, r.content_sealed, r.document_sealed,
	r.document_sha256, coalesce(r.signed_how, '') as signed_how, r.signed_at, r.confirmed_by, r.version`

const receiptTables = ` from receipts r left join employees b on b.organisation_id = r.organisation_id and b.id = r.issued_by `

func listReceipts(ctx context.Context, tx *database.Tx, org id.Organisation, of id.Employee) ([]Receipt, error) {
	all := []Receipt{}
	err := tx.Select(ctx, &all, `select `+receiptColumns+receiptTables+` where r.organisation_id = $1 and r.employee_id = $2 order by r.id desc limit 200`, org, of)
	return all, err
}

func lockReceipt(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Receipt) (Receipt, error) {
	var r Receipt
	err := tx.Get(ctx, &r, `select `+receiptColumns+receiptTables+` where r.organisation_id = $1 and r.id = $2 for update of r`, org, which)
	return r, database.Found(err, "receipt")
}

// lockReceiptOf finds the receipt of a hand-over, when it has one.
func lockReceiptOf(ctx context.Context, tx *database.Tx, org id.Organisation, custody id.Custody) (r Receipt, found bool, err error) {
	all := []Receipt{}
	err = tx.Select(ctx, &all, `select `+receiptColumns+receiptTables+` where r.organisation_id = $1 and r.custody_id = $2 for update of r`, org, custody)
	if err != nil || len(all) == 0 {
		return r, false, err
	}
	return all[0], true, nil
}

func insertReceipt(ctx context.Context, tx *database.Tx, r Receipt) error {
	_, err := tx.Exec(ctx, `insert into receipts (organisation_id, id, custody_id, employee_id, device_id, serial, kind, issued_by, issued_at, keep_until, content_sealed)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.Organisation, r.ID, r.Custody, r.Employee, r.Device, r.Serial, r.Kind, r.IssuedBy, r.IssuedAt, r.KeepUntil, r.Content)
	return err
}

func updateReceipt(ctx context.Context, tx *database.Tx, r *Receipt) error {
	n, err := tx.Exec(ctx, `update receipts set document_sealed = $4, document_sha256 = $5, signed_how = nullif($6, ''), signed_at = $7, confirmed_by = $8,
		version = version + 1 where organisation_id = $1 and id = $2 and version = $3`,
		r.Organisation, r.ID, r.Version, r.Document, r.Digest, r.SignedHow, r.SignedAt, r.ConfirmedBy)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	r.Version++
	return err
}
