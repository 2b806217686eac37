package connection_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/connection"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/seal"
	"hverv/internal/testeid"
)

var pdf = []byte("%PDF-1.7\n% tegningsudskrift\n")

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnknownRepresentativeIsACase_C10(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000160", named(testeid.Signe))
	_, err := o.service.Approve(o.as(testeid.Signe), o.reply(testeid.Signe))
	o.must(err)
	c = o.state(c, connection.Case)
	if len(o.mails.to("lars@klinik.example", notify.CaseOpened)) != 1 {
		t.Error("the applicant was not told")
	}
	d, err := o.service.Upload(o.as(testeid.Lars), connection.Upload{Connection: c.ID, Kind: "registration", Content: pdf})
	o.must(err)
	operator := o.as(testeid.Bodil)
	list, err := o.service.Cases(operator, "", nil)
	o.must(err)
	if len(list.Data) != 1 || len(list.Data[0].Documents) != 1 || len(list.Data[0].Actions) != 1 {
		t.Fatalf("cases %+v", list.Data)
	}
	paper, err := o.service.Read(operator, c.ID, d.ID)
	o.must(err)
	if !bytes.Equal(paper.Content, pdf) || paper.MediaType != "application/pdf" {
		t.Error("the document came out otherwise")
	}
	if n := o.count(`select count(*) from connection_documents where position('tegning' in encode(content_sealed, 'escape')) > 0`); n != 0 {
		t.Error("the document lies open")
	}
	if n := o.count(`select count(*) from audit_events where name = 'connection.document_read'`); n != 1 {
		t.Error("the reading is no event")
	}
	_, err = o.service.Decide(operator, connection.Decide{Connection: c.ID, Version: o.get(c).Version, Approve: true})
	o.refused(err, "reason_missing")
	_, err = o.service.Decide(operator, connection.Decide{Connection: c.ID, Version: 1, Approve: true, Reason: "Set"})
	o.refused(err, "stale")
	decided, err := o.service.Decide(operator, connection.Decide{Connection: c.ID, Version: o.get(c).Version, Approve: true, Reason: "Tegningsudskrift set"})
	o.must(err)
	if decided.State != connection.Connected || decided.Organisation.IsZero() {
		t.Fatalf("decided: %+v", decided)
	}
	_, err = o.service.Decide(operator, connection.Decide{Connection: c.ID, Version: decided.Version, Approve: true, Reason: "Igen"})
	o.refused(err, "connection_state")
}

func TestRejectedCase_C10(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000160", named(testeid.Signe))
	_, err := o.service.Approve(o.as(testeid.Signe), o.reply(testeid.Signe))
	o.must(err)
	_, err = o.service.Decide(o.as(testeid.Bodil), connection.Decide{Connection: c.ID, Version: o.get(c).Version, Reason: "Dokumentet kan ikke læses"})
	o.must(err)
	if c = o.state(c, connection.Rejected); c.Reason != "Dokumentet kan ikke læses" {
		t.Errorf("reason %q", c.Reason)
	}
	if n := o.count(`select count(*) from organisations`); n != 0 {
		t.Error("a rejected case has connected")
	}
}

// A signing rule in words is read by a person at the operator, never by us (C5).
func TestWordsAreACase_C5(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000152", named(testeid.Karen))
	_, err := o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
	c = o.state(c, connection.Case)
	operator := o.as(testeid.Bodil)
	_, err = o.service.Decide(operator, connection.Decide{Connection: c.ID, Version: c.Version, Approve: true, Reason: "Karen må tegne"})
	o.refused(err, "required_approvals_missing")
	_, err = o.service.Decide(operator, connection.Decide{Connection: c.ID, Version: c.Version, Approve: true, RequiredApprovals: 2, Reason: "To i forening"})
	o.must(err)
	if c = o.state(c, connection.Awaiting); c.RequiredApprovals != 2 || !c.SetByOperator {
		t.Fatalf("after the decision: %+v", c)
	}
	_, err = o.service.AddRepresentative(o.as(testeid.Lars), c.ID, connection.Name{Name: "Uden adresse"})
	o.refused(err, "invalid_input")
	_, err = o.service.AddRepresentative(o.as(testeid.Lars), c.ID, named(testeid.Aase))
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Aase), o.reply(testeid.Aase))
	o.must(err)
	o.state(c, connection.Connected)
}

func TestNobodyDecidesOnAnOwnCase_A5(t *testing.T) {
	t.Parallel()
	o := open(t)
	ctx := o.as(testeid.Bodil)
	c, err := o.service.Start(ctx, connection.AsApplicant)
	o.must(err)
	c, err = o.service.Change(ctx, connection.Change{
		Connection: c.ID, Version: c.Version, CVR: new("90000160"), TermsHash: &o.terms,
		Representatives: &[]connection.Name{named(testeid.Signe)}, Administrators: &[]connection.Appoint{appointed(testeid.Mette)},
	})
	o.must(err)
	c, err = o.service.Submit(ctx, c.ID, c.Version)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Signe), o.reply(testeid.Signe))
	o.must(err)
	c, err = o.service.Get(ctx, c.ID)
	o.must(err)
	_, err = o.service.Decide(ctx, connection.Decide{Connection: c.ID, Version: c.Version, Approve: true, Reason: "Jeg kender dem"})
	o.refused(err, "own_request")
	_, err = o.service.Decide(o.as(testeid.Lars), connection.Decide{Connection: c.ID, Version: c.Version, Approve: true, Reason: "Jeg også"})
	o.refused(err, "forbidden")
}

func TestDocumentsAreKnownByTheirContent_C10(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.draft("90000160", named(testeid.Signe))
	ctx := o.as(testeid.Lars)
	for name, bad := range map[string]struct {
		upload connection.Upload
		code   string
	}{
		"a page":    {connection.Upload{Kind: "other", Content: []byte("<html><script>")}, "document_type"},
		"a program": {connection.Upload{Kind: "other", Content: []byte("MZ\x90\x00")}, "document_type"},
		"half":      {connection.Upload{Kind: "other", Content: picture(t)[:10]}, "document_type"},
		"empty":     {connection.Upload{Kind: "other"}, "invalid_input"},
		"kind":      {connection.Upload{Kind: "x", Content: pdf}, "invalid_input"},
		"too large": {connection.Upload{Kind: "other", Content: append(pdf, make([]byte, 10<<20)...)}, "document_too_large"},
	} {
		bad.upload.Connection = c.ID
		if _, err := o.service.Upload(ctx, bad.upload); err == nil {
			t.Errorf("%s was taken in", name)
		} else {
			o.refused(err, bad.code)
		}
	}
	d, err := o.service.Upload(ctx, connection.Upload{Connection: c.ID, Kind: "identity", Content: picture(t)})
	o.must(err)
	if d.MediaType != "image/png" {
		t.Errorf("media type %s", d.MediaType)
	}
	_, err = o.service.Upload(o.as(testeid.Ahmed), connection.Upload{Connection: c.ID, Kind: "identity", Content: pdf})
	o.refused(err, "not_found")
	_, err = o.service.Read(o.as(testeid.Bodil), id.New[id.Connection](), d.ID)
	o.refused(err, "not_found")
}

// When the last administrator is gone a representative appoints another one (C8).
func TestReappointment_C8(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000004", named(testeid.Karen))
	_, err := o.service.Approve(o.as(testeid.Karen), o.reply(testeid.Karen))
	o.must(err)
	org := o.state(c, connection.Connected).Organisation

	taken := o.startFor("90000004")
	o.refused(taken, "cvr_taken")

	var gone id.Employee
	o.must(o.db.Pool().GetContext(t.Context(), &gone, `select id from employees where organisation_id = $1`, org))
	o.endByHR(org, gone)
	again := o.draft("90000004", named(testeid.Karen))
	again, err = o.service.Submit(o.as(testeid.Lars), again.ID, again.Version)
	o.must(err)
	if again.Kind != connection.Reappointment {
		t.Fatalf("kind %s", again.Kind)
	}
	_, err = o.service.Approve(o.as(testeid.Karen), connection.Reply{Approval: again.Representatives[0].ID})
	o.refused(err, "administrator_unusable") // an approval gives no employment back
	again = o.state(again, connection.Awaiting)
	again, err = o.service.Withdraw(o.as(testeid.Lars), again.ID, again.Version)
	o.must(err)
	again, err = o.service.Reopen(o.as(testeid.Lars), again.ID, again.Version)
	o.must(err)
	again, err = o.service.Change(o.as(testeid.Lars), connection.Change{
		Connection: again.ID, Version: again.Version,
		Administrators: &[]connection.Appoint{appointed(testeid.Ahmed)},
	})
	o.must(err)
	again, err = o.service.Submit(o.as(testeid.Lars), again.ID, again.Version)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Karen), connection.Reply{Approval: again.Representatives[0].ID})
	o.must(err)
	if again = o.state(again, connection.Connected); again.Organisation != org {
		t.Fatal("another organisation was made")
	}
	if n := o.count(`select count(distinct role) from role_grants g join employees e on e.organisation_id = g.organisation_id and e.id = g.employee_id
		where g.organisation_id = $1 and e.given_name = 'Ahmed' and g.revoked_at is null`, org); n != 3 {
		t.Errorf("the new administrator holds %d roles", n)
	}
	_, err = o.db.Pool().ExecContext(t.Context(), `update persons set language = 'en' where id = $1`, o.known[testeid.Karen].ID)
	o.must(err) // she reads English, whatever the applicant wrote in (W1)
	o.must(o.db.Read(t.Context(), func(tx *database.Tx) error {
		contacts, err := connection.RepresentativesOf(t.Context(), tx, org)
		if err == nil && (len(contacts) != 1 || contacts[0].Email != "karen@klinik.example" || contacts[0].Language != "en") {
			t.Errorf("representatives %+v", contacts)
		}
		return err
	}))
}

// startFor says what a new draft for the company is told.
func (o *office) startFor(cvr string) error {
	o.t.Helper()
	ctx := o.as(testeid.Ahmed)
	c, err := o.service.Start(ctx, connection.AsApplicant)
	o.must(err)
	_, err = o.service.Change(ctx, connection.Change{Connection: c.ID, Version: c.Version, CVR: &cvr})
	return err
}

// endByHR ends somebody as HR's feed would: that wins over A4.
func (o *office) endByHR(org id.Organisation, who id.Employee) {
	o.t.Helper()
	ctx := authz.AsMachine(o.t.Context(), "lifecycle", o.clock.Last())
	permit, err := authz.Require(ctx, authz.LifecycleEnd, authz.In(org))
	o.must(err)
	decision, err := permit.On(authz.Facts{})
	o.must(err)
	o.must(o.db.Change(ctx, func(tx *database.Tx) error {
		return end(ctx, tx, o, decision, org, who)
	}))
}

func end(ctx context.Context, tx *database.Tx, o *office, decision authz.Decision, org id.Organisation, who id.Employee) error {
	if _, err := o.roles.RevokeAllIn(ctx, tx, decision, org, who, true); err != nil {
		return err
	}
	_, err := o.employees.EndAllIn(ctx, tx, decision, org, who, "fratrådt")
	return err
}

// Keys turn while a request is under way (X4): what was sealed before is moved, and still opens.
func TestKeysTurnWhileRequestsWait_X4(t *testing.T) {
	t.Parallel()
	o := open(t)
	c := o.submitted("90000020", named(testeid.Aase), named(testeid.Jens))
	_, err := o.service.Upload(o.as(testeid.Lars), connection.Upload{Connection: c.ID, Kind: "other", Content: pdf})
	o.must(err)
	_, err = o.keys.Rotate(seal.Sealing)
	o.must(err)
	_, err = o.keys.Rotate(seal.Indexing)
	o.must(err)
	_, err = o.service.Approve(o.as(testeid.Aase), o.reply(testeid.Aase))
	o.must(err)
	moved, err := o.service.Reseal(t.Context())
	o.must(err)
	if moved != 4 { // two representatives, an administrator, a document
		t.Errorf("moved %d values, want 4", moved)
	}
	if moved, err = o.service.Reseal(t.Context()); err != nil || moved != 0 {
		t.Errorf("again %d (%v)", moved, err)
	}
	_, err = o.service.Approve(o.as(testeid.Jens), o.reply(testeid.Jens))
	o.must(err)
	o.state(c, connection.Connected)
}
