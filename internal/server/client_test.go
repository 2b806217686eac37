package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"
)

func TestAssetsComeInTheFormThatIsRead(t *testing.T) {
	t.Parallel()
	dist := fstest.MapFS{
		"assets/app-1a2b.js":    {Data: []byte("plain")},
		"assets/app-1a2b.js.br": {Data: []byte("brotli")},
		"assets/app-1a2b.js.gz": {Data: []byte("gzip")},
		"assets/signin.css":     {Data: []byte("css")},
	}
	engine := gin.New()
	MountAssets(dist)(engine)
	for accepted, want := range map[string][2]string{
		"":                      {"plain", ""},
		"gzip, deflate, br":     {"brotli", "br"},
		"gzip":                  {"gzip", "gzip"},
		"br;q=0, gzip;q=0.5":    {"gzip", "gzip"},
		"identity, br ; q=0":    {"plain", ""},
		"deflate, zstd, snappy": {"plain", ""},
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/assets/app-1a2b.js", nil)
		r.Header.Set("Accept-Encoding", accepted)
		engine.ServeHTTP(w, r)
		if got := [2]string{w.Body.String(), w.Header().Get("Content-Encoding")}; w.Code != http.StatusOK || got != want {
			t.Errorf("%q: %d %v, want %v", accepted, w.Code, got, want)
		}
		if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("a name with a hash is kept for ever: %q", got)
		}
	}
}

func TestOnlyPagesAreAnsweredWithTheClient(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"/": true, "/organisations/1/employees": true, "/activate": true,
		"/api/v1/nothing": false, "/oidc/nothing": false, "/.well-known/nothing": false, "/favicon.ico": false, "/assets/old-1.js": false,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		r.Header.Set("Accept", "text/html,application/xhtml+xml")
		if got := wantsPage(r); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
	}
	program := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/employees", nil)
	program.Header.Set("Accept", "application/json")
	if wantsPage(program) {
		t.Error("a program that asks for JSON gets no page")
	}
}
