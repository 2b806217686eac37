package app

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// A document of ten megabytes passes every guard on its way in, and a larger one is refused (C10).
func TestDocumentsOfTenMegabytes_C10(t *testing.T) {
	t.Parallel()
	a, found := inhabited(t)
	patient := *found.Client
	patient.Timeout = 0 // the race detector makes ten megabytes slow; the server has limits of its own
	for size, want := range map[int]struct {
		status int
		code   string
	}{10 << 20: {http.StatusNotFound, "not_found"}, 10<<20 + 1: {http.StatusRequestEntityTooLarge, "document_too_large"}, 16 << 20: {http.StatusRequestEntityTooLarge, "body_too_large"}} {
		body := document(size)
		// Nobody's request: what was sent is judged before whose it is.
		url := a.URL() + "/api/v1/connections/019ab2c0-7777-7000-8000-000000000001/documents"
		status, code, _ := ask(t, &patient, http.MethodPost, url, body, nil)
		if status != want.status || code != want.code {
			t.Errorf("%d bytes: %d %s, want %d %s", size, status, code, want.status, want.code)
		}
	}
}

// document is a request with a document of that size. Its text is put together by hand: what
// json.Marshal and base64 copy of ten megabytes takes the race detector most of a minute.
func document(size int) []byte {
	const start = "%PDF-1.7\n" // nine bytes, so that its text ends evenly
	zeros := size - len(start)
	body := make([]byte, 0, size/3*4+100)
	body = append(body, `{"kind":"other","content":"`...)
	body = append(body, base64.StdEncoding.EncodeToString([]byte(start))...)
	body = append(body, strings.Repeat("AAAA", zeros/3)...)
	body = append(body, base64.StdEncoding.EncodeToString(make([]byte, zeros%3))...)
	return append(body, `"}`...)
}
