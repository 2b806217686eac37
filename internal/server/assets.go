package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// MountAssets serves the built files of the web client. Names with a hash never change; others are
// asked for anew.
func MountAssets(dist fs.FS) func(gin.IRouter) {
	return func(router gin.IRouter) {
		router.GET("/assets/:file", func(c *gin.Context) {
			name := path.Join("assets", path.Base(c.Param("file")))
			file, err := open(dist, name, c.GetHeader("Accept-Encoding"))
			if err != nil {
				c.Status(http.StatusNotFound)
				return
			}
			cache := "public, max-age=300"
			if strings.Contains(path.Base(name), "-") {
				cache = "public, max-age=31536000, immutable"
			}
			c.Header("Cache-Control", cache)
			file.write(c.Writer, c.Request, typeOf(name))
		})
	}
}

// asset is a built file in the form that the browser takes.
type asset struct {
	body     []byte
	encoding string // "": as it is
}

// open finds the smallest form of a file that the caller reads. The builder made them all, so
// nothing is compressed while somebody waits.
func open(dist fs.FS, name, accepted string) (asset, error) {
	for _, form := range []struct{ encoding, ending string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(accepted, form.encoding) {
			continue
		}
		if body, err := fs.ReadFile(dist, name+form.ending); err == nil {
			return asset{body, form.encoding}, nil
		}
	}
	body, err := fs.ReadFile(dist, name)
	return asset{body: body}, err //nolint:wrapcheck // the caller asks only whether it is there
}

func (a asset) write(w http.ResponseWriter, r *http.Request, kind string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Add("Vary", "Accept-Encoding")
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.encoding != "" {
		h.Set("Content-Encoding", a.encoding)
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.body) // a caller that hung up needs no answer
	}
}

// accepts reads Accept-Encoding (RFC 9110 12.5.3) as far as browsers use it.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == encoding && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

func typeOf(name string) string {
	if strings.HasSuffix(name, ".woff2") {
		return "font/woff2" // not in every machine's table
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "application/octet-stream"
}
