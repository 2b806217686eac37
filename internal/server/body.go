package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

const (
	maxBody   = 1 << 20  // of a JSON body
	maxUpload = 15 << 20 // of a body that carries a document of 10 MB in base64
	maxFile   = 256 << 20
	fileTime  = 10 * time.Minute // for a file to arrive and be taken in
	maxDepth  = 32
)

// guardBody reads the body of a changing API request once, within its limit, and refuses what no
// honest client sends: another media type, bad UTF-8, NUL, members twice, deep nesting.
func guardBody(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := readBody(c); err != nil {
			refuse(c, log, err)
			return
		}
		c.Next()
	}
}

func readBody(c *gin.Context) error {
	r := c.Request
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		r.Body = http.NoBody
		return nil
	}
	if streams(c) {
		return openStream(c)
	}
	limit := int64(maxBody)
	if strings.HasSuffix(c.FullPath(), "/documents") {
		limit = maxUpload
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, r.Body, limit))
	if err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return fault.New(fault.TooLarge, "body_too_large", "The request is larger than is read here.")
		}
		return fault.New(fault.Malformed, "malformed_request", "The request broke off before it was read.")
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	if err := checkBody(r.Header.Get("Content-Type"), body); err != nil {
		return err
	}
	return bindKey(c, body)
}

// streams says that the operation reads its body while it arrives: a file too large to be held.
func streams(c *gin.Context) bool {
	return c.Request.Method == http.MethodPost && strings.HasSuffix(c.FullPath(), "/stock/imports")
}

// openStream leaves the body to the operation, within the limit of files and with time to read them.
func openStream(c *gin.Context) error {
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "multipart/form-data" {
		return fault.New(fault.Unsupported, "unsupported_media_type", "Send the body as multipart/form-data.")
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxFile)
	control := http.NewResponseController(c.Writer)
	until := time.Now().Add(fileTime) //nolint:forbidigo // a connection's deadline is real time
	if err := errors.Join(control.SetReadDeadline(until), control.SetWriteDeadline(until)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("give a file time to arrive: %w", err)
	}
	return nil
}

func checkBody(contentType string, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media != "application/json" && media != "application/merge-patch+json" {
		return fault.New(fault.Unsupported, "unsupported_media_type", "Send the body as application/json.")
	}
	return checkJSON(body)
}

// checkJSON walks the tokens; what it lets through is one JSON value that every reader
// understands alike.
func checkJSON(body []byte) error {
	if !utf8.Valid(body) {
		return malformed("The body is not valid UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var w walk
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(w.open) == 0 {
			return nil
		}
		if err != nil {
			return malformed("The body is not valid JSON.")
		}
		if err := w.step(token); err != nil {
			return err
		}
		if len(w.open) == 0 && d.More() {
			return malformed("There is more than one JSON value in the body.")
		}
	}
}

// walk is the place in a JSON value: the members seen of each open object, nil for an open list.
type walk struct {
	open []map[string]bool
	name bool // the next text is a member's name
}

func (w *walk) step(token json.Token) error {
	text, isText := token.(string)
	if isText && strings.ContainsRune(text, 0) {
		return fault.New(fault.Invalid, "invalid_input", "Texts must not hold NUL characters.")
	}
	switch token {
	case json.Delim('{'):
		w.open, w.name = append(w.open, map[string]bool{}), true
	case json.Delim('['):
		w.open, w.name = append(w.open, nil), false
	case json.Delim('}'), json.Delim(']'):
		w.open = w.open[:len(w.open)-1]
		w.name = w.inObject()
	default:
		return w.member(text)
	}
	if len(w.open) > maxDepth {
		return malformed("The body is nested too deeply.")
	}
	return nil
}

func (w *walk) member(text string) error {
	if !w.inObject() {
		return nil
	}
	if seen := w.open[len(w.open)-1]; w.name {
		if seen[text] {
			return malformed("A member stands twice in the body.")
		}
		seen[text] = true
	}
	w.name = !w.name
	return nil
}

func (w *walk) inObject() bool { return len(w.open) > 0 && w.open[len(w.open)-1] != nil }

func malformed(detail string) error {
	return fault.New(fault.Malformed, "malformed_request", detail)
}

// bindKey binds an Idempotency-Key to address and body (law 7).
func bindKey(c *gin.Context, body []byte) error {
	key := c.GetHeader("Idempotency-Key")
	if key == "" || c.Request.Method != http.MethodPost {
		return nil
	}
	request := authz.RequestOf(c.Request.Context())
	digest := sha256.Sum256(body)
	request.IdempotencyKey, request.Digest = key, digest[:]
	request.Route = c.Request.Method + " " + c.Request.URL.RequestURI()
	c.Request = c.Request.WithContext(authz.WithRequest(c.Request.Context(), request))
	return nil
}
