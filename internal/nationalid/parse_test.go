package nationalid

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hverv/internal/calendar"
	"hverv/internal/fault"
)

var today = calendar.Must("2026-11-22")

// No living person has any number of these tests: CPR numbers are replacement numbers, Norwegian
// and Swedish ones belong to births before 1900.

func TestCPRForms_E2(t *testing.T) {
	t.Parallel()
	want := "6102031234"
	for _, text := range []string{"6102031234", "610203-1234", "610203 1234", " 610203-1234\n", "610203\u20131234", "610203\u00a01234"} {
		n, err := ParseCPR(text)
		if err != nil || n.Reveal() != want || n.Kind() != CPRReplacement || n.Country() != "DK" {
			t.Errorf("%q: %s %s, %v", text, n.Kind(), n.Country(), err)
		}
	}
	for _, text := range []string{"", "610203123", "61020312345", "610203--1234", "6-10203-1234", "610203-12E4", "９102031234", "610203-1234;"} {
		if _, err := ParseCPR(text); fault.CodeOf(err) != "cpr_invalid" || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v, want cpr_invalid", text, err)
		}
	}
}

func TestCPRDateIsReal_E2(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"6000031234", "9202031234", "6113031234", "9002031234", "9104031234", "8902014567", "0000000000", "6000000000"} {
		if _, err := ParseCPR(text); fault.CodeOf(err) != "cpr_invalid" {
			t.Errorf("%s: %v, want cpr_invalid", text, err)
		}
	}
	if _, err := ParseCPR("8902004567"); err != nil { // 29 February 2000
		t.Errorf("leap day: %v", err)
	}
	if _, err := ParseCPR("8902000567"); err == nil { // the seventh digit says 1900, which had none
		t.Error("29 February 1900 was taken")
	}
}

func TestCPRCentury_E2(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		year, seventh string
		want          int
	}{
		{"00", "0", 1900},
		{"99", "3", 1999},
		{"00", "4", 2000},
		{"36", "4", 2036},
		{"37", "4", 1937},
		{"99", "4", 1999},
		{"00", "5", 2000},
		{"57", "5", 2057},
		{"58", "5", 1858},
		{"99", "8", 1899},
		{"57", "8", 2057},
		{"36", "9", 2036},
		{"37", "9", 1937},
	} {
		n, err := ParseCPR("6101" + c.year + c.seventh + "000")
		if err != nil {
			t.Errorf("%+v: %v", c, err)
			continue
		}
		if born, ok := n.BirthDate(); !ok || born.Year() != c.want || born.Day() != 1 {
			t.Errorf("%+v: born %v", c, born)
		}
	}
}

func TestModulusNeverRejects_E2(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { // births of 1858 to 1899
		digits := fmt.Sprintf("%02d%02d%02d%d%03d", rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(1, 12).Draw(t, "month"),
			rapid.IntRange(58, 99).Draw(t, "year"), rapid.IntRange(5, 8).Draw(t, "seventh"), rapid.IntRange(0, 999).Draw(t, "serial"))
		n, err := ParseCPR(digits)
		if err != nil || n.Kind() != CPR {
			t.Fatalf("%s, %v", n.Kind(), err)
		}
		if want := weighed(digits, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0; n.Mod11() != want {
			t.Fatalf("hint %v, want %v", n.Mod11(), want)
		}
	})
	replacement, err := ParseCPR("6102031234")
	if err != nil || !replacement.Mod11() {
		t.Fatalf("a replacement number has no modulus: %v", err)
	}
}

// norwegian gives the first number from this serial on that has check digits; a tenth have none.
func norwegian(tb testing.TB, dated string) string {
	tb.Helper()
	serial, err := strconv.Atoi(dated[6:])
	if err != nil {
		tb.Fatal(err)
	}
	for check := range 1000 {
		digits := fmt.Sprintf("%s%03d%02d", dated[:6], serial+check/100, check%100)
		if weighed(digits, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weighed(digits, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 {
			return digits
		}
	}
	tb.Fatalf("no check digits from %s on", dated)
	return ""
}

func TestNorwegianNumbers_E2(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dated string
		kind  Kind
		born  string
	}{
		{"010154500", Foedselsnummer, "1854-01-01"},
		{"311299748", Foedselsnummer, "1899-12-31"},
		{"410154501", DNumber, "1854-01-01"},
		{"290204500", Foedselsnummer, "2004-02-29"},
	} {
		digits := norwegian(t, c.dated)
		n, err := ParseNorwegian(digits[:6] + " " + digits[6:])
		if err != nil || n.Kind() != c.kind || n.Country() != "NO" || n.Reveal() != digits {
			t.Errorf("%s: %s, %v", c.dated, n.Kind(), err)
			continue
		}
		if born, ok := n.BirthDate(); !ok || born != calendar.Must(c.born) {
			t.Errorf("%s: born %v, want %s", c.dated, born, c.born)
		}
		for last := range 10 { // either check digit changed is refused
			for _, slip := range []string{digits[:10] + fmt.Sprint(last), digits[:9] + fmt.Sprint(last) + digits[10:]} {
				if _, err := ParseNorwegian(slip); (err == nil) != (slip == digits) {
					t.Errorf("%s: slip accepted or number refused: %v", c.dated, err)
				}
			}
		}
	}
	for _, text := range []string{"", "0101545001", norwegian(t, "320154500"), norwegian(t, "010150700"), norwegian(t, "011354500"), norwegian(t, "400154500")} {
		if _, err := ParseNorwegian(text); fault.CodeOf(err) != "foedselsnummer_invalid" {
			t.Errorf("%q: %v, want foedselsnummer_invalid", text, err)
		}
	}
}

func luhned(tb testing.TB, nine string) string {
	tb.Helper()
	for check := range 10 {
		if digits := nine + fmt.Sprint(check); luhn(digits) {
			return digits
		}
	}
	tb.Fatalf("no check digit for %s", nine)
	return ""
}

func TestSwedishNumbers_E2(t *testing.T) {
	t.Parallel()
	born := luhned(t, "850203123")
	coordinated, noDay, noMonth := luhned(t, "850263123"), luhned(t, "850260123"), luhned(t, "850060123")
	for _, c := range []struct {
		text, plain string
		kind        Kind
		born        string
	}{
		{"18" + born, "18" + born, Personnummer, "1885-02-03"},
		{"18" + born[:6] + "-" + born[6:], "18" + born, Personnummer, "1885-02-03"},
		{"18" + born[:6] + "+" + born[6:], "18" + born, Personnummer, "1885-02-03"},
		{"18" + coordinated, "18" + coordinated, Samordningsnummer, "1885-02-03"},
		{"18" + noDay, "18" + noDay, Samordningsnummer, ""},
		{"18" + noMonth, "18" + noMonth, Samordningsnummer, ""},
		{born[:6] + "+" + born[6:], "18" + born, Personnummer, "1885-02-03"},
		{"991885012345", "991885012345", SwedishReserve, ""},
		{"18850203-a12b", "18850203A12B", SwedishReserve, ""},
		{"21850203KX12", "21850203KX12", SwedishReserve, ""},
	} {
		at := today
		if len(c.text) == 11 {
			at = calendar.Must("1990-06-01") // plus then means 1885
		}
		n, err := ParseSwedish(c.text, at)
		if err != nil || n.Kind() != c.kind || n.Reveal() != c.plain || n.Country() != "SE" {
			t.Errorf("%s: %s, %v", c.text, n.Kind(), err)
			continue
		}
		if got, ok := n.BirthDate(); ok != (c.born != "") || got.String() != c.born {
			t.Errorf("%s: born %v, want %s", c.text, got, c.born)
		}
	}
	wrong := born[:9] + fmt.Sprint((born[9]-'0'+1)%10)
	for _, text := range []string{"", "18" + wrong, wrong, "18" + luhned(t, "851303123"), "18" + luhned(t, "850232123"), "18" + luhned(t, "850292123"), "1885+02" + born[4:], "20" + born[:6] + "+" + born[6:], "18850203Å123", "00" + born} {
		if _, err := ParseSwedish(text, today); fault.CodeOf(err) != "personnummer_invalid" {
			t.Errorf("%q: %v, want personnummer_invalid", text, err)
		}
	}
}

func TestSwedishCentury_E2(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		year, sign, at, want string
	}{
		{"26", "-", "2026-11-22", "20"},
		{"27", "-", "2026-11-22", "19"},
		{"26", "+", "2026-11-22", "19"},
		{"27", "+", "2026-11-22", "18"},
		{"00", "-", "1999-12-31", "19"},
		{"00", "-", "2000-01-01", "20"},
		{"99", "", "2000-01-01", "19"},
	} {
		if got := century(c.year+"0101", c.sign, calendar.Must(c.at)); got != c.want {
			t.Errorf("%+v: century %s", c, got)
		}
	}
}

func TestForeignNumbersAndPassports_E2(t *testing.T) {
	t.Parallel()
	n, err := Parse(Foreign, "de", " ab 12-34.5/6 ", today)
	if err != nil || n.Reveal() != "AB123456" || n.Country() != "DE" || n.Kind() != Foreign {
		t.Fatalf("%s %s, %v", n.Kind(), n.Country(), err)
	}
	passport, err := ParsePassport("DK", "a 1234567")
	if err != nil || passport.Kind() != Passport {
		t.Fatalf("passport: %v", err)
	}
	for _, c := range []struct {
		kind                Kind
		country, text, code string
	}{
		{Foreign, "DK", "6102031234", "foreign_id_invalid"},
		{Foreign, "se", "18850203A12B", "foreign_id_invalid"},
		{Foreign, "DE", "A1", "foreign_id_invalid"},
		{Foreign, "DE", "Ünzulässig1", "foreign_id_invalid"},
		{Foreign, "DE", strings.Repeat("1", 33), "foreign_id_invalid"},
		{Passport, "DE", "", "passport_invalid"},
		{Passport, "Germany", "A1234567", "country_invalid"},
		{Passport, "QX", "A1234567", "country_invalid"},
		{Passport, "", "A1234567", "country_invalid"},
		{Passport, "EU", "A1234567", "country_invalid"},
		{CPR, "SE", "6102031234", "country_invalid"},
		{CPR, "", "6101575000", "cpr_invalid"}, // a birth in 2057
		{"shoe_size", "DK", "45", "national_id_kind_unknown"},
	} {
		if _, err := Parse(c.kind, c.country, c.text, today); fault.CodeOf(err) != c.code {
			t.Errorf("%s %s %q: %v, want %s", c.kind, c.country, c.text, err, c.code)
		}
	}
	if n, err := Parse(CPR, "dk", "6102031234", today); err != nil || n.Kind() != CPRReplacement {
		t.Errorf("hint cpr: %s, %v", n.Kind(), err)
	}
}

func TestRefusalsDoNotRepeatTheNumber_E3(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9A-Za-zÆØÅ+-]{3,14}`).Draw(t, "text")
		for kind := range families {
			if _, err := Parse(kind, "DE", text, today); err != nil && strings.Contains(err.Error(), text) && strings.ContainsAny(text, "0123456789") {
				t.Fatalf("%s: refusal repeats the input", kind)
			}
		}
	})
}
