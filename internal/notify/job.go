package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
)

const (
	kind        job.Kind = "notify.deliver"
	sendTimeout          = 30 * time.Second
	idleWait             = 15 * time.Minute // between looks while there is no mail server
	unreachable          = "mail_server_unreachable"
)

type arguments struct {
	Message id.Message `json:"message"`
}

// Jobs names what this package does later.
func (s *Service) Jobs(r *job.Runner) { r.Register(kind, s.deliver) }

// deliver hands one message over. Repeating it is safe: a settled message is left alone, and one
// that was handed over without our hearing of it goes out again under the same id.
func (s *Service) deliver(ctx context.Context, org id.Organisation, raw json.RawMessage) error {
	var args arguments
	if err := json.Unmarshal(raw, &args); err != nil {
		return fmt.Errorf("read arguments: %w", err)
	}
	var found waiting
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = find(ctx, tx, org, args.Message)
		return err
	})
	if err != nil || found.State != Waiting {
		return err
	}
	if s.mailer == nil {
		return s.idle(ctx, org, args.Message)
	}
	mail, err := s.open(org, args.Message, found.Sealed)
	if err != nil {
		return err
	}
	return s.settleOn(ctx, org, args.Message, found, s.handOver(ctx, mail))
}

func (s *Service) open(org id.Organisation, message id.Message, sealed []byte) (Mail, error) {
	var mail Mail
	plain, err := s.keys.Open(sealed, place(org, message))
	if err != nil {
		return mail, fmt.Errorf("open message %s: %w", message, err)
	}
	if err := json.Unmarshal(plain, &mail); err != nil {
		return mail, fmt.Errorf("read message %s: %w", message, err)
	}
	return mail, nil
}

func (s *Service) handOver(ctx context.Context, mail Mail) error {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	return s.mailer.Deliver(ctx, mail)
}

// settleOn remembers what came of an attempt.
func (s *Service) settleOn(ctx context.Context, org id.Organisation, message id.Message, found waiting, failure error) error {
	// The answer is written down even when the server is stopping, so that nobody gets a mail twice.
	ctx = context.WithoutCancel(ctx)
	refusal, refused := errors.AsType[*Refusal](failure)
	if failure != nil && !refused {
		s.log.WarnContext(ctx, "deliver mail", slog.String("message", message.String()), slog.Any("error", failure))
	}
	if failure != nil && !refused && s.db.Now().Sub(found.CreatedAt) < patience {
		return s.again(ctx, org, message, found.Attempts+1)
	}
	state, problem := Sent, ""
	switch {
	case refused:
		state, problem = Bounced, refusal.Reply
	case failure != nil:
		state, problem = Failed, unreachable
	}
	return s.db.Upkeep(ctx, "notify.settle", func(tx *database.Tx) error {
		return settle(ctx, tx, org, message, state, problem)
	})
}

// again keeps the message in the outbox after an attempt that failed, and comes back to it.
func (s *Service) again(ctx context.Context, org id.Organisation, message id.Message, attempt int) error {
	return s.db.Upkeep(ctx, "notify.settle", func(tx *database.Tx) error {
		if err := tried(ctx, tx, org, message, unreachable); err != nil {
			return err
		}
		return s.queue.Enqueue(tx, org, kind, arguments{message}, tx.Now.Add(wait(attempt)))
	})
}

// idle looks again later: there is no mail server yet.
func (s *Service) idle(ctx context.Context, org id.Organisation, message id.Message) error {
	return s.db.Upkeep(ctx, "notify.settle", func(tx *database.Tx) error {
		return s.queue.Enqueue(tx, org, kind, arguments{message}, tx.Now.Add(idleWait))
	})
}
