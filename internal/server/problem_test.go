package server

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"
)

// A file that fails half way must not look whole to who downloads it.
func TestHalfAnAnswerBreaksOff(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]bool{"whole": false, "half": true} {
		engine := gin.New()
		engine.GET("/", func(c *gin.Context) {
			_, _ = c.Writer.WriteString("the first line\n")
			c.Writer.Flush()
			if fails {
				refuse(c, slog.New(slog.DiscardHandler), errors.New("the database went away"))
			}
		})
		ts := httptest.NewServer(engine)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ts.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := ts.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		if (err != nil) != fails {
			t.Errorf("%s: read %q (%v)", name, text, err)
		}
		_ = response.Body.Close()
		ts.Close()
	}
}
