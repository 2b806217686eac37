package proof_test

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq"

	"hverv/internal/testeid"
	"hverv/internal/testkit"
	"hverv/internal/tour"
)

// Law 5 and X4: after the whole main job has been walked, with refusals and mistakes besides,
// neither a column of any table nor a line of the log holds a national id, a password or any
// token, code or secret that went over the wire. Not even the demo's mailbox is excepted: it must
// show one-time links to its reader, but keeps them sealed.
func TestNothingSecretIsKeptOrLogged_Law5_X4(t *testing.T) {
	t.Parallel()
	dsn, logs, wire := testkit.URL(t), &logbook{}, &listener{secrets: map[string]string{}}
	base := serve(t, dsn, logs)
	walk := tour.New(base, io.Discard, false, wall)
	walk.Transport = wire
	if err := walk.Run(t.Context()); err != nil {
		t.Fatalf("walk: %v", err)
	}
	admin := signIn(t, base, testeid.Mette)
	admin.client.Transport = wire
	mistakes(t, admin, walk.Found())
	wire.wants(t, "sign-in cookie", "token", "ticket", "password", "secret", "client_secret", "hand-over code",
		"access_token", "refresh_token", "id_token", "authorization code")

	found := haystack(t, dsn)
	found["the log"] = logs.bytes()
	for where, known := range map[string]string{"organisations.name": "Klinikken på Torvet", "audit_events.body": "employee.created", "the log": "/api/v1/me"} {
		if !bytes.Contains(found[where], []byte(known)) {
			t.Fatalf("%s is not seen in %s, so the search proves nothing", known, where)
		}
	}
	for what, needle := range needles(wire.secrets) {
		for where, hay := range found {
			if bytes.Contains(hay, needle) {
				t.Errorf("%s holds %s in the clear", where, what)
			}
		}
	}
	t.Logf("%d secrets of the wire, %d columns", len(wire.secrets), len(found)-1)
}

// mistakes are what users do to national ids: a look with a reason, the number in the search field,
// in an address, in a body that is refused, and a password where the user name belongs.
func mistakes(t *testing.T, admin caller, found tour.Found) {
	t.Helper()
	ahmed, freja := testeid.ByName(testeid.Ahmed), testeid.ByName(testeid.Freja)
	var shown struct {
		Value string `json:"value"`
	}
	admin.must(t, http.MethodPost, admin.path("/employees/"+found.Employees[testeid.Ahmed]+"/national_id/reveal"), map[string]any{"reason": "Indberetning"}, &shown)
	if shown.Value != ahmed.CPR {
		t.Fatal("the number was not shown")
	}
	number := map[string]any{"kind": "cpr", "value": dashed(ahmed.CPR)}
	admin.must(t, http.MethodPost, admin.path("/employees/search"), map[string]any{"national_id": number}, nil)
	for _, bad := range []struct {
		method, path string
		body         any
	}{
		{http.MethodGet, "/employees?q=" + freja.CPR, nil},
		{http.MethodGet, "/employees/" + freja.CPR, nil},
		{http.MethodGet, "/employees?limit=" + dashed(freja.CPR), nil},
		{http.MethodPost, "/employees", map[string]any{"given_name": "To", "family_name": "Gange", "national_id": number}},
		{http.MethodPost, "/employees", map[string]any{"given_name": "A", "family_name": "B", "national_id": map[string]any{"kind": freja.CPR, "value": freja.CPR}}},
		{http.MethodPost, "/employees", map[string]any{"given_name": "A", "family_name": "B", "national_id": freja.CPR}},
		{http.MethodPost, "/employees", map[string]any{freja.CPR: "A"}},
		{http.MethodPost, "/employees/" + found.Employees[testeid.Ahmed] + "/national_id/reveal", map[string]any{"reason": ""}},
	} {
		admin.ask(t, bad.method, admin.path(bad.path), bad.body)
	}
	form := strings.NewReader(url.Values{"user_name": {found.Password}, "password": {found.Password}}.Encode())
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, admin.base+"/signin/password", form)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := admin.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}

// needles are all spellings of all secrets: as text, and the bytes that the text stands for.
func needles(secrets map[string]string) map[string][]byte {
	all := map[string][]byte{}
	for value, what := range secrets {
		all["a "+what+" ("+value[:3]+"...)"] = []byte(value)
		for _, decode := range []func(string) ([]byte, error){base64.RawURLEncoding.DecodeString, hex.DecodeString, base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString} {
			if raw, err := decode(value); err == nil && len(raw) >= 10 {
				all[fmt.Sprintf("a %s's bytes (%s..., %d)", what, value[:3], len(raw))] = raw
			}
		}
	}
	for _, p := range testeid.Persons {
		if p.CPR == "" {
			continue
		}
		plain := []byte(p.CPR)
		all["the CPR number of "+p.Name] = plain
		all["the dashed CPR number of "+p.Name] = []byte(dashed(p.CPR))
		all["the spaced CPR number of "+p.Name] = []byte(p.CPR[:6] + " " + p.CPR[6:])
		all["the hexadecimal CPR number of "+p.Name] = []byte(hex.EncodeToString(plain))
		all["the base64 CPR number of "+p.Name] = []byte(base64.RawStdEncoding.EncodeToString(plain))
	}
	return all
}

func dashed(cpr string) string { return cpr[:6] + "-" + cpr[6:] }

// haystack is every value of every column of every table of ours, bytes as they are and the rest
// as text, by table and column.
func haystack(t *testing.T, dsn string) map[string][]byte {
	t.Helper()
	db := open(t, dsn)
	columns, err := db.QueryContext(t.Context(), `select c.table_name, c.column_name, c.data_type, c.udt_name from information_schema.columns c
		join information_schema.tables t using (table_schema, table_name)
		where c.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = columns.Close() }()
	type column struct{ table, name, value string }
	var all []column
	for columns.Next() {
		var table, name, kind, udt string
		if err := columns.Scan(&table, &name, &kind, &udt); err != nil {
			t.Fatal(err)
		}
		value := "convert_to(x::text, 'UTF8')"
		switch {
		case kind == "bytea":
			value = "x"
		case udt == "_bytea":
			value = "array_to_string(array(select encode(e, 'escape') from unnest(x) e), ' ')::bytea"
		}
		all = append(all, column{table, name, value})
	}
	if err := columns.Err(); err != nil {
		t.Fatal(err)
	}
	found := map[string][]byte{}
	for _, c := range all {
		query := "select coalesce(string_agg(" + c.value + ", '\\x0a'::bytea), '') from (select " + pq.QuoteIdentifier(c.name) + " as x from " + pq.QuoteIdentifier(c.table) + ") t"
		var text []byte
		if err := db.QueryRowContext(t.Context(), query).Scan(&text); err != nil {
			t.Fatalf("%s.%s: %v", c.table, c.name, err)
		}
		found[c.table+"."+c.name] = text
	}
	return found
}

// logbook is a log that many write.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.text.Bytes())
}

// listener is a transport that learns every secret going by, and what it is.
type listener struct {
	mu      sync.Mutex
	secrets map[string]string
}

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		l.inJSON(body)
		if form, err := url.ParseQuery(string(body)); err == nil {
			l.learn("authorization code", form.Get("code"))
			l.learn("password", form.Get("password"))
			l.learn("refresh_token", form.Get("refresh_token"))
		}
	}
	if _, secret, ok := r.BasicAuth(); ok {
		l.learn("client_secret", secret)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	l.inJSON(body)
	if strings.HasSuffix(r.URL.Path, "/hand_over") {
		var handed struct {
			Code string `json:"code"`
		}
		if json.Unmarshal(body, &handed) == nil {
			l.learn("hand-over code", handed.Code)
		}
	}
	for _, cookie := range response.Cookies() {
		l.learn("sign-in cookie", cookie.Value)
	}
	if to, err := response.Location(); err == nil {
		l.learn("authorization code", to.Query().Get("code"))
	}
	return response, err
}

func (l *listener) inJSON(body []byte) {
	members := map[string]any{}
	if json.Unmarshal(body, &members) != nil {
		return
	}
	for _, name := range []string{"token", "ticket", "password", "secret", "client_secret", "access_token", "refresh_token", "id_token"} {
		if value, ok := members[name].(string); ok {
			l.learn(name, value)
		}
	}
}

// learn passes by what is too short to be told from chance: a code of six digits.
func (l *listener) learn(what, value string) {
	if len(value) < 8 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secrets[value] = what
}

// wants fails when a kind of secret never went by, since then its absence proves nothing.
func (l *listener) wants(t *testing.T, kinds ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	seen := map[string]int{}
	for _, what := range l.secrets {
		seen[what]++
	}
	for _, kind := range kinds {
		if seen[kind] == 0 {
			t.Errorf("no %s went by: %v", kind, seen)
		}
	}
}
