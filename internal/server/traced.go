package server

import (
	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"hverv/internal/authz"
	"hverv/internal/trace"
)

// traced gives each request a span, named by its route's template and never by its address (X2, law
// 5). What asks for health and metrics is left out.
func traced(tracer *trace.Tracer) gin.HandlerFunc {
	return func(c *gin.Context) {
		route := c.FullPath()
		if monitoring(route) {
			c.Next()
			return
		}
		verb := method(c.Request.Method)
		if route == "" {
			route = "unknown"
		}
		ctx, span := tracer.Request(c.Request.Context(), c.Request.Header, verb+" "+route)
		c.Request = c.Request.WithContext(ctx)
		c.Next()
		span.Set("http.request.method", verb)
		span.Set("http.route", route)
		span.Set("hverv.request", authz.RequestOf(ctx).ID)
		span.Set("hverv.organisation", organisationOf(c))
		span.SetNumber("http.response.status_code", c.Writer.Status())
		failure := ""
		if c.Writer.Status() >= 500 {
			failure = "server_error"
		}
		span.End(failure)
	}
}

// organisationOf is the one that the request is about, else the one that the caller acts for.
func organisationOf(c *gin.Context) string {
	if named, err := uuid.Parse(c.Param("organisation_id")); err == nil {
		return named.String()
	}
	if actor, ok := authz.From(c.Request.Context()); ok && !actor.Organisation.IsZero() {
		return actor.Organisation.String()
	}
	return ""
}

func monitoring(route string) bool {
	return route == "/healthz" || route == "/readyz" || route == "/metrics"
}
