package provider

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"hverv/internal/client"
	"hverv/internal/fault"
)

// Handler answers for relying parties (by hand, as their RFCs say) and for those who look after the
// signing keys (by the generated API).
type Handler struct{ service *Service }

// NewHandler makes the handler.
func NewHandler(s *Service) *Handler { return &Handler{service: s} }

// Mount adds the protocol's routes. They must stand outside the refusal of cross-site posts:
// relying parties send browsers here with forms.
func (h *Handler) Mount(router gin.IRouter) {
	router.GET(discoveryPath, h.program(h.discovery))
	router.GET(metadataPath, h.program(h.discovery))
	router.GET(keysPath, h.program(h.jwks))
	router.POST(pushPath, h.program(h.push))
	router.POST(tokenPath, h.program(h.token))
	router.POST(introPath, h.program(h.introspect))
	router.POST(revokePath, h.program(h.revoke))
	router.GET(userinfoPath, h.program(h.userinfo))
	router.POST(userinfoPath, h.program(h.userinfo))
	router.GET(authorizePath, h.page(h.authorize))
	router.POST(authorizePath, h.page(h.fetch))
	router.GET(authorizePath+"/:request", h.page(h.resume))
	router.GET(signOutPath, h.page(h.signOut))
	router.POST(signOutPath, h.page(h.signOutForm))
}

// program wraps an endpoint for programs: nothing is kept by caches, and refusals are JSON.
func (h *Handler) program(do func(w http.ResponseWriter, r *http.Request) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Cache-Control", "no-store")
		if err := do(c.Writer, c.Request); err != nil {
			h.writeRefusal(c.Writer, c.Request, err)
		}
		c.Abort()
	}
}

func (h *Handler) writeRefusal(w http.ResponseWriter, r *http.Request, err error) {
	f := fault.Of(err)
	var status int
	var answer map[string]string
	switch {
	case f == nil:
		status = http.StatusInternalServerError
		answer = map[string]string{"error": "server_error", "error_description": "Something failed here."}
		h.service.Log.ErrorContext(r.Context(), "protocol request failed", slog.String("path", r.URL.Path), slog.Any("error", err))
	case f.Kind == fault.Unavailable:
		status = http.StatusServiceUnavailable
		answer = map[string]string{"error": "temporarily_unavailable", "error_description": f.Detail}
		w.Header().Set("Retry-After", strconv.Itoa(max(1, int(f.RetryAfter.Seconds()))))
	default:
		answer = map[string]string{"error": f.Code, "error_description": f.Detail}
		status = challenge(w, r, f)
	}
	write(w, status, answer)
}

// challenge says with 401 and 403 what would be accepted (RFC 6749 5.2, RFC 6750 3).
func challenge(w http.ResponseWriter, r *http.Request, f *fault.Fault) int {
	switch f.Code {
	case invalidClient:
		w.Header().Set("WWW-Authenticate", `Basic realm="hverv", charset="UTF-8"`)
		return http.StatusUnauthorized
	case invalidToken:
		text := `Bearer realm="hverv"`
		if r.Header.Get("Authorization") != "" {
			text += `, error="invalid_token", error_description="` + f.Detail + `"`
		}
		w.Header().Set("WWW-Authenticate", text)
		return http.StatusUnauthorized
	case insufficientScope:
		w.Header().Set("WWW-Authenticate", `Bearer realm="hverv", error="insufficient_scope", scope="openid"`)
		return http.StatusForbidden
	default:
		return http.StatusBadRequest
	}
}

func write(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) //nolint:errchkjson // the caller is gone, or it is one of our own shapes
}

func (h *Handler) discovery(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Cache-Control", "public, max-age=300")
	write(w, http.StatusOK, h.service.discovery())
	return nil
}

func (h *Handler) jwks(w http.ResponseWriter, r *http.Request) error {
	set, err := h.service.jwks(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=300") // less than a new key is published before it signs
	write(w, http.StatusOK, set)
	return nil
}

// proved reads the form and lets the client prove itself.
func (h *Handler) proved(w http.ResponseWriter, r *http.Request, public bool) (client.Client, url.Values, error) {
	form, err := readForm(w, r)
	if err != nil {
		return client.Client{}, nil, err
	}
	user, password, basic := r.BasicAuth()
	if r.Header.Get("Authorization") != "" && !basic {
		return client.Client{}, nil, badClient()
	}
	p, err := readProof(form, user, password, basic, h.service.Issuer+r.URL.Path)
	if err != nil {
		return client.Client{}, nil, err
	}
	c, err := h.service.prove(r.Context(), p, public)
	return c, form, err
}

func (h *Handler) push(w http.ResponseWriter, r *http.Request) error {
	c, form, err := h.proved(w, r, true)
	if err != nil {
		return err
	}
	name, err := h.service.push(r.Context(), c, form)
	if err != nil {
		return err
	}
	write(w, http.StatusCreated, map[string]any{"request_uri": name, "expires_in": int(pushedLife.Seconds())})
	return nil
}

func (h *Handler) token(w http.ResponseWriter, r *http.Request) error {
	c, form, err := h.proved(w, r, true)
	if err != nil {
		return err
	}
	given, err := h.service.exchange(r.Context(), c, form)
	if err != nil {
		return err
	}
	w.Header().Set("Pragma", "no-cache")
	write(w, http.StatusOK, given)
	return nil
}

func (h *Handler) introspect(w http.ResponseWriter, r *http.Request) error {
	c, form, err := h.proved(w, r, false)
	if err != nil {
		return err
	}
	if form.Get("token") == "" {
		return refuse(invalidRequest, "token is needed.")
	}
	about, err := h.service.introspect(r.Context(), c, form.Get("token"))
	if err != nil {
		return err
	}
	write(w, http.StatusOK, about)
	return nil
}

func (h *Handler) revoke(w http.ResponseWriter, r *http.Request) error {
	c, form, err := h.proved(w, r, true)
	if err != nil {
		return err
	}
	if form.Get("token") == "" {
		return refuse(invalidRequest, "token is needed.")
	}
	if err := h.service.takeBack(r.Context(), c, form.Get("token")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	return nil
}

func (h *Handler) userinfo(w http.ResponseWriter, r *http.Request) error {
	token, err := bearerOf(r)
	if err != nil {
		return err
	}
	claims, err := h.service.userinfo(r.Context(), token)
	if err != nil {
		return err
	}
	write(w, http.StatusOK, claims)
	return nil
}
