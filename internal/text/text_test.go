package text

import (
	"bytes"
	"strings"
	"testing"
)

func TestLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\u0020 Karen   Østergård\u0020": "Karen Østergård",
		"A\u030age":                      "Åge",
		"Ren\u0065\u0301":                "René",
		"":                               "",
	} {
		if got, ok := Line(in); !ok || got != want {
			t.Errorf("Line(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"a\x00b", "a\nb", "a\u202eb", "a\xffb", "a\u2028b", "\x1b[31m"} {
		if _, ok := Line(in); ok {
			t.Errorf("Line(%q) was taken", in)
		}
	}
}

func TestMarksArePartOfTheirLetter(t *testing.T) {
	t.Parallel()
	name, ok := Line(strings.Repeat("q\u0301", 200)) // has no composed form
	if !ok || !Within(name, 1, 200) {
		t.Fatalf("200 letters with marks were refused: %v, %d letters", ok, Letters(name))
	}
	if Within(name+"q", 1, 200) {
		t.Fatal("201 letters were taken")
	}
	if Within("q"+strings.Repeat("\u0301", 2000), 1, 200) {
		t.Fatal("a tower of marks was taken")
	}
}

func TestDanishOrder(t *testing.T) {
	t.Parallel()
	names := []string{"Andersen", "Andréasen", "Berg", "Zahle", "Ærø", "Østergaard", "Aagaard", "Åkær"}
	for i := 1; i < len(names); i++ {
		if bytes.Compare(SortKey(names[i-1]), SortKey(names[i])) >= 0 {
			t.Errorf("%s does not sort before %s", names[i-1], names[i])
		}
	}
	if bytes.Compare(SortKey("Berg", "Zoe"), SortKey("Bergmann", "Anna")) >= 0 {
		t.Error("the first text does not decide")
	}
	if bytes.Compare(SortKey("Berg", "Anna"), SortKey("Berg", "Åse")) >= 0 {
		t.Error("the second text does not break the tie")
	}
	if n := len(SortKey(strings.Repeat("ॐ漢", 400), strings.Repeat("漢", 400))); n > 2*keyShare+3 {
		t.Errorf("a key of %d bytes", n)
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"ANDRÉ": "andre", "Åse": "åse", "A\u030ase": "åse", "Sørensen": "sørensen", "Björn": "bjorn", "Ærø": "ærø"} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEmailAndPhone(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{
		"karen@klinik.example": true, "k.ø+x@blå-bær.example": true, "a@b": false, "a b@c.example": false, "a@@c.example": false,
		"": false, "a@c..example": false, ".a@c.example": false, "a@-c.example": false, "<a@c.example>": false, "a@c.example\n": false,
		strings.Repeat("a", 64) + "@c.example": true, strings.Repeat("a", 65) + "@c.example": false,
		"a@" + strings.Repeat("å", 63) + ".example": true, "a@" + strings.Repeat("å", 64) + ".example": false, "a@c." + strings.Repeat("d", 64): false,
	} {
		if got := Email(in); got != want {
			t.Errorf("Email(%q) = %v, want %v", in, got, want)
		}
	}
	for in, want := range map[string]bool{
		"+45 12 34 56 78": true, "12345678": true, "(0)12-345.67": false, "112": false, "+4512345678901234567": false, "abc": false, "12345678x": false,
	} {
		if got := Phone(in); got != want {
			t.Errorf("Phone(%q) = %v, want %v", in, got, want)
		}
	}
}
