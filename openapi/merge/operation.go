package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	problemRef = "#/components/responses/Problem"
	keyRef     = "#/components/parameters/IdempotencyKey"
)

// protocol says that an operation's shape is fixed by a specification of others.
func protocol(tags []string) bool {
	return slices.Contains(tags, "oidc") || slices.Contains(tags, "supplier")
}

func (c *checker) checkOperation(where string, o *openapi3.Operation) {
	owner, taken := c.ids[o.OperationID]
	c.that(!taken, where, "operationId "+o.OperationID+" is also that of "+owner)
	c.ids[o.OperationID] = where
	c.that(lowerCamel.MatchString(o.OperationID), where, "needs an operationId in lowerCamel")
	c.that(o.Summary != "", where, "needs a summary")
	c.that(len(o.Tags) > 0, where, "needs a tag")
	for _, tag := range o.Tags {
		c.that(c.doc.Tags.Get(tag) != nil, where, "tag "+tag+" is not declared under tags")
	}
	tenant, _ := o.Extensions["x-tenant"].(string)
	c.that(slices.Contains(tenants, tenant), where, "x-tenant must be one of "+strings.Join(tenants, ", "))
	if protocol(o.Tags) {
		return // shapes and errors of protocol routes are fixed by their RFCs
	}
	action, _ := o.Extensions["x-action"].(string)
	c.that(actionName.MatchString(action), where, "x-action must be noun.verb")
	c.checkErrors(where, o)
	c.checkIdempotency(where, o)
	c.checkExamples(where, o)
	fallback := o.Responses.Default()
	c.that(fallback != nil && fallback.Ref == problemRef, where, "needs default: {$ref: '"+problemRef+"'}")
}

func (c *checker) checkErrors(where string, o *openapi3.Operation) {
	listed, ok := o.Extensions["x-errors"].([]any)
	c.that(ok, where, "needs x-errors: [code, ...], also when it is empty")
	for _, entry := range listed {
		code := fmt.Sprint(entry)
		members, known := c.codes[code].(map[string]any)
		c.that(known, where, "error code "+code+" is in no "+catalogue)
		c.that(members["general"] != true, where, "error code "+code+" is general: any operation may answer it, so none lists it")
	}
}

// checkIdempotency keeps law 7: a POST takes the key, or says why it needs none.
func (c *checker) checkIdempotency(where string, o *openapi3.Operation) {
	if !strings.HasPrefix(where, "POST ") {
		return
	}
	keyed := slices.ContainsFunc(o.Parameters, func(p *openapi3.ParameterRef) bool { return p.Ref == keyRef })
	reason, excused := o.Extensions["x-no-idempotency"].(string)
	c.that(keyed != (excused && reason != ""), where,
		"a POST takes parameter IdempotencyKey, or says x-no-idempotency: why it needs none (a search, a preview)")
}

// checkExamples wants one example for each JSON body that goes in and each that comes out of a success.
func (c *checker) checkExamples(where string, o *openapi3.Operation) {
	if o.RequestBody != nil && o.RequestBody.Value != nil {
		c.checkContent(where, "the request body", o.RequestBody.Value.Content)
	}
	for status, response := range o.Responses.Map() {
		if strings.HasPrefix(status, "2") && response.Value != nil {
			c.checkContent(where, "the answer "+status, response.Value.Content)
		}
	}
}

func (c *checker) checkContent(where, what string, content openapi3.Content) {
	for kind, media := range content {
		if strings.HasSuffix(kind, "json") {
			c.that(media.Example != nil || len(media.Examples) > 0, where, "needs an example for "+what)
		}
	}
}
