package app_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/app"
	"hverv/internal/testkit"
)

// resealedElsewhere are sealed columns that their features reseal themselves, or that need none.
var resealedElsewhere = []string{
	"connection_administrators.national_id_sealed", "connection_approvals.national_id_sealed", // found by an index
	"connection_documents.content_sealed", "connections.reason_sealed",
	"demo_mails.sealed",                                          // demo only
	"employees.national_id_sealed", "persons.national_id_sealed", // found by an index
	"signing_keys.sealed", // by the provider
}

// Whoever adds a sealed column says who brings it under a new key, or its values are lost when the old one goes.
func TestEverySealedColumnIsResealed_X4(t *testing.T) {
	t.Parallel()
	var there []string
	err := testkit.DB(t).Pool().SelectContext(t.Context(), &there, `select table_name || '.' || column_name from information_schema.columns
		where table_schema = 'public' and data_type = 'bytea' and (column_name ~ '(^|_)sealed$' or column_name = 'wrapped')
		order by (table_name || '.' || column_name) collate "C"`)
	if err != nil {
		t.Fatal(err)
	}
	said := slices.Clone(resealedElsewhere)
	for _, c := range app.Sealed() {
		said = append(said, c.Table+"."+c.Name)
	}
	slices.Sort(said)
	if diff := cmp.Diff(there, said); diff != "" {
		t.Errorf("sealed columns (-there +said):\n%s", diff)
	}
}
