package outbound

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// Pauses between attempts: doubled each time, whole in jitter, and never longer than the most.
const (
	firstPause = 200 * time.Millisecond
	mostPause  = 10 * time.Second
)

// passing says that another attempt may go better. Refusals of our own and the caller's end do not pass.
func passing(ctx context.Context, response *Response, err error) bool {
	if err == nil {
		switch response.Status {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		default:
			return false
		}
	}
	for _, lasting := range []error{ErrPrivateAddress, ErrRedirect, ErrTooLarge, ErrScheme} {
		if errors.Is(err, lasting) {
			return false
		}
	}
	return ctx.Err() == nil
}

// pause is how long to wait before the next attempt; the receiver's Retry-After counts when it is longer.
func (c *Client) pause(attempt int, response *Response) time.Duration {
	pause := c.jitter(min(firstPause<<min(attempt-1, 10), mostPause))
	if response != nil {
		if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
			pause = max(pause, time.Duration(min(seconds, int(mostPause/time.Second)))*time.Second)
		}
	}
	return pause
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // send names the call
	}
}
