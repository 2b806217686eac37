package sheet_test

import (
	"errors"
	"io"
	"testing"

	"hverv/internal/sheet"
)

var headings = sheet.Headings{"da": {"Navn", "Nummer"}, "en": {"Name", "Number"}}

func pages(all ...[][]string) sheet.Next {
	return func() ([][]string, bool, error) {
		first := all[0]
		all = all[1:]
		return first, len(all) > 0, nil
	}
}

func TestSheetIsHarmlessInEveryLanguage(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{
		"da": "\ufeffNavn;Nummer\r\n'=1+1;\r\n\"a;b\";'-2\r\n",
		"en": "\ufeffName,Number\r\n'=1+1,\r\na;b,'-2\r\n",
		"sv": "\ufeffNavn;Nummer\r\n'=1+1;\r\n\"a;b\";'-2\r\n",
	} {
		file, err := sheet.New(language, headings, pages([][]string{{"=1+1", ""}}, nil, [][]string{{"a;b", "-2"}}))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(file)
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, want %q (%v)", language, got, want, err)
		}
	}
}

func TestSheetThatBreaksIsNotWhole(t *testing.T) {
	t.Parallel()
	broken, calls := errors.New("away"), 0
	file, err := sheet.New("da", headings, func() ([][]string, bool, error) {
		if calls++; calls == 1 {
			return [][]string{{"a", "b"}}, true, nil
		}
		return nil, false, broken
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(file); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if _, err := sheet.New("da", headings, func() ([][]string, bool, error) { return nil, false, broken }); !errors.Is(err, broken) {
		t.Errorf("the first page: %v", err)
	}
}
