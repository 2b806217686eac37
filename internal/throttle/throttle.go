// Package throttle slows guessing down (U8): it counts the tries of passwords and codes before they
// are judged, makes the next one wait, and blocks. What is judged, and what else a block entails, is
// package proof's, and before there is a sign-in identity's and authenticator's.
package throttle

import (
	"net/netip"
	"time"
)

// Limit says how tries of one sort are slowed down (U8). A try is counted, in a committed
// transaction of its own, before it is judged: parallel guesses therefore meet the count of each
// other, and a crash between counting and judging forgives nothing. A success takes the count back.
type Limit struct {
	name   string
	free   int           // misses that cost no wait
	first  time.Duration // the wait after the next one; it doubles from there
	most   time.Duration // the longest wait
	forget time.Duration // without a try for so long, counting begins anew; zero means never
	block  int           // the miss that blocks until somebody lifts it; zero means none
}

// The limits of U8. A password is slowed down per user name and source together, and per source,
// but never per user name alone: whoever merely knows a name could keep its owner out for good.
// Codes are asked for only after the right password, so they are counted per account, and block.
//
//nolint:gochecknoglobals // a table
var (
	Pair   = Limit{name: "pair", free: 4, first: 2 * time.Second, most: 5 * time.Minute, forget: 24 * time.Hour}
	Source = Limit{name: "source", free: 60, first: 5 * time.Second, most: 15 * time.Minute, forget: time.Hour}
	Code   = Limit{name: "code", free: 3, first: 2 * time.Second, most: 5 * time.Minute, block: 10}
	Find   = Limit{name: "find", free: 500, first: time.Second, most: 30 * time.Second, forget: 10 * time.Minute}
	Link   = Limit{name: "link", free: 3, first: 2 * time.Second, most: 5 * time.Minute, block: 10}
)

// tally is what is remembered of the tries of one key.
type tally struct {
	Misses    int        `db:"misses"`
	LastAt    time.Time  `db:"last_at"`
	HeldUntil time.Time  `db:"held_until"`
	BlockedAt *time.Time `db:"blocked_at"`
	ForgetAt  *time.Time `db:"forget_at"`
}

// wait says how long a try must wait; zero means that it may be judged now.
func (t tally) wait(now time.Time) time.Duration { return max(t.HeldUntil.Sub(now), 0) }

// counted is the tally with one more try.
func (l Limit) counted(t tally, now time.Time) tally {
	if t.ForgetAt != nil && now.After(*t.ForgetAt) {
		t.Misses = 0
	}
	t.Misses++
	t.ForgetAt = nil
	if l.forget > 0 {
		t.ForgetAt = new(now.Add(l.forget))
	}
	t.LastAt, t.HeldUntil = now, now.Add(l.delay(t.Misses))
	return t
}

func (l Limit) delay(misses int) time.Duration {
	beyond := misses - l.free
	if beyond <= 0 {
		return 0
	}
	return min(l.first<<min(beyond-1, 20), l.most)
}

// Exhausts says whether that many misses block.
func (l Limit) Exhausts(misses int) bool { return l.block > 0 && misses >= l.block }

// sourceOf is the caller's address as it is counted: an IPv6 subscriber holds a whole /64.
func sourceOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	network, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return network.String()
}
