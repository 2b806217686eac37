package notify_test

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/notify/notifytest"
	"hverv/internal/testkit"
)

func TestMailers(t *testing.T) {
	t.Parallel()
	t.Run("smtp", func(t *testing.T) {
		t.Parallel()
		notifytest.Run(t, func(t *testing.T) (notify.Mailer, func() []notify.Mail) {
			t.Helper()
			server := startSMTP(t)
			return server.mailer(t), func() []notify.Mail { return server.arrived(t) }
		})
	})
	t.Run("demo mailbox", func(t *testing.T) {
		t.Parallel()
		notifytest.Run(t, func(t *testing.T) (notify.Mailer, func() []notify.Mail) {
			t.Helper()
			box := notify.NewMailbox(testkit.DB(t), testkit.Keys(t))
			return box, func() []notify.Mail { return inBox(t, box) }
		})
	})
}

func inBox(t *testing.T, box *notify.Mailbox) []notify.Mail {
	t.Helper()
	taken, err := box.Latest(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	mails := make([]notify.Mail, len(taken))
	for i := range taken {
		mails[i] = taken[i].Mail
	}
	return mails
}

// A final no to the recipient is a bounce; anything that may pass is tried again.
func TestSMTPTellsRefusalsFromTrouble(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		server  func(*mailServer)
		refused string
	}{
		{"no such recipient", func(s *mailServer) {
			s.onRecipient = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "unknown"}
		}, "550 5.1.1"},
		{"text refused", func(s *mailServer) {
			s.onData = &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "spam"}
		}, "554 5.7.1"},
		{"mailbox busy", func(s *mailServer) {
			s.onRecipient = &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 1}, Message: "later"}
		}, ""},
		{"our sender refused", func(s *mailServer) {
			s.onSender = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "who"}
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := startSMTP(t)
			c.server(server)
			err := server.mailer(t).Deliver(t.Context(), notify.Mail{ID: id.New[id.Message](), To: "a@b.example", Subject: "x", Body: "y"})
			if err == nil {
				t.Fatal("delivered")
			}
			refusal, refused := errors.AsType[*notify.Refusal](err)
			if refused != (c.refused != "") || refused && refusal.Reply != c.refused {
				t.Fatalf("got %v, want a refusal %q", err, c.refused)
			}
		})
	}
}

// A server that cannot encrypt gets nothing when encryption is demanded.
func TestSMTPDemandsEncryption(t *testing.T) {
	t.Parallel()
	server := startSMTP(t)
	mailer, err := notify.NewSMTP(notify.SMTP{Addr: server.addr, From: "hverv@hverv.example", StartTLS: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := mailer.Deliver(t.Context(), notify.Mail{ID: id.New[id.Message](), To: "a@b.example", Subject: "x", Body: "y"}); err == nil {
		t.Fatal("sent in the clear")
	}
	if got := server.arrived(t); len(got) != 0 {
		t.Fatalf("arrived: %q", got)
	}
}

// mailServer is a small SMTP server of the test's own.
type mailServer struct {
	addr string

	onSender, onRecipient, onData error

	mu  sync.Mutex
	raw []rawMail
}

type rawMail struct {
	to   []string
	text []byte
}

func startSMTP(t *testing.T) *mailServer {
	t.Helper()
	backend := &mailServer{}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // nothing to cancel before it listens
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(backend)
	server.Domain = "mail.example"
	server.ErrorLog = quiet{}
	backend.addr = listener.Addr().String()
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = listener.Close() // also when Serve has not come to know of it yet
		_ = server.Close()
		<-stopped
	})
	return backend
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *mailServer) mailer(t *testing.T) *notify.SMTPMailer {
	t.Helper()
	mailer, err := notify.NewSMTP(notify.SMTP{Addr: s.addr, From: "hverv@hverv.example"})
	if err != nil {
		t.Fatal(err)
	}
	return mailer
}

func (s *mailServer) arrived(t *testing.T) []notify.Mail {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	mails := []notify.Mail{}
	for _, raw := range s.raw {
		mails = append(mails, raw.read(t))
	}
	return mails
}

// read takes a mail apart as a mail program does, by the standard library alone.
func (r rawMail) read(t *testing.T) notify.Mail {
	t.Helper()
	message, err := mail.ReadMessage(bytes.NewReader(r.text))
	if err != nil {
		t.Fatalf("read %q: %v", r.text, err)
	}
	for _, forbidden := range []string{"Bcc", "Cc", "X"} {
		if message.Header.Get(forbidden) != "" {
			t.Errorf("header %s slipped in", forbidden)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(message.Body))
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(message.Header.Get("Message-ID"), "<"), "@")
	messageID, err := id.Parse[id.Message](name)
	if err != nil {
		t.Fatalf("message id %q: %v", name, err)
	}
	return notify.Mail{
		ID: messageID, To: strings.Join(r.to, ","), Language: message.Header.Get("Content-Language"),
		Subject: subject, Body: strings.ReplaceAll(string(body), "\r\n", "\n"),
	}
}

func (s *mailServer) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{server: s}, nil
}

type mailSession struct {
	server *mailServer
	to     []string
}

func (s *mailSession) Mail(string, *smtp.MailOptions) error { return s.server.onSender }

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return s.server.onRecipient
}

func (s *mailSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if s.server.onData != nil {
		return s.server.onData
	}
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.raw = append(s.server.raw, rawMail{s.to, text})
	return nil
}

func (s *mailSession) Reset()        { s.to = nil }
func (s *mailSession) Logout() error { return nil }
