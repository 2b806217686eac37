package notify

import (
	"io/fs"
	"strings"
	"testing"

	"hverv/internal/fault"
	"hverv/internal/id"
)

func TestEveryTextInBothLanguages_N1_W1(t *testing.T) {
	t.Parallel()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	support := Contact{Phone: "70 10 20 30", Email: "hjaelp@hverv.example", Hours: "8-16"}
	for _, language := range languages {
		files, err := fs.ReadDir(texts, "texts/"+language)
		if err != nil || len(files) != len(templates)+1 {
			t.Errorf("%s has %d texts for %d templates and a footer (%v)", language, len(files), len(templates), err)
		}
		for name := range templates {
			values := sample(name)
			subject, body, err := all.write(name, language, values, support)
			if err != nil {
				t.Errorf("%s: %v", language, err)
				continue
			}
			if subject == "" || len(subject) > 150 || strings.Contains(body, "<no value>") || strings.Contains(body, "{{") {
				t.Errorf("%s in %s reads badly: %q\n%s", name, language, subject, body)
			}
			for _, must := range []string{values["name"], support.Phone, values["link"], values["reason"]} {
				if !strings.Contains(body, must) {
					t.Errorf("%s in %s does not say %q", name, language, must)
				}
			}
			if err := checkText(body); err != nil {
				t.Errorf("%s in %s: %v", name, language, err)
			}
		}
	}
}

func sample(name Template) map[string]string {
	known := map[string]string{
		"name": "Karen Østergård", "employee": "Åse Ærø", "applicant": "Bo Birk", "company": "Klinikken ApS", "organisation": "Klinikken ApS",
		"serial": "98-1000234", "at": "14.30", "desk": "Skabet", "pooled": "yes", "link": "https://hverv.example/a/" + id.NewToken().Reveal(),
		"until": "2026-12-22", "by": "Bo Birk", "on": "2026-11-30", "reason": "Vi kender ikke ansøgeren.\nRing gerne.", "role": "user_administrator",
		"approved": "no", "granted": "yes", "kind": "chip", "number": "261128-ABCDEFG", "office": "Udstedelsen", "place": "Torvet 1, 8000 Aarhus C", "moved": "no",
	}
	values := map[string]string{}
	for _, need := range templates[name] {
		values[need] = known[need]
	}
	return values
}

// An unknown message, a missing value and an unknown one stop the change that wanted to send.
func TestTextsNeedTheirValues_N1(t *testing.T) {
	t.Parallel()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for name, broken := range map[string]func(map[string]string) (Template, map[string]string){
		"unknown":   func(v map[string]string) (Template, map[string]string) { return "no_such", v },
		"missing":   func(v map[string]string) (Template, map[string]string) { delete(v, "link"); return SetUpLink, v },
		"empty":     func(v map[string]string) (Template, map[string]string) { v["name"] = ""; return SetUpLink, v },
		"too much":  func(v map[string]string) (Template, map[string]string) { v["surname"] = "x"; return SetUpLink, v },
		"no date":   func(v map[string]string) (Template, map[string]string) { v["until"] = "i morgen"; return SetUpLink, v },
		"no values": func(map[string]string) (Template, map[string]string) { return SetUpLink, nil },
	} {
		template, values := broken(sample(SetUpLink))
		if _, _, err := all.write(template, "da", values, Contact{}); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	if _, _, err := all.write(RoleGiven, "da", map[string]string{"name": "a", "organisation": "b", "role": "king"}, Contact{}); err == nil {
		t.Error("an unknown role was written")
	}
}

func TestDatesAsTheReaderWritesThem_W1(t *testing.T) {
	t.Parallel()
	all, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{"da": "22. december 2026", "en": "22 December 2026", "xx": "22. december 2026", "": "22. december 2026"} {
		_, body, err := all.write(SetUpLink, language, sample(SetUpLink), Contact{})
		if err != nil || !strings.Contains(body, want) {
			t.Errorf("%q: want %q in %q (%v)", language, want, body, err)
		}
	}
}

// The numbers are replacement numbers: nobody has them (E2).
func TestNoNationalIDByMail_N1(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Nummeret er 6101901234.", "610190-1234", "610190 1234", "61 01 90 12 34", "61.01.90-1234", "tlf. 70102030 610190-1234",
		"610190-1234 eller 70102030", "https://hverv.example/x?cpr=6101901234", "cpr6101901234x", "610190–1234",
	} {
		if err := checkText(text); fault.CodeOf(err) != "national_id_in_text" {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{
		"+45 70 10 20 30", "CVR 90000001, P-nummer 9000000012", "22.11.2026 kl. 12.30", "2026-11-22", "5798000123456",
		"019ab2c0-4444-7000-8000-016101901234", "https://hverv.example/a/" + strings.Repeat("x", 16) + "6101901234" + strings.Repeat("y", 17),
		"9999991234", "",
	} {
		if err := checkText(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
