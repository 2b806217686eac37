package order_test

import (
	"slices"
	"testing"

	"hverv/internal/order"
)

// TestStates_O4 says of every pair of states whether one may follow the other.
func TestStates_O4(t *testing.T) {
	t.Parallel()
	may := map[order.State]string{
		order.Draft: "submitted cancelled", order.Submitted: "accepted back_ordered shipped delivered cancelled failed",
		order.Accepted:    "back_ordered shipped delivered cancelled failed",
		order.BackOrdered: "accepted back_ordered shipped delivered cancelled failed",
		order.Shipped:     "delivered cancelled failed",
	}
	for _, from := range order.States() {
		for _, to := range order.States() {
			want := slices.Contains(words(may[from]), string(to))
			if got := order.MayFollow(from, to); got != want {
				t.Errorf("%s to %s: %t", from, to, got)
			}
		}
		if over := may[from] == ""; from.Over() != over {
			t.Errorf("%s over: %t", from, from.Over())
		}
	}
}

func TestSummaryIsTheLineLeastFar_O4(t *testing.T) {
	t.Parallel()
	for want, lines := range map[order.State][][]order.State{
		order.Draft:       {{order.Draft}, {order.Draft, order.Draft}},
		order.Submitted:   {{order.Submitted}, {order.Submitted, order.Delivered}, {order.Shipped, order.Submitted, order.BackOrdered}},
		order.BackOrdered: {{order.BackOrdered, order.Accepted}, {order.Delivered, order.BackOrdered}},
		order.Accepted:    {{order.Accepted, order.Shipped}, {order.Cancelled, order.Accepted}},
		order.Shipped:     {{order.Shipped, order.Delivered}, {order.Failed, order.Shipped}},
		order.Delivered:   {{order.Delivered, order.Delivered}, {order.Delivered, order.Cancelled, order.Failed}},
		order.Failed:      {{order.Failed, order.Cancelled}, {order.Failed}},
		order.Cancelled:   {{order.Cancelled, order.Cancelled}, {}},
	} {
		for _, l := range lines {
			if got := order.Summary(l); got != want {
				t.Errorf("%v: %s, want %s", l, got, want)
			}
		}
	}
}
