package order

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hverv/internal/outbound"
)

// HTTPSupplier is a supplier that is called over HTTP. Every call is signed as Standard Webhooks, and says
// the order's key in Idempotency-Key.
type HTTPSupplier struct {
	base   *url.URL
	secret string
	client *outbound.Client
	wall   func() time.Time
}

// HTTPOptions of such a supplier; all are required.
type HTTPOptions struct {
	URL    string
	Secret string
	Client *outbound.Client
	Wall   func() time.Time
}

// NewHTTPSupplier makes the adapter; it calls nobody yet.
func NewHTTPSupplier(o HTTPOptions) (*HTTPSupplier, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the supplier's address is not a URL")
	}
	return &HTTPSupplier{base: base, secret: o.Secret, client: o.Client, wall: o.Wall}, nil
}

// Place implements Supplier. An answer without a body, or 202, says that the order has come and no more.
func (h *HTTPSupplier) Place(ctx context.Context, p Placement) (Message, error) {
	answer, err := h.call(ctx, http.MethodPost, p.Order, p, "orders")
	if err != nil {
		return Message{}, err
	}
	if len(bytes.TrimSpace(answer.Body)) == 0 {
		return Message{Order: p.Order}, nil
	}
	return spokenOf(answer.Body, p.Order)
}

// Recall implements Supplier. That the supplier does not know the order any more, or cannot stop it, is its
// last word.
func (h *HTTPSupplier) Recall(ctx context.Context, r Recall) error {
	lines := make([]string, len(r.Lines))
	for i, l := range r.Lines {
		lines[i] = l.String()
	}
	_, err := h.call(ctx, http.MethodPost, r.Order+"-recall-"+short8(strings.Join(lines, ",")), r, "orders", r.Order, "recall")
	return err
}

// Poll implements Supplier: it asks for each order by itself. One that the supplier does not know yet has
// no news.
func (h *HTTPSupplier) Poll(ctx context.Context, keys []string, take func(Message) error) error {
	var all error
	for _, key := range keys {
		if ctx.Err() != nil {
			return errors.Join(all, ctx.Err())
		}
		answer, err := h.call(ctx, http.MethodGet, key, nil, "orders", key)
		if _, refused := errors.AsType[*Refusal](err); refused {
			continue
		}
		if err == nil {
			var m Message
			if m, err = spokenOf(answer.Body, key); err == nil {
				err = take(m)
			}
		}
		all = errors.Join(all, err)
	}
	return all
}

// call sends one signed request. A lasting no of the supplier is a *Refusal.
func (h *HTTPSupplier) call(ctx context.Context, method, id string, body any, path ...string) (*outbound.Response, error) {
	text := []byte{}
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, fmt.Errorf("write %s: %w", id, err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, h.base.JoinPath(path...).String(), bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("ask the supplier: %w", err)
	}
	signed := Sign(h.secret, id, h.wall(), text)
	for name, value := range map[string]string{
		"webhook-id": signed.ID, "webhook-timestamp": signed.Stamp, "webhook-signature": signed.Signature,
		"Idempotency-Key": id, "Accept": "application/json", "Content-Type": "application/json",
	} {
		request.Header.Set(name, value)
	}
	answer, err := h.client.DoRepeatable(request)
	if err != nil {
		return nil, err
	}
	switch {
	case answer.Status >= 200 && answer.Status < 300:
		return answer, nil
	case lasting(answer.Status, len(path) > 1):
		return nil, &Refusal{Reason: fmt.Sprintf("the supplier answered %d", answer.Status)}
	default:
		return nil, fmt.Errorf("the supplier answered %d", answer.Status)
	}
}

// lasting says that no repetition will help. What speaks of our credentials or of a wrong address is set right
// by the operator, and new orders wait for that; an order that was placed may well be unknown by now.
func lasting(status int, placed bool) bool {
	switch status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity:
		return true
	case http.StatusNotFound, http.StatusGone:
		return placed
	default:
		return false
	}
}

// spokenOf reads an answer, which must be about the order that was asked of.
func spokenOf(body []byte, key string) (Message, error) {
	m, err := readMessage(body)
	if err == nil && m.Order != key {
		err = fmt.Errorf("the supplier speaks of order %q instead of %s", short(m.Order, ""), key)
	}
	return m, err
}
