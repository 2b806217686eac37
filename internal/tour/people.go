package tour

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 as authenticator apps speak it
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// signInByEID goes through the test eID as the person with that subject, and ends on a
// page that needs nothing more.
func (u *user) signInByEID(ctx context.Context, subject string) error {
	u.here = nil
	shown, err := u.open(ctx, "/signin/eid?return_to=/")
	if err != nil {
		return err
	}
	pick, err := shown.formTo("/testeid/authorize")
	if err != nil {
		return err
	}
	_, err = u.submit(ctx, pick, url.Values{"person": {subject}, "sign_in": {"1"}})
	return err
}

// signInByPassword signs in with a dedicated identity and the app's code for that time step.
func (u *user) signInByPassword(ctx context.Context, name, password, code string) error {
	u.here = nil
	shown, err := u.open(ctx, "/signin?return_to=/me")
	if err != nil {
		return err
	}
	_, err = u.fillIn(ctx, shown, name, password, code)
	return err
}

// fillIn goes on from a sign-in page that is already open.
func (u *user) fillIn(ctx context.Context, shown *page, name, password, code string) (*page, error) {
	ask, err := shown.formTo("/signin/password")
	if err != nil {
		return nil, err
	}
	shown, err = u.submit(ctx, ask, url.Values{"user_name": {name}, "password": {password}})
	if err != nil {
		return nil, err
	}
	if ask, err = shown.formTo("/signin/code"); err != nil {
		return nil, err
	}
	return u.submit(ctx, ask, url.Values{"code": {code}})
}

// choose makes the session act for the organisation (A6).
func (u *user) choose(ctx context.Context, organisation string) error {
	return u.call(ctx, http.MethodPost, "/api/v1/me/organisation", map[string]any{"organisation_id": organisation}, nil)
}

// mail is what the demo's mailbox shows.
type mail struct {
	ID      string `json:"id"`
	To      string `json:"to"`
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// link finds the newest mail to the address about the clinic, and the link in it. A
// worker may be delivering it just now, so it is waited for.
func (u *user) link(ctx context.Context, to string) (found string, err error) {
	if err := u.call(ctx, http.MethodPost, "/demo/jobs/drain", nil, nil); err != nil {
		return "", err
	}
	_, err = u.tour.within(5*time.Second, func() (bool, error) {
		var box struct {
			Data []mail `json:"data"`
		}
		if err := u.call(ctx, http.MethodGet, "/demo/mailbox.json?to="+url.QueryEscape(to), nil, &box); err != nil {
			return false, err
		}
		for _, m := range box.Data {
			if link := address.FindString(m.Body); link != "" && strings.Contains(m.Subject, clinicName) {
				found = link
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		err = fmt.Errorf("no mail to %s: %w", to, err)
	}
	return found, err
}

var address = regexp.MustCompile(`https?://\S+`)

// tokenIn gives the one-time token at the end of a link.
func tokenIn(link string) (string, error) {
	_, token, found := strings.Cut(link, "#")
	if !found {
		return "", errors.New("the link holds no token")
	}
	return token, nil
}

// Code is what an authenticator app shows for a secret, that many steps of 30 seconds from wall
// (RFC 6238). A server counts each step once, so a tour in a hurry uses the neighbours too.
func Code(secret string, wall time.Time, steps int64) (string, error) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimRight(strings.ToUpper(secret), "="))
	if err != nil {
		return "", fmt.Errorf("read the app's secret: %w", err)
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(wall.Unix()/30+steps)) //nolint:gosec // after 1970
	mac := hmac.New(sha1.New, key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[from:from+4])&0x7fffffff)%1_000_000), nil
}

// within repeats look until it is content or the time is over, and says how long it took.
func (t *Tour) within(limit time.Duration, look func() (bool, error)) (time.Duration, error) {
	begun := t.wall()
	for {
		content, err := look()
		took := t.wall().Sub(begun)
		if err != nil || content {
			return took, err
		}
		if took > limit {
			return took, fmt.Errorf("still not after %s", took.Round(time.Millisecond))
		}
		time.Sleep(10 * time.Millisecond) // an outside watcher has nothing else to wait for
	}
}
