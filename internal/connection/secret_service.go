package connection

import (
	"context"

	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/nationalid"
	"hverv/internal/person"
)

// What is sealed here, and where (E3).
func approvalContext(a id.Approval) string { return "connection_approvals/national_id/" + a.String() }
func administratorContext(a string) string { return "connection_administrators/national_id/" + a }
func reasonContext(c id.Connection) string { return "connections/reason/" + c.String() }
func contentContext(d id.Document) string  { return "connection_documents/content/" + d.String() }
func personContext(p id.Person) string     { return "persons/national_id/" + p.String() }

func (s *Service) sealApproval(approval id.Approval, number nationalid.Number) (secret, error) {
	return s.sealNumber(number, approvalContext(approval))
}

func (s *Service) sealNumber(number nationalid.Number, context string) (secret, error) {
	if number.IsZero() {
		return secret{}, nil
	}
	sealed, err := s.Keys.Seal(number.Canonical(), context)
	return secret{
		sealed: sealed, index: s.Keys.Index(number.Canonical(), person.Purpose), key: int64(s.Keys.IndexKeyID()), masked: number.Masked(),
	}, err
}

func (s *Service) openNumber(sealed []byte, context string) (nationalid.Number, error) {
	if len(sealed) == 0 {
		return nationalid.Number{}, nil
	}
	plain, err := s.Keys.Open(sealed, context)
	if err != nil {
		return nationalid.Number{}, err
	}
	return nationalid.FromCanonical(plain)
}

// numberOf is the number that the private eID gave of a person, or none.
func (s *Service) numberOf(ctx context.Context, tx *database.Tx, who id.Person) (nationalid.Number, error) {
	sealed, err := personID(ctx, tx, who)
	if err != nil {
		return nationalid.Number{}, err
	}
	return s.openNumber(sealed, personContext(who))
}
