package signin

import (
	"net/url"
	"strings"
	"unicode"

	"hverv/internal/authz"
)

const maxTarget = 1000

// target is where a sign-in leads and what it must reach.
type target struct {
	Path  string      `json:"p"` // a local path, with its query
	Fresh bool        `json:"f"` // also when somebody is signed in
	Level authz.Level `json:"l"` // "": any
}

// aim reads a target from a query or form.
func aim(in url.Values) target {
	t := target{Path: localPath(in.Get("return_to")), Fresh: in.Get("fresh") == "1"}
	if level := authz.Level(in.Get("level")); level.Rank() > 0 {
		t.Level = level
	}
	return t
}

// values are the target as aim reads it.
func (t target) values() url.Values {
	in := url.Values{}
	if t.Path != "/" {
		in.Set("return_to", t.Path)
	}
	if t.Fresh {
		in.Set("fresh", "1")
	}
	if t.Level != "" {
		in.Set("level", string(t.Level))
	}
	return in
}

// At is the address of one of our pages with the target.
func (t target) At(page string) string {
	if query := t.values().Encode(); query != "" {
		return page + "?" + query
	}
	return page
}

// reachedBy says whether a level suffices.
func (t target) reachedBy(level authz.Level) bool { return level.Rank() >= t.Level.Rank() }

// localPath gives the path when a browser will take it for one on this very server, in whatever
// way it reads backslashes, control characters and escapes, and "/" otherwise: nobody shall be
// able to send somebody from our sign-in to a page that looks like ours.
func localPath(raw string) string {
	const home = "/"
	at, err := url.Parse(raw)
	if err != nil || len(raw) > maxTarget || at.Scheme != "" || at.Host != "" || at.User != nil || at.Opaque != "" {
		return home
	}
	decoded := at.Path
	if !strings.HasPrefix(raw, "/") || strings.HasPrefix(decoded, "//") || strings.HasPrefix(raw, "//") {
		return home
	}
	odd := func(r rune) bool { return r == '\\' || unicode.IsControl(r) || unicode.IsSpace(r) }
	if strings.ContainsFunc(raw, odd) || strings.ContainsFunc(decoded, odd) {
		return home
	}
	for _, own := range []string{"/signin", "/signout"} { // would lead round in a circle
		if decoded == own || strings.HasPrefix(decoded, own+"/") {
			return home
		}
	}
	return raw
}
