package config

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
)

func anyText(value string) (string, error) { return value, nil }

func optional(parse func(string) (string, error)) func(string) (string, error) {
	return func(value string) (string, error) {
		if value == "" {
			return "", nil
		}
		return parse(value)
	}
}

func oneOf(choices ...string) func(string) (string, error) {
	return func(value string) (string, error) {
		if !slices.Contains(choices, value) {
			return "", fmt.Errorf("want one of %s", strings.Join(slices.DeleteFunc(slices.Clone(choices), func(s string) bool { return s == "" }), ", "))
		}
		return value, nil
	}
}

func between(low, high int) func(string) (int, error) {
	return func(value string) (int, error) {
		n, err := strconv.Atoi(value)
		if err != nil || n < low || n > high {
			return 0, fmt.Errorf("want a whole number from %d to %d", low, high)
		}
		return n, nil
	}
}

func parseFlag(value string) (bool, error) {
	switch strings.ToLower(value) {
	case "true", "1", "yes", "on":
		return true, nil
	case "false", "0", "no", "off":
		return false, nil
	default:
		return false, errors.New("want true or false")
	}
}

func hostPort(value string) (string, error) {
	_, port, err := net.SplitHostPort(value)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", errors.New("want host:port")
	}
	return value, nil
}

// address is an http(s) URL without a password in it; those come from files.
func address(value string) (string, error) {
	if value == "" {
		return "", nil
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return "", errors.New("want an address that begins with https:// or http://")
	case u.User != nil:
		return "", errors.New("user and password do not belong in the address")
	}
	return value, nil
}

// origin is scheme, host and port alone, since cookies and the issuer name stand on it. Plain http
// is for this machine only.
func origin(value string) (string, error) {
	value = strings.TrimSuffix(value, "/")
	if _, err := address(value); err != nil || value == "" {
		return "", err
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("want no path, query or fragment")
	case u.Scheme == "http" && !thisMachine(u.Hostname()):
		return "", errors.New("want https:// for an address beyond this machine")
	}
	return value, nil
}

func thisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

func mailbox(value string) (string, error) {
	if value == "" {
		return "", nil
	}
	if _, err := mail.ParseAddress(value); err != nil {
		return "", errors.New("want an e-mail address")
	}
	return value, nil
}

func existing(value string) (string, error) {
	if value == "" {
		return "", nil
	}
	file, err := os.Open(value) //nolint:gosec // the operator names the file
	if err != nil {
		return "", err //nolint:wrapcheck // read names the variable
	}
	return value, file.Close() //nolint:wrapcheck // read names the variable
}

const maxSecret = 64 << 10

func readSecret(path string) (Secret, error) {
	if path == "" {
		return "", nil
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", err //nolint:wrapcheck // read names the variable
	}
	value := strings.TrimRight(string(raw), "\r\n")
	if value == "" || len(value) > maxSecret {
		return "", fmt.Errorf("%s holds no secret", path)
	}
	return Secret(value), nil
}

// databaseURL takes postgres:// addresses only: one form to parse, one to print without its password.
func databaseURL(value string) (Secret, error) {
	if value == "" {
		return "", nil
	}
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") { // the cause would repeat the password
		return "", errors.New("want postgres://user@host/database")
	}
	return Secret(value), nil
}

func databaseURLFile(c *Config, path string) error {
	value, err := readSecret(path)
	if err != nil || value == "" {
		return err
	}
	if c.DatabaseURL != "" {
		return errors.New("HVERV_DATABASE_URL is given too; want one of them")
	}
	c.DatabaseURL, err = databaseURL(value.Reveal())
	return err
}

func showDatabase(value Secret) string {
	u, err := url.Parse(value.Reveal())
	if err != nil || value == "" {
		return value.String()
	}
	if query := u.Query(); query.Has("password") || query.Has("sslpassword") {
		return value.String()
	}
	return u.Redacted()
}

func logLevel(value string) (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(value)); err != nil {
		return 0, errors.New("want debug, info, warn or error")
	}
	return level, nil
}

func showLevel(level slog.Level) string { return strings.ToLower(level.String()) }
