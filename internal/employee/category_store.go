package employee

import (
	"context"
	"slices"
	"sync"

	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/etag"
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
	err := tx.Select(ctx, &found, `select `+categoryColumns+` from employment_categories where organisation_id = $1 order by code`, org)
	return found, err
}

const categoryColumns = `code, name_da, name_en, default_days, external, required_documents, allowed_authenticators, retired, version`

func lockCategory(ctx context.Context, tx *database.Tx, org id.Organisation, code string) (Category, error) {
	var c Category
	err := tx.Get(ctx, &c, `select `+categoryColumns+` from employment_categories where organisation_id = $1 and code = $2 for update`, org, code)
	return c, database.Found(err, "category")
}

func insertCategory(ctx context.Context, tx *database.Tx, org id.Organisation, c Category) error {
	_, err := tx.Exec(ctx, `insert into employment_categories (organisation_id, code, name_da, name_en, default_days, external,
		required_documents, allowed_authenticators) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		org, c.Code, c.NameDa, c.NameEn, c.DefaultDays, c.External, c.RequiredDocuments, c.AllowedAuthenticators)
	if database.Violates(err, "employment_categories_pkey") {
		return fault.New(fault.Conflict, "category_taken", "The organisation has a category with this code already.").
			On("/code", "category_taken", "Already in use.")
	}
	return err
}

func updateCategory(ctx context.Context, tx *database.Tx, org id.Organisation, c *Category) error {
	n, err := tx.Exec(ctx, `update employment_categories set name_da = $4, name_en = $5, default_days = $6, external = $7,
		required_documents = $8, allowed_authenticators = $9, retired = $10, version = version + 1
		where organisation_id = $1 and code = $2 and version = $3`,
		org, c.Code, c.Version, c.NameDa, c.NameEn, c.DefaultDays, c.External, c.RequiredDocuments, c.AllowedAuthenticators, c.Retired)
	if err == nil && n == 0 {
		return etag.Stale()
	}
	c.Version++
	return err
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
	all, remembered, err := c.of(ctx, tx, org)
	if err != nil {
		return Category{}, err
	}
	at := current(all, code)
	if at < 0 && remembered { // perhaps it was added since, on another node
		c.forget(org)
		if all, _, err = c.of(ctx, tx, org); err != nil {
			return Category{}, err
		}
		at = current(all, code)
	}
	if at < 0 {
		return Category{}, fault.New(fault.Invalid, "category_unknown", "The organisation does not use that kind of employment.").
			On("/category", "category_unknown", "Choose one of the organisation's categories.")
	}
	tx.Demand(`exists (select 1 from employment_categories where organisation_id = $1 and code = $2 and version = $3)`,
		errStaleCategory, org, code, all[at].Version)
	return all[at], nil
}

func current(all []Category, code string) int {
	return slices.IndexFunc(all, func(c Category) bool { return c.Code == code && !c.Retired })
}

// errStaleCategory never reaches a caller unless the category is being changed all the time.
var errStaleCategory = fault.New(fault.Conflict, "category_changed", "The kind of employment was changed at the same moment. Try again.")

func (c *categories) of(ctx context.Context, tx *database.Tx, org id.Organisation) (all []Category, remembered bool, err error) {
	c.mu.Lock()
	all, remembered = c.known[org]
	c.mu.Unlock()
	if remembered {
		return all, true, nil
	}
	if all, err = listCategories(ctx, tx, org); err != nil || len(all) == 0 {
		return all, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil || len(c.known) >= rememberedOrganisations {
		c.known = map[id.Organisation][]Category{}
	}
	c.known[org] = all
	return all, false, nil
}

func (c *categories) forget(org id.Organisation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, org)
}
