package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"hverv/internal/authz"
	"hverv/internal/trace"
)

// describe gives each request its id and the facts that ride in the context beside the actor.
// An id from outside is not taken over: it could be anything, also a national id.
func describe() gin.HandlerFunc {
	return func(c *gin.Context) {
		requestID := uuid.Must(uuid.NewV7()).String()
		c.Header("X-Request-Id", requestID)
		replayed := false
		ctx := authz.WithRequest(c.Request.Context(), authz.Request{
			ID: requestID, Source: c.ClientIP(), UserAgent: clip(c.Request.UserAgent(), 200),
			Language: language(c.Request), Replayed: &replayed,
		})
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

// record logs one line a request, with the route's template and never the address itself, and
// counts it. A panic is logged with its stack and answered like any other failure.
func record(log *slog.Logger, m *metrics) gin.HandlerFunc {
	return func(c *gin.Context) {
		begun := wall()
		defer func() {
			if broken := recover(); broken != nil {
				refuse(c, log, fmt.Errorf("panic: %v\n%s", broken, debug.Stack()))
			}
			route, status := c.FullPath(), c.Writer.Status()
			if route == "" {
				route = "unknown"
			}
			took := wall().Sub(begun)
			m.observe(c.Request.Method, route, status, took)
			if monitoring(route) {
				return
			}
			ctx := c.Request.Context()
			actor, _ := authz.From(ctx)
			line := []slog.Attr{
				slog.String("request", authz.RequestOf(ctx).ID), slog.String("method", method(c.Request.Method)), slog.String("route", route),
				slog.Int("status", status), slog.Int64("ms", took.Milliseconds()), slog.String("principal", actor.Principal()),
			}
			if part := trace.ID(ctx); part != "" {
				line = append(line, slog.String("trace", part))
			}
			log.LogAttrs(ctx, slog.LevelInfo, "request", line...)
		}()
		c.Next()
	}
}

// secure sets the headers that every answer carries (ARCHITECTURE 5). The values are shared: nobody
// adds to them, a handler that wants another sets its own.
func secure(tls bool) gin.HandlerFunc {
	all := http.Header{}
	all.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "+
		"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	all.Set("X-Content-Type-Options", "nosniff")
	all.Set("X-Frame-Options", "DENY")
	all.Set("Referrer-Policy", "no-referrer")
	all.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	all.Set("Cross-Origin-Opener-Policy", "same-origin")
	if tls {
		all.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	return func(c *gin.Context) {
		h := c.Writer.Header()
		for name, values := range all {
			h[name] = values[:1:1] // an append makes a copy
		}
		if strings.HasPrefix(c.Request.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		c.Next()
	}
}

// language is the first of our languages that the caller names; Danish otherwise (W1).
func language(r *http.Request) string {
	if chosen, err := r.Cookie("lang"); err == nil && (chosen.Value == "en" || chosen.Value == "da") {
		return chosen.Value
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch base, _, _ := strings.Cut(strings.ToLower(tag), "-"); base {
		case "da", "nb", "nn", "no", "sv":
			return "da"
		case "en":
			return "en"
		}
	}
	return "da"
}

func clip(text string, limit int) string {
	if len(text) > limit {
		text = text[:limit]
	}
	return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
}

// method keeps made-up methods out of logs and metrics.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	default:
		return "OTHER"
	}
}

func wall() time.Time {
	return time.Now() //nolint:forbidigo // durations and rate windows are protocol time
}
