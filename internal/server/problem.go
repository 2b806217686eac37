package server

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

// problem is the one shape of every refusal and failure (RFC 9457).
type problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail,omitempty"`
	Instance string         `json:"instance,omitempty"`
	Code     string         `json:"code"`
	Errors   []problemField `json:"errors,omitempty"`
}

type problemField struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// statuses is the only place where a kind of fault meets HTTP.
//
//nolint:gochecknoglobals // a table
var statuses = map[fault.Kind]int{
	fault.Malformed:            http.StatusBadRequest,
	fault.Unauthenticated:      http.StatusUnauthorized,
	fault.StepUp:               http.StatusForbidden,
	fault.Forbidden:            http.StatusForbidden,
	fault.NotFound:             http.StatusNotFound,
	fault.NotAllowed:           http.StatusMethodNotAllowed,
	fault.Conflict:             http.StatusConflict,
	fault.Gone:                 http.StatusGone,
	fault.Precondition:         http.StatusPreconditionFailed,
	fault.TooLarge:             http.StatusRequestEntityTooLarge,
	fault.Unsupported:          http.StatusUnsupportedMediaType,
	fault.Invalid:              http.StatusUnprocessableEntity,
	fault.PreconditionRequired: http.StatusPreconditionRequired,
	fault.Limited:              http.StatusTooManyRequests,
	fault.Unavailable:          http.StatusServiceUnavailable,
}

// refuse answers with the fault in err, or hides everything else behind "internal" and logs it.
func refuse(c *gin.Context, log *slog.Logger, err error) {
	ctx := c.Request.Context()
	f := fault.Of(err)
	if f == nil {
		f = hidden(ctx, log, err)
	} else if f.Kind == fault.Unavailable {
		log.WarnContext(ctx, "unavailable", slog.String("request", authz.RequestOf(ctx).ID), slog.Any("error", err))
	}
	status, known := statuses[f.Kind]
	if !known {
		status = http.StatusInternalServerError
	}
	if f.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
	}
	if status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="hverv"`)
	}
	c.Header("Cache-Control", "no-store")
	c.Abort()
	if c.Writer.Written() {
		// Half a file must not pass for a whole one: the connection breaks off.
		_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Unix(0, 1))
		return
	}
	writeProblem(c, status, f)
}

func writeProblem(c *gin.Context, status int, f *fault.Fault) {
	p := problem{
		Type: "/docs#" + f.Code, Title: http.StatusText(status), Status: status, Detail: f.Detail,
		Instance: authz.RequestOf(c.Request.Context()).ID, Code: f.Code,
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, problemField(field))
	}
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"type":"/docs#internal","title":"Internal Server Error","status":500,"code":"internal"}`)
	}
	c.Data(status, "application/problem+json", body)
}

// hidden logs what went wrong and gives the caller nothing of it. A caller that hung up is no failure.
func hidden(ctx context.Context, log *slog.Logger, err error) *fault.Fault {
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return fault.New(fault.Unavailable, "cancelled", "The request was given up.")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Unavailable, "database_unavailable", "This took too long. Try again in a moment.").After(2 * time.Second)
	}
	log.ErrorContext(ctx, "request failed", slog.String("request", authz.RequestOf(ctx).ID), slog.Any("error", err))
	return fault.New("internal", "internal", "Something went wrong here. Support can find it by the request id.")
}
