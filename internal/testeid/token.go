package testeid

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
)

// token redeems a code, once, for the client and the PKCE verifier that it was made for.
func (e *eid) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil || r.PostForm.Get("grant_type") != "authorization_code" {
		refuse(w, "unsupported_grant_type")
		return
	}
	g, ok := e.take(r.PostForm.Get("code"))
	client := r.PostForm.Get("client_id")
	if name, _, basic := r.BasicAuth(); basic {
		client = name
	}
	if !ok || g.clientID != client || g.redirectURI != r.PostForm.Get("redirect_uri") || !proves(r.PostForm.Get("code_verifier"), g.verify) {
		refuse(w, "invalid_grant")
		return
	}
	access := random()
	g.until = now().Add(tokenLife)
	e.mu.Lock()
	e.tokens[access] = g
	e.mu.Unlock()
	signed, err := e.sign(e.idToken(g, access))
	if err != nil {
		http.Error(w, "no token could be made", http.StatusInternalServerError)
		return
	}
	write(w, http.StatusOK, map[string]any{
		"access_token": access, "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "id_token": signed, "scope": "openid",
	})
}

// take gives a code's grant and forgets it, so that it counts once.
func (e *eid) take(code string) (grant, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	g, ok := e.codes[code]
	delete(e.codes, code)
	return g, ok && !now().After(g.until)
}

func proves(verifier, challenge string) bool {
	return subtle.ConstantTimeCompare([]byte(half(verifier, sha256.Size)), []byte(challenge)) == 1
}

// half is the first n bytes of the SHA-256 in URL-safe text: all of it for PKCE, half for at_hash.
func half(text string, n int) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:n])
}

// idToken leaves the CPR number to userinfo, as brokers may, so that both ways are walked.
func (e *eid) idToken(g grant, access string) map[string]any {
	claims := map[string]any{
		"iss": e.issuer, "sub": g.person.Subject, "aud": g.clientID,
		"iat": now().Unix(), "exp": now().Add(tokenLife).Unix(), "auth_time": g.at.Unix(),
		"acr": g.person.ACR, "amr": []string{"app"}, "at_hash": half(access, sha256.Size/2), "name": g.person.Name,
	}
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	return claims
}

func (e *eid) userinfo(w http.ResponseWriter, r *http.Request) {
	access, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	e.mu.Lock()
	g, ok := e.tokens[access]
	e.mu.Unlock()
	if !bearer || !ok || now().After(g.until) {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		write(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	claims := map[string]any{"sub": g.person.Subject, "name": g.person.Name, "birthdate": g.person.BirthDate, "email": g.person.Email}
	if g.person.CPR != "" {
		claims["cpr"] = g.person.CPR
	}
	write(w, http.StatusOK, claims)
}

func refuse(w http.ResponseWriter, code string) {
	write(w, http.StatusBadRequest, map[string]any{"error": code})
}
