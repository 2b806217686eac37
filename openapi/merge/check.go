package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

var (
	lowerCamel = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)
	actionName = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`)
	parameter  = regexp.MustCompile(`^\{[a-z][a-z0-9_]*\}$`)
	codeName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	tenants    = []string{"organisation", "person", "installation"} //nolint:gochecknoglobals // a table
	// kinds are those of package fault plus internal; a contract test in app compares them.
	kinds = []string{ //nolint:gochecknoglobals // a table
		"malformed", "unauthenticated", "step_up", "forbidden", "not_found", "not_allowed", "conflict", "gone", "precondition",
		"too_large", "unsupported", "invalid", "precondition_required", "limited", "unavailable", "internal",
	}
)

// checker collects everything that is wrong, so that an author sees it all at once.
type checker struct {
	doc    *openapi3.T
	codes  map[string]any
	ids    map[string]string
	places map[string]string
	faults []error
}

// check judges the merged document: that it is OpenAPI, that the examples fit their schemas, and that every
// operation says what the house wants to know of it.
func check(document []byte) error {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return fmt.Errorf("read document: %w", err)
	}
	err = doc.Validate(context.Background(), openapi3.EnableMultiError(), openapi3.EnableExamplesValidation())
	codes, _ := doc.Extensions[catalogue].(map[string]any)
	c := checker{doc: doc, codes: codes, ids: map[string]string{}, places: map[string]string{}}
	for code, entry := range codes {
		c.checkCode(code, entry)
	}
	told, _ := doc.Extensions[fields].(map[string]any)
	for code, entry := range told {
		c.checkSentences("field code "+code, code, entry)
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		for method, operation := range doc.Paths.Value(path).Operations() {
			c.checkPath(path, protocol(operation.Tags))
			c.checkOperation(method+" "+path, operation)
		}
	}
	slices.SortFunc(c.faults, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(append([]error{err}, c.faults...)...)
}

func (c *checker) that(ok bool, where, message string) {
	if !ok {
		c.faults = append(c.faults, errors.New(where+": "+message))
	}
}

func (c *checker) checkCode(code string, entry any) {
	where := "error code " + code
	members, _ := entry.(map[string]any)
	kind, _ := members["kind"].(string)
	c.that(slices.Contains(kinds, kind), where, "unknown kind "+kind)
	c.checkSentences(where, code, entry)
}

func (c *checker) checkSentences(where, code string, entry any) {
	members, _ := entry.(map[string]any)
	c.that(codeName.MatchString(code), where, "must be lower_snake")
	for _, language := range []string{"en", "da"} {
		sentence, _ := members[language].(string)
		c.that(strings.HasSuffix(sentence, ".") || strings.HasSuffix(sentence, "?"), where, "needs a whole sentence in "+language)
	}
}

// checkPath also finds what gin cannot route: two parameter names at one place (trap O7).
func (c *checker) checkPath(path string, protocol bool) {
	c.that(protocol || strings.HasPrefix(path, "/api/v1/"), path, "must stand under /api/v1/")
	before := ""
	for segment := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		if strings.ContainsAny(segment, "{}") {
			c.that(parameter.MatchString(segment), path, "a parameter is a whole segment in lower_snake: "+segment)
			if named, taken := c.places[before]; taken {
				c.that(named == segment, path, "after "+before+"/ the parameter is already called "+named)
			}
			c.places[before] = segment
			segment = "{}"
		}
		before += "/" + segment
	}
}
