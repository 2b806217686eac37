package docs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// manual is the document as the page shows it.
type manual struct {
	Title      string
	Intro      [][]span
	Groups     []group
	Codes      []code
	Query      string
	Shown, All int
}

type group struct {
	Name, Description string
	Operations        []operation
}

type operation struct {
	ID, Method, Path, Summary, Description, Action, Tenant string
	Parameters                                             []field
	Request                                                []content
	Responses                                              []response
	Codes                                                  []code
	words                                                  string
}

type response struct {
	Status, Description string
	Headers             []field
	Content             []content
}

// content is one body: what it holds and what it looks like.
type content struct {
	Kind     string
	Fields   []field
	Examples []string
}

type code struct {
	Code, Kind, English, Danish string
	Status                      int
	General                     bool
}

func newManual(doc *openapi3.T, status func(kind string) int) manual {
	m := manual{Title: doc.Info.Title, Intro: paragraphs(doc.Info.Description), Codes: newCodes(doc, status)}
	known := map[string]code{}
	for _, c := range m.Codes {
		known[c.Code] = c
	}
	groups := map[string]*group{}
	for _, tag := range doc.Tags {
		groups[tag.Name] = &group{Name: tag.Name, Description: tag.Description}
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			if o := doc.Paths.Value(path).GetOperation(method); o != nil {
				into(groups, o).add(newOperation(method, path, o, known))
				m.All++
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		if len(groups[name].Operations) > 0 {
			m.Groups = append(m.Groups, *groups[name])
		}
	}
	return m
}

func (g *group) add(o operation) { g.Operations = append(g.Operations, o) }

// into finds the operation's place: its first tag.
func into(groups map[string]*group, o *openapi3.Operation) *group {
	name := "other"
	if len(o.Tags) > 0 {
		name = o.Tags[0]
	}
	if groups[name] == nil {
		groups[name] = &group{Name: name}
	}
	return groups[name]
}

func newCodes(doc *openapi3.T, status func(kind string) int) []code {
	catalogue, _ := doc.Extensions["x-error-catalogue"].(map[string]any)
	codes := make([]code, 0, len(catalogue))
	for name, entry := range catalogue {
		members, _ := entry.(map[string]any)
		kind := text(members, "kind")
		codes = append(codes, code{
			Code: name, Kind: kind, Status: status(kind), English: text(members, "en"), Danish: text(members, "da"),
			General: members["general"] == true,
		})
	}
	slices.SortFunc(codes, func(a, b code) int { return cmp.Compare(a.Code, b.Code) })
	return codes
}

func newOperation(method, path string, o *openapi3.Operation, known map[string]code) operation {
	made := operation{
		ID: o.OperationID, Method: method, Path: path, Summary: o.Summary, Description: o.Description,
		Action: text(o.Extensions, "x-action"), Tenant: text(o.Extensions, "x-tenant"), Responses: newResponses(o.Responses),
	}
	for _, p := range o.Parameters {
		made.Parameters = append(made.Parameters, newParameter(p.Value))
	}
	if o.RequestBody != nil {
		made.Request = newContent(o.RequestBody.Value.Content)
	}
	listed, _ := o.Extensions["x-errors"].([]any)
	for _, name := range listed {
		made.Codes = append(made.Codes, known[fmt.Sprint(name)])
	}
	made.words = made.searchable()
	return made
}

func newResponses(all *openapi3.Responses) []response {
	var made []response
	for _, status := range slices.Sorted(maps.Keys(all.Map())) {
		r := all.Value(status).Value
		if status == "default" { // the one shape of refusals is told once
			continue
		}
		shown := response{Status: status, Content: newContent(r.Content)}
		if r.Description != nil {
			shown.Description = *r.Description
		}
		for _, name := range slices.Sorted(maps.Keys(r.Headers)) {
			shown.Headers = append(shown.Headers, newHeader(name, r.Headers[name].Value))
		}
		made = append(made, shown)
	}
	return made
}

func newContent(kinds openapi3.Content) []content {
	var all []content
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		media := kinds[kind]
		made := content{Kind: kind, Fields: fields(media.Schema)}
		if media.Example != nil {
			made.Examples = append(made.Examples, pretty(media.Example))
		}
		for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
			made.Examples = append(made.Examples, pretty(media.Examples[name].Value.Value))
		}
		all = append(all, made)
	}
	return all
}

func text(members map[string]any, key string) string {
	value, _ := members[key].(string)
	return strings.TrimSpace(value)
}
