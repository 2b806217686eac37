package tour

import (
	"context"
	"errors"
	"net/http"

	"hverv/internal/testeid"
)

const day = 24 * 60 * 60

// monthLater moves the product's clock: an invitation that nobody followed is dead on the 31st day,
// though no worker has run (law 1, U5).
func (t *Tour) monthLater(ctx context.Context) error {
	mette, freja := t.administrator, t.meet("Freja, student")
	return t.do(freja, "comes with her invitation a month too late", func(see func(string, ...any)) error {
		p := testeid.ByName(testeid.Freja)
		employee, err := mette.hire(ctx, t.clinic, "Freja Højlund", "Skov", p.CPR, p.Email)
		if err != nil {
			return err
		}
		if _, err := mette.identify(ctx, t.clinic, employee, "private", ""); err != nil {
			return err
		}
		link, err := freja.link(ctx, p.Email)
		if err != nil {
			return err
		}
		if err := freja.call(ctx, http.MethodPost, "/demo/clock", map[string]any{"seconds": 31 * day}, nil); err != nil {
			return err
		}
		if err := freja.activateByEID(ctx, testeid.Freja, link); !refusedWith(err, http.StatusGone) {
			return errors.Join(errors.New("the invitation was not refused as gone"), err)
		}
		see("the link is gone; an administrator may send another")
		return nil
	})
}
