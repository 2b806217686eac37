package signin

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

// who puts the browser's session, if it is good, into the request's context.
func (p *Pages) who(c *gin.Context) error {
	cookie, err := c.Request.Cookie(p.sessions.CookieName())
	if err != nil {
		return nil //nolint:nilerr // nobody is signed in
	}
	actor, err := p.sessions.Actor(c.Request.Context(), cookie.Value)
	if fault.KindOf(err) == fault.Unauthenticated {
		return nil
	}
	if err != nil {
		return err
	}
	c.Request = c.Request.WithContext(authz.With(c.Request.Context(), actor))
	return nil
}

// form reads a posted form; ok says that it was made for this very browser.
func (p *Pages) form(c *gin.Context) (form url.Values, b browser, ok bool) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxForm)
	b, known := p.memory.read(c.Request)
	if err := c.Request.ParseForm(); err != nil {
		return url.Values{}, b, false
	}
	form = c.Request.PostForm
	return form, b, known && p.memory.marked(b, form.Get("mark"))
}

// typed is a field as text that the database can hold.
func typed(form url.Values, name string) string {
	value := form.Get(name)
	return strings.ToValidUTF8(strings.ReplaceAll(value[:min(len(value), maxTyped+1)], "\x00", ""), "")
}

// speak takes a change of language, and shows the page again without it in the address.
func (p *Pages) speak(c *gin.Context) bool {
	query := c.Request.URL.Query()
	wanted := query.Get("lang")
	if wanted != "da" && wanted != "en" {
		return false
	}
	query.Del("lang")
	http.SetCookie(c.Writer, &http.Cookie{ //nolint:gosec // without https there is loopback only
		Name: "lang", Value: wanted, Path: "/", MaxAge: 365 * 24 * 3600, Secure: p.memory.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	leave(c, addressOf(c.Request, query))
	return true
}

// other is the address of the page in the other language.
func other(r *http.Request) string {
	query := r.URL.Query()
	query.Set("lang", map[string]string{"da": "en", "en": "da"}[language(r)])
	return addressOf(r, query)
}

func addressOf(r *http.Request, query url.Values) string {
	if encoded := query.Encode(); encoded != "" {
		return r.URL.Path + "?" + encoded
	}
	return r.URL.Path
}
