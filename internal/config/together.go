package config

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
)

// together fills defaults that follow from other settings, and checks the rules between settings.
func together(c *Config) []error {
	var faults []error
	need := func(ok bool, name, why string) {
		if !ok {
			faults = append(faults, fmt.Errorf("%s: %s", name, why))
		}
	}
	if c.KeysFile == "" {
		c.KeysFile = filepath.Join(c.DataDir, "keys.json")
	}
	if err := publicURL(c); err != nil {
		faults = append(faults, fmt.Errorf("HVERV_PUBLIC_URL: %w", err))
	}
	e := c.EID
	need((c.FIDO.MetadataFile == "") == (c.FIDO.RootFile == ""), "HVERV_FIDO_METADATA_ROOT_FILE", "the metadata and its trust anchor are given together or not at all")
	need((e.Issuer == "") == (e.ClientID == ""), "HVERV_EID_CLIENT_ID", "issuer and client id are given together or not at all")
	need(e.ClientSecret == "" || e.Issuer != "", "HVERV_EID_CLIENT_SECRET_FILE", "needs HVERV_EID_ISSUER")
	r := c.Register
	need(r.Kind != "http" || r.URL != "", "HVERV_REGISTER_URL", "is needed when HVERV_REGISTER_KIND is http")
	need(r.Kind != "file" || r.File != "", "HVERV_REGISTER_FILE", "is needed when HVERV_REGISTER_KIND is file")
	need((r.User == "") == (r.Password == ""), "HVERV_REGISTER_USER", "user and password are given together or not at all")
	s := c.Supplier
	need(s.Kind != "http" || s.URL != "", "HVERV_SUPPLIER_URL", "is needed when HVERV_SUPPLIER is http")
	need(s.Kind != "http" || s.Secret != "", "HVERV_SUPPLIER_SECRET_FILE", "is needed when HVERV_SUPPLIER is http")
	need(s.Kind != "file" || s.OutDir != "", "HVERV_SUPPLIER_OUT_DIR", "is needed when HVERV_SUPPLIER is file")
	need(s.Kind != "file" || s.InDir != "", "HVERV_SUPPLIER_IN_DIR", "is needed when HVERV_SUPPLIER is file")
	need(s.OutDir == "" || s.OutDir != s.InDir, "HVERV_SUPPLIER_IN_DIR", "is another folder than HVERV_SUPPLIER_OUT_DIR")
	m := c.SMTP
	need(m.Addr == "" || m.From != "", "HVERV_SMTP_FROM", "is needed when HVERV_SMTP_ADDR is given")
	need((m.User == "") == (m.Password == ""), "HVERV_SMTP_USER", "user and password are given together or not at all")
	host, _, _ := net.SplitHostPort(m.Addr) // an unreadable address was refused by its own rule
	need(m.User == "" || m.StartTLS || thisMachine(host), "HVERV_SMTP_STARTTLS", "a password is sent encrypted only")
	return faults
}

// publicURL defaults to localhost, which WebAuthn needs (ARCHITECTURE 4), when only this machine is served.
func publicURL(c *Config) error {
	if c.PublicURL != "" || c.Listen == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil //nolint:nilerr // an unreadable address was refused by its own rule
	}
	if !thisMachine(host) {
		return errors.New("is needed when HVERV_LISTEN is more than this machine")
	}
	if port != "0" { // else it is known only once the port is taken
		c.PublicURL = "http://localhost:" + port
	}
	return nil
}

// Lacking says in plain words what an installation in earnest would still need. It stops nothing:
// the server starts without, warns, and `config check` lists it.
func (c Config) Lacking() []string {
	if c.Demo {
		return nil
	}
	var lacking []string
	for _, need := range []struct {
		missing bool
		why     string
	}{
		{c.EID.Issuer == "", "HVERV_EID_ISSUER: nobody can sign in with a private eID or connect an organisation"},
		{c.EID.Issuer != "" && len(c.EID.Assurance) == 0, "HVERV_EID_ASSURANCE: every private eID counts as the lowest level"},
		{c.Register.Kind == "", "HVERV_REGISTER_KIND: companies cannot be looked up"},
		{c.SMTP.Addr == "", "HVERV_SMTP_ADDR: no e-mail is sent"},
		{len(c.Operators) == 0, "HVERV_OPERATORS: nobody can decide manual cases"},
		{c.KEKFile == "", "HVERV_KEK_FILE: the key file is in the clear"},
		{c.Support == Support{}, "HVERV_SUPPORT_PHONE: users are not told where to get help"},
	} {
		if need.missing {
			lacking = append(lacking, need.why)
		}
	}
	return lacking
}
