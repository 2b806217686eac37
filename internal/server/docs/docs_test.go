package docs

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hverv/openapi"
)

const trial = `
openapi: 3.0.3
info: {title: Trial, version: '1', description: "Says **much** and ` + "`code`" + `.\n\n<b>No</b> markup."}
tags: [{name: pets, description: Animals.}]
paths:
  /api/v1/pets/{pet_id}:
    patch:
      operationId: changePet
      summary: Change <one> pet
      tags: [pets]
      x-action: pet.change
      x-tenant: organisation
      x-errors: [pet_taken]
      parameters: [{name: pet_id, in: path, required: true, description: Which., schema: {type: string, format: uuid}}]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string, maxLength: 20, description: What it is called.}
                owners: {type: array, items: {type: object, properties: {phone: {type: string, nullable: true}}}}
            example: {name: Søren <script>}
      responses:
        '200':
          description: The pet.
          headers: {ETag: {schema: {type: string}, description: Version.}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples: {one: {value: {name: Rex, parent: {name: Rufus}}}}
        default: {description: Refused.}
    get:
      operationId: getPet
      summary: One pet
      tags: [pets]
      x-action: pet.read
      x-errors: []
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}, parent: {$ref: '#/components/schemas/Pet'}}}
x-error-catalogue:
  pet_taken: {kind: conflict, en: Somebody took it., da: Nogen tog det.}
  not_found: {kind: not_found, general: true, en: It is not there., da: Det findes ikke.}
`

func status(kind string) int {
	return map[string]int{"conflict": http.StatusConflict, "not_found": http.StatusNotFound}[kind]
}

func handler(t *testing.T, document []byte) *Handler {
	t.Helper()
	return New(document, status)
}

func get(t *testing.T, h http.Handler, target string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
	return w
}

func TestPageTellsEverything(t *testing.T) {
	t.Parallel()
	page := get(t, handler(t, []byte(trial)), PagePath).Body.String()
	for _, want := range []string{
		"<strong>much</strong>", "<code>code</code>", "&lt;b&gt;No&lt;/b&gt; markup.", "Animals.", "2 of 2 operations",
		"/api/v1/pets/{pet_id}", "Change &lt;one&gt; pet", "changePet", "pet.change", "an organisation",
		"string, uuid <strong>required</strong>", "Which.", "at most 20 characters", "owners[].phone", "or null",
		"Søren &lt;script&gt;", "Rufus", "parent.parent.name", "Version.",
		`id="pet_taken"`, "409", "Somebody took it.", "Nogen tog det.", "Det findes ikke.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q", want)
		}
	}
}

func TestSearchNeedsNoScript(t *testing.T) {
	t.Parallel()
	h := handler(t, []byte(trial))
	for query, want := range map[string]string{
		"":               "2 of 2 operations",
		"CHANGE pets":    "1 of 2 operations",
		"nogen tog":      "1 of 2 operations",
		"pet.read":       "1 of 2 operations",
		"unicorn":        "No operation holds all these words.",
		"\"><script>":    "&#34;&gt;&lt;script&gt;",
		"\xff\x00pet":    "0 of 2 operations",
		longQuery("pet"): `maxlength="200"`,
	} {
		w := get(t, h, PagePath+"?q="+url.QueryEscape(query))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("search %.20q: %d without %q", query, w.Code, want)
		}
	}
}

func longQuery(word string) string { return strings.Repeat(word+" ", 100_000) }

func TestPageKeepsTheStrictPolicy_X5(t *testing.T) {
	t.Parallel()
	h := handler(t, openapi.Document)
	inline := regexp.MustCompile(`(?i)<style|<script>|\sstyle=|\son[a-z]+=|javascript:`)
	for _, path := range h.Paths() {
		w := get(t, h, path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != policy {
			t.Errorf("%s: %d, policy %q", path, w.Code, w.Header().Get("Content-Security-Policy"))
		}
		if strings.Contains(w.Header().Get("Content-Type"), "html") && inline.MatchString(w.Body.String()) {
			t.Errorf("%s holds inline style or script", path)
		}
		if path != DocumentPath && strings.Contains(w.Body.String(), "//cdn") {
			t.Errorf("%s loads from elsewhere", path)
		}
	}
}

func TestPagesAreNotSentTwice(t *testing.T) {
	t.Parallel()
	h := handler(t, openapi.Document)
	for _, path := range h.Paths() {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Header.Set("If-None-Match", get(t, h, path).Header().Get("ETag"))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusNotModified {
			t.Errorf("%s again: %d, want 304", path, w.Code)
		}
	}
	if got := get(t, h, "/docs/other").Code; got != http.StatusNotFound {
		t.Errorf("unknown page: %d, want 404", got)
	}
}

// TestEveryOperationIsShown holds for the product's own document, whatever it grows to.
func TestEveryOperationIsShown(t *testing.T) {
	t.Parallel()
	h := handler(t, openapi.Document)
	w := get(t, h, DocumentPath)
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string `json:"summary"`
		} `json:"paths"`
		Catalogue map[string]struct {
			English string `json:"en"`
			Danish  string `json:"da"`
		} `json:"x-error-catalogue"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	page := html.UnescapeString(get(t, h, PagePath).Body.String())
	for path, methods := range document.Paths {
		for method, o := range methods {
			if !strings.Contains(page, `id="`+o.OperationID+`"`) || !strings.Contains(page, o.Summary) || !strings.Contains(page, path) {
				t.Errorf("%s %s is not shown", method, path)
			}
		}
	}
	for code, sentence := range document.Catalogue {
		if !strings.Contains(page, `id="`+code+`"`) || !strings.Contains(page, sentence.English) || !strings.Contains(page, sentence.Danish) {
			t.Errorf("error code %s is not shown", code)
		}
	}
	if len(document.Paths) == 0 || len(document.Catalogue) == 0 {
		t.Fatal("an empty document was served")
	}
}
