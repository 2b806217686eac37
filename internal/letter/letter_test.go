package letter_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"hverv/internal/calendar"
	"hverv/internal/letter"
	"hverv/internal/letter/lettertest"
)

func sample() letter.Letter {
	return letter.Letter{
		Language: "da", Sender: []string{"Klinikken på Torvet ApS", "Ærøvej 3, 8000 Aarhus C", "Telefon 70 10 20 30"},
		To:   []string{"Åse Østergård", "Klinikken på Torvet ApS", "Ærøvej 3, 2. sal", "8000 Aarhus C"},
		Date: calendar.Must("2026-11-28"), Title: "Din udleveringskode", Reference: "Brev 019ab2c0",
		Text: []string{"Kære Åse Østergård", "Her er koden, som du skal bruge, når du aktiverer din adgang hos Klinikken på Torvet ApS."},
		Code: "KR4WT-9XA7C", Facts: [][2]string{{"Gælder til og med", "12. december 2026"}},
		Closing: []string{"Giv aldrig koden til andre."}, Foot: "Brevet er skrevet af Hverv.",
	}
}

func pdf(tb testing.TB, l letter.Letter) []byte {
	tb.Helper()
	made, err := l.PDF()
	if err != nil {
		tb.Fatal(err)
	}
	return made
}

// wide is how far ten points of Plex reach at most; the measure of the test, not of the writer.
const wide = 3.53 * 0.66

func TestAddressStandsInTheWindow_U15(t *testing.T) {
	t.Parallel()
	long := sample()
	long.To = []string{
		"Dorothea Wilhelmine Østergaard-Ægidiussen af Blåvandshuk", "Sygehus Sønderjylland, Afdeling for Børn og Unge", "c/o Fysioterapien",
		"Ærøskøbingvej 133, 14. tv.", "6270 Tønder", "Danmark",
	}
	for name, l := range map[string]letter.Letter{"short": sample(), "long": long} {
		inside, made := 0, pdf(t, l)
		for _, piece := range lettertest.Pieces(t, made) {
			within := piece.X >= letter.AddressLeft && piece.X < letter.AddressRight && piece.Y > letter.AddressTop && piece.Y < letter.AddressBottom
			// Wherever the sheet slides to, nothing else may come behind the window.
			hidden := piece.Y < letter.HiddenAbove || piece.Y-4 > letter.HiddenBelow || piece.X > letter.HiddenRight
			if within == hidden {
				t.Errorf("%s: %q at %.1f, %.1f mm", name, piece.Text, piece.X, piece.Y)
			}
			if !within {
				continue
			}
			inside++
			if piece.Y-3.6 < letter.AddressTop-0.3 || piece.Y+1 > letter.AddressBottom {
				t.Errorf("%s: %q stands over the edge: %.1f mm", name, piece.Text, piece.Y)
			}
			if n := float64(len([]rune(piece.Text))); name == "short" && piece.X+n*wide > letter.AddressRight {
				t.Errorf("%s: %q may reach %.1f mm", name, piece.Text, piece.X+n*wide)
			}
		}
		if inside != min(len(l.To), 5) {
			t.Errorf("%s: %d lines of the address in the window", name, inside)
		}
	}
}

func TestDanishLettersArePrinted_U15(t *testing.T) {
	t.Parallel()
	text := lettertest.Text(t, pdf(t, sample()))
	for _, want := range []string{"Åse Østergård", "Ærøvej 3, 2. sal", "KR4WT-9XA7C", "28. november 2026", "12. december 2026", "Kære Åse Østergård"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

func TestSameLetterHasTheSameBytes_G1(t *testing.T) {
	t.Parallel()
	want := sha256.Sum256(pdf(t, sample()))
	for range 20 {
		if sha256.Sum256(pdf(t, sample())) != want {
			t.Fatal("other bytes")
		}
	}
	other := sample()
	other.Code = "KR4WT-9XA7D"
	if sha256.Sum256(pdf(t, other)) == want {
		t.Error("another code, the same bytes")
	}
}

func TestLongPaperGoesOnOnTheNextSheet(t *testing.T) {
	t.Parallel()
	l := sample()
	l.Text = slices.Repeat([]string{strings.Repeat("Rør blåbærgrøden ", 40)}, 12)
	l.Sign = []string{"Modtager", "Udleveret af"}
	made := pdf(t, l)
	if n := bytes.Count(made, []byte("/Type /Page\n")); n < 2 {
		t.Errorf("%d pages", n)
	}
}

func BenchmarkLetter(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(pdf(b, sample()))))
	}
}
