// Package notify tells people what happened (N1): it owns the outbox of messages, the texts in
// Danish and English, the delivery by e-mail and its state, and the demo's mailbox. Whom to tell
// and when is the features' to say; they join their own transaction with Send. No national id and
// no secret leaves by e-mail; a one-time link is the most that does.
package notify

import (
	"context"
	"time"

	"hverv/internal/id"
)

// State is how far a message has come.
type State string

// The states of a message. Waiting is the only one that another follows.
const (
	Waiting State = "waiting" // in the outbox, or on its way to the next attempt
	Sent    State = "sent"    // the mail server took it
	Failed  State = "failed"  // given up: no address, or no mail server for days
	Bounced State = "bounced" // the mail server refuses this recipient
)

// Message is what a feature asks to be told. Dates among the values are YYYY-MM-DD and roles are
// their API words: the texts write them as the reader does.
type Message struct {
	Organisation id.Organisation // the reserved installation id outside any organisation
	To           string          // e-mail; none is remembered as failed, so that somebody sees it
	Person       string          // whose message it is: an employee's or person's id
	Template     Template
	Language     string // "da" or "en"; anything else is Danish (W1)
	Values       map[string]string
}

// Notice is a message as administrators see it: who, what, how far, without address and text.
type Notice struct {
	ID         id.Message `db:"id"`
	Person     string     `db:"person"`
	PersonName string     `db:"person_name"` // of an employee
	Template   Template   `db:"template"`
	Language   string     `db:"language"`
	State      State      `db:"state"`
	Attempts   int        `db:"attempts"`
	Problem    string     `db:"problem"`
	CreatedAt  time.Time  `db:"created_at"`
	SettledAt  *time.Time `db:"settled_at"`
}

// Mail is a written message with its address.
type Mail struct {
	ID       id.Message `json:"id"` // the same at every attempt, so that a repeated delivery can be told
	To       string     `json:"to"`
	Language string     `json:"language"`
	Subject  string     `json:"subject"`
	Body     string     `json:"body"`
}

// Mailer hands a mail over. It may be called again for a mail that it took before its answer was
// lost. A *Refusal means that no repetition will help; any other error is tried again.
type Mailer interface {
	Deliver(ctx context.Context, mail Mail) error
}

// Refusal is a mail server's final no to this recipient or text.
type Refusal struct{ Reply string } //nolint:errname // the word of mailers: notify.Refusal

func (r *Refusal) Error() string { return "refused by the mail server: " + r.Reply }

const (
	firstWait = time.Minute
	longWait  = 4 * time.Hour
	patience  = 3 * 24 * time.Hour // after which a message is given up
)

// wait doubles from a minute to four hours.
func wait(attempt int) time.Duration {
	return min(firstWait<<min(attempt-1, 10), longWait)
}
