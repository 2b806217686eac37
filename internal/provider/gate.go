package provider

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

const mostForm = 64 << 10

// readForm reads the form of a request to an endpoint for programs. Nothing is taken from the
// address, where tokens and secrets would end in logs.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.URL.RawQuery != "" {
		return nil, refuse(invalidRequest, "Parameters belong in the body, not in the address.")
	}
	return readBody(w, r)
}

func readBody(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, refuse(invalidRequest, "Send a form (application/x-www-form-urlencoded).")
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, refuse(invalidRequest, "The form is too large.")
		}
		return nil, refuse(invalidRequest, "The form cannot be read.")
	}
	return once(r.PostForm)
}

// once refuses a form that names a parameter twice: who reads the first and who reads the last
// would disagree (RFC 6749 3.1). Empty values are as good as none.
func once(form url.Values) (url.Values, error) {
	clean := url.Values{}
	for name, values := range form {
		if len(values) != 1 {
			return nil, refuse(invalidRequest, "A parameter is given more than once.")
		}
		if !utf8.ValidString(name+values[0]) || strings.ContainsRune(name+values[0], 0) {
			return nil, refuse(invalidRequest, "The text cannot be read.")
		}
		if values[0] != "" {
			clean[name] = values
		}
	}
	return clean, nil
}

// bearerOf takes the access token from the Authorization header and from nowhere else (RFC 6750).
func bearerOf(r *http.Request) (string, error) {
	if r.URL.Query().Has("access_token") {
		return "", refuse(invalidRequest, "Tokens are not read from the address.")
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", refuse(invalidToken, "Send an access token as bearer.")
	}
	return token, nil
}
