package tour

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// begin sees that the server is well and that a stranger gets no further than the documents.
func (t *Tour) begin(ctx context.Context) error {
	stranger := t.meet("a stranger")
	return t.do(stranger, "looks at the API document and is let in nowhere", func(see func(string, ...any)) error {
		page, err := stranger.open(ctx, "/docs")
		if err != nil {
			return err
		}
		if page.status != http.StatusOK || !strings.Contains(page.text, "/api/v1/me") {
			return errors.New("the API document is not readable")
		}
		if err := stranger.call(ctx, http.MethodGet, "/api/v1/me", nil, nil); !refusedWith(err, http.StatusUnauthorized) {
			return errors.New("a stranger was not refused")
		}
		see("the document is readable without signing in; everything else asks who is there")
		return nil
	})
}
