package signin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/proof"
)

// password judges user name and password, and asks for the code.
func (p *Pages) password(c *gin.Context) {
	form, b, ok := p.form(c)
	t := aim(form)
	name, secret := typed(form, "user_name"), typed(form, "password")
	if !ok || name == "" || secret == "" {
		complaint, field := "empty", "user_name"
		if !ok {
			complaint, field = "form_old", ""
		}
		p.first(c, http.StatusUnprocessableEntity, view{Target: t, UserName: name, Field: field, Complaint: complaints[complaint].in(language(c.Request))})
		return
	}
	err := p.gate.pass(authz.RequestOf(c.Request.Context()).Source)
	var challenge proof.Challenge
	if err == nil {
		challenge, err = p.judge.BeginPassword(c.Request.Context(), name, secret)
	}
	if err != nil {
		p.first(c, p.status(c, err), view{Target: t, UserName: name, Field: "user_name", Complaint: p.complaint(c, err)})
		return
	}
	p.second(c, http.StatusOK, b, step{name, challenge, t}, "")
}

// second asks for the code. What the password proved rides along, sealed for this browser.
func (p *Pages) second(c *gin.Context, status int, b browser, s step, complaint string) {
	sealed, err := p.memory.sealStep(b, s)
	if err != nil {
		p.failed(c, s.Target, err)
		return
	}
	codes := s.Challenge.Codes || s.Challenge.Pass || !s.Challenge.Keys
	title, field := "code_title", "code"
	if !codes {
		title, field = "key_title", ""
	}
	p.show(c, status, "code", view{
		Title: title, Mark: p.memory.mark(b), Target: s.Target, Step: sealed, UserName: s.UserName, Complaint: complaint, Field: field,
		Codes: codes, Pass: s.Challenge.Pass, Keys: s.Challenge.Keys, Script: s.Challenge.Keys,
	})
}

// code judges the code and signs in.
func (p *Pages) code(c *gin.Context) {
	form, b, ok := p.form(c)
	s, err := p.memory.openStep(b, form.Get("step"))
	if !ok || err != nil {
		p.first(c, http.StatusUnprocessableEntity, view{Target: aim(form), Complaint: complaints["form_old"].in(language(c.Request))})
		return
	}
	if err := p.who(c); err != nil {
		p.failed(c, s.Target, err)
		return
	}
	proven, err := p.judge.FinishCode(c.Request.Context(), s.Challenge, typed(form, "code"))
	if kind := fault.KindOf(err); kind == fault.Gone || kind == fault.Forbidden {
		p.first(c, p.status(c, err), view{Target: s.Target, UserName: s.UserName, Complaint: p.complaint(c, err)})
		return
	}
	if err != nil {
		p.second(c, p.status(c, err), b, s, p.complaint(c, err))
		return
	}
	in, err := p.service.byProof(c.Request.Context(), proven)
	p.enter(c, s.Target, in, err)
}
