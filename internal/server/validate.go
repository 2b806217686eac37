package server

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"hverv/api"
	"hverv/internal/calendar"
	"hverv/internal/fault"
)

// validator checks requests against the document. Gin has already found the route, so the
// operation is looked up by template instead of being matched a second time.
type validator struct {
	log    *slog.Logger
	routes func() (map[string]*routers.Route, error) // "POST /api/v1/organisations/:organisation_id"
}

// defineFormats tells the library, whose table of formats is the whole process's, what an id looks
// like, and takes its pattern for base64 away: over a document of ten megabytes it runs for seconds,
// and reading the body into bytes judges the same.
//
//nolint:gochecknoglobals // see above
var defineFormats = sync.OnceFunc(func() {
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC9562))
	openapi3.DefineStringFormatValidator("byte", openapi3.NewCallbackValidator(func(string) error { return nil }))
})

func newValidator(log *slog.Logger) *validator {
	defineFormats()
	return &validator{log: log, routes: sync.OnceValues(readRoutes)}
}

// prepare reads the document ahead of the first request, which else waits for it.
func (v *validator) prepare() {
	_, _ = v.routes()    // whoever needs them is told of the error
	debug.FreeOSMemory() // the last step of a start: what that left behind is more than what stays
}

// readRoutes reads the slim form of the document, which has no answers and no texts.
func readRoutes() (map[string]*routers.Route, error) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(api.Requests))
	if err != nil {
		return nil, fmt.Errorf("read the API document: %w", err)
	}
	all := map[string]*routers.Route{}
	for path, item := range doc.Paths.Map() {
		ginPath := strings.NewReplacer("{", ":", "}", "").Replace(path)
		for verb, operation := range item.Operations() {
			all[verb+" "+ginPath] = &routers.Route{Spec: doc, Path: path, PathItem: item, Method: verb, Operation: operation}
		}
	}
	return all, nil
}

func (v *validator) check(c *gin.Context) {
	all, err := v.routes()
	if err != nil {
		refuse(c, v.log, err)
		return
	}
	route, known := all[c.Request.Method+" "+c.FullPath()]
	if !known {
		c.Next()
		return
	}
	if route.Operation.RequestBody == nil && c.Request.ContentLength > 0 {
		refuse(c, v.log, malformed("This operation takes no body."))
		return
	}
	params := make(map[string]string, len(c.Params))
	for _, p := range c.Params {
		params[p.Key] = p.Value
	}
	err = openapi3filter.ValidateRequest(c.Request.Context(), &openapi3filter.RequestValidationInput{
		Request: c.Request, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			MultiError:          true,
			AuthenticationFunc:  openapi3filter.NoopAuthenticationFunc,
			SkipSettingDefaults: true,
			ExcludeRequestBody:  streams(c), // the operation reads and judges it while it arrives
			SchemaValidationOptions: []openapi3.SchemaValidationOption{
				openapi3.DisableSchemaErrorDetails(), openapi3.WithStringFormatValidator("date", realDate{}),
			},
		},
	})
	if err != nil {
		refuse(c, v.log, breaches(err))
		return
	}
	c.Next()
}

// breaches turns the validator's errors into one fault. Their texts are never passed on: they
// quote the value, which may be a national id.
func breaches(err error) error {
	refusal := fault.New(fault.Invalid, "invalid_input", "Some fields need attention.")
	if multi, ok := errors.AsType[openapi3.MultiError](err); ok {
		for _, one := range multi {
			collect(refusal, one, "")
		}
	} else {
		collect(refusal, err, "")
	}
	for _, f := range refusal.Fields {
		if strings.HasPrefix(f.Pointer, "path:") {
			return fault.Missing("thing") // an id that is none names nothing
		}
	}
	return refusal
}

func collect(refusal *fault.Fault, err error, place string) {
	if request, ok := errors.AsType[*openapi3filter.RequestError](err); ok {
		if p := request.Parameter; p != nil {
			place = p.In + ":" + p.Name
		}
		if _, unread := errors.AsType[*openapi3filter.ParseError](request.Err); unread {
			_ = refusal.On(pointerOf(place, nil), "unreadable", "This cannot be read.")
			return
		}
	}
	if multi, ok := errors.AsType[openapi3.MultiError](unwrapped(err)); ok {
		for _, one := range multi {
			collect(refusal, one, place)
		}
		return
	}
	if schema, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		_ = refusal.On(pointerOf(place, schema.JSONPointer()), codeOf(schema), "Breaks the rule "+schema.SchemaField+".")
		return
	}
	code := "invalid"
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		code = "missing"
	}
	_ = refusal.On(pointerOf(place, nil), code, "Missing or not readable.")
}

func unwrapped(err error) error {
	if request, ok := errors.AsType[*openapi3filter.RequestError](err); ok && request.Err != nil {
		return request.Err
	}
	return err
}

func pointerOf(place string, steps []string) string {
	if strings.HasPrefix(place, "path:") {
		return place
	}
	if _, name, found := strings.Cut(place, ":"); found {
		return name
	}
	escaped := make([]string, len(steps))
	for i, s := range steps {
		escaped[i] = "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
	}
	return strings.Join(escaped, "")
}

// realDate is the format "date": one that the calendar has. The generated code would refuse another
// without saying which field.
type realDate struct{}

func (realDate) Validate(text string) error {
	_, err := calendar.Parse(text)
	return err
}

// codeOf names the broken keyword as our field codes do; each stands in x-field-codes. An empty text
// in a form is one that was left out.
func codeOf(broken *openapi3.SchemaError) string {
	keyword := broken.SchemaField
	switch {
	case keyword == "minLength" && broken.Schema.MinLength == 1:
		return "missing"
	case keyword == "format" && broken.Schema.Format == "date":
		return "impossible_date"
	}
	names := map[string]string{
		"required": "missing", "properties": "unknown_member", "additionalProperties": "unknown_member", "enum": "not_one_of",
		"minLength": "too_short", "maxLength": "too_long", "pattern": "malformed", "format": "malformed", "type": "wrong_type",
		"minimum": "too_small", "maximum": "too_large", "minItems": "too_few", "maxItems": "too_many", "nullable": "missing",
	}
	if name, ok := names[keyword]; ok {
		return name
	}
	return "invalid"
}
