package signin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// choices shows the organisations to choose from (A6).
func (p *Pages) choices(c *gin.Context) {
	if p.speak(c) {
		return
	}
	p.offer(c, aim(c.Request.URL.Query()), http.StatusOK, "")
}

func (p *Pages) offer(c *gin.Context, t target, status int, complaint string) {
	if err := p.who(c); err != nil {
		p.failed(c, t, err)
		return
	}
	if _, signedIn := authz.From(c.Request.Context()); !signedIn {
		leave(c, t.At("/signin"))
		return
	}
	open, err := p.sessions.Organisations(c.Request.Context())
	if err != nil {
		p.failed(c, t, err)
		return
	}
	b, known := p.memory.read(c.Request)
	if !known {
		if err := p.memory.write(c.Writer, b); err != nil {
			p.failed(c, t, err)
			return
		}
	}
	v := view{Title: "choose", Target: t, Mark: p.memory.mark(b), Choices: open, Complaint: complaint, Field: "organisation-0"}
	if c.Request.Method == http.MethodGet {
		v.Other = other(c.Request)
	}
	p.show(c, status, "organisation", v)
}

// choose makes the session act for an organisation, under a new token.
func (p *Pages) choose(c *gin.Context) {
	form, _, ok := p.form(c)
	t := aim(form)
	if !ok {
		p.offer(c, t, http.StatusUnprocessableEntity, complaints["form_old"].in(language(c.Request)))
		return
	}
	if form.Has("none") {
		leave(c, t.Path)
		return
	}
	chosen, err := id.Parse[id.Organisation](form.Get("organisation"))
	if err != nil {
		p.offer(c, t, http.StatusUnprocessableEntity, complaints["choose_one"].in(language(c.Request)))
		return
	}
	if err := p.who(c); err != nil {
		p.failed(c, t, err)
		return
	}
	token, _, err := p.sessions.Choose(c.Request.Context(), chosen)
	if err != nil {
		p.notChosen(c, t, err)
		return
	}
	http.SetCookie(c.Writer, p.sessions.Cookie(token))
	leave(c, t.Path)
}

func (p *Pages) notChosen(c *gin.Context, t target, err error) {
	switch fault.KindOf(err) {
	case fault.Unauthenticated:
		leave(c, t.At("/signin"))
	case fault.NotFound:
		p.offer(c, t, http.StatusUnprocessableEntity, complaints["not_yours"].in(language(c.Request)))
	default:
		p.failed(c, t, err)
	}
}
