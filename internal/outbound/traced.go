package outbound

import (
	"net/http"
	"strconv"

	"hverv/internal/trace"
)

// traced measures each attempt of a call and tells the receiver which trace it is part of (X2). Host
// and method are all it says; a path or query may hold a secret.
type traced struct{ next limited }

func (t traced) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, span := trace.Child(request.Context(), "call "+request.URL.Hostname())
	if !span.Recording() {
		return t.next.RoundTrip(request)
	}
	request = request.Clone(ctx) // a RoundTripper leaves the caller's request alone
	trace.Pass(ctx, request.Header)
	span.Set("http.request.method", request.Method)
	answer, err := t.next.RoundTrip(request)
	if err != nil {
		span.End("no_answer")
		return nil, err
	}
	span.SetNumber("http.response.status_code", answer.StatusCode)
	failure := ""
	if answer.StatusCode >= http.StatusBadRequest {
		failure = strconv.Itoa(answer.StatusCode)
	}
	span.End(failure)
	return answer, nil
}

// CloseIdleConnections lets http.Client reach the transport behind.
func (t traced) CloseIdleConnections() { t.next.CloseIdleConnections() }
