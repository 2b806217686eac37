package database

import "testing"

func TestStatementsHaveShortNames_X2(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"select 1": "select",
		"select exists (select 1 from b) from a where x = $1":                                "select a",
		"with c as (select 1 from b) select c.x from c join d on true":                       "select c",
		"insert into a (x)\n select y from b":                                                "insert a",
		"update a set x = $1 from b":                                                         "update a",
		"delete from a where id = $1":                                                        "delete a",
		"with gone as (delete from a where x returning id) insert into b select * from gone": "delete a",
		"select id from a where id = $1 for update":                                          "select a",
	} {
		if got := statementName(query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
