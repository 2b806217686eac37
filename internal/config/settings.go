package config

import (
	"fmt"
	"log/slog"
	"runtime"
	"strconv"
)

// setting is one variable: its name, what it is for, its default, and how it gets in and out.
type setting struct {
	name, standard, about string
	set                   func(c *Config, value string) error
	show                  func(c *Config) string
}

// of ties a variable to a member of Config.
func of[T any](name, standard, about string, at func(*Config) *T, parse func(string) (T, error), show func(T) string) setting {
	return setting{
		name, standard, about,
		func(c *Config, value string) (err error) {
			*at(c), err = parse(value)
			return err
		},
		func(c *Config) string { return show(*at(c)) },
	}
}

func text(name, standard, about string, at func(*Config) *string, parse func(string) (string, error)) setting {
	return of(name, standard, about, at, parse, func(s string) string { return s })
}

func number(name, standard, about string, at func(*Config) *int, low, high int) setting {
	return of(name, standard, about, at, between(low, high), strconv.Itoa)
}

func flag(name, standard, about string, at func(*Config) *bool) setting {
	return of(name, standard, about, at, parseFlag, strconv.FormatBool)
}

// secret is read from the file that the variable names.
func secret(name, about string, at func(*Config) *Secret) setting {
	return of(name, "", about, at, readSecret, Secret.String)
}

// settings is every variable there is, in the order of print.
func settings() []setting {
	all := serverSettings()
	all = append(all, eidSettings()...)
	all = append(all, adapterSettings()...)
	return append(all, limitSettings()...)
}

func serverSettings() []setting {
	return []setting{
		text("HVERV_LISTEN", "127.0.0.1:8080", "address to serve on", func(c *Config) *string { return &c.Listen }, hostPort),
		text("HVERV_PUBLIC_URL", "", "address that users type; default http://localhost:PORT", func(c *Config) *string { return &c.PublicURL }, origin),
		of("HVERV_DATABASE_URL", "", "postgres://...; empty: a private cluster in the data folder", func(c *Config) *Secret { return &c.DatabaseURL }, databaseURL, showDatabase),
		{"HVERV_DATABASE_URL_FILE", "", "the same from a file, when it holds a password", databaseURLFile, func(*Config) string { return "" }},
		text("HVERV_DATA_DIR", "data", "folder of the private cluster and the keys", func(c *Config) *string { return &c.DataDir }, anyText),
		number("HVERV_MAX_CONNS", "16", "database connections of this process", func(c *Config) *int { return &c.MaxConns }, 2, 1000),
		text("HVERV_KEYS_FILE", "", "key file; default keys.json in the data folder", func(c *Config) *string { return &c.KeysFile }, anyText),
		text("HVERV_KEK_FILE", "", "32-byte key that seals the key file", func(c *Config) *string { return &c.KEKFile }, anyText),
		of("HVERV_TRUSTED_PROXIES", "", "networks of reverse proxies, separated by commas", proxiesOf, prefixes, showPrefixes),
		of("HVERV_LOG_LEVEL", "info", "debug, info, warn or error", func(c *Config) *slog.Level { return &c.LogLevel }, logLevel, showLevel),
		text("HVERV_OTLP_ENDPOINT", "", "collector of traces; empty: none", func(c *Config) *string { return &c.OTLPEndpoint }, address),
		flag("HVERV_DEMO", "false", "made-up data, test eID, mailbox and test switches", func(c *Config) *bool { return &c.Demo }),
	}
}

func eidSettings() []setting {
	return []setting{
		text("HVERV_EID_ISSUER", "", "OpenID Provider of the private eID", func(c *Config) *string { return &c.EID.Issuer }, address),
		text("HVERV_EID_CLIENT_ID", "", "our client id there", func(c *Config) *string { return &c.EID.ClientID }, anyText),
		secret("HVERV_EID_CLIENT_SECRET_FILE", "our client secret there", func(c *Config) *Secret { return &c.EID.ClientSecret }),
		of("HVERV_EID_SCOPES", "openid", "scopes to ask for, separated by commas or spaces", func(c *Config) *[]string { return &c.EID.Scopes }, words, showWords),
		text("HVERV_EID_CLAIM_CPR", "cpr", "claim that holds the CPR number", func(c *Config) *string { return &c.EID.Claims.CPR }, anyText),
		text("HVERV_EID_CLAIM_NAME", "name", "claim that holds the name", func(c *Config) *string { return &c.EID.Claims.Name }, anyText),
		text("HVERV_EID_CLAIM_BIRTHDATE", "birthdate", "claim that holds the date of birth", func(c *Config) *string { return &c.EID.Claims.Birthdate }, anyText),
		of("HVERV_EID_ASSURANCE", "", "acr=low|substantial|high pairs, separated by commas", assuranceOf, assurance, showAssurance),
		of("HVERV_TRUSTED_ISSUERS", "", "issuer|audience pairs whose access tokens we take, separated by commas", issuersOf, trustedIssuers, showTrusted),
		of("HVERV_OPERATORS", "", "issuer|subject pairs of those who run this installation, separated by commas", operatorsOf, operators, showOperators),
	}
}

func adapterSettings() []setting {
	return []setting{
		text("HVERV_REGISTER_KIND", "", "company register: http or file", func(c *Config) *string { return &c.Register.Kind }, oneOf("", "http", "file")),
		text("HVERV_REGISTER_URL", "", "address of the register's search", func(c *Config) *string { return &c.Register.URL }, address),
		text("HVERV_REGISTER_USER", "", "user name there", func(c *Config) *string { return &c.Register.User }, anyText),
		secret("HVERV_REGISTER_PASSWORD_FILE", "password there", func(c *Config) *Secret { return &c.Register.Password }),
		text("HVERV_REGISTER_FILE", "", "file of the same records", func(c *Config) *string { return &c.Register.File }, existing),
		text("HVERV_REPRESENTATION_FILE", "", "file of who may represent which company", func(c *Config) *string { return &c.RepresentationFile }, existing),
		text("HVERV_SMTP_ADDR", "", "mail server, host:port", func(c *Config) *string { return &c.SMTP.Addr }, optional(hostPort)),
		text("HVERV_SMTP_USER", "", "user name there", func(c *Config) *string { return &c.SMTP.User }, anyText),
		secret("HVERV_SMTP_PASSWORD_FILE", "password there", func(c *Config) *Secret { return &c.SMTP.Password }),
		text("HVERV_SMTP_FROM", "", "sender of our mail", func(c *Config) *string { return &c.SMTP.From }, mailbox),
		flag("HVERV_SMTP_STARTTLS", "true", "demand encryption of the mail connection", func(c *Config) *bool { return &c.SMTP.StartTLS }),
		text("HVERV_SUPPLIER", "warehouse", "who brings what is ordered: warehouse, http or file", func(c *Config) *string { return &c.Supplier.Kind }, oneOf("warehouse", "http", "file")),
		text("HVERV_SUPPLIER_URL", "", "address of the supplier's orders", func(c *Config) *string { return &c.Supplier.URL }, address),
		secret("HVERV_SUPPLIER_SECRET_FILE", "what calls to and from the supplier are signed with", func(c *Config) *Secret { return &c.Supplier.Secret }),
		text("HVERV_SUPPLIER_OUT_DIR", "", "folder where orders are left for the supplier", func(c *Config) *string { return &c.Supplier.OutDir }, anyText),
		text("HVERV_SUPPLIER_IN_DIR", "", "folder where the supplier's messages are found", func(c *Config) *string { return &c.Supplier.InDir }, anyText),
		number("HVERV_SUPPLIER_DAYS", "20", "working days that a delivery takes", func(c *Config) *int { return &c.Supplier.Days }, 0, 250),
		text("HVERV_TERMS_FILE", "", "terms of use; empty: the built-in ones", func(c *Config) *string { return &c.TermsFile }, existing),
		text("HVERV_FIDO_METADATA_FILE", "", "what makers say of their chips, as FIDO's Metadata Service 3 signs it; empty: no chip can prove its model", func(c *Config) *string { return &c.FIDO.MetadataFile }, existing),
		text("HVERV_FIDO_METADATA_ROOT_FILE", "", "certificate (PEM) that its signer must chain to", func(c *Config) *string { return &c.FIDO.RootFile }, existing),
		number("HVERV_DOCUMENT_DAYS", "90", "days that documents of a request to connect are kept once it has ended", func(c *Config) *int { return &c.DocumentDays }, 0, 3650),
		text("HVERV_SUPPORT_PHONE", "", "telephone of support, shown to users", func(c *Config) *string { return &c.Support.Phone }, anyText),
		text("HVERV_SUPPORT_EMAIL", "", "e-mail of support", func(c *Config) *string { return &c.Support.Email }, mailbox),
		text("HVERV_SUPPORT_HOURS", "", "opening hours of support", func(c *Config) *string { return &c.Support.Hours }, anyText),
	}
}

func limitSettings() []setting {
	const most = 1 << 30
	return []setting{
		number("HVERV_ARGON_CONCURRENCY", fmt.Sprint(runtime.NumCPU()), "password hashes at once", func(c *Config) *int { return &c.ArgonConcurrency }, 1, 256),
		number("HVERV_LIMIT_PRINCIPAL", "1200", "requests per minute of one person or client; 0: no limit", func(c *Config) *int { return &c.Limits.PerPrincipal }, 0, most),
		number("HVERV_LIMIT_ORGANISATION", "12000", "requests per minute of one organisation; 0: no limit", func(c *Config) *int { return &c.Limits.PerOrganisation }, 0, most),
		number("HVERV_LIMIT_SOURCE", "600", "requests per minute of one address without sign-in; 0: no limit", func(c *Config) *int { return &c.Limits.PerSource }, 0, most),
		number("HVERV_LIMIT_SIGNIN", "60", "sign-in attempts per minute of one address; 0: no limit", func(c *Config) *int { return &c.Limits.SignInPerSource }, 0, most),
	}
}
