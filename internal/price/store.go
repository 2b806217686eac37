package price

import (
	"context"
	"time"

	"github.com/lib/pq"

	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// row is one price of a list.
type row struct {
	List      id.PriceList  `db:"id"`
	From      calendar.Date `db:"valid_from"`
	CreatedAt time.Time     `db:"created_at"`
	Item      Item          `db:"item"`
	Amount    Oere          `db:"amount"`
}

const rows = `select l.id, l.valid_from, l.created_at, p.item, p.amount from price_lists l join prices p on p.list_id = l.id `

func gather(all []row) []List {
	lists := []List{}
	for _, r := range all {
		if n := len(lists); n == 0 || lists[n-1].ID != r.List {
			lists = append(lists, List{ID: r.List, From: r.From, CreatedAt: r.CreatedAt, Prices: map[Item]Oere{}})
		}
		lists[len(lists)-1].Prices[r.Item] = r.Amount
	}
	return lists
}

// list gives every list, the latest first: there is one a year or so.
func list(ctx context.Context, tx *database.Tx) ([]List, error) {
	var all []row
	err := tx.Select(ctx, &all, rows+`order by l.valid_from desc, p.item`)
	return gather(all), err
}

// lockList finds a list and keeps it from being changed by others.
func lockList(ctx context.Context, tx *database.Tx, list id.PriceList) (List, error) {
	var all []row
	if err := tx.Select(ctx, &all, rows+`where l.id = $1 order by p.item for update of l`, list); err != nil {
		return List{}, err
	}
	if len(all) == 0 {
		return List{}, fault.Missing("price_list")
	}
	return gather(all)[0], nil
}

// current gives the prices of a day.
func current(ctx context.Context, tx *database.Tx, on calendar.Date) (List, error) {
	var all []row
	err := tx.Select(ctx, &all, rows+`where l.valid_from = (select max(valid_from) from price_lists where valid_from <= $1) order by p.item`, on)
	if err != nil {
		return List{}, err
	}
	if len(all) == 0 {
		return List{}, fault.New(fault.Conflict, "no_price_list", "No price list holds on that day.")
	}
	return gather(all)[0], nil
}

func insertList(ctx context.Context, tx *database.Tx, made id.PriceList, a Add) error {
	_, err := tx.Exec(ctx, `insert into price_lists (id, valid_from, created_at) values ($1, $2, $3)`, made, a.From, tx.Now)
	if database.Violates(err, "price_lists_valid_from_key") {
		return fault.New(fault.Conflict, "price_list_exists", "Another list begins on that day.").
			On("/valid_from", "price_list_exists", "Another list begins on that day.")
	}
	if err != nil {
		return err
	}
	items, amounts := []string{}, []int64{}
	for _, item := range Items() {
		items, amounts = append(items, string(item)), append(amounts, int64(a.Prices[item]))
	}
	_, err = tx.Exec(ctx, `insert into prices (list_id, item, amount) select $1, item, amount from unnest($2::text[], $3::int[]) as p (item, amount)`,
		made, pq.Array(items), pq.Array(amounts))
	return err
}

func deleteList(ctx context.Context, tx *database.Tx, list id.PriceList) error {
	_, err := tx.Exec(ctx, `delete from price_lists where id = $1`, list)
	return err
}
