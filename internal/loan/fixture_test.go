package loan_test

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/loan"
	"hverv/internal/notify"
	"hverv/internal/proof"
	"hverv/internal/role"
	"hverv/internal/seal"
	"hverv/internal/session"
	"hverv/internal/stock"
	"hverv/internal/testkit/world"
)

const password = "en lang sætning om grød" //nolint:gosec // nobody's

// mailbox keeps what was sent, beside the outbox, which refuses a text that lacks a value.
type mailbox struct {
	next notifier
	mu   sync.Mutex
	sent []notify.Message
}

type notifier interface {
	Send(ctx context.Context, tx *database.Tx, m notify.Message) error
}

func (m *mailbox) Send(ctx context.Context, tx *database.Tx, message notify.Message) error {
	if err := m.next.Send(ctx, tx, message); err != nil {
		return err
	}
	tx.AfterCommit(func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.sent = append(m.sent, message)
	})
	return nil
}

func (m *mailbox) count(template notify.Template) (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range m.sent {
		if message.Template == template {
			n++
		}
	}
	return n
}

// desk is a world whose card officers lend code displays.
type desk struct {
	*world.World

	service        *loan.Service
	stock          *stock.Service
	identities     *identity.Service
	authenticators *authenticator.Service
	proofs         *proof.Service
	sessions       *session.Service
	mails          mailbox
	officer, other id.Employee
	users          id.Employee
	safe           id.Location
	hash           string

	mu      sync.Mutex
	presses map[string]uint64
}

func newDesk(tb testing.TB) *desk {
	tb.Helper()
	d := &desk{World: world.New(tb), presses: map[string]uint64{}}
	d.mails.next = d.Notify
	hasher := seal.NewHasherWith(8, seal.Params{MemoryKiB: 64, Passes: 1, Threads: 1})
	doors := d.Doors(world.DoorDeps{Hasher: hasher, Notify: &d.mails})
	d.identities, d.authenticators, d.proofs = doors.Identities, doors.Authenticators, doors.Proofs
	d.stock = stock.New(stock.Deps{DB: d.DB, Audit: d.Audit, Keys: d.Keys, Authenticators: d.authenticators})
	d.service = loan.New(loan.Deps{DB: d.DB, Audit: d.Audit, Notify: &d.mails, Stock: d.stock, Authenticators: d.authenticators})
	d.sessions = session.New(session.Deps{DB: d.DB, Audit: d.Audit, Queue: d.Queue, Log: slog.New(slog.DiscardHandler)})
	d.authenticators.OnStep(d.stock.Follow)
	d.authenticators.OnStep(d.service.Follow)
	d.authenticators.OnStep(d.sessions.EndOpenedWith)
	d.identities.Follow(d.sessions.EndAllIn)
	d.SQL(`update organisations set code_displays = true, chips = true`)
	d.officer, d.other, d.users = d.Employ(d.Org, "Karen", "2020-01-01", ""), d.Employ(d.Org, "Bent", "2020-01-01", ""), d.Employ(d.Org, "Ulla", "2020-01-01", "")
	for _, who := range []id.Employee{d.officer, d.other} {
		d.Give(role.Grant{Employee: who, Role: authz.CardOfficer})
	}
	d.Give(role.Grant{Employee: d.users, Role: authz.UserAdministrator})
	var err error
	d.hash, err = hasher.Hash(tb.Context(), password)
	d.Must(err)
	d.safe = d.location("Skabet", id.Unit{})
	return d
}

func (d *desk) location(name string, unit id.Unit) id.Location {
	d.T.Helper()
	l, err := d.stock.AddLocation(d.As(d.officer), stock.NewLocation{Organisation: d.Org, Name: name, Unit: unit})
	d.Must(err)
	return l.ID
}

// bring takes code displays that count into a location.
func (d *desk) bring(where id.Location, serials ...string) {
	d.T.Helper()
	var b strings.Builder
	b.WriteString("serial,kind,maker,secret_hex,period\n")
	for _, s := range serials {
		fmt.Fprintf(&b, "%s,code_display,Maker,%s,0\n", s, hex.EncodeToString(secretOf(s)))
	}
	i, err := d.stock.Import(d.As(d.officer), stock.NewImport{Organisation: d.Org, Location: where, Format: "csv"}, strings.NewReader(b.String()))
	d.Must(err)
	if i.Added != len(serials) {
		d.T.Fatalf("%+v", i)
	}
}

func secretOf(serial string) []byte { return []byte(strings.Repeat(serial+"#", 20)[:20]) }

// press gives the next code of a display.
func (d *desk) press(serial string) string {
	d.T.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	code, err := hotp.GenerateCodeCustom(base32.StdEncoding.EncodeToString(secretOf(serial)), d.presses[serial], hotp.ValidateOpts{Digits: otp.DigitsSix})
	d.Must(err)
	d.presses[serial]++
	return code
}

// colleague is an employee who signs in with a user name and a password, and with an own display when
// it has a number.
func (d *desk) colleague(name, own string) (who id.Employee, userName string) {
	d.T.Helper()
	who = d.Employ(d.Org, name, "2020-01-01", "")
	chosen, err := d.identities.Choose(d.As(d.users), identity.ChooseFor{Organisation: d.Org, Employee: who, Kind: identity.Dedicated})
	d.Must(err)
	d.SQL(`update identities set state = 'active', password_hash = $2, activated_at = activate_from, assurance = 'substantial' where id = $1`, chosen.Identity.ID, d.hash)
	if own == "" {
		return who, chosen.Identity.UserName
	}
	d.bring(d.safe, own)
	_, err = d.stock.HandOut(d.As(d.officer), stock.HandOut{Organisation: d.Org, Device: d.device(own).ID, Identity: chosen.Identity.ID})
	d.Must(err)
	d.SQL(`update authenticators set state = 'active', activated_at = created_at where organisation_id = $1 and serial = $2`, d.Org, own)
	return who, chosen.Identity.UserName
}

func (d *desk) device(serial string) stock.Device {
	d.T.Helper()
	found, err := d.stock.Devices(d.As(d.officer), d.Org, stock.Filter{Serial: serial}, stock.Device{}, 2)
	d.Must(err)
	if len(found.Data) == 0 {
		d.T.Fatalf("no device %s", serial)
	}
	return found.Data[0]
}

// lend is what a clerk fills in.
func (d *desk) lend(serial string, to id.Employee, hours int) loan.Lend {
	return loan.Lend{Organisation: d.Org, Serial: serial, Employee: to, Hours: hours, Why: "Glemt hjemme", Document: "staff_card"}
}

func (d *desk) lent(serial string, to id.Employee, hours int) loan.Loan {
	d.T.Helper()
	l, err := d.service.Lend(d.As(d.officer), d.lend(serial, to, hours))
	d.Must(err)
	return l
}

// back brings the first display back.
func (d *desk) back() (loan.Loan, error) {
	d.T.Helper()
	return d.service.TakeBack(d.As(d.officer), loan.End{Organisation: d.Org, Serial: "L1", Own: loan.OwnResumes})
}

// prove signs in with a display's next code.
func (d *desk) prove(userName, serial string) (proof.Proof, error) {
	d.T.Helper()
	ctx := d.T.Context()
	challenge, err := d.proofs.BeginPassword(ctx, userName, password)
	if err != nil {
		return proof.Proof{}, err
	}
	return d.proofs.FinishCode(ctx, challenge, d.press(serial))
}

// signIn opens a session with a display.
func (d *desk) signIn(userName, serial string) (id.Token, session.Session) {
	d.T.Helper()
	proof, err := d.prove(userName, serial)
	d.Must(err)
	token, begun, err := d.sessions.Begin(d.T.Context(), session.ByProof(proof))
	d.Must(err)
	return token, begun
}

// opens says whether a display opens the door now.
func (d *desk) opens(userName, serial string) bool {
	d.T.Helper()
	_, err := d.prove(userName, serial)
	if code := fault.CodeOf(err); err != nil && code != "sign_in_failed" {
		d.T.Fatalf("signing in with %s: %v", serial, err)
	}
	d.SQL(`delete from throttles`) // a miss here is no guess
	if err != nil {
		d.mu.Lock()
		d.presses[serial]-- // nobody goes on pressing
		d.mu.Unlock()
	}
	return err == nil
}

// inside says whether a session's holder is let in, by a process that has not seen it before.
func (d *desk) inside(token id.Token) bool {
	d.T.Helper()
	node := session.New(session.Deps{DB: d.DB, Audit: d.Audit, Queue: d.Queue, Log: slog.New(slog.DiscardHandler)})
	_, err := node.Actor(d.T.Context(), token.Reveal())
	if err != nil && fault.KindOf(err) != fault.Unauthenticated {
		d.Must(err)
	}
	return err == nil
}

func (d *desk) refused(err error, code string) {
	d.T.Helper()
	if got := fault.CodeOf(err); got != code {
		d.T.Errorf("code %q, want %q (%v)", got, code, err)
	}
}

func (d *desk) read(which id.Loan) loan.Loan {
	d.T.Helper()
	for _, state := range []string{"open", "closed"} {
		found, err := d.service.Loans(d.As(d.officer), d.Org, loan.Filter{State: state}, loan.Loan{}, 200)
		d.Must(err)
		for _, l := range found.Data {
			if l.ID == which {
				return l
			}
		}
	}
	d.T.Fatalf("no loan %s", which)
	return loan.Loan{}
}
