package notify_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/job"
	"hverv/internal/notify"
	"hverv/internal/testkit"
)

// office is a notify service with its runner on a clock that the test moves.
type office struct {
	*notify.Service

	t      *testing.T
	db     *database.DB
	clock  *testkit.Clock
	runner *job.Runner
	org    id.Organisation
}

func open(t *testing.T, mailer notify.Mailer) office {
	t.Helper()
	clock := testkit.NewClock(t, "2026-11-22T08:00:00Z")
	db, queue, log := testkit.DBAt(t, clock), job.NewQueue(), slog.New(slog.DiscardHandler)
	service, err := notify.New(notify.Deps{DB: db, Keys: testkit.Keys(t), Queue: queue, Mailer: mailer, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	runner := job.NewRunner(db, queue, log)
	service.Jobs(runner)
	return office{service, t, db, clock, runner, id.New[id.Organisation]()}
}

// send joins a transaction as a feature does; upkeep stands in for the feature's change.
func (o office) send(m notify.Message) error {
	o.t.Helper()
	return o.db.Upkeep(o.t.Context(), "test.send", func(tx *database.Tx) error { return o.Send(o.t.Context(), tx, m) })
}

func (o office) message() notify.Message {
	return notify.Message{
		Organisation: o.org, To: "karen@klinik.example", Person: id.New[id.Employee]().String(),
		Template: notify.SetUpLink, Language: "da",
		Values: map[string]string{
			"name": "Karen", "organisation": "Klinikken", "until": "2027-01-21",
			"link": "https://hverv.example/a/" + strings.Repeat("hemmelig", 5) + "abc",
		},
	}
}

func (o office) drain() {
	o.t.Helper()
	if _, err := o.runner.Drain(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

func (o office) as(role authz.Role, scope authz.ScopeKind) context.Context {
	return testkit.As(o.t, authz.Actor{
		Kind: authz.PersonActor, At: o.clock.Last(), Organisation: o.org, Employee: id.New[id.Employee](),
		Grants: []authz.Grant{{ID: id.New[id.RoleGrant](), Role: role, ScopeKind: scope, ScopeID: "x", From: calendar.Must("2026-01-01")}},
	})
}

func (o office) list() []notify.Notice {
	o.t.Helper()
	found, err := o.List(o.as(authz.UserAdministrator, authz.WholeOrganisation), notify.Find{Organisation: o.org})
	if err != nil {
		o.t.Fatal(err)
	}
	return found.Data
}

// raw is everything that the outbox holds, as a dump would show it.
func (o office) raw() string {
	o.t.Helper()
	rows := []string{}
	err := o.db.Read(o.t.Context(), func(tx *database.Tx) error {
		return tx.Select(o.t.Context(), &rows, `select m::text || coalesce(encode(m.sealed, 'escape'), '') from messages m
			union all select j::text from jobs j`)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.Join(rows, "\n")
}

// outside is a mail server that answers as told; nil is a success.
type outside struct {
	mu      sync.Mutex
	answers []error
	mails   []notify.Mail
}

func (s *outside) Deliver(_ context.Context, mail notify.Mail) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, mail)
	if len(s.answers) == 0 {
		return nil
	}
	answer := s.answers[0]
	s.answers = s.answers[1:]
	return answer
}

func TestDeliveredAndWiped_N1(t *testing.T) {
	t.Parallel()
	server := &outside{}
	o := open(t, server)
	m := o.message()
	if err := o.send(m); err != nil {
		t.Fatal(err)
	}
	if raw := o.raw(); strings.Contains(raw, "karen@") || strings.Contains(raw, "hemmelig") {
		t.Fatalf("the outbox shows address or link: %s", raw)
	}
	if got := o.list(); len(got) != 1 || got[0].State != notify.Waiting || got[0].Person != m.Person {
		t.Fatalf("waiting: %+v", got)
	}
	o.drain()
	o.drain()
	if len(server.mails) != 1 || server.mails[0].To != m.To || !strings.Contains(server.mails[0].Body, m.Values["link"]) {
		t.Fatalf("delivered: %+v", server.mails)
	}
	got := o.list()
	if len(got) != 1 || got[0].State != notify.Sent || got[0].Attempts != 1 || got[0].SettledAt == nil || got[0].Problem != "" {
		t.Fatalf("sent: %+v", got)
	}
	if raw := o.raw(); strings.Contains(raw, "hemmelig") || strings.Contains(raw, "notify.deliver") {
		t.Fatalf("left behind: %s", raw)
	}
}

// What did not happen is not told (law 2).
func TestNothingIsSentWhenTheChangeFails_N1(t *testing.T) {
	t.Parallel()
	server := &outside{}
	o := open(t, server)
	broken := errors.New("the change fails")
	err := o.db.Upkeep(t.Context(), "test.send", func(tx *database.Tx) error {
		return errors.Join(o.Send(t.Context(), tx, o.message()), broken)
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	o.drain()
	if len(server.mails) != 0 || len(o.list()) != 0 {
		t.Fatalf("sent all the same: %+v", server.mails)
	}
}

func TestTroubleIsTriedAgain_N1(t *testing.T) {
	t.Parallel()
	trouble := errors.New("no route")
	server := &outside{answers: []error{trouble, trouble}}
	o := open(t, server)
	if err := o.send(o.message()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		o.drain()
		o.clock.Advance(5 * time.Minute)
	}
	got := o.list()
	if len(server.mails) != 3 || got[0].State != notify.Sent || got[0].Attempts != 3 {
		t.Fatalf("after trouble: %+v", got)
	}
	if server.mails[0] != server.mails[2] {
		t.Fatal("another attempt is another mail")
	}
}

func TestGivenUpAfterDays_N1(t *testing.T) {
	t.Parallel()
	server := &outside{}
	for range 200 {
		server.answers = append(server.answers, errors.New("no route"))
	}
	o := open(t, server)
	if err := o.send(o.message()); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		o.drain()
		o.clock.Advance(time.Hour)
	}
	got := o.list()
	if got[0].State != notify.Failed || got[0].Problem != "mail_server_unreachable" {
		t.Fatalf("after four days: %+v", got)
	}
	if n := len(server.mails); n < 20 || n > 40 {
		t.Errorf("%d attempts in three days", n)
	}
	if strings.Contains(o.raw(), "notify.deliver") {
		t.Error("a job is left")
	}
}

func TestRefusedRecipientBounces_N1(t *testing.T) {
	t.Parallel()
	server := &outside{answers: []error{fmt.Errorf("wrapped: %w", &notify.Refusal{Reply: "550 5.1.1"})}}
	o := open(t, server)
	if err := o.send(o.message()); err != nil {
		t.Fatal(err)
	}
	o.drain()
	o.clock.Advance(24 * time.Hour)
	o.drain()
	got := o.list()
	if len(server.mails) != 1 || got[0].State != notify.Bounced || got[0].Problem != "550 5.1.1" {
		t.Fatalf("refused: %+v", got)
	}
}

// A bad address stops no change: the message is remembered as failed and nothing leaves.
func TestNoAddressIsSeen_N1(t *testing.T) {
	t.Parallel()
	server := &outside{}
	o := open(t, server)
	for to, problem := range map[string]string{"": "no_address", "karen": "address_unusable", "a@b.example\r\nBcc: c@d.example": "address_unusable"} {
		m := o.message()
		m.To = to
		if err := o.send(m); err != nil {
			t.Fatalf("%q: %v", to, err)
		}
		o.drain()
		if got := o.list()[0]; got.State != notify.Failed || got.Problem != problem {
			t.Errorf("%q: %+v", to, got)
		}
	}
	if len(server.mails) != 0 {
		t.Fatalf("sent: %+v", server.mails)
	}
}

func TestMailWaitsForAServer_N1(t *testing.T) {
	t.Parallel()
	o := open(t, nil)
	if err := o.send(o.message()); err != nil {
		t.Fatal(err)
	}
	o.drain()
	o.clock.Advance(30 * 24 * time.Hour)
	o.drain()
	if got := o.list(); got[0].State != notify.Waiting || got[0].Attempts != 0 {
		t.Fatalf("without a server: %+v", got)
	}
}

// The number is a replacement number: nobody has it (E2).
func TestNationalIDStopsTheChange_N1(t *testing.T) {
	t.Parallel()
	o := open(t, &outside{})
	m := o.message()
	m.Values["name"] = "Karen 610190-1234"
	if err := o.send(m); fault.CodeOf(err) != "national_id_in_text" || strings.Contains(err.Error(), "610190") {
		t.Fatalf("got %v", err)
	}
	m.Template = "no_such"
	if err := o.send(m); err == nil {
		t.Fatal("an unknown message was taken")
	}
	if len(o.list()) != 0 {
		t.Fatal("something was stored")
	}
}

func TestWhoListsMessages_N1(t *testing.T) {
	t.Parallel()
	o := open(t, nil)
	for name, c := range map[string]struct {
		ctx  context.Context //nolint:containedctx // a table of callers
		want string
	}{
		"organisation administrator": {o.as(authz.OrganisationAdministrator, authz.WholeOrganisation), ""},
		"user administrator":         {o.as(authz.UserAdministrator, authz.WholeOrganisation), ""},
		"of one unit":                {o.as(authz.UserAdministrator, authz.OneUnit), "forbidden"},
		"auditor":                    {o.as(authz.Auditor, authz.WholeOrganisation), "forbidden"},
		"nobody":                     {t.Context(), "unauthenticated"},
		"stranger": {testkit.As(t, authz.Actor{
			Kind: authz.PersonActor, At: o.clock.Last(), Organisation: id.New[id.Organisation](),
		}), "not_found"},
	} {
		_, err := o.List(c.ctx, notify.Find{Organisation: o.org})
		if got := fault.CodeOf(err); got != c.want || (err != nil) != (c.want != "") {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

func TestMessagesInPages_N1(t *testing.T) {
	t.Parallel()
	o := open(t, &outside{})
	persons := []string{}
	for range 5 {
		m := o.message()
		persons = append(persons, m.Person)
		if err := o.send(m); err != nil {
			t.Fatal(err)
		}
	}
	o.drain()
	ctx, two := o.as(authz.UserAdministrator, authz.WholeOrganisation), 2
	seen, after := []string{}, ""
	for {
		found, err := o.List(ctx, notify.Find{Organisation: o.org, Limit: &two, After: after, State: "sent"})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range found.Data {
			seen = append([]string{n.Person}, seen...)
		}
		if after = found.Next; after == "" {
			break
		}
	}
	if strings.Join(seen, " ") != strings.Join(persons, " ") {
		t.Fatalf("seen %v, sent to %v", seen, persons)
	}
	one, err := o.List(ctx, notify.Find{Organisation: o.org, Person: persons[3]})
	if err != nil || len(one.Data) != 1 || one.Data[0].Person != persons[3] {
		t.Fatalf("one person's: %+v (%v)", one.Data, err)
	}
}
