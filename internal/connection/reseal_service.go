package connection

import (
	"context"
	"fmt"

	"hverv/internal/database"
	"hverv/internal/person"
)

// vault is one column that holds sealed values: how to find the stale ones, under which context
// each is sealed, and how to store it anew.
type vault struct {
	find    func(ctx context.Context, tx *database.Tx, sealing, index uint32) ([]stale, error)
	context func(row string) string
	store   func(ctx context.Context, tx *database.Tx, row string, s secret) error
}

func vaults() []vault {
	return []vault{
		{staleApprovals, func(row string) string { return "connection_approvals/national_id/" + row }, resealApproval},
		{staleAdministrators, administratorContext, resealAdministrator},
		{staleReasons, func(row string) string { return "connections/reason/" + row }, resealReason},
		{staleDocuments, func(row string) string { return "connection_documents/content/" + row }, resealDocument},
	}
}

// Reseal brings what is sealed here under the present keys after a rotation (E3, X4), portion by
// portion, while everything runs, and says how many values it moved.
func (s *Service) Reseal(ctx context.Context) (int, error) {
	total := 0
	for _, v := range vaults() {
		for {
			n, err := s.resealSome(ctx, v)
			if err != nil {
				return total, err
			}
			if n == 0 {
				break
			}
			total += n
		}
	}
	return total, nil
}

func (s *Service) resealSome(ctx context.Context, v vault) (n int, err error) {
	err = s.DB.Upkeep(ctx, "connection.reseal", func(tx *database.Tx) error {
		rows, err := v.find(ctx, tx, s.Keys.PrimaryKeyID(), s.Keys.IndexKeyID())
		if err != nil {
			return err
		}
		n = len(rows)
		for _, r := range rows {
			plain, err := s.Keys.Open(r.Sealed, v.context(r.ID))
			if err != nil {
				return err
			}
			sealed, err := s.Keys.Seal(plain, v.context(r.ID))
			if err != nil {
				return fmt.Errorf("reseal: %w", err)
			}
			fresh := secret{sealed: sealed, index: s.Keys.Index(plain, person.Purpose), key: int64(s.Keys.IndexKeyID())}
			if err := v.store(ctx, tx, r.ID, fresh); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}
