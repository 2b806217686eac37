package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/page"
	"hverv/internal/reseal"
	"hverv/internal/seal"
)

// Deps are what a Service stands on. Mailer may be nil: then mail waits in the outbox.
type Deps struct {
	DB      *database.DB
	Keys    *seal.Keys
	Queue   *job.Queue
	Mailer  Mailer
	Support Contact
	Log     *slog.Logger
}

// Service takes messages in and delivers them.
type Service struct {
	db      *database.DB
	keys    *seal.Keys
	queue   *job.Queue
	mailer  Mailer
	support Contact
	log     *slog.Logger
	library library
}

// New reads all texts, and fails when one is missing or broken.
func New(d Deps) (*Service, error) {
	all, err := load()
	if err != nil {
		return nil, err
	}
	return &Service{
		db: d.DB, keys: d.Keys, queue: d.Queue, mailer: d.Mailer,
		support: d.Support, log: d.Log, library: all,
	}, nil
}

// Send writes the message and puts it into the outbox, together with the job that delivers it, in
// the caller's transaction: what did not happen is not told, and what happened is. A bad or missing
// address stops nothing, since the act matters more than the mail: the message is remembered as failed.
func (s *Service) Send(_ context.Context, tx *database.Tx, m Message) error {
	subject, body, err := s.library.write(m.Template, m.Language, m.Values, s.support)
	if err != nil {
		return err
	}
	if err := checkText(subject + "\n" + body); err != nil {
		return err
	}
	mail := Mail{ID: id.New[id.Message](), To: m.To, Language: languageOf(m.Language), Subject: subject, Body: body}
	if problem := addressProblem(m.To); problem != "" {
		insertFailed(tx, m, mail, problem)
		return nil
	}
	plain, err := json.Marshal(mail)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	sealed, err := s.keys.Seal(plain, place(m.Organisation, mail.ID))
	if err != nil {
		return fmt.Errorf("seal message: %w", err)
	}
	insert(tx, m, mail, sealed)
	return s.queue.Enqueue(tx, m.Organisation, kind, arguments{mail.ID}, tx.Now)
}

func addressProblem(to string) string {
	switch {
	case to == "":
		return "no_address"
	case !usable(to):
		return "address_unusable"
	default:
		return ""
	}
}

// place binds the sealed message to its row.
func place(org id.Organisation, message id.Message) string {
	return "messages/sealed/" + org.String() + "/" + message.String()
}

// Sealed is what is brought under the present key after a rotation (X4).
func Sealed() []reseal.Column {
	return []reseal.Column{{Table: "messages", Name: "sealed", Key: []string{"organisation_id", "id"}, Under: "messages/sealed"}}
}

// Find filters the list of messages.
type Find struct {
	Organisation id.Organisation
	State        string // "" for all
	Person       string // "" for all
	Limit        *int
	After        string
}

// List shows administrators which messages went out and which did not, latest first. Whose role is for
// a part of the organisation sees those to the people there.
func (s *Service) List(ctx context.Context, in Find) (page.Page[Notice], error) {
	none := page.Page[Notice]{}
	reach, err := authz.Scope(ctx, authz.NotificationList, authz.In(in.Organisation))
	if err != nil {
		return none, err
	}
	limit, err := page.ParseLimit(in.Limit)
	if err != nil {
		return none, err
	}
	var before id.Message
	if in.After != "" {
		if err := page.Decode(in.After, &before); err != nil {
			return none, err
		}
	}
	var rows []Notice
	err = s.db.Single(ctx, func(tx *database.Tx) (err error) {
		if reach.All {
			rows, err = list(ctx, tx, in, before, limit+1)
		} else {
			rows, err = listWithin(ctx, tx, in, reach.Units, reach.ProductionUnits, before, limit+1)
		}
		return err
	})
	return page.Cut(rows, limit, func(n Notice) string { return page.Encode(n.ID) }), err
}
