package member_test

import (
	"encoding/json"
	"testing"

	"github.com/oapi-codegen/nullable"
	openapi_types "github.com/oapi-codegen/runtime/types"

	"hverv/internal/calendar"
	"hverv/internal/member"
)

func TestChangedTellsLeftOutFromNull(t *testing.T) {
	t.Parallel()
	var body struct {
		Left  nullable.Nullable[openapi_types.Date] `json:"left"`
		Null  nullable.Nullable[openapi_types.Date] `json:"null"`
		Given nullable.Nullable[openapi_types.Date] `json:"given"`
	}
	if err := json.Unmarshal([]byte(`{"null":null,"given":"2026-11-22"}`), &body); err != nil {
		t.Fatal(err)
	}
	if got, err := member.Changed(body.Left); got != nil || err != nil {
		t.Errorf("left out: %v, %v", got, err)
	}
	if got, err := member.Changed(body.Null); got == nil || !got.IsZero() || err != nil {
		t.Errorf("null: %v, %v", got, err)
	}
	if got, err := member.Changed(body.Given); got == nil || *got != calendar.Must("2026-11-22") || err != nil {
		t.Errorf("given: %v, %v", got, err)
	}
}

func TestZeroIsLeftOutAndReadBack(t *testing.T) {
	t.Parallel()
	if member.Unless("") != nil || *member.Unless("x") != "x" || member.Or[string](nil) != "" || member.Or(new("x")) != "x" {
		t.Error("a text came back as another")
	}
	day := calendar.Must("2028-02-29")
	if member.DayUnless(calendar.Date{}) != nil {
		t.Error("no date was written")
	}
	if got, err := member.Date(member.DayUnless(day)); got != day || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	if got, err := member.Date(nil); !got.IsZero() || err != nil {
		t.Errorf("missing: %s, %v", got, err)
	}
}
