// Package server is the HTTP side of the house: the Gin engine, what every request passes through,
// and the one place that turns faults into answers. It embeds every feature's handler and knows
// nothing else about them.
package server

import (
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/server/docs"
	"hverv/internal/trace"
)

// Deps is what the server needs; all but Background, Bearers, Client, Pages, Protocols and Traces is required.
type Deps struct {
	Log            *slog.Logger
	Document       []byte // the OpenAPI document
	Handlers       api.StrictServerInterface
	Sessions       Sessions
	Bearers        Bearers
	Checks         []Check
	Registry       *prometheus.Registry
	Traces         *trace.Tracer // nil: nobody collects
	Limits         Limits
	TrustedProxies []string
	TLS            bool                // the public address is https
	Pages          []func(gin.IRouter) // sign-in pages and others for browsers: cross-site posts refused
	Protocols      []func(gin.IRouter) // the OpenID Provider and others whose callers are programs
	Client         fs.FS               // the built web client, which takes every page that no route does
	Background     func(func())        // runs what being ready need not wait for; nil: the first request does
}

// New builds the handler of all HTTP.
func New(d Deps) (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.ContextWithFallback = true // the strict handlers read the actor from the request's context
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	if err := engine.SetTrustedProxies(d.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	check := newValidator(d.Log)
	if d.Background != nil {
		d.Background(check.prepare)
	}
	m := newMetrics(d.Registry)
	engine.Use(describe())
	if d.Traces != nil {
		engine.Use(traced(d.Traces))
	}
	engine.Use(record(d.Log, m), secure(d.TLS))
	mountHealth(engine, m, d.Checks)
	mountDocs(engine, d.Document)
	limits := newLimiter(d.Limits, d.Log)
	protocols := engine.Group("/", limits.visits)
	for _, mount := range d.Protocols {
		mount(protocols)
	}
	pages := engine.Group("/", sameOrigin(d.Log))
	for _, mount := range d.Pages {
		mount(pages)
	}
	calls := engine.Group("/", identify(d.Sessions, d.Bearers, d.Log), sameOrigin(d.Log), limits.check, guardBody(d.Log), check.check)
	mountAPI(calls, d)
	engine.NoMethod(func(c *gin.Context) {
		refuse(c, d.Log, fault.New(fault.NotAllowed, "method_not_allowed", "This address does not take that method."))
	})
	engine.NoRoute(func(c *gin.Context) {
		if d.Client != nil && wantsPage(c.Request) {
			serveClient(c, d.Client)
			return
		}
		refuse(c, d.Log, fault.New(fault.NotFound, "not_found", "There is nothing at this address."))
	})
	return engine, nil
}

// mountAPI adds the generated routes. All four doors by which an error leaves the generated code
// lead to the same writer.
func mountAPI(router gin.IRouter, d Deps) {
	bad := func(c *gin.Context, _ error) { // its text may quote the body
		d.Log.DebugContext(c.Request.Context(), "unreadable request", slog.String("route", c.FullPath()))
		refuse(c, d.Log, malformed("The request cannot be read."))
	}
	fail := func(c *gin.Context, err error) { refuse(c, d.Log, err) }
	strict := api.NewStrictHandlerWithOptions(d.Handlers, []api.StrictMiddlewareFunc{outlive, sayReplayed}, api.StrictGinServerOptions{
		RequestErrorHandlerFunc: bad, HandlerErrorFunc: fail, ResponseErrorHandlerFunc: fail,
	})
	api.RegisterHandlersWithOptions(router, strict, api.GinServerOptions{
		ErrorHandler: func(c *gin.Context, err error, _ int) { bad(c, err) },
	})
}

func mountDocs(engine *gin.Engine, document []byte) {
	pages := docs.New(document, func(kind string) int {
		if status, known := statuses[fault.Kind(kind)]; known {
			return status
		}
		return http.StatusInternalServerError
	})
	for _, path := range pages.Paths() {
		engine.GET(path, gin.WrapH(pages))
	}
}

// outlive gives the features a context that is theirs alone. Gin uses its own again for the next
// request as soon as this one is answered, while database/sql may still be looking at it.
func outlive(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(c *gin.Context, request any) (any, error) { return next(c.Copy(), request) }
}

// sayReplayed marks an answer that was given before (law 7).
func sayReplayed(next api.StrictHandlerFunc, _ string) api.StrictHandlerFunc {
	return func(c *gin.Context, request any) (any, error) {
		answer, err := next(c, request)
		if r := authz.RequestOf(c.Request.Context()); r.Replayed != nil && *r.Replayed {
			c.Header("Idempotent-Replayed", "true")
		}
		return answer, err
	}
}
