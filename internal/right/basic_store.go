package right

import (
	"context"
	"errors"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/id"
)

// plantBasic makes the installation's basic systems and rights where they are missing, and gives
// the rights' ids. Two organisations that connect at once plant them once.
func plantBasic(ctx context.Context, tx *database.Tx) ([]id.Right, error) {
	var ids, codes, names, rightIDs, rightCodes, rightNames []string
	for _, b := range basic {
		ids, codes, names = append(ids, id.New[id.System]().String()), append(codes, b.system), append(names, b.name)
		rightIDs, rightCodes, rightNames = append(rightIDs, id.New[id.Right]().String()), append(rightCodes, b.right), append(rightNames, b.rightName)
	}
	if _, err := tx.Exec(ctx, `insert into systems (id, code, name, created_at)
		select n.id, n.code, n.name, $4 from unnest($1::uuid[], $2::text[], $3::text[]) as n(id, code, name)
		on conflict (code) do nothing`, pq.Array(ids), pq.Array(codes), pq.Array(names), tx.Now); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `insert into rights (id, system_id, code, name, access, sensitivity, created_at)
		select n.id, s.id, n.code, n.name, 'read_write', 'ordinary', $5
		from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as n(id, code, name, system)
		join systems s on s.code = n.system and s.owner_id is null
		on conflict (code) do nothing`, pq.Array(rightIDs), pq.Array(rightCodes), pq.Array(rightNames), pq.Array(codes), tx.Now); err != nil {
		return nil, err
	}
	planted := []id.Right{}
	err := tx.Select(ctx, &planted, `select r.id from rights r join systems s on s.id = r.system_id
		where r.code = any($1::text[]) and s.owner_id is null and r.retired_at is null and s.retired_at is null
		order by r.code`, pq.Array(rightCodes))
	return planted, err
}

// holdAll gives the organisation those of the rights that it does not hold.
func holdAll(ctx context.Context, tx *database.Tx, org id.Organisation, rights []id.Right) error {
	ids := make([]string, len(rights))
	for i := range rights {
		ids[i] = id.New[id.Holding]().String()
	}
	_, err := tx.Exec(ctx, `insert into right_holdings (organisation_id, id, right_id, starts_on)
		select $1, n.id, n.right_id, $4 from unnest($2::uuid[], $3::uuid[]) as n(id, right_id)
		on conflict (organisation_id, right_id) where revoked_at is null do nothing`, org, pq.Array(ids), pq.Array(rights), tx.Today)
	return err
}

func findBasic(ctx context.Context, tx *database.Tx, org id.Organisation) (id.Bundle, bool, error) {
	var bundle id.Bundle
	err := tx.Get(ctx, &bundle, `select id from bundles where organisation_id = $1 and basic`, org)
	if errors.Is(err, database.ErrNone) {
		return bundle, false, nil
	}
	return bundle, err == nil, err
}
