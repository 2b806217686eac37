package signin

import "testing"

func TestOnlyLocalPathsAreReturnedTo_P2(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"/":                             "/",
		"/employees?unit=a%20b#top":     "/employees?unit=a%20b#top",
		"/oidc/authorize/abc?x=https:/": "/oidc/authorize/abc?x=https:/",
		"/søg":                          "/søg",
		"":                              "/",
		"employees":                     "/",
		"//evil.example":                "/",
		"///evil.example":               "/",
		`/\evil.example`:                "/",
		`\\evil.example`:                "/",
		`/a\..\\evil.example`:           "/",
		"/%2Fevil.example":              "/",
		"/%2f%2fevil.example":           "/",
		"/%5Cevil.example":              "/",
		"/\t/evil.example":              "/",
		"/%09/evil.example":             "/",
		"/\n/evil.example":              "/",
		"/%0d%0aSet-Cookie:x":           "/",
		"\u00a0//evil.example":          "/",
		"https://evil.example":          "/",
		"https:/evil.example":           "/",
		"javascript:alert(1)":           "/",
		"//user@evil.example":           "/",
		"/%zz":                          "/",
		"/signin":                       "/",
		"/signin/eid?return_to=/":       "/",
		"/sign%69n":                     "/",
		"/signout":                      "/",
		"/signing":                      "/signing",
	} {
		if got := localPath(raw); got != want {
			t.Errorf("%q leads to %q, want %q", raw, got, want)
		}
	}
}

func FuzzLocalPathStaysLocal(f *testing.F) {
	for _, seed := range []string{"/", "//evil.example", `/\evil.example`, "/%2fevil.example", "/a?b#c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := localPath(raw)
		if got[0] != '/' || len(got) > 1 && (got[1] == '/' || got[1] == '\\') {
			t.Errorf("%q leads to %q", raw, got)
		}
	})
}
