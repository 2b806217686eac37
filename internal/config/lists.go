package config

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

func proxiesOf(c *Config) *[]netip.Prefix      { return &c.TrustedProxies }
func assuranceOf(c *Config) *map[string]string { return &c.EID.Assurance }
func issuersOf(c *Config) *[]TrustedIssuer     { return &c.TrustedIssuers }
func operatorsOf(c *Config) *[]Operator        { return &c.Operators }

// items splits at commas and leaves out what is empty.
func items(value string) []string {
	var found []string
	for item := range strings.SplitSeq(value, ",") {
		if item = strings.TrimSpace(item); item != "" {
			found = append(found, item)
		}
	}
	return found
}

func words(value string) ([]string, error) {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' }), nil
}

func showWords(list []string) string { return strings.Join(list, ",") }

func prefixes(value string) ([]netip.Prefix, error) {
	var found []netip.Prefix
	for _, item := range items(value) {
		network, err := netip.ParsePrefix(item)
		if ip, ipErr := netip.ParseAddr(item); ipErr == nil {
			network, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no address or network", item)
		}
		found = append(found, network.Masked())
	}
	return found, nil
}

func showPrefixes(list []netip.Prefix) string {
	var shown []string
	for _, network := range list {
		shown = append(shown, network.String())
	}
	return showWords(shown)
}

// assurance reads acr=level; the acr may hold "=" itself, so the last one counts.
func assurance(value string) (map[string]string, error) {
	found := map[string]string{}
	for _, item := range items(value) {
		at := strings.LastIndex(item, "=")
		if at <= 0 {
			return nil, fmt.Errorf("%q: want acr=level", item)
		}
		level, err := oneOf("low", "substantial", "high")(strings.ToLower(item[at+1:]))
		if err != nil {
			return nil, fmt.Errorf("%q: %w", item, err)
		}
		found[item[:at]] = level
	}
	return found, nil
}

func showAssurance(levels map[string]string) string {
	var shown []string
	for _, acr := range slices.Sorted(maps.Keys(levels)) {
		shown = append(shown, acr+"="+levels[acr])
	}
	return showWords(shown)
}

type pair struct{ issuer, second string }

// pairs reads issuer|something.
func pairs(value, second string) ([]pair, error) {
	var found []pair
	for _, item := range items(value) {
		issuer, other, ok := strings.Cut(item, "|")
		if _, err := address(issuer); !ok || err != nil || issuer == "" || other == "" {
			return nil, fmt.Errorf("%q: want issuer|%s with an issuer that begins with https:// or http://", item, second)
		}
		found = append(found, pair{issuer, other})
	}
	return found, nil
}

func trustedIssuers(value string) ([]TrustedIssuer, error) {
	found, err := pairs(value, "audience")
	var list []TrustedIssuer
	for _, p := range found {
		list = append(list, TrustedIssuer{Issuer: p.issuer, Audience: p.second})
	}
	return list, err
}

func operators(value string) ([]Operator, error) {
	found, err := pairs(value, "subject")
	var list []Operator
	for _, p := range found {
		list = append(list, Operator{Issuer: p.issuer, Subject: p.second})
	}
	return list, err
}

func showTrusted(list []TrustedIssuer) string {
	var shown []string
	for _, t := range list {
		shown = append(shown, t.Issuer+"|"+t.Audience)
	}
	return showWords(shown)
}

func showOperators(list []Operator) string {
	var shown []string
	for _, o := range list {
		shown = append(shown, o.Issuer+"|"+o.Subject)
	}
	return showWords(shown)
}
