package session

import (
	"net/http"
	"time"

	"hverv/internal/id"
)

// CookieName is where the browser keeps the token. The prefix makes browsers keep it to this very
// host and to https; plain-http loopback must do without.
func (s *Service) CookieName() string {
	if s.secure {
		return "__Host-hverv"
	}
	return "hverv"
}

// Cookie hands the token over. It ends with the browser; the server ends it sooner. Lax lets
// people come in by links from outside, and the server refuses cross-site changes besides.
func (s *Service) Cookie(token id.Token) *http.Cookie {
	return &http.Cookie{ //nolint:gosec // without https there is loopback only, and Secure would lose the cookie
		Name: s.CookieName(), Value: token.Reveal(), Path: "/",
		Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// Clear makes the browser forget the token.
func (s *Service) Clear() *http.Cookie {
	cookie := s.Cookie("") //nolint:gosec // as above
	cookie.MaxAge, cookie.Expires = -1, time.Unix(1, 0)
	return cookie
}

// Of gives the session of the browser that sent the request, or an unauthenticated fault.
func (s *Service) Of(r *http.Request) (Session, error) {
	cookie, err := r.Cookie(s.CookieName())
	if err != nil {
		return Session{}, unauthenticated()
	}
	return s.OfToken(r.Context(), cookie.Value)
}

// Forget takes the token from the browser.
func (s *Service) Forget(w http.ResponseWriter) { http.SetCookie(w, s.Clear()) }
