package server

import (
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// unbuilt stands where a program was built without Node: everything but the pages works.
const unbuilt = `<!doctype html><html lang="en"><title>Hverv</title><p>This program was built without its web client. ` +
	`Run "make build". The API is described at <a href="/docs">/docs</a>.</p></html>`

// wantsPage says whether a browser asks for a page, rather than a program for something else.
func wantsPage(r *http.Request) bool {
	asked := r.Method == http.MethodGet || r.Method == http.MethodHead
	at := r.URL.Path
	return asked && strings.Contains(r.Header.Get("Accept"), "text/html") && path.Ext(at) == "" &&
		!strings.HasPrefix(at, "/api/") && !strings.HasPrefix(at, "/oidc/") && !strings.HasPrefix(at, "/.well-known/")
}

// serveClient answers with the web client, which has a page for each of its addresses and one for
// those that are nobody's.
func serveClient(c *gin.Context, dist fs.FS) {
	c.Header("Cache-Control", "no-cache") // a new version is met at the next visit
	file, err := open(dist, "index.html", c.GetHeader("Accept-Encoding"))
	if err != nil {
		file = asset{body: []byte(unbuilt)}
	}
	file.write(c.Writer, c.Request, "text/html; charset=utf-8")
}
