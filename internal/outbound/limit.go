package outbound

import (
	"io"
	"net/http"
)

// limited cuts every answer at a number of bytes, after decompression, for Do and HTTP alike.
type limited struct {
	next *http.Transport
	most int64
}

func (l limited) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := l.next.RoundTrip(request)
	if err != nil {
		return nil, err //nolint:wrapcheck // a RoundTripper passes errors on
	}
	if answer.ContentLength > l.most && request.Method != http.MethodHead {
		answer.Body.Close() //nolint:errcheck,gosec // given up
		return nil, ErrTooLarge
	}
	answer.Body = &limitedBody{answer.Body, l.most}
	return answer, nil
}

// CloseIdleConnections lets http.Client reach the transport behind.
func (l limited) CloseIdleConnections() { l.next.CloseIdleConnections() }

type limitedBody struct {
	io.ReadCloser

	left int64
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more than allowed tells "exactly full" from "too large"
	}
	n, err := b.ReadCloser.Read(p)
	if int64(n) > b.left {
		n, b.left = int(b.left), 0
		return n, ErrTooLarge
	}
	b.left -= int64(n)
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}
