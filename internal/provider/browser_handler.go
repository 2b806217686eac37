package provider

import (
	"crypto/subtle"
	"embed"
	"encoding/hex"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/session"
)

//go:embed page/*.html
var pageFiles embed.FS

//nolint:gochecknoglobals // parsed once; a fault in them fails every test
var pages = template.Must(template.ParseFS(pageFiles, "page/*.html"))

// page wraps an endpoint for browsers: refusals that may not be sent to a relying party are a page.
func (h *Handler) page(do func(c *gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		if err := do(c); err != nil {
			h.writePage(c, err)
		}
		c.Abort()
	}
}

type notice struct {
	Danish             bool
	Code, Detail       string
	Token, Address     string
	Failed, Away, Done bool
}

func (h *Handler) writePage(c *gin.Context, err error) {
	status, n := http.StatusBadRequest, notice{}
	switch f := fault.Of(err); {
	case f == nil:
		status, n.Failed = http.StatusInternalServerError, true
		h.service.Log.ErrorContext(c.Request.Context(), "sign-in request failed", slog.String("path", c.FullPath()), slog.Any("error", err))
	case f.Kind == fault.Unavailable:
		status, n.Away = http.StatusServiceUnavailable, true
		c.Header("Retry-After", "2")
	default:
		n.Code, n.Detail = f.Code, f.Detail
	}
	h.show(c, status, "refused.html", n)
}

func (h *Handler) show(c *gin.Context, status int, name string, n notice) {
	n.Danish = danish(c.Request)
	c.Header("Content-Type", "text/html; charset=utf-8")
	c.Status(status)
	if err := pages.ExecuteTemplate(c.Writer, name, n); err != nil {
		h.service.Log.WarnContext(c.Request.Context(), "write page", slog.Any("error", err))
	}
}

// danish is the language of the page: what the relying party asks for, what the person chose, or
// what the browser prefers.
func danish(r *http.Request) bool {
	if chosen, err := r.Cookie("lang"); err == nil && chosen.Value != "" {
		return chosen.Value != "en"
	}
	asked := r.URL.Query().Get("ui_locales") + " " + strings.ReplaceAll(r.Header.Get("Accept-Language"), ",", " ")
	for word := range strings.FieldsSeq(asked) {
		if strings.HasPrefix(word, "da") || strings.HasPrefix(word, "en") {
			return strings.HasPrefix(word, "da")
		}
	}
	return true
}

// authorize takes a request from a browser.
func (h *Handler) authorize(c *gin.Context) error {
	form, err := query(c.Request)
	if err != nil {
		return err
	}
	a, err := h.arrive(c)
	if err != nil {
		return err
	}
	d, err := h.service.begin(c.Request.Context(), form, a)
	return h.leave(c, d, err)
}

// fetch has the browser ask again what a relying party's form has posted: the cookie of our
// session comes along with a link from another site, but not with a form.
func (h *Handler) fetch(c *gin.Context) error {
	if c.Request.URL.RawQuery != "" {
		return refuse(invalidRequest, "Parameters belong in one place.")
	}
	form, err := readBody(c.Writer, c.Request)
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, c.FullPath()+"?"+form.Encode())
	return nil
}

func query(r *http.Request) (url.Values, error) {
	if len(r.URL.RawQuery) > mostForm {
		return nil, refuse(invalidRequest, "The address is too long; push the request instead.")
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse(invalidRequest, "The address cannot be read.")
	}
	return once(values)
}

// resume continues when the browser comes back from signing in.
func (h *Handler) resume(c *gin.Context) error {
	a, err := h.arrive(c)
	if err != nil {
		return err
	}
	d, err := h.service.resume(c.Request.Context(), id.Token(c.Param("request")), a, c.Query("cancel") == "1")
	return h.leave(c, d, err)
}

func (h *Handler) leave(c *gin.Context, d departure, err error) error {
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, d.address)
	return nil
}

// arrive gathers what the browser brings: our session, and the cookie that binds waiting requests
// to this browser, so that nobody can be made to finish somebody else's.
func (h *Handler) arrive(c *gin.Context) (arrival, error) {
	a := arrival{browser: h.browser(c)}
	current, err := h.service.Sessions.Of(c.Request)
	if fault.KindOf(err) == fault.Unauthenticated {
		return a, nil
	}
	if err == nil {
		a.session = &current
	}
	return a, err
}

func (h *Handler) browser(c *gin.Context) id.Token {
	name, secure := "hverv_request", strings.HasPrefix(h.service.Issuer, "https://")
	if secure {
		name = "__Host-" + name
	}
	if known, err := c.Request.Cookie(name); err == nil && len(known.Value) == 43 {
		return id.Token(known.Value)
	}
	made := id.NewToken()
	// Lax, since the browser comes back from the private eID's pages on another site.
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // Secure wherever we are reached by https; loopback has none
		Name: name, Value: made.Reveal(), Path: "/", Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return made
}

// signOut ends the browser's session at the wish of a relying party (OpenID Connect RP-Initiated
// Logout). It asks first, unless the relying party shows an id token of this very session.
func (h *Handler) signOut(c *gin.Context) error {
	form, err := query(c.Request)
	if err != nil {
		return err
	}
	f, err := h.service.readFarewell(c.Request.Context(), form)
	if err != nil {
		return err
	}
	current, err := h.service.Sessions.Of(c.Request)
	if fault.KindOf(err) == fault.Unauthenticated {
		return h.farewell(c, f)
	}
	if err != nil {
		return err
	}
	if current.ID != f.session && !h.confirmed(current, c.PostForm("confirm")) {
		c.Header("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self' "+origin(f.address)+
			"; frame-ancestors 'none'; base-uri 'none'")
		h.show(c, http.StatusOK, "signout.html", notice{Token: h.confirmation(current), Address: c.Request.URL.RequestURI()})
		return nil
	}
	if err := h.service.signOut(c.Request.Context(), current); err != nil {
		return err
	}
	return h.farewell(c, f)
}

// signOutForm tells the answer to our own question from a relying party's form.
func (h *Handler) signOutForm(c *gin.Context) error {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, mostForm)
	if c.PostForm("confirm") != "" {
		return h.signOut(c)
	}
	return h.fetch(c)
}

// confirmation binds our question to the session, so that another site cannot answer it.
func (h *Handler) confirmation(s session.Session) string {
	return hex.EncodeToString(h.service.Keys.MAC("provider/signout", []byte(s.ID.String())))
}

func (h *Handler) confirmed(s session.Session, answer string) bool {
	return subtle.ConstantTimeCompare([]byte(answer), []byte(h.confirmation(s))) == 1
}

func (h *Handler) farewell(c *gin.Context, f farewell) error {
	h.service.Sessions.Forget(c.Writer)
	if f.address != "" {
		c.Redirect(http.StatusSeeOther, f.address)
		return nil
	}
	h.show(c, http.StatusOK, "signout.html", notice{Done: true})
	return nil
}

func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
