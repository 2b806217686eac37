package signin

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/proof"
)

// askKey tells the page's script what to ask the browser for: after the password one of that
// identity's keys, otherwise any that it has for us (P2).
func (p *Pages) askKey(c *gin.Context) {
	form, b, ok := p.form(c)
	after, err := p.after(b, form)
	if !ok || err != nil {
		c.JSON(http.StatusUnprocessableEntity, gin.H{"complaint": complaints["form_old"].in(language(c.Request))})
		return
	}
	err = p.gate.pass(authz.RequestOf(c.Request.Context()).Source)
	var asked authenticator.Asked
	if err == nil {
		asked, err = p.judge.AskKey(c.Request.Context(), challengeOf(after))
	}
	var sealed string
	if err == nil {
		sealed, err = p.memory.sealQuestion(b, question{asked.Ceremony})
	}
	c.Header("Cache-Control", "no-store")
	if err != nil {
		c.JSON(p.status(c, err), gin.H{"complaint": p.complaint(c, err)})
		return
	}
	c.JSON(http.StatusOK, gin.H{"options": asked.Options, "question": sealed})
}

// key judges what a chip or passkey answered, and signs in.
func (p *Pages) key(c *gin.Context) {
	form, b, ok := p.form(c)
	after, err := p.after(b, form)
	asked, unasked := p.memory.openQuestion(b, form.Get("question"))
	t := aim(form)
	if !ok || err != nil || unasked != nil {
		p.first(c, http.StatusUnprocessableEntity, view{Target: t, Complaint: complaints["form_old"].in(language(c.Request))})
		return
	}
	if after != nil {
		t = after.Target
	}
	if err := p.who(c); err != nil {
		p.failed(c, t, err)
		return
	}
	proven, err := p.judge.FinishKeySignIn(c.Request.Context(), challengeOf(after), authenticator.KeyAnswer{
		Ceremony: asked.Ceremony, Answer: []byte(form.Get("answer")),
	})
	if err != nil {
		p.keyFailed(c, b, after, t, err)
		return
	}
	in, err := p.service.byProof(c.Request.Context(), proven)
	p.enter(c, t, in, err)
}

// keyFailed leads back to where the key was asked for.
func (p *Pages) keyFailed(c *gin.Context, b browser, after *step, t target, err error) {
	complaint := p.complaint(c, err)
	if fault.CodeOf(err) == "sign_in_failed" {
		complaint = complaints["key_failed"].in(language(c.Request))
	}
	if after != nil && fault.CodeOf(err) != "sign_in_expired" {
		p.second(c, p.status(c, err), b, *after, complaint)
		return
	}
	p.first(c, p.status(c, err), view{Target: t, Complaint: complaint})
}

// after is the password that a key follows, if any.
func (p *Pages) after(b browser, form url.Values) (*step, error) {
	if form.Get("step") == "" {
		return nil, nil //nolint:nilnil // no password came before
	}
	s, err := p.memory.openStep(b, form.Get("step"))
	return &s, err
}

func challengeOf(after *step) *proof.Challenge {
	if after == nil {
		return nil
	}
	return &after.Challenge
}
