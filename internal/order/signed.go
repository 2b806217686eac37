package order

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"hverv/internal/fault"
)

// tolerance is how far a message's stamp may lie from our time (Standard Webhooks).
const tolerance = 5 * time.Minute

// Signed is a message as it came, with the headers of the Standard Webhooks specification.
type Signed struct {
	ID, Stamp, Signature string
	Body                 []byte
}

// Sign signs a message by that specification, for both directions.
func Sign(secret, id string, at time.Time, body []byte) Signed {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return Signed{ID: id, Stamp: stamp, Signature: "v1," + base64.StdEncoding.EncodeToString(digest(secret, id, stamp, body)), Body: body}
}

func digest(secret, id, stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, keyFrom(secret))
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// keyFrom reads a secret as the specification writes it; any other text is taken as it stands.
func keyFrom(secret string) []byte {
	if text, ok := strings.CutPrefix(secret, "whsec_"); ok {
		if key, err := base64.StdEncoding.DecodeString(text); err == nil {
			return key
		}
	}
	return []byte(secret)
}

// good says whether one of the signatures is right and the stamp is of now. While a secret is changed a
// message carries two.
func (m Signed) good(secret string, now time.Time) bool {
	seconds, err := strconv.ParseInt(m.Stamp, 10, 64)
	if err != nil || secret == "" || m.ID == "" || now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	want, right := digest(secret, m.ID, m.Stamp, m.Body), false
	for each := range strings.FieldsSeq(m.Signature) {
		text, ok := strings.CutPrefix(each, "v1,")
		given, err := base64.StdEncoding.DecodeString(text)
		right = right || ok && err == nil && hmac.Equal(want, given)
	}
	return right
}

// Good says whether it is signed with that secret, whenever; for a peer that keeps no time.
func (m Signed) Good(secret string) bool {
	seconds, err := strconv.ParseInt(m.Stamp, 10, 64)
	return err == nil && m.good(secret, time.Unix(seconds, 0))
}

// read judges the signature and then reads the message.
func (s *Service) read(raw Signed) (Message, error) {
	if !raw.good(s.secret, s.wall()) {
		return Message{}, fault.New(fault.Unauthenticated, "signature_wrong", "The message is not signed with the supplier's secret, or too old.")
	}
	return readMessage(raw.Body)
}

// readMessage reads what a supplier says. Members that we do not know may come with a later version.
func readMessage(body []byte) (Message, error) {
	var m Message
	if err := json.NewDecoder(bytes.NewReader(body)).Decode(&m); err != nil || m.Order == "" {
		return m, fault.New(fault.Malformed, "message_unreadable", "The message cannot be read.")
	}
	return m, nil
}
