package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const secretDatabase = "postgres://hverv:hush@db/hverv" //nolint:gosec // made up

func written(tb testing.TB, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func load(tb testing.TB, environ ...string) Config {
	tb.Helper()
	c, err := Load(environ, "")
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func TestEmptyConfigurationServesThisMachine_X1(t *testing.T) {
	t.Parallel()
	c := load(t, "HOME=/nowhere", "HVERV_TEST_DATABASE=ignored")
	if c.Listen != "127.0.0.1:8080" || c.PublicURL != "http://localhost:8080" || c.DatabaseURL != "" || c.Demo || c.LogLevel != slog.LevelInfo ||
		c.KeysFile != filepath.Join("data", "keys.json") || c.MaxConns != 16 || c.ArgonConcurrency < 1 || !c.SMTP.StartTLS || c.EID.Claims.CPR != "cpr" {
		t.Fatalf("defaults: %v", c)
	}
	if len(c.Lacking()) == 0 {
		t.Fatal("an empty configuration lacks nothing?")
	}
	demo := load(t, "HVERV_DEMO=false", "HVERV_DEMO=true", "HVERV_LISTEN=127.0.0.1:0")
	if !demo.Demo || demo.PublicURL != "" || demo.Lacking() != nil {
		t.Fatalf("a later entry wins, and port 0 has no address yet: %v", demo)
	}
}

func TestEverySettingArrives(t *testing.T) {
	t.Parallel()
	hush, records := written(t, "hush\n"), written(t, "{}")
	c := load(t,
		"HVERV_LISTEN=0.0.0.0:9000", "HVERV_PUBLIC_URL=https://identity.example/", "HVERV_DATABASE_URL="+secretDatabase,
		"HVERV_DATA_DIR=/srv/hverv", "HVERV_MAX_CONNS=8", "HVERV_KEK_FILE=/run/kek", "HVERV_TRUSTED_PROXIES=10.0.0.0/8, 192.0.2.1",
		"HVERV_LOG_LEVEL=debug", "HVERV_OTLP_ENDPOINT=http://collector:4318",
		"HVERV_EID_ISSUER=https://eid.example", "HVERV_EID_CLIENT_ID=hverv", "HVERV_EID_CLIENT_SECRET_FILE="+hush, "HVERV_EID_SCOPES=openid ssn,mitid",
		"HVERV_EID_CLAIM_CPR=dk.cpr", "HVERV_EID_ASSURANCE=https://data.gov.dk/concept/core/nsis/Substantial=substantial,urn:x=y=High",
		"HVERV_TRUSTED_ISSUERS=https://sso.example|hverv-api", "HVERV_OPERATORS=https://eid.example|one, https://eid.example|two",
		"HVERV_REGISTER_KIND=http", "HVERV_REGISTER_URL=https://register.example/search", "HVERV_REGISTER_USER=clinic", "HVERV_REGISTER_PASSWORD_FILE="+hush,
		"HVERV_REPRESENTATION_FILE="+records, "HVERV_SMTP_ADDR=mail.example:587", "HVERV_SMTP_USER=hverv", "HVERV_SMTP_PASSWORD_FILE="+hush,
		"HVERV_SMTP_FROM=Hverv <hverv@example.dk>", "HVERV_SUPPLIER=http", "HVERV_SUPPLIER_URL=https://supplier.example/api", "HVERV_SUPPLIER_SECRET_FILE="+hush, "HVERV_SUPPLIER_DAYS=15",
		"HVERV_TERMS_FILE="+records, "HVERV_SUPPORT_PHONE=+45 99 99 99 99", "HVERV_LIMIT_SOURCE=0",
	)
	if got, want := c.EID, (EID{
		Issuer: "https://eid.example", ClientID: "hverv", ClientSecret: "hush", Scopes: []string{"openid", "ssn", "mitid"},
		Claims:    EIDClaims{CPR: "dk.cpr", Name: "name", Birthdate: "birthdate"},
		Assurance: map[string]string{"https://data.gov.dk/concept/core/nsis/Substantial": "substantial", "urn:x=y": "high"},
	}); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got, want := c.Operators, []Operator{{"https://eid.example", "one"}, {"https://eid.example", "two"}}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got, want := c.TrustedIssuers, []TrustedIssuer{{"https://sso.example", "hverv-api"}}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got, want := c.Supplier, (Supplier{Kind: "http", URL: "https://supplier.example/api", Secret: "hush", Days: 15}); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if len(c.TrustedProxies) != 2 || !c.TrustedProxies[1].Contains(netip.MustParseAddr("192.0.2.1")) || c.TrustedProxies[1].Bits() != 32 {
		t.Errorf("proxies %v", c.TrustedProxies)
	}
	if c.PublicURL != "https://identity.example" || c.DatabaseURL.Reveal() != secretDatabase || c.Register.Password != "hush" ||
		c.SMTP.Password != "hush" || c.Limits.PerSource != 0 || c.KeysFile != "/srv/hverv/keys.json" || c.LogLevel != slog.LevelDebug {
		t.Errorf("got %v", c)
	}
}

func TestEnvironmentWinsOverTheFile(t *testing.T) {
	t.Parallel()
	file := written(t, "# a comment\n\nHVERV_MAX_CONNS = 9\r\nHVERV_SUPPORT_HOURS=\"8-16 # all days\"\nHVERV_SUPPORT_PHONE='1'\n")
	for name, read := range map[string]func() (Config, error){
		"by argument": func() (Config, error) { return Load([]string{"HVERV_SUPPORT_PHONE=2"}, file) },
		"by variable": func() (Config, error) {
			return Load([]string{"HVERV_SUPPORT_PHONE=2", "HVERV_CONFIG_FILE=" + file}, "")
		},
	} {
		c, err := read()
		if err != nil || c.MaxConns != 9 || c.Support.Phone != "2" || c.Support.Hours != "8-16 # all days" {
			t.Errorf("%s: %+v, %v", name, c.Support, err)
		}
	}
	if _, err := Load(nil, file+"-missing"); err == nil || !strings.Contains(err.Error(), "HVERV_CONFIG_FILE") {
		t.Errorf("missing file: %v", err)
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	file := written(t, "HVERV_MAX_CONNS=4\nHVERV_MAX_CONNS=5\nnonsense\nLISTEN=x\nHVERV_TYPO=1\n")
	empty := written(t, "\n")
	_, err := Load([]string{
		"HVERV_LISTEN=8080", "HVERV_PUBLIC_URL=http://identity.example", "HVERV_DATABASE_URL=mysql://u:hush@h/d", "HVERV_DEMO=maybe", "HVERV_LOG_LEVEL=loud",
		"HVERV_EID_ISSUER=https://u:hush@eid.example", "HVERV_EID_CLIENT_ID=x", "HVERV_EID_CLIENT_SECRET_FILE=" + empty, "HVERV_EID_ASSURANCE=acr=highest",
		"HVERV_OPERATORS=somebody", "HVERV_TRUSTED_PROXIES=here", "HVERV_REGISTER_KIND=http", "HVERV_SMTP_ADDR=mail.example:587", "HVERV_SMTP_PASSWORD=hush",
		"HVERV_TERMS_FILE=" + empty + "-missing", "HVERV_SUPPORT_EMAIL=nobody", "HVERV_LIMIT_SIGNIN=-1", "HVERV_ARGON_CONCURRENCY=0",
	}, file)
	if err == nil {
		t.Fatal("no fault told")
	}
	for _, want := range []string{
		"HVERV_MAX_CONNS is given twice", "line 3: want", "line 4: want", "HVERV_TYPO: no such setting", "HVERV_LISTEN: want host:port",
		"HVERV_PUBLIC_URL: want https", "HVERV_DATABASE_URL: want postgres", "HVERV_DEMO: want true", "HVERV_LOG_LEVEL: want debug",
		"HVERV_EID_ISSUER: user and password", "HVERV_EID_CLIENT_SECRET_FILE: ", "HVERV_EID_ASSURANCE: ", "HVERV_OPERATORS: ", "HVERV_TRUSTED_PROXIES: ",
		"HVERV_REGISTER_URL: is needed", "HVERV_SMTP_FROM: is needed", "HVERV_SMTP_PASSWORD: secrets are read from files; set HVERV_SMTP_PASSWORD_FILE",
		"HVERV_TERMS_FILE: ", "HVERV_SUPPORT_EMAIL: ", "HVERV_LIMIT_SIGNIN: ", "HVERV_ARGON_CONCURRENCY: ",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not told: %s", want)
		}
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("a fault repeats a secret: %v", err)
	}
}

func TestRulesBetweenSettings(t *testing.T) {
	t.Parallel()
	hush, database := written(t, "hush"), written(t, secretDatabase+"\n")
	for name, environ := range map[string][]string{
		"HVERV_PUBLIC_URL: is needed":             {"HVERV_LISTEN=:8080"},
		"HVERV_PUBLIC_URL: want no path":          {"HVERV_PUBLIC_URL=https://a.example/hverv"},
		"HVERV_EID_CLIENT_ID: issuer and":         {"HVERV_EID_ISSUER=https://eid.example"},
		"HVERV_EID_CLIENT_SECRET_FILE: needs":     {"HVERV_EID_CLIENT_SECRET_FILE=" + hush},
		"HVERV_REGISTER_FILE: is needed":          {"HVERV_REGISTER_KIND=file"},
		"HVERV_REGISTER_USER: user and":           {"HVERV_REGISTER_PASSWORD_FILE=" + hush},
		"HVERV_SUPPLIER_URL: is needed":           {"HVERV_SUPPLIER=http"},
		"HVERV_SUPPLIER_SECRET_FILE: is needed":   {"HVERV_SUPPLIER=http", "HVERV_SUPPLIER_URL=https://supplier.example"},
		"HVERV_SUPPLIER_OUT_DIR: is needed":       {"HVERV_SUPPLIER=file"},
		"HVERV_SUPPLIER_IN_DIR: is another":       {"HVERV_SUPPLIER=file", "HVERV_SUPPLIER_OUT_DIR=/srv/orders", "HVERV_SUPPLIER_IN_DIR=/srv/orders"},
		"HVERV_FIDO_METADATA_ROOT_FILE: the meta": {"HVERV_FIDO_METADATA_FILE=" + hush},
		"HVERV_SMTP_STARTTLS: a password is sent": {"HVERV_SMTP_ADDR=mail.example:25", "HVERV_SMTP_FROM=a@example.dk", "HVERV_SMTP_USER=u", "HVERV_SMTP_PASSWORD_FILE=" + hush, "HVERV_SMTP_STARTTLS=no"},
		"HVERV_DATABASE_URL_FILE: HVERV_DATABASE": {"HVERV_DATABASE_URL=postgres://db/hverv", "HVERV_DATABASE_URL_FILE=" + database},
	} {
		if _, err := Load(environ, ""); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v, want %s", environ, err, name)
		}
	}
	if c := load(t, "HVERV_DATABASE_URL_FILE="+database); c.DatabaseURL.Reveal() != secretDatabase {
		t.Error("the database address was not read from its file")
	}
}

func TestSecretsAreNotPrinted_X4(t *testing.T) {
	t.Parallel()
	hush := written(t, "hush")
	for _, database := range []string{secretDatabase, "postgres://db/hverv?password=hush"} {
		c := load(t, "HVERV_DATABASE_URL="+database, "HVERV_EID_ISSUER=https://eid.example", "HVERV_EID_CLIENT_ID=x", "HVERV_EID_CLIENT_SECRET_FILE="+hush)
		var text strings.Builder
		if err := c.Print(&text); err != nil {
			t.Fatal(err)
		}
		encoded, err := json.Marshal(c) //nolint:musttag // nobody encodes it on purpose
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "%v %+v %#v %s %x %s", c, c, c, c, c.EID.ClientSecret, encoded)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("start", slog.Any("config", c), slog.Any("secret", c.DatabaseURL))
		if strings.Contains(text.String(), "hush") || strings.Contains(text.String(), fmt.Sprintf("%x", "hush")) {
			t.Errorf("a secret is in:\n%s", &text)
		}
		if !strings.Contains(text.String(), "HVERV_EID_CLIENT_SECRET_FILE=[set]\n") || !strings.Contains(text.String(), "HVERV_EID_ISSUER=https://eid.example\n") {
			t.Errorf("printed:\n%s", &text)
		}
	}
}

func TestEverySettingIsDescribed(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	if err := Describe(&text); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range settings() {
		if s.about == "" || seen[s.name] || !strings.Contains(text.String(), s.name+" ") {
			t.Errorf("%s: without description or twice", s.name)
		}
		seen[s.name] = true
	}
}
