package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
)

// MountAssets serves the built files of the web client. Names with a hash never change; others are
// asked for anew.
func MountAssets(dist fs.FS) func(gin.IRouter) {
	return func(router gin.IRouter) {
		router.GET("/assets/:file", func(c *gin.Context) {
			name := path.Join("assets", path.Base(c.Param("file")))
			body, err := fs.ReadFile(dist, name)
			if err != nil {
				c.Status(http.StatusNotFound)
				return
			}
			cache := "public, max-age=300"
			if strings.Contains(path.Base(name), "-") {
				cache = "public, max-age=31536000, immutable"
			}
			c.Header("Cache-Control", cache)
			c.Data(http.StatusOK, typeOf(name), body)
		})
	}
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
