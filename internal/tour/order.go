package tour

import (
	"context"
	"fmt"
	"net/http"

	"hverv/internal/passkey/passkeytest"
	"hverv/internal/testeid"
)

// ordered is what an order says of itself.
type ordered struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Total int    `json:"total"` // øre, without VAT
	Lines []struct {
		ID            string `json:"id"`
		State         string `json:"state"`
		Authenticator string `json:"authenticator_id"`
	} `json:"lines"`
}

// orderChip orders a chip for Signe, sees the price first, and hands it over from the stock (O1-O4, B5).
func (t *Tour) orderChip(ctx context.Context, h *hardware) error {
	mette := t.administrator
	return t.do(mette, "orders a new chip for Signe, who gets it at the desk and signs in with it", func(see func(string, ...any)) error {
		if err := mette.becomes(ctx, t.clinic, "orderer"); err != nil {
			return err
		}
		wish := map[string]any{
			"lines":   []map[string]any{{"employee_id": t.clinic.employees[testeid.Signe], "kind": "chip"}},
			"address": map[string]any{"street": "Torvet 1", "postal_code": "8900", "city": "Randers C", "country": "DK"},
		}
		var preview, placed ordered
		if err := mette.call(ctx, http.MethodPost, t.clinic.path("/orders?dry_run=true"), wish, &preview); err != nil {
			return err
		}
		if err := mette.call(ctx, http.MethodPost, t.clinic.path("/orders"), wish, &placed); err != nil {
			return err
		}
		if len(placed.Lines) != 1 || placed.Total != preview.Total {
			return fmt.Errorf("the order costs %d øre and has %d lines; the preview said %d øre and one line", placed.Total, len(placed.Lines), preview.Total)
		}
		if err := t.desk(ctx, h, placed); err != nil {
			return err
		}
		see("%d.%02d kr. were shown before they were owed", placed.Total/100, placed.Total%100)
		return nil
	})
}

// desk hands the chip over that was ordered; Signe registers it and opens the door with it.
func (t *Tour) desk(ctx context.Context, h *hardware, placed ordered) error {
	line := placed.Lines[0]
	var delivered ordered
	over := t.clinic.path("/orders/" + placed.ID + "/lines/" + line.ID + "/hand_over")
	if err := t.administrator.call(ctx, http.MethodPost, over, map[string]any{"serial": "CH-40022"}, &delivered); err != nil {
		return err
	}
	if delivered.State != "delivered" {
		return fmt.Errorf("the order is %s, want delivered", delivered.State)
	}
	chip, err := passkeytest.New(t.Base)
	if err != nil {
		return err
	}
	if err := t.nurse.registerKey(ctx, t.clinic, h.identity, line.Authenticator, chip); err != nil {
		return err
	}
	again := t.meet("Signe, with the new chip")
	if err := again.signInByKey(ctx, chip); err != nil {
		return err
	}
	return again.isIn(ctx)
}
