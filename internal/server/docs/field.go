package docs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// deepest stops at schemas that hold themselves.
const deepest = 5

// field is one line in a table: a parameter, a header or a member of a body.
type field struct {
	Name, Place, Type, Description string
	Required                       bool
}

func newParameter(p *openapi3.Parameter) field {
	made := newField(p.Name, p.Schema, p.Required)
	made.Place = p.In
	if p.Description != "" {
		made.Description = p.Description
	}
	return made
}

func newHeader(name string, h *openapi3.Header) field {
	made := newField(name, h.Schema, h.Required)
	if h.Description != "" {
		made.Description = h.Description
	}
	return made
}

func newField(name string, schema *openapi3.SchemaRef, required bool) field {
	made := field{Name: name, Required: required}
	if schema != nil {
		made.Type, made.Description = typeOf(schema.Value), schema.Value.Description
	}
	return made
}

// fields flattens a body: session.id, roles[].role.
func fields(schema *openapi3.SchemaRef) []field { return flatten(nil, "", schema, 0) }

func flatten(into []field, prefix string, ref *openapi3.SchemaRef, depth int) []field {
	if ref == nil || ref.Value == nil || depth > deepest {
		return into
	}
	schema := ref.Value
	for _, variants := range []openapi3.SchemaRefs{schema.AllOf, schema.OneOf, schema.AnyOf} {
		for _, variant := range variants {
			into = flatten(into, prefix, variant, depth+1)
		}
	}
	if schema.Items != nil {
		return flatten(into, prefix+"[]", schema.Items, depth+1)
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		member := schema.Properties[name]
		path := strings.TrimPrefix(prefix+"."+name, ".")
		into = append(into, newField(path, member, slices.Contains(schema.Required, name)))
		into = flatten(into, path, member, depth+1)
	}
	return into
}

// typeOf says in a few words what a value may be.
func typeOf(schema *openapi3.Schema) string {
	said := strings.Join(schema.Type.Slice(), " or ")
	if schema.Items != nil {
		said = "array of " + typeOf(schema.Items.Value)
	}
	words := []string{said}
	if schema.Format != "" {
		words = append(words, schema.Format)
	}
	if schema.Nullable {
		words = append(words, "or null")
	}
	if len(schema.Enum) > 0 {
		words = append(words, "one of "+strings.Trim(fmt.Sprint(schema.Enum...), "[]"))
	}
	return strings.TrimSpace(strings.Join(append(words, limits(schema)...), ", "))
}

func limits(schema *openapi3.Schema) []string {
	var words []string
	if schema.MinLength > 0 {
		words = append(words, fmt.Sprintf("at least %d characters", schema.MinLength))
	}
	if schema.MaxLength != nil {
		words = append(words, fmt.Sprintf("at most %d characters", *schema.MaxLength))
	}
	if schema.Min != nil {
		words = append(words, fmt.Sprintf("from %v", *schema.Min))
	}
	if schema.Max != nil {
		words = append(words, fmt.Sprintf("to %v", *schema.Max))
	}
	if schema.Pattern != "" {
		words = append(words, "pattern "+schema.Pattern)
	}
	if schema.Default != nil {
		words = append(words, fmt.Sprintf("default %v", schema.Default))
	}
	return words
}
