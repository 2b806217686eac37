package nationalid

import (
	"testing"

	"hverv/internal/fault"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{secret, "610203-1234", "18850203A12B", "850203+1234", "991885012345", "", "\xff\xfe", "01015450000", "AB 12-34"} {
		for _, kind := range []Kind{CPR, Foedselsnummer, Personnummer, Passport, Foreign, "none"} {
			f.Add(string(kind), "DE", seed)
			f.Add(string(kind), "", seed)
		}
	}
	f.Fuzz(func(t *testing.T, kind, country, text string) {
		n, err := Parse(Kind(kind), country, text, today)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		again, err := FromCanonical(n.Canonical())
		if err != nil || !again.Equal(n) || again.Kind() != n.Kind() || again.Masked() != n.Masked() {
			t.Fatalf("what was taken does not come back: %v", err)
		}
		born, ok := n.BirthDate()
		if ok && (born.After(today) || born.Year() < 1800) {
			t.Fatalf("born %v", born)
		}
	})
}

func FuzzFromCanonical(f *testing.F) {
	f.Add([]byte("cpr|DK|" + secret))
	f.Add([]byte("||"))
	f.Add([]byte("foreign|DE|AB123456"))
	f.Fuzz(func(t *testing.T, canonical []byte) {
		if n, err := FromCanonical(canonical); err == nil && string(n.Canonical()) != string(canonical) {
			t.Fatal("read something else than was written")
		}
	})
}

func FuzzParseCompany(f *testing.F) {
	for _, seed := range []string{"90000004", "DK 90 00 00 04", "9790000000001", "", "DK", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := ParseCVR(text); err == nil && len(c) != 8 {
			t.Fatalf("CVR %q", c)
		}
		if e, err := ParseEAN(text); err == nil && len(e) != 13 {
			t.Fatalf("EAN %q", e)
		}
		if p, err := ParsePNumber(text); err == nil && len(p) != 10 {
			t.Fatalf("P-number %q", p)
		}
		if s, err := ParseSE(text); err == nil && len(s) != 8 {
			t.Fatalf("SE number %q", s)
		}
	})
}
