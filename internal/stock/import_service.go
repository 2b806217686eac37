package stock

import (
	"context"
	"errors"
	"io"
	"time"

	"hverv/internal/audit"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/page"
	"hverv/internal/pskc"
)

const (
	batchSize = 500
	maxRows   = 1_000_000
)

// Import takes in a file of devices while it arrives, batch by batch, and keeps what became of each
// row. The same file once more changes nothing (O5). Seeds are sealed before they are stored; nothing
// else of the file is kept. A file that cannot be read to its end leaves what came before.
func (s *Service) Import(ctx context.Context, in NewImport, file io.Reader) (Import, error) {
	permit, err := authz.Require(ctx, authz.StockImport, authz.In(in.Organisation))
	if err != nil {
		return Import{}, err
	}
	if err := in.check(); err != nil {
		return Import{}, err
	}
	i, err := s.begin(ctx, permit, in)
	if err != nil {
		return i, err
	}
	var from source = newCSV(file, in.Maker)
	if in.Format == "pskc" {
		from = pskcSource{from: pskc.NewReader(file, in.Unlock), kind: in.Kind, maker: in.Maker}
	}
	end, err := s.takeAll(ctx, permit, in, i, from)
	if err != nil {
		return i, err
	}
	// Whoever brought it may be gone by now; what came of it is told all the same.
	return s.finish(context.WithoutCancel(ctx), permit, in, i, end)
}

func (s *Service) begin(ctx context.Context, permit authz.Permit, in NewImport) (Import, error) {
	i := Import{
		Organisation: in.Organisation, ID: id.New[id.StockImport](), Format: in.Format, Location: in.Location, State: importRunning,
		StartedBy: permit.Actor().Employee,
	}
	return i, s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := open(ctx, tx, permit, in.Organisation, in.Location)
		if err != nil {
			return err
		}
		i.StartedAt, i.TouchedAt = tx.Now, tx.Now
		if err := insertImport(ctx, tx, i); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, importEvent(decision, "stock.import_begun", i, audit.Fields{"format": i.Format, "location_id": i.Location.String()}))
	})
}

func importEvent(decision authz.Decision, name string, i Import, after audit.Fields) audit.Event {
	return audit.Event{Decision: decision, Name: name, Subject: audit.On("stock_import", i.ID), After: after}
}

// takeAll takes in batch after batch; end says how the reading ended.
func (s *Service) takeAll(ctx context.Context, permit authz.Permit, in NewImport, i Import, from source) (end stop, err error) {
	batch := make([]arrival, 0, batchSize)
	for number := 1; ; {
		a, failure := from.Next()
		if failure == nil {
			batch = append(batch, a)
		}
		if len(batch) == batchSize || failure != nil && len(batch) > 0 {
			if err := s.takeIn(ctx, permit, in, i, batch, number); err != nil {
				return end, err
			}
			number += len(batch)
			batch = batch[:0]
		}
		if failure == nil && number <= maxRows {
			continue
		}
		stopped, inFile := errors.AsType[*stop](failure)
		switch {
		case errors.Is(failure, io.EOF):
			return end, nil
		case inFile:
			return *stopped, nil
		case failure == nil:
			return stop{Code: "too_many_rows"}, nil
		default: // the connection
			return stop{Code: "upload_broken"}, nil
		}
	}
}

// takeIn stores a batch: one transaction, whatever its rows.
func (s *Service) takeIn(ctx context.Context, permit authz.Permit, in NewImport, i Import, batch []arrival, first int) error {
	return s.db.Change(context.WithoutCancel(ctx), func(tx *database.Tx) error {
		decision, err := open(ctx, tx, permit, in.Organisation, in.Location)
		if err != nil {
			return err
		}
		reasons := make([]string, len(batch))
		for n := range batch {
			reasons[n] = batch[n].judge(tx.Now)
		}
		books, err := s.books(ctx, tx, in.Organisation, batch)
		if err != nil {
			return err
		}
		more := Import{State: importRunning}
		for n, a := range batch {
			outcome, reason := outcomeRefused, reasons[n]
			if reason == "" {
				if outcome, reason, err = s.takeOne(tx, in, i, a, books); err != nil {
					return err
				}
			}
			more.count(outcome)
			tx.Append(rowTable, i.Organisation, i.ID, first+n, a.Line, shown(a.Serial), outcome, reason)
		}
		if err := addCounts(ctx, tx, i, more); err != nil {
			return err
		}
		return s.audit.Record(ctx, tx, importEvent(decision, "stock.taken_in", i, more.fields()))
	})
}

func (i *Import) count(outcome string) {
	switch outcome {
	case outcomeAdded:
		i.Added++
	case outcomeUnchanged:
		i.Unchanged++
	default:
		i.Refused++
	}
}

func (i *Import) fields() audit.Fields {
	return audit.Fields{"added": i.Added, "unchanged": i.Unchanged, "refused": i.Refused}
}

// shown is a serial number as the report repeats it: what is none may be anything at all.
func shown(serial string) string {
	if len(serial) > maxSerial || !plain(serial) {
		return ""
	}
	return serial
}

// takeOne adds a device that the books do not have.
func (s *Service) takeOne(tx *database.Tx, in NewImport, i Import, a arrival, books map[serialKey]knownDevice) (outcome, reason string, err error) {
	key := serialKey{a.Maker, a.Serial}
	if k, there := books[key]; there {
		outcome, reason = k.same(a)
		return outcome, reason, nil
	}
	device := id.New[id.Device]()
	var sealed []byte
	k := knownDevice{kind: a.Kind}
	if a.Kind != Chip {
		if sealed, err = s.sealSeed(in.Organisation, device, a.Seed); err != nil {
			return "", "", err
		}
		k.seed = &a.Seed
	}
	books[key] = k
	var expires *time.Time
	if !a.ExpiresAt.IsZero() {
		expires = &a.ExpiresAt
	}
	tx.Append(deviceTable, in.Organisation, device, a.Serial, a.Maker, a.Model, string(a.Kind), methodOf(a), sealed, a.Drift, expires,
		string(InStock), in.Location, in.Location, i.ID, tx.Now, tx.Now)
	return outcomeAdded, "", nil
}

// books opens what is known under the serial numbers of a batch.
func (s *Service) books(ctx context.Context, tx *database.Tx, org id.Organisation, batch []arrival) (map[serialKey]knownDevice, error) {
	found, err := knownSerials(ctx, tx, org, batch)
	if err != nil {
		return nil, err
	}
	books := make(map[serialKey]knownDevice, len(found)+len(batch))
	for _, d := range found {
		k := knownDevice{kind: d.Kind, destroyed: d.State == Destroyed}
		if k.seed, err = s.seedOf(d); err != nil {
			return nil, err
		}
		books[serialKey{d.Maker, d.Serial}] = k
	}
	return books, nil
}

func (s *Service) finish(ctx context.Context, permit authz.Permit, in NewImport, i Import, end stop) (Import, error) {
	state := importDone
	if end.Code != "" {
		state = importStopped
	}
	err := s.db.Change(ctx, func(tx *database.Tx) error {
		decision, err := judgedAt(ctx, tx, permit, in.Organisation, in.Location, "")
		if err != nil {
			return err
		}
		if err := addCounts(ctx, tx, i, Import{State: state, StopCode: end.Code, StopLine: end.Line}); err != nil {
			return err
		}
		if i, err = findImport(ctx, tx, in.Organisation, i.ID); err != nil {
			return err
		}
		fields := i.fields()
		fields["state"], fields["stop_code"] = state, end.Code
		return s.audit.Record(ctx, tx, importEvent(decision, "stock.imported", i, fields))
	})
	return i, err
}

// Imports lists the files that were brought, the latest first.
func (s *Service) Imports(ctx context.Context, org id.Organisation, after id.StockImport, limit int) (page.Page[Import], error) {
	if _, err := authz.Require(ctx, authz.StockRead, authz.In(org)); err != nil {
		return page.Page[Import]{}, err
	}
	var found []Import
	err := s.db.Single(ctx, func(tx *database.Tx) (err error) {
		found, err = listImports(ctx, tx, org, after, limit+1)
		for n := range found {
			found[n].State = found[n].stateAt(tx.Now)
		}
		return err
	})
	return page.Cut(found, limit, func(i Import) string { return page.Encode(i.ID) }), err
}

// FindImport reads one; while it runs, how far it has come.
func (s *Service) FindImport(ctx context.Context, org id.Organisation, which id.StockImport) (i Import, err error) {
	if _, err := authz.Require(ctx, authz.StockRead, authz.In(org)); err != nil {
		return i, err
	}
	err = s.db.Single(ctx, func(tx *database.Tx) error {
		i, err = findImport(ctx, tx, org, which)
		i.State = i.stateAt(tx.Now)
		return err
	})
	return i, err
}

// Rows is the report of an import, row by row, or of one outcome.
func (s *Service) Rows(ctx context.Context, org id.Organisation, of id.StockImport, outcome string, after, limit int) (page.Page[Row], error) {
	if _, err := authz.Require(ctx, authz.StockRead, authz.In(org)); err != nil {
		return page.Page[Row]{}, err
	}
	var found []Row
	err := s.db.Read(ctx, func(tx *database.Tx) (err error) {
		if _, err = findImport(ctx, tx, org, of); err != nil {
			return err
		}
		found, err = listRows(ctx, tx, org, of, outcome, after, limit+1)
		return err
	})
	return page.Cut(found, limit, func(r Row) string { return page.Encode(r.Number) }), err
}
