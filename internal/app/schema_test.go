package app_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lib/pq"

	"hverv/internal/database"
	"hverv/internal/testkit"
)

// Law 4: each table is declared, and every key of a tenant's table starts with its organisation,
// so that the schema can be distributed and no row can point into another tenant.
func TestEveryTableIsDeclared(t *testing.T) {
	t.Parallel()
	db := testkit.DB(t)
	var found []string
	err := db.Pool().SelectContext(t.Context(), &found, `select tablename from pg_tables where schemaname = 'public' and tablename <> 'goose_db_version' order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	inSchema := map[string]bool{}
	for _, name := range found {
		inSchema[name] = true
	}
	declared := map[string]bool{}
	for name := range database.Tables {
		declared[name] = true
	}
	if diff := cmp.Diff(declared, inSchema); diff != "" {
		t.Errorf("database.Tables and the schema differ (-declared +schema):\n%s", diff)
	}
}

func TestTenantKeysStartWithTheOrganisation(t *testing.T) {
	t.Parallel()
	db := testkit.DB(t)
	var keys []struct {
		Table      string         `db:"table_name"`
		Name       string         `db:"name"`
		Kind       string         `db:"kind"`
		Columns    pq.StringArray `db:"columns"`
		References string         `db:"references_table"`
	}
	err := db.Pool().SelectContext(t.Context(), &keys, `
		select t.relname as table_name, c.conname as name, c.contype::text as kind, coalesce(r.relname, '') as references_table,
		       array(select a.attname from unnest(c.conkey) with ordinality k(n, o) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.n order by o)::text[] as columns
		from pg_constraint c join pg_class t on t.oid = c.conrelid left join pg_class r on r.oid = c.confrelid
		where c.contype in ('p', 'u', 'f') and t.relnamespace = 'public'::regnamespace
		union all
		select t.relname, i.relname, 'i', '', array[(select a.attname from pg_attribute a where a.attrelid = t.oid and a.attnum = x.indkey[0])]::text[]
		from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
		where x.indisunique and t.relnamespace = 'public'::regnamespace`)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if database.Tables[key.Table] != database.Tenant {
			continue
		}
		if key.Kind == "f" && database.Tables[key.References] != database.Tenant {
			continue // into reference data that is copied to every node
		}
		if key.Columns[0] != "organisation_id" {
			t.Errorf("%s of %s starts with %s", key.Name, key.Table, key.Columns[0])
		}
	}
}
