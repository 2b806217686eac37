package signin

import (
	"bytes"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/config"
	"hverv/internal/fault"
	"hverv/internal/identity"
)

//go:embed pages/*.html
var files embed.FS

// view is what a page shows.
type view struct {
	Language  string
	Title     string // a key of phrases
	Complaint string // what went wrong, said in full
	Field     string // the field it is about
	Mark      string // of the browser, for forms
	Target    target
	Other     string // this page in the other language; "" after a form
	Support   config.Support

	Higher   bool // signed in already, but not well enough
	EID      bool
	EIDPath  string
	UserName string
	Step     string // sealed, between password and code
	Codes    bool   // a code may follow the password
	Pass     bool   // or a temporary pass (U9)
	Keys     bool   // a chip or passkey may
	Script   bool   // the page asks browsers for a chip or passkey
	Choices  []identity.Access
}

// T gives a fixed text in the page's language.
func (v view) T(key string) string { return phrases[key].in(v.Language) }

// Cancel is where somebody goes who came from a relying party and does not want to sign in.
func (v view) Cancel() string {
	if strings.HasPrefix(v.Target.Path, "/oidc/authorize/") && !strings.Contains(v.Target.Path, "?") {
		return v.Target.Path + "?cancel=1"
	}
	return ""
}

// Call is the address that dials the support.
func (v view) Call() template.URL {
	digits := strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, v.Support.Phone)
	return template.URL("tel:" + digits) //nolint:gosec // nothing but digits is left
}

// parse reads the pages; a page that cannot be read is a mistake in the program.
func parse() map[string]*template.Template {
	all := map[string]*template.Template{}
	for _, name := range []string{"start", "code", "organisation", "signout", "signedout", "failed"} {
		all[name] = template.Must(template.ParseFS(files, "pages/layout.html", "pages/"+name+".html"))
	}
	return all
}

// language is the request's: the server has read the cookie and what the browser prefers.
func language(r *http.Request) string {
	if known := authz.RequestOf(r.Context()).Language; known != "" {
		return known
	}
	if cookie, err := r.Cookie("lang"); err == nil && cookie.Value == "en" {
		return "en"
	}
	return "da"
}

// show renders a page. Nothing of a page is kept by browsers or proxies.
func (p *Pages) show(c *gin.Context, status int, name string, v view) {
	v.Support, v.Language = p.support, language(c.Request)
	if v.Complaint != "" && status == http.StatusOK {
		status = http.StatusUnprocessableEntity
	}
	var page bytes.Buffer
	if err := p.templates[name].ExecuteTemplate(&page, "layout", v); err != nil {
		p.log.ErrorContext(c.Request.Context(), "render a page", slog.String("page", name), slog.Any("error", err))
		c.String(http.StatusInternalServerError, complaints["internal"].in(v.Language))
		return
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy(v))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Language", v.Language)
	h.Set("Vary", "Accept-Language, Cookie")
	c.Data(status, "text/html; charset=utf-8", page.Bytes())
}

// policy lets a page load its own style sheet and nothing else, but for the one script that asks for a
// chip or passkey. Browsers apply form-action to where a form's answer redirects to, too: a sign-in that
// a relying party asked for ends there.
func policy(v view) string {
	policy := "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'"
	if v.Script {
		policy += "; script-src 'self'; connect-src 'self'"
	}
	if strings.HasPrefix(v.Target.Path, "/oidc/") {
		return policy
	}
	return policy + "; form-action 'self'"
}

// failed tells of something that the person can do nothing about on the page she was on.
func (p *Pages) failed(c *gin.Context, t target, err error) {
	p.show(c, p.status(c, err), "failed", view{Title: "failed", Complaint: p.complaint(c, err), Target: t})
}

// complaint puts a failure into words; what is ours goes into the log, once.
func (p *Pages) complaint(c *gin.Context, err error) string {
	text, ours := complaintOf(err, language(c.Request))
	if ours {
		p.log.ErrorContext(c.Request.Context(), "sign-in", slog.String("request", authz.RequestOf(c.Request.Context()).ID), slog.Any("error", err))
	}
	return text
}

func (p *Pages) status(c *gin.Context, err error) int {
	f := fault.Of(err)
	if f == nil {
		return http.StatusInternalServerError
	}
	if f.RetryAfter > 0 {
		c.Header("Retry-After", strconv.Itoa(int(f.RetryAfter.Seconds()+0.999)))
	}
	switch f.Kind {
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Gone:
		return http.StatusGone
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusUnprocessableEntity
	}
}

// leave sends the browser on. The address is written as it is: it has been judged so.
func leave(c *gin.Context, to string) {
	c.Header("Location", to)
	c.Header("Cache-Control", "no-store")
	c.Status(http.StatusSeeOther)
	c.Writer.WriteHeaderNow()
}
