package app_test

import (
	"os/exec"
	"strings"
	"testing"
)

// tiers is the order of the house: a package imports only what stands above its line. Within a
// line nobody imports a neighbour, except where the line is an ordered list ("<": earlier only).
//

var tiers = []struct {
	ordered  bool
	packages []string
}{
	{true, []string{"fault", "id", "text", "calendar", "nationalid", "seal", "page", "etag", "trace", "outbound", "config", "memory", "totp", "passkey", "pskc", "member", "letter", "sheet"}},
	{true, []string{"database", "embeddedpg", "authz", "reseal"}},
	{true, []string{"audit", "idempotency", "job", "notify"}},
	{true, []string{"company", "price", "organisation", "person", "employee", "role", "throttle", "printing", "identity", "authenticator", "proof", "stock", "office", "loan", "order", "overview", "right", "session", "client"}},
	{false, []string{"connection", "lifecycle", "provider", "signin", "testeid"}},
	{true, []string{"server/docs", "server"}},
	{true, []string{"seed", "tour", "app"}},
}

// leaves may be imported by anybody (the generated API by handlers) or are the outside of the house.
//

var leaves = map[string]bool{"hverv/api": true, "hverv/openapi": true, "hverv/migrations": true, "hverv/web": true}

func TestImportsKeepTheTiers(t *testing.T) {
	t.Parallel()
	rank := map[string]int{} // tier*100, plus the place in an ordered line
	for tier, line := range tiers {
		for place, name := range line.packages {
			rank["hverv/internal/"+name] = tier * 100
			if line.ordered {
				rank["hverv/internal/"+name] += place
			}
		}
	}
	for name, imports := range importsOf(t) {
		own, listed := rank[name]
		if !listed {
			if strings.HasPrefix(name, "hverv/internal/") && !strings.HasPrefix(name, "hverv/internal/testkit") && !strings.HasSuffix(name, "test") {
				t.Errorf("%s stands in no tier", name)
			}
			continue
		}
		for _, other := range imports {
			if their, ok := rank[other]; ok && their >= own {
				t.Errorf("%s must not import %s", name, other)
			}
			if strings.HasPrefix(other, "hverv/internal/testkit") {
				t.Errorf("%s imports testkit, which is for tests", name)
			}
		}
		mayEmbed := strings.HasPrefix(name, "hverv/internal/app") || name == "hverv/internal/tour"
		for _, other := range imports {
			if leaves[other] && other != "hverv/api" && !mayEmbed {
				t.Errorf("%s imports %s, which app alone may", name, other)
			}
		}
	}
}

// importsOf gives each package's imports among our own, tests left out.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "hverv/internal/...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("list packages: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		all[words[0]] = []string{}
		for _, word := range words[1:] {
			if strings.HasPrefix(word, "hverv/") {
				all[words[0]] = append(all[words[0]], word)
			}
		}
	}
	return all
}
