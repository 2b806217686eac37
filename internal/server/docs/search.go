package docs

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// longest is as much of a query as is looked at.
const longest = 200

// search keeps the operations that hold every word of the query; no query keeps all.
func (m manual) search(query string) manual {
	query = strings.ToValidUTF8(query, "")
	if utf8.RuneCountInString(query) > longest {
		query = string([]rune(query)[:longest])
	}
	words := strings.Fields(strings.ToLower(query))
	found := m
	found.Query, found.Groups = query, nil
	for _, g := range m.Groups {
		kept := group{Name: g.Name, Description: g.Description}
		for _, o := range g.Operations {
			if holdsAll(o.words, words) {
				kept.add(o)
				found.Shown++
			}
		}
		if len(kept.Operations) > 0 {
			found.Groups = append(found.Groups, kept)
		}
	}
	return found
}

// Words is what the script searches, so that it finds the same as the server.
func (o operation) Words() string { return o.words }

func (o operation) searchable() string {
	words := []string{o.Method, o.Path, o.ID, o.Summary, o.Description, o.Action}
	for _, c := range o.Codes {
		words = append(words, c.Code, c.English, c.Danish)
	}
	return strings.ToLower(strings.Join(words, " "))
}

func holdsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// span is a run of text in one style; the template escapes it.
type span struct {
	Style, Text string
}

var marked = regexp.MustCompile("\\*\\*[^*]+\\*\\*|`[^`]+`")

// paragraphs reads the little Markdown that the document's introduction uses.
func paragraphs(source string) [][]span {
	var all [][]span
	for block := range strings.SplitSeq(strings.TrimSpace(source), "\n\n") {
		var spans []span
		at := 0
		for _, hit := range marked.FindAllStringIndex(block, -1) {
			style := map[byte]string{'*': "strong", '`': "code"}[block[hit[0]]]
			spans = append(spans, span{Text: block[at:hit[0]]}, span{Style: style, Text: strings.Trim(block[hit[0]:hit[1]], "*`")})
			at = hit[1]
		}
		all = append(all, append(spans, span{Text: block[at:]}))
	}
	return all
}
