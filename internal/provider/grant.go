package provider

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"time"

	"github.com/lib/pq"

	"hverv/internal/authz"
	"hverv/internal/id"
)

// holder is a grant with the facts of its person as they are now: what one statement reads, so
// that "may this person still act?" and "what do we say of them?" have the same instant.
type holder struct {
	ID           id.TokenGrant   `db:"id"`
	Client       id.Client       `db:"client_id"`
	Organisation id.Organisation `db:"organisation_id"`
	Employee     id.Employee     `db:"employee_id"`
	Session      id.Session      `db:"session_id"`
	Scopes       pq.StringArray  `db:"scopes"`
	Assurance    authz.Level     `db:"assurance"`
	AMR          pq.StringArray  `db:"amr"`
	SignedInAt   time.Time       `db:"signed_in_at"`
	RedirectURI  string          `db:"redirect_uri"`
	Nonce        string          `db:"nonce"`
	Challenge    string          `db:"challenge"`
	EndsAt       time.Time       `db:"ends_at"`
	Usable       bool            `db:"usable"`
	SessionEnds  time.Time       `db:"session_ends_at"`
	ReducedTo    id.Bundle       `db:"reduced_to"` // what bounds the session's powers (U10); none: nothing

	GivenName        string `db:"given_name"`
	FamilyName       string `db:"family_name"`
	Email            string `db:"email"`
	CVR              string `db:"cvr"`
	OrganisationName string `db:"organisation_name"`
	PNumber          string `db:"p_number"`
	ProductionUnit   string `db:"production_unit"`
	NationalIDKind   string `db:"national_id_kind"`
	NationalID       []byte `db:"national_id_sealed"`
}

func (h holder) has(scope string) bool { return slices.Contains(h.Scopes, scope) }

// actor is the client acting for the person: who the log says redeemed and refreshed.
func (h holder) actor(at time.Time) authz.Actor {
	return authz.Actor{
		Kind: authz.ClientActor, At: at, Client: h.Client, Organisation: h.Organisation, Employee: h.Employee, Session: h.Session,
		Assurance: h.Assurance, SignedInAt: h.SignedInAt, ReducedTo: h.ReducedTo,
	}
}

// fits says whether the verifier is the one whose hash came with the request (RFC 7636, S256).
func fits(challenge, verifier string) bool {
	if len(verifier) < 43 || len(verifier) > 128 {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}
