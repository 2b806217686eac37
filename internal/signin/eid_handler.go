package signin

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

// visit sends the browser to the eID.
func (p *Pages) visit(c *gin.Context) {
	t := aim(c.Request.URL.Query())
	if !p.eid.configured() {
		p.failed(c, t, fault.New(fault.NotFound, "eid_off", "No private eID is set up."))
		return
	}
	if err := p.gate.pass(authz.RequestOf(c.Request.Context()).Source); err != nil {
		p.failed(c, t, err)
		return
	}
	b, _ := p.memory.read(c.Request)
	f := b.begin(t, p.wall())
	to, err := p.eid.visit(c.Request.Context(), f, language(c.Request))
	if err != nil {
		p.log.WarnContext(c.Request.Context(), "private eID", slog.Any("error", err))
		p.failed(c, t, fault.New(fault.Unavailable, "eid_failed", "The eID does not answer."))
		return
	}
	if err := p.memory.write(c.Writer, b); err != nil {
		p.failed(c, t, err)
		return
	}
	leave(c, to)
}

// callback takes the eID's answer and signs in.
func (p *Pages) callback(c *gin.Context) {
	back := c.Request.URL.Query()
	b, _ := p.memory.read(c.Request)
	f, alive := b.end(back.Get("state"), p.wall())
	if err := p.memory.write(c.Writer, b); err != nil {
		p.failed(c, f.Target, err)
		return
	}
	if !alive {
		p.first(c, http.StatusUnprocessableEntity, view{Target: target{Path: "/"}, Complaint: complaints["eid_expired"].in(language(c.Request))})
		return
	}
	if err := p.who(c); err != nil {
		p.failed(c, f.Target, err)
		return
	}
	said, err := p.eid.finish(c.Request.Context(), f, back)
	if err != nil {
		p.first(c, http.StatusUnprocessableEntity, view{Target: f.Target, Complaint: p.whyNot(c, err)})
		return
	}
	in, err := p.service.byEID(c.Request.Context(), said)
	p.enter(c, f.Target, in, err)
}

// whyNot puts the eID's refusal into words. What was no wish of the person's is remembered.
func (p *Pages) whyNot(c *gin.Context, err error) string {
	ctx := c.Request.Context()
	code, why := "eid_failed", "answer"
	switch {
	case errors.Is(err, errDenied):
		return complaints["eid_cancelled"].in(language(c.Request))
	case errors.Is(err, errNotFresh):
		code, why = "eid_not_fresh", "not_fresh"
	default:
		p.log.WarnContext(ctx, "private eID", slog.String("request", authz.RequestOf(ctx).ID), slog.Any("error", err))
	}
	if refused := p.service.refused(ctx, p.eid.cfg.Issuer, why); fault.KindOf(refused) != fault.Unauthenticated {
		return p.complaint(c, refused)
	}
	return complaints[code].in(language(c.Request))
}
