package signin

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

func (p *Pages) askOut(c *gin.Context) {
	if p.speak(c) {
		return
	}
	p.show(c, http.StatusOK, "signout", view{Title: "sign_out", Other: other(c.Request)})
}

// out ends the session. It asks for no mark: the web client's button comes here too, and the
// server refuses posts from other sites.
func (p *Pages) out(c *gin.Context) {
	err := p.who(c)
	if err == nil {
		if _, signedIn := authz.From(c.Request.Context()); signedIn {
			err = p.sessions.End(c.Request.Context())
		}
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		p.failed(c, target{Path: "/"}, err)
		return
	}
	http.SetCookie(c.Writer, p.sessions.Clear())
	leave(c, "/signin/signed_out")
}

func (p *Pages) isOut(c *gin.Context) {
	if p.speak(c) {
		return
	}
	p.show(c, http.StatusOK, "signedout", view{Title: "signed_out", Other: other(c.Request)})
}
