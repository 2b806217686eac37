package notify

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"text/template"

	"hverv/internal/calendar"
)

//go:embed texts
var texts embed.FS

// languages are those that texts exist in, the default first (W1).
//
//nolint:gochecknoglobals // a table
var languages = []string{"da", "en"}

func languageOf(wanted string) string {
	for _, known := range languages {
		if wanted == known {
			return known
		}
	}
	return languages[0]
}

// Contact is whom a reader turns to for help (W2); empty parts are left out.
type Contact struct {
	Phone, Email, Hours string
}

type text struct{ subject, body *template.Template }

// library holds every text, by language and template, parsed once.
type library map[string]map[Template]text

// load parses all texts. It fails on a template without a text in some language.
func load() (library, error) {
	all := library{}
	for _, language := range languages {
		footer, err := fs.ReadFile(texts, "texts/"+language+"/footer.txt")
		if err != nil {
			return nil, fmt.Errorf("load texts: %w", err)
		}
		all[language] = map[Template]text{}
		for name := range templates {
			parsed, err := parse(language, name, string(footer))
			if err != nil {
				return nil, fmt.Errorf("load text %s in %s: %w", name, language, err)
			}
			all[language][name] = parsed
		}
	}
	return all, nil
}

// parse reads a file whose first line is the subject, then a blank line, then the body.
func parse(language string, name Template, footer string) (text, error) {
	raw, err := fs.ReadFile(texts, "texts/"+language+"/"+string(name)+".txt")
	if err != nil {
		return text{}, fmt.Errorf("read: %w", err)
	}
	subject, body, ok := strings.Cut(string(raw), "\n\n")
	if !ok {
		return text{}, fmt.Errorf("%s has no blank line after its subject", name)
	}
	words := functions(language)
	parsed := text{}
	if parsed.subject, err = template.New("subject").Option("missingkey=error").Funcs(words).Parse(subject); err != nil {
		return text{}, fmt.Errorf("subject: %w", err)
	}
	body = strings.TrimRight(body, "\n") + "\n\n" + footer
	if parsed.body, err = template.New("body").Option("missingkey=error").Funcs(words).Parse(body); err != nil {
		return text{}, fmt.Errorf("body: %w", err)
	}
	return parsed, nil
}

// write renders a message. What a text needs and was not given is an error, and so is what it
// was given and does not know, which is most often a misspelling.
func (l library) write(name Template, language string, values map[string]string, support Contact) (subject, body string, err error) {
	needs, known := templates[name]
	if !known {
		return "", "", fmt.Errorf("no such message: %q", name)
	}
	given := map[string]any{"support": support}
	for _, need := range needs {
		value, ok := values[need]
		if !ok || value == "" {
			return "", "", fmt.Errorf("message %s without %s", name, need)
		}
		given[need] = value
	}
	if len(values) != len(needs) {
		return "", "", fmt.Errorf("message %s takes %v and nothing else", name, needs)
	}
	parsed := l[languageOf(language)][name]
	var head, text bytes.Buffer
	if err := parsed.subject.Execute(&head, given); err != nil {
		return "", "", fmt.Errorf("write the subject of %s: %w", name, err)
	}
	if err := parsed.body.Execute(&text, given); err != nil {
		return "", "", fmt.Errorf("write the body of %s: %w", name, err)
	}
	return oneLine(head.String()), text.String(), nil
}

func functions(language string) template.FuncMap {
	return template.FuncMap{
		"date": func(day string) (string, error) { return writeDate(language, day) },
		"role": func(role string) (string, error) { return writeRole(language, role) },
	}
}

// writeDate writes a legal date as the reader does: 22. december 2026, 22 December 2026 (W1).
func writeDate(language, day string) (string, error) {
	d, err := calendar.Parse(day)
	if err != nil {
		return "", fmt.Errorf("date %q: %w", day, err)
	}
	if language == "en" {
		return fmt.Sprintf("%d %s %d", d.Day(), d.Month(), d.Year()), nil
	}
	months := strings.Fields("januar februar marts april maj juni juli august september oktober november december")
	return strconv.Itoa(d.Day()) + ". " + months[d.Month()-1] + " " + strconv.Itoa(d.Year()), nil
}

func writeRole(language, role string) (string, error) {
	names, ok := roleNames[role]
	if !ok {
		return "", fmt.Errorf("role %q has no name", role)
	}
	if language == "en" {
		return strings.ReplaceAll(role, "_", " "), nil
	}
	return names, nil
}

// roleNames are the roles of A2 in Danish; in English a role's API word reads well by itself.
//
//nolint:gochecknoglobals // a table
var roleNames = map[string]string{
	"operator": "driftsansvarlig", "organisation_administrator": "organisationsadministrator",
	"user_administrator": "brugeradministrator", "rights_administrator": "rettighedsadministrator",
	"unit_manager": "afdelingsleder", "approver": "godkender", "case_worker": "sagsbehandler (HR)",
	"authoriser": "systemautorisator", "card_officer": "kortansvarlig", "orderer": "bestiller",
	"service_desk_agent": "servicedeskmedarbejder", "auditor": "revisor", "billing_reader": "fakturalæser",
}
