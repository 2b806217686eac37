package server

import (
	"strings"
	"testing"

	"hverv/internal/fault"
)

func TestBodiesThatNoHonestClientSends(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 40) + strings.Repeat("]", 40)
	for name, c := range map[string]struct{ body, want string }{
		"plain":            {`{"a":[1,{"a":"æ"}],"b":null}`, ""},
		"scalar":           {`"x"`, ""},
		"same in siblings": {`[{"a":1},{"a":2}]`, ""},
		"twice":            {`{"a":1,"a":2}`, "malformed_request"},
		"twice inside":     {`{"x":{"a":1,"b":[],"a":2}}`, "malformed_request"},
		"name as value":    {`{"a":"b","b":"a"}`, ""},
		"two values":       {`{} {}`, "malformed_request"},
		"cut":              {`{"a":`, "malformed_request"},
		"deep":             {deep, "malformed_request"},
		"bad utf-8":        {"\"\xff\"", "malformed_request"},
		"nul":              {`"a\u0000b"`, "invalid_input"},
		"nul in name":      {`{"a\u0000":1}`, "invalid_input"},
		"trailing":         {`{}x`, "malformed_request"},
	} {
		if got := fault.CodeOf(checkJSON([]byte(c.body))); got != c.want {
			t.Errorf("%s: code %q, want %q", name, got, c.want)
		}
	}
}

func TestOnlyJSONIsRead(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"application/json": "", "application/json; charset=utf-8": "", "application/merge-patch+json": "",
		"": "unsupported_media_type", "text/plain": "unsupported_media_type", "application/x-www-form-urlencoded": "unsupported_media_type",
	} {
		if got := fault.CodeOf(checkBody(kind, []byte(`{}`))); got != want {
			t.Errorf("%q: code %q, want %q", kind, got, want)
		}
	}
}
