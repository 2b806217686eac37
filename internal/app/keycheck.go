package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"hverv/internal/database"
)

// checkKeys compares the keys with those that the database was begun with. A lost key file makes
// new keys, under which nothing stored could be opened again: better not to start at all.
func (a *App) checkKeys(ctx context.Context) error {
	own := a.keys.Derive("installation/key-check", 16)
	var stored []byte
	err := a.db.Upkeep(ctx, "app.key_check", func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `insert into installation_facts (name, value) values ('key-check', $1) on conflict (name) do nothing`, own)
		if err != nil {
			return err
		}
		return tx.Get(ctx, &stored, `select value from installation_facts where name = 'key-check'`)
	})
	if err != nil {
		return fmt.Errorf("compare the keys with the database: %w", err)
	}
	if !bytes.Equal(stored, own) {
		return errors.New("the key file is not the one that this database was begun with; put the old one back at " + a.cfg.KeysFile)
	}
	return nil
}
