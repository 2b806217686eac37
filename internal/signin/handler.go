package signin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
)

const (
	maxForm  = 32 << 10
	maxTyped = 1024 // letters in a field
)

// Mount adds the sign-in's routes.
func (p *Pages) Mount(r gin.IRouter) {
	r.GET("/signin", p.start)
	r.POST("/signin/password", p.password)
	r.POST("/signin/code", p.code)
	r.POST("/signin/key/begin", p.askKey)
	r.POST("/signin/key", p.key)
	r.GET("/signin/eid", p.visit)
	r.GET("/signin/eid/callback", p.callback)
	r.GET("/signin/organisation", p.choices)
	r.POST("/signin/organisation", p.choose)
	r.GET("/signout", p.askOut)
	r.POST("/signout", p.out)
	r.GET("/signin/signed_out", p.isOut)
}

// start is the first page; who is signed in well enough goes on at once.
func (p *Pages) start(c *gin.Context) {
	t := aim(c.Request.URL.Query())
	if p.speak(c) {
		return
	}
	if err := p.who(c); err != nil {
		p.failed(c, t, err)
		return
	}
	actor, signedIn := authz.From(c.Request.Context())
	if signedIn && !t.Fresh && t.reachedBy(actor.Assurance) {
		p.goOn(c, actor, t)
		return
	}
	p.first(c, http.StatusOK, view{Target: t, Higher: signedIn && !t.reachedBy(actor.Assurance)})
}

// goOn leads a person without organisation past the choice of one.
func (p *Pages) goOn(c *gin.Context, actor authz.Actor, t target) {
	to := t.Path
	if actor.Organisation.IsZero() {
		open, err := p.sessions.Organisations(c.Request.Context())
		if err != nil {
			p.failed(c, t, err)
			return
		}
		if len(open) > 0 {
			to = target{Path: t.Path}.At("/signin/organisation")
		}
	}
	leave(c, to)
}

// first shows the choice between private eID and user name.
func (p *Pages) first(c *gin.Context, status int, v view) {
	b, known := p.memory.read(c.Request)
	if !known {
		if err := p.memory.write(c.Writer, b); err != nil {
			p.failed(c, v.Target, err)
			return
		}
	}
	v.Title, v.Mark, v.Script = "sign_in", p.memory.mark(b), true
	v.EID, v.EIDPath = p.eid.configured(), v.Target.At("/signin/eid")
	if c.Request.Method == http.MethodGet {
		v.Other = other(c.Request)
	}
	p.show(c, status, "start", v)
}

// enter hands the token over and sends the browser on.
func (p *Pages) enter(c *gin.Context, t target, in entered, err error) {
	if err != nil {
		p.failed(c, t, err)
		return
	}
	http.SetCookie(c.Writer, p.sessions.Cookie(in.token))
	actor, err := p.sessions.Actor(c.Request.Context(), in.token.Reveal())
	if err != nil {
		p.failed(c, t, err)
		return
	}
	if !t.reachedBy(actor.Assurance) {
		p.first(c, http.StatusForbidden, view{Target: t, Complaint: complaints["level_too_low"].in(language(c.Request))})
		return
	}
	if in.choices > 0 {
		leave(c, target{Path: t.Path}.At("/signin/organisation"))
		return
	}
	leave(c, t.Path)
}
