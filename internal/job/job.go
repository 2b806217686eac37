// Package job does later what a change has asked for: it owns the table of jobs, the workers that
// take them, and the schedules. A job is a kind and ids, enqueued in the transaction that needs
// it; what it does is a service method of the feature, safe to run twice. Nothing that must end at
// an instant waits for a job (law 1).
package job

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
)

// Kind names a sort of job, dotted: notify.send.
type Kind string

// Handler does one job. It opens its own transactions and may be called again after a crash or an
// error, so it must be safe to repeat.
type Handler func(ctx context.Context, organisation id.Organisation, arguments json.RawMessage) error

//nolint:gochecknoglobals // a table's columns
var jobs = &database.Table{Name: "jobs", Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "kind", Type: "text"},
	{Name: "arguments", Type: "jsonb"},
	{Name: "due_at", Type: "timestamptz"},
}}

// Queue takes jobs in and wakes the workers of this process.
type Queue struct{ wake chan struct{} }

// NewQueue makes the queue that features enqueue into and a Runner works on.
func NewQueue() *Queue { return &Queue{wake: make(chan struct{}, 1)} }

// Enqueue adds a job to the transaction's tail, to be done from the instant due on. The reserved
// installation id is for jobs outside any organisation. Arguments hold ids, never secrets.
func (q *Queue) Enqueue(tx *database.Tx, organisation id.Organisation, kind Kind, arguments any, due time.Time) error {
	text, err := json.Marshal(arguments)
	if err != nil {
		return fmt.Errorf("write the arguments of %s: %w", kind, err)
	}
	tx.Append(jobs, organisation, id.New[id.Job](), string(kind), string(text), due)
	if !due.After(tx.Now) {
		tx.AfterCommit(q.nudge)
	}
	return nil
}

func (q *Queue) nudge() {
	select {
	case q.wake <- struct{}{}:
	default: // somebody is awake already
	}
}
