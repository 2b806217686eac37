package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\ntags: [{name: pets}]\n"

const shared = `
components:
  parameters:
    IdempotencyKey: {name: Idempotency-Key, in: header, schema: {type: string}}
  responses:
    Problem: {description: Refused.}
x-error-catalogue:
  pet_taken: {kind: conflict, en: Taken., da: Optaget.}
  not_found: {kind: not_found, general: true, en: None., da: Ingen.}
`

const good = `
paths:
  /api/v1/pets/{pet_id}:
    get:
      operationId: getPet
      summary: One pet
      tags: [pets]
      x-action: pet.read
      x-tenant: organisation
      x-errors: [pet_taken]
      parameters: [{name: pet_id, in: path, required: true, schema: {type: string, format: uuid}}]
      responses:
        '200':
          description: The pet.
          content:
            application/json:
              schema: {type: object, properties: {name: {type: string}}}
              example: {name: Rex}
        default: {$ref: '#/components/responses/Problem'}
`

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	into := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(into, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return into
}

func TestGoodPartsGiveTheSameBytesTwice(t *testing.T) {
	t.Parallel()
	parts := folder(t, map[string]string{base: head, "shared.yaml": shared, "pets.yaml": good})
	var texts [2]string
	for i := range texts {
		output := filepath.Join(t.TempDir(), "openapi.yaml")
		if err := run(parts, output); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(output) //nolint:gosec // a file of this test
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	if texts[0] != texts[1] || !strings.HasPrefix(texts[0], banner) {
		t.Fatalf("unstable document:\n%s\n%s", texts[0], texts[1])
	}
}

func TestOnePathMayComeFromTwoParts(t *testing.T) {
	t.Parallel()
	removal := strings.NewReplacer("    get:", "    delete:", "getPet", "removePet").Replace(good)
	parts := folder(t, map[string]string{base: head, "shared.yaml": shared, "pets.yaml": good, "removal.yaml": removal})
	if err := run(parts, filepath.Join(t.TempDir(), "openapi.yaml")); err != nil {
		t.Fatal(err)
	}
}

func TestBrokenPartsAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ from, to, want string }{
		"no id":             {"operationId: getPet", "operationId: get_pet", "needs an operationId in lowerCamel"},
		"no summary":        {"summary: One pet", "description: One pet", "needs a summary"},
		"unknown tag":       {"tags: [pets]", "tags: [cats]", "tag cats is not declared"},
		"no action":         {"x-action: pet.read", "x-action: read", "x-action must be noun.verb"},
		"no tenant":         {"x-tenant: organisation", "x-tenant: clinic", "x-tenant must be one of"},
		"unknown code":      {"[pet_taken]", "[pet_lost]", "pet_lost is in no x-error-catalogue"},
		"general code":      {"[pet_taken]", "[not_found]", "not_found is general"},
		"no codes":          {"x-errors: [pet_taken]", "x-other: 1", "needs x-errors"},
		"no example":        {"example: {name: Rex}", "x-example: 1", "needs an example for the answer 200"},
		"wrong example":     {"{name: Rex}", "{name: 7}", "value must be a string"},
		"no default":        {"default: {$ref: '#/components/responses/Problem'}", "'404': {description: None.}", "needs default"},
		"outside":           {"/api/v1/pets", "/pets", "must stand under /api/v1/"},
		"half a segment":    {"{pet_id}:", "{pet_id}.json:", "a parameter is a whole segment"},
		"unkeyed post":      {"    get:", "    post:", "a POST takes parameter IdempotencyKey"},
		"member twice":      {"summary: One pet", "summary: One pet\n      summary: Two", "already defined"},
		"unknown key":       {"paths:", "definitions: {}\npaths:", "unknown key definitions"},
		"shared parameters": {"    get:", "    parameters: []\n    get:", "only methods stand under a path"},
		"foreign head":      {"paths:", "openapi: 3.1.0\npaths:", "belongs into 00_base.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, map[string]string{"pets.yaml": strings.Replace(good, c.from, c.to, 1)}, c.want)
		})
	}
}

func TestNothingHasTwoOwners(t *testing.T) {
	t.Parallel()
	wantRefused(t, map[string]string{"a.yaml": good, "b.yaml": good}, "get /api/v1/pets/{pet_id} is already in a.yaml")
	again := strings.Replace(shared, "IdempotencyKey", "Other", 1)
	wantRefused(t, map[string]string{"z.yaml": again}, "components/responses/Problem is already in shared.yaml", "error code pet_taken is already in shared.yaml")
	wantRefused(t, map[string]string{"a.yaml": good, "b.yaml": strings.Replace(good, "/{pet_id}:", "/{pet_id}/name:", 1)}, "operationId getPet is also that of")
}

func TestOnePlaceHasOneParameterName(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer("/{pet_id}:", "/{id}/name:", "name: pet_id", "name: id", "getPet", "getName").Replace(good)
	wantRefused(t, map[string]string{"a.yaml": good, "b.yaml": other}, "the parameter is already called")
}

func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	wantRefused(t, map[string]string{"a.yaml": "x-error-catalogue:\n  badCode: {kind: teapot, en: no, da: Nej.}\n"},
		"must be lower_snake", "unknown kind teapot", "needs a whole sentence in en")
	wantRefused(t, map[string]string{"a.yaml": "x-field-codes:\n  badCode: {en: Bad., da: nej}\n"},
		"field code badCode: must be lower_snake", "needs a whole sentence in da")
}

// wantRefused merges the files with the good head and looks for every complaint; nothing may be written.
func wantRefused(t *testing.T, files map[string]string, complaints ...string) {
	t.Helper()
	all := map[string]string{base: head, "shared.yaml": shared}
	maps.Copy(all, files)
	output := filepath.Join(t.TempDir(), "openapi.yaml")
	err := run(folder(t, all), output)
	if err == nil {
		t.Fatalf("accepted, want %q", complaints)
	}
	for _, want := range complaints {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %q in it", err, want)
		}
	}
	if _, err := os.Stat(output); err == nil {
		t.Error("a refused document was written")
	}
}
