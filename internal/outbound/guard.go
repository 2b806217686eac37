package outbound

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// guard dials, and judges each address after the name was looked up, at the moment of connecting:
// a name that changes its answer between check and use gains nothing.
type guard struct {
	allowed       map[string]bool // "host:port" in lower case
	allowLoopback bool
	strict, open  net.Dialer
}

func newGuard(o Options) *guard {
	g := &guard{allowed: map[string]bool{}, allowLoopback: o.AllowLoopback}
	for _, entry := range o.Allow {
		g.allowed[strings.ToLower(entry)] = true
	}
	g.open = net.Dialer{Timeout: o.Timeout, KeepAlive: 15 * time.Second}
	g.strict = g.open
	g.strict.Control = g.judge
	return g
}

func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialler := &g.strict
	if g.allowed[strings.ToLower(address)] {
		dialler = &g.open
	}
	return dialler.DialContext(ctx, network, address) //nolint:wrapcheck // the client names the call
}

func (g *guard) judge(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%s: %w", address, ErrPrivateAddress)
	}
	ip := at.Addr().Unmap().WithZone("")
	if public(ip) || g.allowLoopback && ip.IsLoopback() {
		return nil
	}
	return ErrPrivateAddress
}

// special are the networks that netip does not name but that are not the public network: the
// IANA special-purpose registries, and the IPv6 forms that carry an IPv4 address inside.
//
//nolint:gochecknoglobals // a table
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),       // this network
	netip.MustParsePrefix("100.64.0.0/10"),   // carrier NAT
	netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments
	netip.MustParsePrefix("192.0.2.0/24"),    // documentation
	netip.MustParsePrefix("192.88.99.0/24"),  // 6to4 relays
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks
	netip.MustParsePrefix("198.51.100.0/24"), // documentation
	netip.MustParsePrefix("203.0.113.0/24"),  // documentation
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved, broadcast
	netip.MustParsePrefix("::/96"),           // IPv4-compatible
	netip.MustParsePrefix("64:ff9b::/96"),    // NAT64
	netip.MustParsePrefix("64:ff9b:1::/48"),  // local NAT64
	netip.MustParsePrefix("100::/64"),        // discard
	netip.MustParsePrefix("2001::/23"),       // protocol assignments, Teredo
	netip.MustParsePrefix("2001:db8::/32"),   // documentation
	netip.MustParsePrefix("2002::/16"),       // 6to4
	netip.MustParsePrefix("fec0::/10"),       // site-local
}

// public says that an address may be called without being allowed by name.
func public(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() { // leaves out loopback, link-local, multicast, unspecified
		return false
	}
	for _, network := range special {
		if network.Contains(ip) {
			return false
		}
	}
	return true
}
