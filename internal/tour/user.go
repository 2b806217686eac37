package tour

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	"hverv/internal/id"
)

// user is one person with a browser of their own, or one program.
type user struct {
	name   string
	tour   *Tour
	client *http.Client
	bearer string
	here   *url.URL // the page that is open
	etag   string   // of the last answer to a call
}

// meet makes a user with an empty cookie jar. Redirects are followed one by one, so that each is
// shown as the call that it is.
func (t *Tour) meet(name string) *user {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // never fails without options
	}
	return &user{name: name, tour: t, client: &http.Client{
		Jar: jar, Transport: t.Transport, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// problem is a refusal as the API words it.
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Pointer string `json:"pointer"`
		Code    string `json:"code"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

func (p *problem) Error() string {
	return fmt.Sprintf("%d %s: %s %v", p.Status, p.Code, p.Detail, p.Errors)
}

// refusedWith says whether err is the API's refusal with that status.
func refusedWith(err error, status int) bool {
	p, ok := errors.AsType[*problem](err)
	return ok && p.Status == status
}

// call sends one API request with a JSON body and reads the JSON answer into result; either may be
// nil. Every change carries an Idempotency-Key; a version becomes If-Match.
func (u *user) call(ctx context.Context, method, path string, body, result any, version ...int64) error {
	var content io.Reader = http.NoBody
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write request: %w", err)
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, u.tour.Base+path, content)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if method == http.MethodPost {
		request.Header.Set("Idempotency-Key", id.NewToken().Reveal())
	}
	if len(version) > 0 {
		request.Header.Set("If-Match", fmt.Sprintf(`"v%d"`, version[0]))
	}
	if u.bearer != "" {
		request.Header.Set("Authorization", "Bearer "+u.bearer)
	}
	return u.answer(request, result)
}

// answer sends a request and reads its JSON answer into result, which may be nil, or its refusal.
func (u *user) answer(request *http.Request, result any) error {
	status, header, answer, err := u.send(request)
	if err != nil {
		return err
	}
	u.etag = header.Get("ETag")
	if status >= http.StatusBadRequest {
		refusal := &problem{Status: status}
		if err := json.Unmarshal(answer, refusal); err != nil {
			refusal.Detail = clip(answer)
		}
		return refusal
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("read the answer of %s %s: %w", request.Method, request.URL.Path, err)
	}
	return nil
}

func (u *user) send(request *http.Request) (status int, header http.Header, body []byte, err error) {
	begun := u.tour.wall()
	response, err := u.client.Do(request)
	if err != nil {
		return 0, nil, nil, fmt.Errorf("%s %s: %w", request.Method, request.URL.Path, err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read to the end
	body, err = io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return 0, nil, nil, fmt.Errorf("read %s: %w", request.URL.Path, err)
	}
	u.tour.calls = append(u.tour.calls, Call{u.name, request.Method, request.URL.Path, response.StatusCode, u.tour.wall().Sub(begun).Milliseconds()})
	return response.StatusCode, response.Header, body, nil
}

// page is what a browser shows after following redirects: its address and its forms. Leaving the
// server's own address ends the walk there, since that is where a relying party would take over.
type page struct {
	at     *url.URL
	status int
	text   string
	forms  []form
}

type form struct {
	action string
	fields url.Values
}

// open goes to an address as a browser does.
func (u *user) open(ctx context.Context, address string) (*page, error) {
	return u.browse(ctx, http.MethodGet, address, nil)
}

// submit sends a form of the open page; values are what the user typed or picked.
func (u *user) submit(ctx context.Context, f form, values url.Values) (*page, error) {
	all := url.Values{}
	maps.Copy(all, f.fields)
	maps.Copy(all, values)
	return u.browse(ctx, http.MethodPost, f.action, all)
}

func (u *user) browse(ctx context.Context, method, address string, values url.Values) (*page, error) {
	base, err := url.Parse(u.tour.Base)
	if err != nil {
		return nil, fmt.Errorf("read own address: %w", err)
	}
	if u.here != nil {
		base = u.here
	}
	at, err := base.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("read address: %w", err)
	}
	for range 20 {
		if !strings.HasPrefix(at.String(), u.tour.Base+"/") {
			return &page{at: at}, nil
		}
		request, err := http.NewRequestWithContext(ctx, method, at.String(), strings.NewReader(values.Encode()))
		if err != nil {
			return nil, fmt.Errorf("make request: %w", err)
		}
		request.Header.Set("Accept", "text/html") // as browsers do, which is how the client is asked for
		request.Header.Set("Accept-Language", "da")
		if method == http.MethodPost {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Sec-Fetch-Site", "same-origin")
		}
		status, header, body, err := u.send(request)
		if err != nil {
			return nil, err
		}
		u.here = at
		if status < 300 || status > 399 {
			return readPage(at, status, body)
		}
		if at, err = at.Parse(header.Get("Location")); err != nil {
			return nil, fmt.Errorf("read redirect: %w", err)
		}
		method, values = http.MethodGet, nil
	}
	return nil, errors.New("redirected in circles")
}

func readPage(at *url.URL, status int, body []byte) (*page, error) {
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("read page %s: %w", at.Path, err)
	}
	p := &page{at: at, status: status, text: string(body)}
	for node := range root.Descendants() {
		if node.Type != html.ElementNode {
			continue
		}
		switch node.Data {
		case "form":
			p.forms = append(p.forms, form{action: attribute(node, "action"), fields: url.Values{}})
		case "input", "button", "select":
			name := attribute(node, "name")
			if len(p.forms) > 0 && name != "" && attribute(node, "type") == "hidden" {
				p.forms[len(p.forms)-1].fields.Add(name, attribute(node, "value"))
			}
		}
	}
	return p, nil
}

// formTo finds the page's form whose action ends so.
func (p *page) formTo(action string) (form, error) {
	for _, f := range p.forms {
		path, _, _ := strings.Cut(f.action, "?")
		if strings.HasSuffix(path, action) {
			return f, nil
		}
	}
	return form{}, fmt.Errorf("page %s (%d) has no form to %s: %s", p.at.Path, p.status, action, clip([]byte(p.text)))
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func clip(text []byte) string {
	if len(text) > 300 {
		text = text[:300]
	}
	return string(text)
}
