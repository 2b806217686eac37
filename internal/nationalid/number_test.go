package nationalid

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const secret = "6102031234"

func replacement(tb testing.TB) Number {
	tb.Helper()
	n, err := ParseCPR(secret)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

func TestNumberNeverPrintsItself_E3(t *testing.T) {
	t.Parallel()
	n := replacement(t)
	type hidden struct{ n Number } // fmt cannot call methods here and prints the fields
	values := []any{n, &n, []Number{n}, map[string]Number{"k": n}, hidden{n}, &hidden{n}, struct{ N any }{n}}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10.3s"} {
		for _, value := range values {
			if got := fmt.Sprintf(verb, value); leaks(got) {
				t.Errorf("%s of %T shows the number", verb, value)
			}
		}
	}
	if got := fmt.Sprintf("%v %#v %s", n, n, n.String()+n.GoString()); got != "[national id] [national id] [national id][national id]" {
		t.Errorf("printed %q", got)
	}
	if err := fmt.Errorf("employee %v: %w", n, errors.ErrUnsupported); leaks(err.Error()) {
		t.Error("an error shows the number")
	}
}

func leaks(text string) bool {
	return strings.Contains(text, secret) || strings.Contains(text, secret[6:]) || strings.Contains(strings.ToLower(text), fmt.Sprintf("%x", secret))
}

func TestNumberIsNotLogged_E3(t *testing.T) {
	t.Parallel()
	n := replacement(t)
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
		slog.New(handler).Info("seen", slog.Any("number", n), slog.Any("pointer", &n), slog.Group("group", slog.Any("n", n)), slog.Any("in", struct{ N any }{n}))
	}
	if leaks(out.String()) || !strings.Contains(out.String(), redacted) {
		t.Fatalf("logged %s", out.String())
	}
}

func TestNumberIsNotEncoded_E3(t *testing.T) {
	t.Parallel()
	n := replacement(t)
	holder := struct {
		N Number `json:"n,omitzero" xml:"n"`
	}{n}
	if raw, err := json.Marshal(holder); !errors.Is(err, errLeak) {
		t.Errorf("json %s, %v", raw, err)
	}
	if raw, err := xml.Marshal(n); err == nil || leaks(string(raw)) {
		t.Errorf("xml %s, %v", raw, err)
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(holder); err == nil || leaks(out.String()) {
		t.Errorf("gob: %v", err)
	}
	if value, err := n.Value(); value != nil || !errors.Is(err, errLeak) {
		t.Errorf("database value %v, %v", value, err)
	}
	holder.N = Number{}
	if raw, err := json.Marshal(holder); err != nil || string(raw) != "{}" {
		t.Errorf("no number: %s, %v", raw, err)
	}
}

func TestMaskHidesWhatOpensDoors_E3(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind                Kind
		country, text, want string
	}{
		{CPR, "", secret, "610203-****"},
		{Foedselsnummer, "", norwegian(t, "010154500"), "010154 *****"},
		{Personnummer, "", "18" + luhned(t, "850203123"), "18850203-****"},
		{SwedishReserve, "", "18850203A12B", "SE ******2B"},
		{Passport, "DE", "C01X00T47", "DE ******47"},
		{Foreign, "PL", "12345", "PL ******"},
	} {
		n, err := Parse(c.kind, c.country, c.text, today)
		if err != nil || n.Masked() != c.want {
			t.Errorf("%s: %q, %v; want %q", c.kind, n.Masked(), err, c.want)
		}
	}
	if got := (Number{}).Masked(); got != "" {
		t.Errorf("no number: %q", got)
	}
}

func TestEqualDigitsOfOtherKindsDiffer_E2(t *testing.T) {
	t.Parallel()
	made := func(kind Kind, country, text string) Number {
		n, err := Parse(kind, country, text, today)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	numbers := []Number{
		made(CPR, "", secret), made(Passport, "DK", secret), made(Passport, "DE", secret), made(Foreign, "DE", secret),
		made(Foedselsnummer, "", norwegian(t, "010154500")), made(Foreign, "DE", norwegian(t, "010154500")),
		{},
	}
	for i, a := range numbers {
		for j, b := range numbers {
			if a.Equal(b) != (i == j) || bytes.Equal(a.Canonical(), b.Canonical()) != (i == j) {
				t.Errorf("%s %s and %s %s: equal %v", a.Kind(), a.Country(), b.Kind(), b.Country(), a.Equal(b))
			}
		}
	}
	if !cmp.Equal(made(CPR, "", secret), made(CPRReplacement, "DK", "610203-1234")) {
		t.Error("two readings of one number differ")
	}
}

func TestStoredNumbersComeBack_E3(t *testing.T) {
	t.Parallel()
	for kind, text := range map[Kind]string{
		CPRReplacement: secret, Foedselsnummer: norwegian(t, "010154500"), DNumber: norwegian(t, "410154501"),
		Personnummer: "18" + luhned(t, "850203123"), Samordningsnummer: "18" + luhned(t, "850263123"),
		SwedishReserve: "991885012345", Passport: "C01X00T47", Foreign: "C01X00T47",
	} {
		country := ""
		if kind == Passport || kind == Foreign {
			country = "DE"
		}
		n, err := Parse(kind, country, text, today)
		if err != nil || n.Kind() != kind {
			t.Errorf("%s: %s, %v", kind, n.Kind(), err)
			continue
		}
		restored, err := Restore(n.Kind(), n.Country(), n.Reveal())
		if err != nil || !restored.Equal(n) || restored.Kind() != kind {
			t.Errorf("restore %s: %v", kind, err)
		}
		opened, err := FromCanonical(n.Canonical())
		if err != nil || !opened.Equal(n) || opened.Kind() != kind || opened.Country() != n.Country() {
			t.Errorf("open %s: %v", kind, err)
		}
	}
	for _, c := range []struct {
		kind           Kind
		country, plain string
	}{
		{CPR, "DK", secret}, {CPRReplacement, "SE", secret}, {CPRReplacement, "DK", "610203-1234"}, {"shoe_size", "DK", "45"}, {Foreign, "DE", "ab123"},
	} {
		if _, err := Restore(c.kind, c.country, c.plain); !errors.Is(err, errStored) {
			t.Errorf("%s %s: %v, want errStored", c.kind, c.country, err)
		}
	}
}
