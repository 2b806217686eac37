package notify

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/seal"
)

const shown = 200 // the latest mails on the page

// Mailbox takes mail in instead of a mail server and shows it to everybody: for the demo and for
// tests only. It keeps what it took sealed in a table, so that all processes show the same.
type Mailbox struct {
	db   *database.DB
	keys *seal.Keys
}

// NewMailbox makes an empty-handed mailbox; what it shows is in the database.
func NewMailbox(db *database.DB, keys *seal.Keys) *Mailbox { return &Mailbox{db, keys} }

// Taken is a mail in the mailbox.
type Taken struct {
	Mail

	DeliveredAt time.Time `json:"delivered_at"`
}

// Deliver implements Mailer. The second delivery of a mail changes nothing.
func (m *Mailbox) Deliver(ctx context.Context, mail Mail) error {
	if !usable(mail.To) {
		return &Refusal{"address_unusable"}
	}
	mail.Subject = oneLine(mail.Subject)
	plain, err := json.Marshal(mail)
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	sealed, err := m.keys.Seal(plain, "demo_mails/sealed/"+mail.ID.String())
	if err != nil {
		return fmt.Errorf("seal mail: %w", err)
	}
	return m.db.Upkeep(ctx, "notify.mailbox", func(tx *database.Tx) error {
		return keepMail(ctx, tx, mail.ID, sealed)
	})
}

// Latest gives the mails to an address, or all with "", the latest first.
func (m *Mailbox) Latest(ctx context.Context, to string) ([]Taken, error) {
	var rows []mailRow
	err := m.db.Single(ctx, func(tx *database.Tx) (err error) {
		rows, err = latestMails(ctx, tx, shown)
		return err
	})
	if err != nil {
		return nil, err
	}
	all := []Taken{}
	for _, row := range rows {
		mail, err := m.open(row)
		if err != nil {
			return nil, err
		}
		if to == "" || mail.To == to {
			all = append(all, mail)
		}
	}
	return all, nil
}

// One gives a mail by its id.
func (m *Mailbox) One(ctx context.Context, mail id.Message) (Taken, error) {
	var row mailRow
	err := m.db.Single(ctx, func(tx *database.Tx) (err error) {
		row, err = findMail(ctx, tx, mail)
		return err
	})
	if err != nil {
		return Taken{}, err
	}
	return m.open(row)
}

func (m *Mailbox) open(row mailRow) (Taken, error) {
	plain, err := m.keys.Open(row.Sealed, "demo_mails/sealed/"+row.ID.String())
	if err != nil {
		return Taken{}, fmt.Errorf("open mail: %w", err)
	}
	taken := Taken{DeliveredAt: row.DeliveredAt}
	if err := json.Unmarshal(plain, &taken.Mail); err != nil {
		return Taken{}, fmt.Errorf("read mail: %w", err)
	}
	return taken, nil
}
