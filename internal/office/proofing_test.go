package office_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/office"
)

func TestTwoOfficersRaiseToHigh_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	p, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
	d.Must(err)
	if p.State != office.ProofingWaiting || p.NumberMasked != "DK ******67" || d.level(identity) != "substantial" || slices.Contains(p.Actions, "confirm") {
		t.Fatalf("%+v", p)
	}
	_, err = d.service.Confirm(d.As(d.officer), d.Org, p.ID)
	d.refused(err, "own_request") // A5: a different person
	_, err = d.service.Confirm(d.As(d.users), d.Org, p.ID)
	d.refused(err, "forbidden")
	done, err := d.service.Confirm(d.As(d.other), d.Org, p.ID)
	d.Must(err)
	if done.State != office.ProofingConfirmed || done.Second != d.other || d.level(identity) != "high" {
		t.Errorf("%+v", done)
	}
	_, err = d.service.Decline(d.As(d.other), d.Org, p.ID, "alligevel ikke")
	d.refused(err, "proofing_settled")
	if n := d.Count(`select count(*) from proofings where number_sealed::text like '%1234567%' or number_masked like '%1234567%'`); n != 0 {
		t.Error("the number lies open")
	}
	if n := d.Count(`select count(*) from audit_events where name = 'identity.assurance_raised'`); n != 1 {
		t.Errorf("%d events", n)
	}
}

// An officer is proofed by two others.
func TestNobodyProofsThemselves_A5(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	d.SQL(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, 'card_officer', 'organisation', '2020-01-01', $4)`, d.Org, id.New[id.RoleGrant](), who, d.DB.Now())
	_, err := d.service.Proof(d.As(who), d.record(who, authz.High))
	d.refused(err, "own_request")
	p, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
	d.Must(err)
	_, err = d.service.Confirm(d.As(who), d.Org, p.ID)
	d.refused(err, "own_request")
	_, err = d.service.Decline(d.As(d.other), d.Org, p.ID, "Billedet ligner ikke")
	d.Must(err)
	if d.level(identity) != "substantial" {
		t.Error("a declined proofing raised the level")
	}
}

func TestSecondOfficerSeesThePersonTheSameDay_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	first, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
	d.Must(err)
	second, err := d.service.Proof(d.As(d.other), d.record(who, authz.High)) // takes its place
	d.Must(err)
	_, err = d.service.Confirm(d.As(d.other), d.Org, first.ID)
	d.refused(err, "proofing_settled")
	d.Clock.Advance(24 * time.Hour)
	_, err = d.service.Confirm(d.As(d.officer), d.Org, second.ID)
	d.refused(err, "proofing_settled")
	all, err := d.service.Proofings(d.As(who), d.Org, who)
	d.Must(err)
	if len(all) != 2 || all[0].State != office.ProofingLapsed || all[1].State != office.ProofingWithdrawn || d.level(identity) != "substantial" {
		t.Errorf("%+v", all)
	}
}

func TestConfirmedOnce_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	third := d.Employ(d.Org, "Inge", "2020-01-01", "")
	d.SQL(`insert into role_grants (organisation_id, id, employee_id, role, scope_kind, starts_on, created_at)
		values ($1, $2, $3, 'card_officer', 'organisation', '2020-01-01', $4)`, d.Org, id.New[id.RoleGrant](), third, d.DB.Now())
	for range 3 {
		who, _ := d.holder("Nr")
		p, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
		d.Must(err)
		var errs [2]error
		var both sync.WaitGroup
		for n, officer := range []id.Employee{d.other, third} {
			ctx := d.As(officer)
			both.Go(func() { _, errs[n] = d.service.Confirm(ctx, d.Org, p.ID) })
		}
		both.Wait()
		codes := []string{fault.CodeOf(errs[0]), fault.CodeOf(errs[1])}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "proofing_settled"}) {
			t.Errorf("%v", errs)
		}
	}
}

func TestWhatIsEnteredIsJudged_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, _ := d.holder("Søren")
	for pointer, spoil := range map[string]func(*office.Record){
		"/document_type": func(r *office.Record) { r.DocumentType = "bibliotekskort" },
		"/number":        func(r *office.Record) { r.Number = "æ" },
		"/country":       func(r *office.Record) { r.Country = "Danmark" },
		"/expires_on":    func(r *office.Record) { r.ExpiresOn = calendar.Must("2026-11-21") },
		"/level":         func(r *office.Record) { r.Level = "lav" },
		"/photo":         func(r *office.Record) { r.Photo = []byte("GIF89a") },
	} {
		r := d.record(who, authz.High)
		spoil(&r)
		_, err := d.service.Proof(d.As(d.officer), r)
		f := fault.Of(err)
		if f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Pointer == pointer }) {
			t.Errorf("%s: %v", pointer, err)
		}
	}
	for name, content := range map[string][]byte{"none": nil, "small": picture(t, 60, 60), "huge": picture(t, 5000, 130), "heavy": bytes.Repeat([]byte{1}, 700<<10)} {
		r := d.record(who, authz.High)
		r.Photo = content
		_, err := d.service.Proof(d.As(d.officer), r)
		if fault.CodeOf(err) != "invalid_input" {
			t.Errorf("photo %s: %v", name, err)
		}
	}
}

func TestPhotoIsSeenByWhoMay_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, _ := d.holder("Søren")
	p, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
	d.Must(err)
	auditor := d.Employ(d.Org, "Rie", "2020-01-01", "")
	for as, code := range map[id.Employee]string{d.officer: "", d.users: "", who: "", d.admin: "forbidden", auditor: "forbidden"} {
		found, err := d.service.Photo(d.As(as), d.Org, p.ID)
		d.refused(err, code)
		if err == nil && (found.MediaType != "image/png" || !bytes.Equal(found.Content, picture(t, 200, 260))) {
			t.Error("another photo")
		}
	}
	if n := d.Count(`select count(*) from audit_events where name = 'proofing.photo_read'`); n != 3 {
		t.Errorf("%d looks are logged", n)
	}
}

func TestRecordMustBeComplete_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	d.SQL(`update employees set title = '', unit_id = null where id = $1`, who)
	_, err := d.service.Proof(d.As(d.officer), d.record(who, authz.High))
	d.refused(err, "employee_incomplete")
	pointers := []string{}
	for _, f := range fault.Of(err).Fields {
		pointers = append(pointers, f.Pointer)
	}
	if got := strings.Join(pointers, " "); got != "/unit_id /title" {
		t.Errorf("missing: %s", got)
	}
	_, err = d.service.Proof(d.As(d.officer), d.record(who, authz.Substantial))
	d.Must(err) // only the highest level asks, until the organisation says otherwise
	d.Must(d.handOut(d.device("S1"), identity))

	settings, err := d.service.Issuing(d.As(d.admin), d.Org)
	d.Must(err)
	settings.Complete = office.Always
	_, err = d.service.ChangeIssuing(d.As(d.officer), settings)
	d.refused(err, "forbidden")
	changed, err := d.service.ChangeIssuing(d.As(d.admin), settings)
	d.Must(err)
	_, err = d.service.ChangeIssuing(d.As(d.admin), settings)
	d.refused(err, "stale")
	again, err := d.service.Issuing(d.As(d.admin), d.Org)
	d.Must(err)
	if again != changed {
		t.Errorf("%+v, then %+v", changed, again)
	}
	bodil, other := d.holder("Bodil")
	second := d.device("S2")
	d.SQL(`update employees set title = '' where id = $1`, bodil)
	d.refused(d.handOut(second, other), "employee_incomplete")
	d.SQL(`update employees set title = 'Læge' where id = $1`, bodil)
	d.Must(d.handOut(second, other))
}

func TestPrivateIdentityIsNotProofedAtTheDesk_U13(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, identity := d.holder("Søren")
	d.SQL(`update identities set kind = 'private', user_name = null where id = $1`, identity)
	_, err := d.service.Proof(d.As(d.officer), d.record(who, authz.Substantial))
	d.refused(err, "identity_not_dedicated")
}
