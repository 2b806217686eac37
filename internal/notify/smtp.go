package notify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

const implicitTLS = 465 // the port on which encryption comes before the first word

// SMTP is the address of a mail server and how to get in.
type SMTP struct {
	Addr     string // host:port
	User     string // "" for none
	Password string
	From     string
	StartTLS bool // demand encryption
}

// SMTPMailer delivers to a mail server.
type SMTPMailer struct {
	host    string
	from    string
	options []mail.Option
}

// NewSMTP checks the address; it does not talk to the server.
func NewSMTP(s SMTP) (*SMTPMailer, error) {
	host, text, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, fmt.Errorf("port of the mail server: %w", err)
	}
	if !usable(s.From) {
		return nil, errors.New("the sender of mail is no plain address")
	}
	m := &SMTPMailer{host: host, from: s.From, options: []mail.Option{mail.WithPort(port), mail.WithTimeout(sendTimeout)}}
	switch {
	case port == implicitTLS:
		m.options = append(m.options, mail.WithSSL())
	case s.StartTLS:
		m.options = append(m.options, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		m.options = append(m.options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if s.User != "" {
		m.options = append(m.options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	_, err = mail.NewClient(m.host, m.options...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return m, nil
}

// Deliver implements Mailer. Each mail has a connection of its own, so that a broken one costs
// nobody else anything.
func (m *SMTPMailer) Deliver(ctx context.Context, letter Mail) error {
	message, err := m.compose(letter)
	if err != nil {
		return err
	}
	client, err := mail.NewClient(m.host, m.options...)
	if err != nil {
		return fmt.Errorf("reach the mail server: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, message)
	if refusal := refused(err); refusal != nil {
		return refusal
	}
	if err != nil {
		return fmt.Errorf("hand the mail over: %w", err)
	}
	return nil
}

func (m *SMTPMailer) compose(letter Mail) (*mail.Msg, error) {
	if !usable(letter.To) {
		return nil, &Refusal{"address_unusable"}
	}
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(message.From(m.from), message.To(letter.To)); err != nil {
		return nil, &Refusal{"address_unusable"}
	}
	message.Subject(oneLine(letter.Subject))
	message.SetDate()
	message.SetMessageIDWithValue(letter.ID.String() + m.from[strings.LastIndex(m.from, "@"):])
	message.SetGenHeader(mail.HeaderContentLang, letter.Language)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // no out-of-office answers, RFC 3834
	message.SetBodyString(mail.TypeTextPlain, letter.Body)
	return message, nil
}

// refused tells a final no to this recipient or text from a server that has trouble of its own:
// one that refuses our sender or our password may let us in tomorrow.
func refused(err error) error {
	failure, ok := errors.AsType[*mail.SendError](err)
	if !ok || failure.IsTemp() || failure.ErrorCode() < 500 {
		return nil
	}
	switch failure.Reason {
	case mail.ErrSMTPRcptTo, mail.ErrSMTPData, mail.ErrSMTPDataClose:
		return &Refusal{strings.TrimSpace(strconv.Itoa(failure.ErrorCode()) + " " + failure.EnhancedStatusCode())}
	default:
		return nil
	}
}
