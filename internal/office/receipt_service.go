package office

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"fmt"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/idempotency"
	"hverv/internal/letter"
	"hverv/internal/organisation"
	"hverv/internal/reseal"
	"hverv/internal/stock"
)

func contentContext(r Receipt) string {
	return "receipts/content/" + r.Organisation.String() + "/" + r.ID.String()
}

func documentContext(r Receipt) string {
	return "receipts/document/" + r.Organisation.String() + "/" + r.ID.String()
}

// Sealed is what is brought under the present key after a rotation (X4). What a receipt says stays as it is.
func Sealed() []reseal.Column {
	key := []string{"organisation_id", "id"}
	return []reseal.Column{
		{Table: "proofings", Name: "number_sealed", Key: key, Under: "proofings/number"},
		{Table: "proofings", Name: "photo_sealed", Key: key, Under: "proofings/photo", Batch: 20},
		{Table: "receipts", Name: "content_sealed", Key: key, Under: "receipts/content"},
		{Table: "receipts", Name: "document_sealed", Key: key, Under: "receipts/document", Batch: 20},
	}
}

// Issued writes the receipt in the transaction that puts a device into somebody's hands.
func (s *Service) Issued(ctx context.Context, tx *database.Tx, decision authz.Decision, d stock.Device, custody id.Custody) error {
	o, err := organisation.Find(ctx, tx, d.Organisation)
	if err != nil {
		return err
	}
	settings, err := findIssuing(ctx, tx, d.Organisation)
	if err != nil {
		return err
	}
	holder, err := employee.Find(ctx, tx, d.Organisation, d.Holder)
	if err != nil {
		return err
	}
	language, err := languageOf(ctx, tx, d.Organisation, d.Holder)
	if err != nil {
		return err
	}
	r := Receipt{
		Organisation: d.Organisation, ID: id.New[id.Receipt](), Custody: custody, Employee: d.Holder, Device: d.ID, Serial: d.Serial, Kind: string(d.Kind),
		IssuedBy: decision.Actor().Employee, IssuedAt: tx.Now, KeepUntil: tx.Today.AddMonths(12 * keptYears), Version: 1,
	}
	clerk := decision.Actor().Name
	if !r.IssuedBy.IsZero() {
		by, err := employee.Find(ctx, tx, d.Organisation, r.IssuedBy)
		if err != nil {
			return err
		}
		clerk = by.Name()
	}
	plain, err := json.Marshal(issue{
		language: language, organisation: o.Name, holder: holder.Name(), clerk: clerk, kind: r.Kind, serial: r.Serial, terms: settings.Terms,
		number: r.ID.String()[24:], at: tx.Now,
	}.letter())
	if err != nil {
		return fmt.Errorf("write receipt %s: %w", r.ID, err)
	}
	if r.Content, err = s.Keys.Seal(plain, contentContext(r)); err != nil {
		return err
	}
	if err := insertReceipt(ctx, tx, r); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, r.event(decision, "receipt.written"))
}

func (r Receipt) event(decision authz.Decision, name string) audit.Event {
	return audit.Event{
		Decision: decision, Name: name, Subject: audit.On("receipt", r.ID), Person: r.Employee.String(),
		After: audit.Fields{"serial": r.Serial, "device_id": r.Device.String(), "signed": r.SignedHow, "keep_until": r.KeepUntil.String()},
	}
}

// Signed marks a receipt as signed when its hand-over is; how says by what.
func (s *Service) Signed(ctx context.Context, tx *database.Tx, decision authz.Decision, org id.Organisation, custody id.Custody, how string) error {
	r, found, err := lockReceiptOf(ctx, tx, org, custody)
	if err != nil || !found || r.SignedHow != "" {
		return err // what was handed out before there were receipts has none
	}
	r.SignedHow, r.SignedAt = how, &tx.Now
	if how == SignedOnPaper {
		r.ConfirmedBy = decision.Actor().Employee
	}
	if err := updateReceipt(ctx, tx, &r); err != nil {
		return err
	}
	return s.Audit.Record(ctx, tx, r.event(decision, "receipt.signed"))
}

// Receipts are those of an employee, the newest first.
func (s *Service) Receipts(ctx context.Context, org id.Organisation, of id.Employee) ([]Receipt, error) {
	permit, err := authz.Require(ctx, authz.ReceiptRead, authz.In(org))
	if err != nil {
		return nil, err
	}
	var all []Receipt
	err = s.DB.Read(ctx, func(tx *database.Tx) error {
		e, err := employee.Find(ctx, tx, org, of)
		if err != nil {
			return err
		}
		if _, err := permit.On(e.Facts()); err != nil {
			return err
		}
		all, err = listReceipts(ctx, tx, org, of)
		for i := range all {
			all[i] = all[i].allowed(ctx, e)
		}
		return err
	})
	return all, err
}

func (r Receipt) allowed(ctx context.Context, e employee.Employee) Receipt {
	r.Actions, r.Content, r.Document = []string{"print"}, nil, nil
	if r.SignedHow != "" {
		return r
	}
	if authz.Can(ctx, authz.ReceiptSign, authz.In(r.Organisation), authz.Facts{Owner: e.ID}) {
		r.Actions = append(r.Actions, "sign")
	}
	if authz.Can(ctx, authz.ReceiptOnPaper, authz.In(r.Organisation), e.Facts()) {
		r.Actions = append(r.Actions, "sign_on_paper")
	}
	return r
}

// Print gives the sheet of a receipt: the same bytes each time, however Hverv writes letters then.
func (s *Service) Print(ctx context.Context, org id.Organisation, which id.Receipt) (Paper, error) {
	permit, err := authz.Require(ctx, authz.ReceiptRead, authz.In(org))
	if err != nil {
		return Paper{}, err
	}
	var paper Paper
	err = s.DB.Change(ctx, func(tx *database.Tx) error {
		r, e, err := receiptAndHolder(ctx, tx, org, which)
		if err != nil {
			return err
		}
		decision, err := permit.On(e.Facts())
		if err != nil {
			return err
		}
		pdf, err := s.sheet(ctx, tx, &r)
		if err != nil {
			return err
		}
		paper = Paper{r.allowed(ctx, e), pdf}
		return s.Audit.Record(ctx, tx, r.event(decision, "receipt.printed"))
	})
	return paper, err
}

// sheet opens the sheet, or writes it the first time that somebody wants it.
func (s *Service) sheet(ctx context.Context, tx *database.Tx, r *Receipt) ([]byte, error) {
	if r.Document != nil {
		pdf, err := s.Keys.Open(r.Document, documentContext(*r))
		if err != nil {
			return nil, err
		}
		if sum := sha256.Sum256(pdf); subtle.ConstantTimeCompare(sum[:], r.Digest) != 1 {
			return nil, fmt.Errorf("receipt %s is not what was written", r.ID)
		}
		return pdf, nil
	}
	plain, err := s.Keys.Open(r.Content, contentContext(*r))
	if err != nil {
		return nil, err
	}
	var content letter.Letter
	if err := json.Unmarshal(plain, &content); err != nil {
		return nil, fmt.Errorf("read receipt %s: %w", r.ID, err)
	}
	pdf, err := content.PDF()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(pdf)
	r.Digest = sum[:]
	if r.Document, err = s.Keys.Seal(pdf, documentContext(*r)); err != nil {
		return nil, err
	}
	return pdf, updateReceipt(ctx, tx, r)
}

// Sign is the holder's signature in their own session.
func (s *Service) Sign(ctx context.Context, org id.Organisation, which id.Receipt) (Receipt, error) {
	permit, err := authz.Require(ctx, authz.ReceiptSign, authz.In(org))
	if err != nil {
		return Receipt{}, err
	}
	return s.sign(ctx, permit, org, which, stock.InOwnSession)
}

// SignOnPaper says that the holder signed the sheet at the desk.
func (s *Service) SignOnPaper(ctx context.Context, org id.Organisation, which id.Receipt) (Receipt, error) {
	permit, err := authz.Require(ctx, authz.ReceiptOnPaper, authz.In(org))
	if err != nil {
		return Receipt{}, err
	}
	return s.sign(ctx, permit, org, which, SignedOnPaper)
}

// sign settles the hand-over, which signs its receipt.
func (s *Service) sign(ctx context.Context, permit authz.Permit, org id.Organisation, which id.Receipt, how string) (Receipt, error) {
	return idempotency.Once(ctx, s.DB, func(tx *database.Tx) (Receipt, error) {
		r, e, err := receiptAndHolder(ctx, tx, org, which)
		if err != nil {
			return r, err
		}
		facts := e.Facts()
		if how == stock.InOwnSession {
			facts.Units = nil
		}
		decision, err := permit.On(facts)
		if err != nil {
			return r, err
		}
		if how == SignedOnPaper && decision.Actor().Employee == e.ID {
			return r, ownAct()
		}
		if r.SignedHow != "" {
			return r, receiptSigned()
		}
		if err := s.Stock.SignIn(ctx, tx, decision, org, r.Custody, how); err != nil {
			return r, err
		}
		if r, e, err = receiptAndHolder(ctx, tx, org, which); err != nil {
			return r, err
		}
		return r.allowed(ctx, e), nil
	})
}

func receiptAndHolder(ctx context.Context, tx *database.Tx, org id.Organisation, which id.Receipt) (Receipt, employee.Employee, error) {
	r, err := lockReceipt(ctx, tx, org, which)
	if err != nil {
		return r, employee.Employee{}, err
	}
	e, err := employee.Find(ctx, tx, org, r.Employee)
	return r, e, err
}
