// Package tour walks the whole main job over HTTP as its users would, step by step, and stops at
// the first surprise. It knows the product by its addresses alone, like any other client.
package tour

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Tour is one walk. All fields but Transport are needed.
type Tour struct {
	Base      string // where the server is, without a slash at the end
	Transport http.RoundTripper
	Wall      func() time.Time

	printer printer
	steps   int

	clinic        clinic
	administrator *user
	private       *user // signs in with his own eID
	nurse         *user // signs in with a dedicated identity
	signe         *appOwner
	journal       *relyingParty
}

// New prepares a walk of the server at base, printed to out.
func New(base string, out io.Writer, asJSON bool, wall func() time.Time) *Tour {
	return &Tour{Base: base, Wall: wall, printer: printer{out: out, asJSON: asJSON}, clinic: clinic{employees: map[string]string{}}}
}

// Run walks to the end or to the first step that fails.
func (t *Tour) Run(ctx context.Context) error {
	return t.walk(ctx, t.begin, t.connect, t.firstAdministrator, t.employ, t.empower, t.signInElsewhere, t.leave, t.monthLater)
}

func (t *Tour) walk(ctx context.Context, chapters ...func(context.Context) error) error {
	for _, chapter := range chapters {
		if err := chapter(ctx); err != nil {
			return err
		}
	}
	return nil
}
