// Package docs shows the API document to people and programs: /openapi.json, and /docs with every
// operation, example and error code. The page needs no script and nothing from elsewhere; a small
// script only filters while typing. It knows the document and nothing else of the house.
package docs

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"sync"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Where the pages are; the server routes GET and HEAD of these here.
const (
	DocumentPath = "/openapi.json"
	PagePath     = "/docs"
	StylePath    = "/docs/docs.css"
	ScriptPath   = "/docs/docs.js"
)

var (
	//go:embed docs.html
	page string
	//go:embed docs.css
	style []byte
	//go:embed docs.js
	script []byte
)

// policy lets the page load its own style and script, send its own search, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Handler answers the four paths.
type Handler struct {
	document func() ([]byte, error)
	manual   func() (manual, error)
	page     *template.Template
}

// New takes the document in YAML and works it out only when somebody first asks, so that starting
// costs nothing. Status gives a fault kind's HTTP status.
func New(document []byte, status func(kind string) int) *Handler {
	read := func() (*openapi3.T, error) { return openapi3.NewLoader().LoadFromData(document) }
	return &Handler{
		document: sync.OnceValues(func() ([]byte, error) {
			d, err := read()
			if err != nil {
				return nil, fmt.Errorf("read the API document: %w", err)
			}
			return d.MarshalJSON()
		}),
		manual: sync.OnceValues(func() (manual, error) {
			d, err := read()
			if err != nil {
				return manual{}, fmt.Errorf("read the API document: %w", err)
			}
			return newManual(d, status), nil
		}),
		page: template.Must(template.New("docs").Parse(page)),
	}
}

// Paths lists what the server has to route here.
func (h *Handler) Paths() []string { return []string{DocumentPath, PagePath, StylePath, ScriptPath} }

// ServeHTTP answers by path; the server's router has already refused every other method.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind, body, err := h.find(r)
	if err != nil {
		http.Error(w, "The page cannot be made.", http.StatusInternalServerError)
		return
	}
	if body == nil {
		http.NotFound(w, r)
		return
	}
	sum := sha256.Sum256(body)
	header := w.Header()
	header.Set("Content-Type", kind)
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-cache")
	header.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (h *Handler) find(r *http.Request) (kind string, body []byte, err error) {
	switch r.URL.Path {
	case DocumentPath:
		body, err = h.document()
		return "application/json", body, err
	case PagePath:
		body, err = h.render(r.URL.Query().Get("q"))
		return "text/html; charset=utf-8", body, err
	case StylePath:
		return "text/css; charset=utf-8", style, nil
	case ScriptPath:
		return "text/javascript; charset=utf-8", script, nil
	}
	return "", nil, nil
}

func (h *Handler) render(query string) ([]byte, error) {
	var out bytes.Buffer
	m, err := h.manual()
	if err != nil {
		return nil, err
	}
	if err := h.page.Execute(&out, m.search(query)); err != nil {
		return nil, fmt.Errorf("render manual: %w", err)
	}
	return out.Bytes(), nil
}

// pretty writes an example as the page shows it.
func pretty(value any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // html/template does the escaping
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return out.String()
}
