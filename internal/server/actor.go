package server

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"hverv/internal/authz"
	"hverv/internal/fault"
)

// Sessions turns the browser's cookie into an actor. No session, or one that has ended, is an
// unauthenticated fault.
type Sessions interface {
	Actor(ctx context.Context, token string) (authz.Actor, error)
	CookieName() string
}

// Bearers turns an access token into an actor; anything else as bearer is an unauthenticated fault.
type Bearers interface {
	Bearer(ctx context.Context, token string) (authz.Actor, error)
}

// identify fills the actor. A caller without a good session stays anonymous, and each operation
// says whether that suffices; a bad bearer token is refused at once, since it was meant to count.
func identify(sessions Sessions, bearers Bearers, log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		actor, err := actorOf(c.Request, sessions, bearers)
		if err != nil {
			refuse(c, log, err)
			return
		}
		if actor != nil {
			c.Request = c.Request.WithContext(authz.With(c.Request.Context(), *actor))
		}
		c.Next()
	}
}

func actorOf(r *http.Request, sessions Sessions, bearers Bearers) (*authz.Actor, error) {
	if r.URL.Query().Has("access_token") {
		return nil, fault.New(fault.Malformed, "malformed_request", "Tokens are not read from the address.")
	}
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" || bearers == nil {
			return nil, fault.New(fault.Unauthenticated, "unauthenticated", "This kind of authorization is not understood.")
		}
		actor, err := bearers.Bearer(r.Context(), token)
		return &actor, err
	}
	if sessions == nil {
		return nil, nil //nolint:nilnil // nobody can be signed in
	}
	cookie, err := r.Cookie(sessions.CookieName())
	if err != nil {
		return nil, nil //nolint:nilerr,nilnil // no cookie is an anonymous caller
	}
	actor, err := sessions.Actor(r.Context(), cookie.Value)
	if fault.KindOf(err) == fault.Unauthenticated {
		return nil, nil //nolint:nilnil // an ended session is an anonymous caller
	}
	return &actor, err
}

// sameOrigin refuses changes that another website's page asks a browser for.
func sameOrigin(log *slog.Logger) gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		if err := protection.Check(c.Request); err != nil {
			refuse(c, log, fault.New(fault.Forbidden, "cross_site", "This was asked for by another website."))
			return
		}
		c.Next()
	}
}
