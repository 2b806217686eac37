package connection_test

import (
	"sync"
	"testing"
	"time"

	"hverv/internal/connection"
	"hverv/internal/testeid"
)

const day = 24 * time.Hour

// Documents outlive their request by ninety days and no more, however it ended; what each was
// stays, and that it is gone is an event of the machine that did it (C10, G1).
func TestDocumentsAreNotKeptForever_C10(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		days int // from the upload until the request is over
		end  func(o *office, c connection.Connection)
	}{
		"withdrawn": {0, func(o *office, c connection.Connection) {
			_, err := o.service.Withdraw(o.as(testeid.Lars), c.ID, c.Version)
			o.must(err)
		}},
		"a draft that ran out": {60, func(*office, connection.Connection) {}},
		"connected": {0, func(o *office, c connection.Connection) {
			c = o.becomesCase(c)
			_, err := o.service.Decide(o.as(testeid.Bodil), connection.Decide{Connection: c.ID, Version: c.Version, Approve: true, Reason: "Set"})
			o.must(err)
			o.state(c, connection.Connected)
		}},
		"rejected": {0, func(o *office, c connection.Connection) {
			c = o.becomesCase(c)
			_, err := o.service.Decide(o.as(testeid.Bodil), connection.Decide{Connection: c.ID, Version: c.Version, Reason: "Kan ikke læses"})
			o.must(err)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t)
			c, d := o.documented()
			tc.end(o, c)
			o.clock.Advance(time.Duration(tc.days+90) * day)
			o.purged(0)
			if paper, err := o.service.Read(o.as(testeid.Bodil), c.ID, d.ID); err != nil || len(paper.Content) != len(pdf) {
				t.Fatalf("on the last day: %v", err)
			}
			o.clock.Advance(day)
			var nodes sync.WaitGroup
			for range 3 {
				nodes.Go(func() {
					if err := o.service.Purge(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			nodes.Wait()
			o.purged(1)
			_, err := o.service.Read(o.as(testeid.Bodil), c.ID, d.ID)
			o.refused(err, "document_purged")
			if left := o.get(c).Documents; len(left) != 1 || left[0].Size != len(pdf) || left[0].PurgedAt == nil {
				t.Errorf("what is left: %+v", left)
			}
			if n := o.count(`select count(*) from connection_documents where kind = 'registration' and length(hash) = 32 and content_sealed is null`); n != 1 {
				t.Error("the row is not as it should be")
			}
			if n := o.count(`select count(*) from audit_events where name = 'connection.documents_purged' and actor_id = 'retention'`); n != 1 {
				t.Errorf("%d events", n)
			}
			_, err = o.service.Reseal(t.Context())
			o.must(err)
		})
	}
}

// A case that is open keeps its documents however long it takes, and so does a request that was
// opened again; one that ended once more starts anew.
func TestDocumentsInUseAreKept_C10(t *testing.T) {
	t.Parallel()
	o := open(t)
	c, _ := o.documented()
	c = o.becomesCase(c)
	o.clock.Advance(400 * day)
	o.purged(0)
	ctx := o.as(testeid.Lars)
	c, err := o.service.Withdraw(ctx, c.ID, c.Version)
	o.must(err)
	o.clock.Advance(90 * day)
	c, err = o.service.Reopen(ctx, c.ID, c.Version)
	o.must(err)
	o.clock.Advance(2 * day)
	o.purged(0)
	_, err = o.service.Withdraw(o.as(testeid.Lars), c.ID, c.Version)
	o.must(err)
	o.clock.Advance(90 * day)
	o.purged(0)
	o.clock.Advance(day)
	o.purged(1)
}

// documented is a draft with a document.
func (o *office) documented() (connection.Connection, connection.Document) {
	o.t.Helper()
	c := o.draft("90000160", named(testeid.Signe))
	d, err := o.service.Upload(o.as(testeid.Lars), connection.Upload{Connection: c.ID, Kind: "registration", Content: pdf})
	o.must(err)
	return o.get(c), d
}

// becomesCase submits the draft and has it approved by somebody of whom the register knows nothing.
func (o *office) becomesCase(c connection.Connection) connection.Connection {
	o.t.Helper()
	_, err := o.service.Submit(o.as(testeid.Lars), c.ID, c.Version)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Signe), o.reply(testeid.Signe))
	o.must(err)
	return o.state(c, connection.Case)
}

// purged lets the schedule run and counts what it has purged so far.
func (o *office) purged(want int) {
	o.t.Helper()
	o.must(o.service.Purge(o.t.Context()))
	if n := o.count(`select count(*) from connection_documents where purged_at is not null`); n != want {
		o.t.Fatalf("%d purged, want %d", n, want)
	}
}
