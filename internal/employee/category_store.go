package employee

import (
	"context"
	"slices"
	"sync"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// SeedCategories gives a newly connected organisation the usual categories (E4).
func SeedCategories(ctx context.Context, tx *database.Tx, org id.Organisation) error {
	var codes, da, en []string
	var days []int64
	var external []bool
	for _, c := range usual {
		codes, da, en = append(codes, c.code), append(da, c.da), append(en, c.en)
		days, external = append(days, int64(c.days)), append(external, c.external)
	}
	_, err := tx.Exec(ctx, `insert into employment_categories (organisation_id, code, name_da, name_en, default_days, external)
		select $1, c.code, c.da, c.en, nullif(c.days, 0), c.external
		from unnest($2::text[], $3::text[], $4::text[], $5::integer[], $6::boolean[]) as c(code, da, en, days, external)
		on conflict do nothing`, org, pq.Array(codes), pq.Array(da), pq.Array(en), pq.Array(days), pq.Array(external))
	return err
}

func listCategories(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Category, error) {
	found := []Category{}
	err := tx.Select(ctx, &found, `select code, name_da, name_en, default_days, external, required_documents,
		allowed_authenticators, retired, version from employment_categories where organisation_id = $1 order by code`, org)
	return found, err
}

// categories remembers each organisation's categories, so that the hot change of a new employee
// reads nothing. What is remembered is never trusted: the change demands that the version still
// holds, and is made again from fresh rows when it does not.
type categories struct {
	mu    sync.Mutex
	known map[id.Organisation][]Category
}

const rememberedOrganisations = 10_000

func (c *categories) find(ctx context.Context, tx *database.Tx, org id.Organisation, code string) (Category, error) {
	all, err := c.of(ctx, tx, org)
	if err != nil {
		return Category{}, err
	}
	i := slices.IndexFunc(all, func(c Category) bool { return c.Code == code && !c.Retired })
	if i < 0 {
		return Category{}, fault.New(fault.Invalid, "category_unknown", "The organisation does not use that kind of employment.").
			On("/category", "category_unknown", "Choose one of the organisation's categories.")
	}
	tx.Demand(`exists (select 1 from employment_categories where organisation_id = $1 and code = $2 and version = $3)`,
		staleCategory, org, code, all[i].Version)
	return all[i], nil
}

// staleCategory never reaches a caller unless the category is being changed all the time.
//
//nolint:gochecknoglobals // an error
var staleCategory = fault.New(fault.Conflict, "category_changed", "The kind of employment was changed at the same moment. Try again.")

func (c *categories) of(ctx context.Context, tx *database.Tx, org id.Organisation) ([]Category, error) {
	c.mu.Lock()
	all, ok := c.known[org]
	c.mu.Unlock()
	if ok {
		return all, nil
	}
	all, err := listCategories(ctx, tx, org)
	if err != nil || len(all) == 0 {
		return all, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= rememberedOrganisations {
		c.known = map[id.Organisation][]Category{}
	}
	c.known[org] = all
	return all, nil
}

func (c *categories) forget(org id.Organisation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, org)
}
