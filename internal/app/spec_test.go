package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/uuid"

	"hverv/internal/tour"
	"hverv/openapi"
)

// operation is one line of the document, with an example of its request.
type operation struct {
	id, method, path, tenant string
	body                     map[string]any // nil when it takes none, or a file
	spec                     *openapi3.Operation
}

func loadDocument(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatalf("read the API document: %v", err)
	}
	return doc
}

// operations lists what the generated server answers.
func operations(t *testing.T) []operation {
	t.Helper()
	doc := loadDocument(t)
	var all []operation
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		for method, spec := range doc.Paths.Value(path).Operations() {
			if slices.Contains(spec.Tags, "oidc") || slices.Contains(spec.Tags, "supplier") {
				continue
			}
			tenant, _ := spec.Extensions["x-tenant"].(string)
			op := operation{id: spec.OperationID, method: method, path: path, tenant: tenant, spec: spec}
			if spec.RequestBody != nil {
				if media := spec.RequestBody.Value.Content.Get("application/json"); media != nil {
					op.body, _ = media.Example.(map[string]any)
				}
			}
			all = append(all, op)
		}
	}
	return all
}

// inhabited is a node with the clinic of the tour, and a transport that holds every answer against
// the document.
func inhabited(t *testing.T) (*App, tour.Found) {
	t.Helper()
	a := node(t)
	walk := tour.New(a.URL(), io.Discard, false, wallClock)
	walk.Transport = documented(t)
	if err := walk.Populate(t.Context()); err != nil {
		t.Fatalf("populate: %v", err)
	}
	return a, walk.Found()
}

// documented is a transport that fails the test when an answer under /api is not as the document says.
func documented(t *testing.T) http.RoundTripper {
	t.Helper()
	doc := loadDocument(t)
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	openapi3filter.RegisterBodyDecoder("application/problem+json", openapi3filter.JSONBodyDecoder)
	return transport(func(r *http.Request) (*http.Response, error) {
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil || !strings.HasPrefix(r.URL.Path, "/api/") {
			return response, err
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		response.Body = io.NopCloser(bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		if route, params, err := router.FindRoute(r); err == nil {
			err := openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
				RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
				Status:                 response.StatusCode, Header: response.Header, Body: io.NopCloser(bytes.NewReader(body)),
			})
			if err != nil {
				t.Errorf("%s %s answers %d not as documented: %v", r.Method, route.Path, response.StatusCode, err)
			}
		}
		return response, nil
	})
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// ask sends one request as the administrator and gives status, code and the media type.
func ask(t *testing.T, client *http.Client, method, url string, body []byte, header http.Header) (status int, code, media string) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	maps.Copy(request.Header, header)
	response, err := client.Do(request)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Code string `json:"code"`
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	_ = json.Unmarshal(text, &answer) // not every answer is JSON
	return response.StatusCode, answer.Code, response.Header.Get("Content-Type")
}

// address fills a path's parameters: the organisation as given, everything else random.
func (op operation) address(base, organisation string) string {
	parts := strings.Split(op.path, "/")
	for i, part := range parts {
		switch {
		case part == "{organisation_id}":
			parts[i] = organisation
		case part == "{cvr}":
			parts[i] = "90000004"
		case part == "{category_code}":
			parts[i] = "F"
		case strings.HasPrefix(part, "{"):
			parts[i] = uuid.Must(uuid.NewV7()).String()
		}
	}
	return base + strings.Join(parts, "/")
}

// upload is a small file with its fields, for an operation that takes one.
const upload = "--x\r\nContent-Disposition: form-data; name=\"format\"\r\n\r\ncsv\r\n" +
	"--x\r\nContent-Disposition: form-data; name=\"location_id\"\r\n\r\n019ab2c0-8101-7000-8000-000000000001\r\n" +
	"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.csv\"\r\n\r\nserial,kind\r\n--x--\r\n"

func (op operation) uploads() bool {
	return op.spec.RequestBody != nil && op.spec.RequestBody.Value.Content.Get("multipart/form-data") != nil
}

// header is what every request of the operation carries.
func (op operation) header() http.Header {
	header := http.Header{"If-Match": {`"v1"`}}
	if op.uploads() {
		header.Set("Content-Type", "multipart/form-data; boundary=x")
	}
	return header
}

func (op operation) example(t *testing.T) []byte {
	t.Helper()
	if op.uploads() {
		return []byte(upload)
	}
	if op.body == nil {
		return nil
	}
	text, err := json.Marshal(op.body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Law 3: another organisation does not exist, whatever is asked of it.
func TestAnotherOrganisationDoesNotExist(t *testing.T) {
	t.Parallel()
	a, found := inhabited(t)
	foreign := uuid.Must(uuid.NewV7()).String()
	for _, op := range operations(t) {
		if op.tenant != "organisation" {
			continue
		}
		status, code, _ := ask(t, found.Client, op.method, op.address(a.URL(), foreign), op.example(t), op.header())
		if status != http.StatusNotFound {
			t.Errorf("%s: %d %s, want 404", op.id, status, code)
		}
	}
}

// Every operation of an organisation refuses a caller who is not signed in.
func TestStrangersAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	a, found := inhabited(t)
	for _, op := range operations(t) {
		if op.spec.Security != nil && len(*op.spec.Security) == 0 {
			continue // a door that stands open before sign-in says so in the document
		}
		status, code, _ := ask(t, &http.Client{}, op.method, op.address(a.URL(), found.Organisation), op.example(t), op.header())
		if status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s, want 401", op.id, status, code)
		}
	}
}

// Bad input is the caller's fault and said clearly: a 4xx with a documented code, never a 5xx.
func TestBadInputIsTheCallersFault(t *testing.T) {
	t.Parallel()
	a, found := inhabited(t)
	for _, op := range operations(t) {
		t.Run(op.id, func(t *testing.T) {
			t.Parallel()
			url := op.address(a.URL(), found.Organisation)
			for name, bad := range badRequests(t, op) {
				status, code, media := ask(t, found.Client, op.method, url+bad.query, bad.body, bad.header)
				if status < 400 || status > 499 || code == "" || !strings.HasPrefix(media, "application/problem+json") {
					t.Errorf("%s: %d %q %s, want a 4xx problem", name, status, code, media)
				}
			}
		})
	}
}

type badRequest struct {
	query  string
	body   []byte
	header http.Header
}

// badRequests are the ways of STYLE's list to get one operation wrong.
func badRequests(t *testing.T, op operation) map[string]badRequest {
	t.Helper()
	version := http.Header{"If-Match": {`"v1"`}}
	bad := map[string]badRequest{}
	for _, parameter := range op.spec.Parameters {
		switch parameter.Value.Name {
		case "limit":
			bad["limit 0"] = badRequest{query: "?limit=0"}
			bad["limit a million"] = badRequest{query: "?limit=1000000"}
			bad["limit a word"] = badRequest{query: "?limit=many"}
		case "after":
			bad["cursor made up"] = badRequest{query: "?after=AAAA"}
			bad["cursor with NUL"] = badRequest{query: "?after=%00"}
		case "Idempotency-Key":
			bad["key too long"] = badRequest{body: op.example(t), header: http.Header{"If-Match": {`"v1"`}, "Idempotency-Key": {strings.Repeat("x", 300)}}}
		}
	}
	if op.body == nil {
		if op.method != http.MethodGet {
			bad["body where none is taken"] = badRequest{body: []byte(`{"a":1}`), header: version}
		}
		return bad
	}
	for name, body := range map[string]string{
		"nothing": "", "not JSON": "{", "a list": "[]", "a text": `"x"`, "null": "null", "two values": "{}{}", "bad UTF-8": "{\"a\":\"\xff\"}",
		"deep": strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200), "ten megabytes": `{"a":"` + strings.Repeat("x", 10<<20) + `"}`,
	} {
		if strings.HasSuffix(op.path, "/documents") && name == "ten megabytes" {
			continue // documents may be large
		}
		bad[name] = badRequest{body: []byte(body), header: version}
	}
	bad["another media type"] = badRequest{body: op.example(t), header: http.Header{"Content-Type": {"text/plain"}, "If-Match": {`"v1"`}}}
	for member := range op.body {
		for kind, value := range map[string]any{
			"an object": map[string]any{"x": 1}, "a number": 1e308, "a list": []any{nil}, "NUL": "a\x00b", "endless": strings.Repeat("æ", 20_000),
		} {
			changed := maps.Clone(op.body)
			changed[member] = value
			text, err := json.Marshal(changed)
			if err != nil {
				t.Fatal(err)
			}
			if op.spec.RequestBody.Value.Content.Get("application/json").Schema.Value.VisitJSON(changed) == nil && kind != "NUL" {
				continue // this member takes that
			}
			bad[fmt.Sprintf("%s is %s", member, kind)] = badRequest{body: text, header: version}
		}
	}
	unknown := maps.Clone(op.body)
	unknown["no_such_member"] = true
	text, err := json.Marshal(unknown)
	if err != nil {
		t.Fatal(err)
	}
	bad["an unknown member"] = badRequest{body: text, header: version}
	bad["a member twice"] = badRequest{body: append(bytes.TrimSuffix(op.example(t), []byte("}")), `,"twice":1,"twice":2}`...), header: version}
	return bad
}
