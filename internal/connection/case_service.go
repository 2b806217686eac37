package connection

import (
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	_ "image/jpeg" // so that a JPEG is known by its content
	_ "image/png"  // and a PNG
	"slices"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/company"
	"hverv/internal/database"
	"hverv/internal/etag"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/notify"
	"hverv/internal/page"
)

// documentKinds are what a document may be said to show (C10).
//
//nolint:gochecknoglobals // a table
var documentKinds = []string{"registration", "minutes", "power_of_attorney", "identity", "other"}

// Upload is a document of the applicant's.
type Upload struct {
	Connection id.Connection
	Kind       string
	Content    []byte
}

// Upload keeps a document, sealed, until the case is decided (C10). What it is says its content,
// not its name, which is not taken in at all: file names hold people's numbers.
func (s *Service) Upload(ctx context.Context, in Upload) (Document, error) {
	permit, err := authz.Require(ctx, authz.CaseUpload, authz.Everywhere())
	if err != nil {
		return Document{}, err
	}
	media, err := in.check()
	if err != nil {
		return Document{}, err
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Document, error) {
		r, decision, err := s.own(ctx, tx, permit, in.Connection, StepUpload)
		if err != nil {
			return Document{}, err
		}
		if kept(r.Documents) >= maxDocuments {
			return Document{}, fault.New(fault.Conflict, "too_many_documents", "No more documents are taken in for this request.")
		}
		d := Document{ID: id.New[id.Document](), Kind: in.Kind, MediaType: media, Size: len(in.Content), UploadedAt: tx.Now}
		sealed, err := s.Keys.Seal(in.Content, contentContext(d.ID))
		if err != nil {
			return Document{}, err
		}
		hash := sha256.Sum256(in.Content)
		if err := insertDocument(ctx, tx, r.ID, d, hash[:], sealed); err != nil {
			return Document{}, err
		}
		return d, s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "connection.document_uploaded", Subject: audit.On("connection", r.ID),
			After: audit.Fields{"document_id": d.ID.String(), "kind": d.Kind, "media_type": media, "size": d.Size},
		})
	})
}

func (in Upload) check() (media string, err error) {
	var c fault.Check
	c.That(slices.Contains(documentKinds, in.Kind), "/kind", "unknown", "Choose one of the kinds of document.")
	c.That(len(in.Content) > 0, "/content", "missing", "The document is empty.")
	if err := c.Err(); err != nil {
		return "", err
	}
	if len(in.Content) > maxDocument {
		return "", fault.New(fault.TooLarge, "document_too_large", "A document may fill 10 MB at most.")
	}
	if media = mediaOf(in.Content); media == "" {
		return "", fault.New(fault.Unsupported, "document_type", "Send a PDF, or a picture as PNG or JPEG.").
			On("/content", "document_type", "Send a PDF, or a picture as PNG or JPEG.")
	}
	return media, nil
}

// mediaOf tells PDF, PNG and JPEG by their content; "" is anything else.
func mediaOf(content []byte) string {
	if bytes.HasPrefix(content, []byte("%PDF-")) {
		return "application/pdf"
	}
	if _, format, err := image.DecodeConfig(bytes.NewReader(content)); err == nil {
		return "image/" + format // only the two that are imported are known
	}
	return ""
}

// Cases lists what waits for an operator, the oldest first (C10).
func (s *Service) Cases(ctx context.Context, after string, limit *int) (page.Page[Connection], error) {
	var none page.Page[Connection]
	if _, err := authz.Require(ctx, authz.CaseRead, authz.Everywhere()); err != nil {
		return none, err
	}
	n, from, err := window(after, limit)
	if err != nil {
		return none, err
	}
	var all []Connection
	err = s.DB.Single(ctx, func(tx *database.Tx) error {
		rows, err := cases(ctx, tx, from, n+1)
		if err != nil {
			return err
		}
		all, err = s.showAll(ctx, tx, rows)
		return err
	})
	for i := range all {
		all[i] = all[i].toOperator()
	}
	return page.Cut(all, n, func(c Connection) string { return page.Encode(c.ID) }), err
}

// Case shows one request to an operator.
func (s *Service) Case(ctx context.Context, connection id.Connection) (Connection, error) {
	if _, err := authz.Require(ctx, authz.CaseRead, authz.Everywhere()); err != nil {
		return Connection{}, err
	}
	var c Connection
	err := s.DB.Single(ctx, func(tx *database.Tx) (err error) {
		c, err = s.read(ctx, tx, connection)
		return err
	})
	return c.toOperator(), err
}

// toOperator offers the operator's steps in place of the applicant's.
func (c Connection) toOperator() Connection {
	c.Actions = []string{}
	if c.State.allows(StepDecide) {
		c.Actions = append(c.Actions, string(StepDecide))
	}
	return c
}

// Paper is a document with its content.
type Paper struct {
	MediaType string
	Content   []byte
}

// Read gives an operator a document; that it was read is an event (G1).
func (s *Service) Read(ctx context.Context, connection id.Connection, document id.Document) (Paper, error) {
	permit, err := authz.Require(ctx, authz.CaseRead, authz.Everywhere())
	if err != nil {
		return Paper{}, err
	}
	var paper Paper
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		decision, err := permit.On(authz.Facts{})
		if err != nil {
			return err
		}
		found, err := findDocument(ctx, tx, connection, document)
		if err != nil {
			return err
		}
		if found.Sealed == nil {
			return fault.New(fault.Gone, "document_purged", "The document's time of keeping is over; its content was deleted.")
		}
		plain, err := s.Keys.Open(found.Sealed, contentContext(document))
		if err != nil {
			return err
		}
		paper = Paper{found.MediaType, plain}
		return s.Audit.Record(ctx, tx, audit.Event{
			Decision: decision, Name: "connection.document_read", Subject: audit.On("connection", connection),
			After: audit.Fields{"document_id": document.String()},
		})
	})
	return paper, err
}

// Decide is an operator's word on a manual case.
type Decide struct {
	Connection        id.Connection
	Version           int64
	Approve           bool
	RequiredApprovals int // 0 leaves the number as it is
	Reason            string
}

// Decide ends a manual case (C10). A yes takes the approvals that the register could not prove for
// proven, and may say how many are needed; if they do not suffice, the others are still awaited.
func (s *Service) Decide(ctx context.Context, in Decide) (Connection, error) {
	permit, err := authz.Require(ctx, authz.CaseDecide, authz.Everywhere())
	if err != nil {
		return Connection{}, err
	}
	var c fault.Check
	reason(&c, &in.Reason, 0)
	c.That(in.RequiredApprovals >= 0 && in.RequiredApprovals <= maxRepresentatives, "/required_approvals", "out_of_range", "From one to ten approvals.")
	if err := c.Err(); err != nil {
		return Connection{}, err
	}
	var company *company.Company
	if in.Approve {
		if company, err = s.again(ctx, id.Person{}, in.Connection, Case); err != nil {
			return Connection{}, err
		}
	}
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Connection, error) {
		r, decision, err := s.judged(ctx, tx, permit, in)
		if err != nil {
			return Connection{}, err
		}
		if in.Approve {
			err = s.uphold(ctx, tx, decision, r, in, company)
		} else {
			err = s.reject(ctx, tx, decision, r, in)
		}
		if err != nil {
			return Connection{}, err
		}
		c, err := s.read(ctx, tx, r.ID)
		return c.toOperator(), err
	})
}

// judged locks the case for an operator who has no part in it: nobody decides on an own request (A5).
func (s *Service) judged(ctx context.Context, tx *database.Tx, permit authz.Permit, in Decide) (row, authz.Decision, error) {
	decision, err := permit.On(authz.Facts{Reason: in.Reason})
	if err != nil {
		return row{}, decision, err
	}
	r, err := lock(ctx, tx, in.Connection)
	if err != nil {
		return r, decision, err
	}
	me := decision.Actor().Person
	if r.Applicant == me || slices.ContainsFunc(r.Approvals, func(a Representative) bool { return a.Person == me }) {
		return r, decision, fault.New(fault.Forbidden, "own_request", "Somebody else must decide on your own request.")
	}
	if err := r.State.on(tx.Today, r.ExpiresOn).permit(StepDecide); err != nil {
		return r, decision, err
	}
	if r.Version != in.Version {
		return r, decision, etag.Stale()
	}
	return r, decision, nil
}

func (s *Service) uphold(ctx context.Context, tx *database.Tx, decision authz.Decision, r row, in Decide, company *company.Company) error {
	if company == nil || company.CVR.String() != r.CVR {
		return etag.Stale()
	}
	before := r.Required
	r.Company = company
	if in.RequiredApprovals > 0 {
		r.Required, r.SetBy = in.RequiredApprovals, decision.Actor().Person
	}
	if r.Required == 0 {
		return fault.New(fault.Invalid, "required_approvals_missing", "The register holds the signing rule in words only. Say how many must approve.").
			On("/required_approvals", "missing", "Read the signing rule and say how many must approve.")
	}
	if err := prove(ctx, tx, r.ID); err != nil {
		return err
	}
	err := s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "connection.case_approved", Subject: audit.On("connection", r.ID), Reason: in.Reason,
		Before: audit.Fields{"required_approvals": before}, After: audit.Fields{"required_approvals": r.Required},
	})
	if err != nil {
		return err
	}
	if _, err := s.count(ctx, tx, decision, r); err != nil {
		return err
	}
	return s.tell(ctx, tx, r, notify.CaseDecided, map[string]string{"approved": "yes", "reason": in.Reason})
}

func (s *Service) reject(ctx context.Context, tx *database.Tx, decision authz.Decision, r row, in Decide) error {
	sealed, err := s.Keys.Seal([]byte(in.Reason), reasonContext(r.ID))
	if err != nil {
		return err
	}
	u := r.update(Rejected, r.ExpiresOn)
	u.endedAt, u.reasonSealed = &tx.Now, sealed
	if err := move(ctx, tx, r.ID, u); err != nil {
		return err
	}
	if err := voidLinks(ctx, tx, r.ID); err != nil {
		return err
	}
	err = s.Audit.Record(ctx, tx, audit.Event{
		Decision: decision, Name: "connection.case_rejected", Subject: audit.On("connection", r.ID), Reason: in.Reason,
		Before: audit.Fields{"state": string(r.State)}, After: audit.Fields{"state": string(Rejected)},
	})
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, r, notify.CaseDecided, map[string]string{"approved": "no", "reason": in.Reason})
}
