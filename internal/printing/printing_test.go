package printing_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hverv/internal/authz"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/letter/lettertest"
	"hverv/internal/organisation"
	"hverv/internal/printing"
	"hverv/internal/role"
	"hverv/internal/testkit"
)

var codeForm = regexp.MustCompile(`[A-Z3-9]{5}-[A-Z3-9]{5}`)

func TestCodeGoesByLetterAndNobodySeesIt_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	made := o.handOver("letter")
	if made.Code != "" || made.Letter.IsZero() {
		t.Fatalf("%+v", made)
	}
	sheet, err := o.service.Print(o.As(o.cards), o.Org, made.Letter)
	o.Must(err)
	text := lettertest.Text(t, sheet.PDF)
	for _, want := range []string{"Åse Prøvesen", "Klinikken på Torvet", "Ærøvej 3", "8000 Aarhus C", "Din udleveringskode", "6. december 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if !codeForm.MatchString(text) {
		t.Errorf("no code in\n%s", text)
	}
	if strings.Contains(text, "aase.proevesen") || strings.Contains(text, "https://") {
		t.Errorf("the letter holds user name or link:\n%s", text)
	}
	if n := o.Count(`select count(*) from audit_events where name = 'letter.taken' and actor_id = $1`, o.cards.String()); n != 1 {
		t.Errorf("%d events of the printing", n)
	}
}

func TestSecretIsGoneOncePrinted_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	which := o.handOver("letter").Letter
	ctx := o.As(o.cards)
	_, err := o.service.Confirm(ctx, o.Org, which)
	o.refused(err, "letter_not_printing")
	_, err = o.service.Print(ctx, o.Org, which)
	o.Must(err)
	_, err = o.service.Print(o.As(o.users), o.Org, which)
	o.refused(err, "letter_claimed")
	_, err = o.service.Fail(ctx, o.Org, which, " ")
	o.refused(err, "invalid_input")
	back, err := o.service.Fail(o.As(o.users), o.Org, which, "papiret sad fast")
	o.Must(err)
	if back.State != printing.Waiting || !slices.Equal(back.Actions, []string{"print"}) {
		t.Errorf("%+v", back)
	}
	again, err := o.service.Print(ctx, o.Org, which)
	o.Must(err)
	if again.Letter.Prints != 2 || o.sealed(which) != 1 {
		t.Errorf("%+v", again.Letter)
	}
	done, err := o.service.Confirm(ctx, o.Org, which)
	o.Must(err)
	if done.State != printing.Printed || len(done.Actions) != 0 || o.sealed(which) != 0 {
		t.Errorf("%+v", done)
	}
	_, err = o.service.Print(ctx, o.Org, which)
	o.refused(err, "letter_over")
	if len(o.waiting("")) != 0 || len(o.waiting("printed")) != 1 {
		t.Error("it still waits")
	}
}

func TestTwoClerksAndOneLetter_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for range 3 {
		which := o.handOver("letter").Letter
		var errs [2]error
		var both sync.WaitGroup
		for n, clerk := range []id.Employee{o.users, o.cards} {
			ctx := o.As(clerk)
			both.Go(func() { _, errs[n] = o.service.Print(ctx, o.Org, which) })
		}
		both.Wait()
		codes := []string{fault.CodeOf(errs[0]), fault.CodeOf(errs[1])}
		slices.Sort(codes)
		if !slices.Equal(codes, []string{"", "letter_claimed"}) {
			t.Errorf("%v", errs)
		}
	}
}

func TestNewCodeVoidsTheLetter_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.handOver("letter").Letter
	second := o.handOver("letter").Letter
	_, err := o.service.Print(o.As(o.cards), o.Org, first)
	o.refused(err, "letter_over")
	if o.sealed(first) != 0 {
		t.Error("the void letter keeps its code")
	}
	if made := o.handOver("telephone"); made.Code == "" || !made.Letter.IsZero() {
		t.Errorf("%+v", made)
	}
	_, err = o.service.Print(o.As(o.cards), o.Org, second)
	o.refused(err, "letter_over")
}

// No worker has to run for a letter to be too old; the worker only wipes.
func TestOldLetterIsNotPrinted_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	which := o.handOver("letter").Letter
	o.Clock.Advance(14 * 24 * time.Hour)
	if len(o.waiting("")) != 1 { // the last day lasts to its end
		t.Error("too early")
	}
	o.Clock.Advance(24 * time.Hour)
	_, err := o.service.Print(o.As(o.cards), o.Org, which)
	o.refused(err, "letter_over")
	if old := o.waiting("expired"); len(o.waiting("")) != 0 || len(old) != 1 || old[0].State != printing.Expired || len(old[0].Actions) != 0 {
		t.Errorf("%+v", old)
	}
	o.Must(o.service.Purge(t.Context()))
	if o.sealed(which) != 0 {
		t.Error("it was not wiped")
	}
}

func TestLetterGoesToTheAddressThatWasTyped_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	to := &organisation.Address{Street: "Blåbærstien 7", PostalCode: "6270", City: "Tønder"}
	ask := func(how string, to *organisation.Address) (identity.HandOver, error) {
		return o.identities.HandOverTo(o.As(o.users), identity.NewHandOver{Organisation: o.Org, Identity: o.identity, How: how, Address: to})
	}
	made, err := ask("letter", to)
	o.Must(err)
	sheet, err := o.service.Print(o.As(o.cards), o.Org, made.Letter)
	o.Must(err)
	if text := lettertest.Text(t, sheet.PDF); !strings.Contains(text, "Blåbærstien 7\n6270 Tønder") {
		t.Errorf("%s", text)
	}
	_, err = ask("sms", to)
	o.refused(err, "invalid_input")
	_, err = ask("letter", &organisation.Address{City: "Tønder"})
	o.refused(err, "invalid_input")
	o.SQL(`update organisations set address = '{}'`)
	_, err = ask("letter", nil)
	o.refused(err, "address_missing")
}

func TestWhoMayPrint_U15(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	which := o.handOver("letter").Letter
	ward := o.Unit(o.Org, "Sengeafsnit B", id.Unit{})
	for name, g := range map[string]struct {
		grant role.Grant
		reads bool
		does  bool
	}{
		"card officer":               {role.Grant{Role: authz.CardOfficer}, true, true},
		"user administrator":         {role.Grant{Role: authz.UserAdministrator}, true, true},
		"card officer elsewhere":     {role.Grant{Role: authz.CardOfficer, Scope: role.Scope{Kind: authz.OneUnit, ID: ward.String()}}, true, false},
		"auditor":                    {role.Grant{Role: authz.Auditor}, true, false},
		"organisation administrator": {role.Grant{Role: authz.OrganisationAdministrator}, true, false},
		"service desk":               {role.Grant{Role: authz.ServiceDeskAgent}, false, false},
		"orderer":                    {role.Grant{Role: authz.Orderer}, false, false},
		"rights administrator":       {role.Grant{Role: authz.RightsAdministrator}, false, false},
		"unit manager":               {role.Grant{Role: authz.UnitManager}, false, false},
		"nobody":                     {role.Grant{}, false, false},
	} {
		clerk := o.Employ(o.Org, "Nr", "2020-01-01", "")
		if g.grant.Role != "" {
			g.grant.Employee = clerk
			o.Give(g.grant)
		}
		ctx := o.As(clerk)
		if _, err := o.service.Letters(ctx, o.Org, "", id.Letter{}, 5); (err == nil) != g.reads {
			t.Errorf("%s reads: %v", name, err)
		}
		_, err := o.service.Print(ctx, o.Org, which)
		if (err == nil) != g.does || !g.does && fault.CodeOf(err) != "forbidden" {
			t.Errorf("%s prints: %v", name, err)
		}
		if g.does {
			_, err = o.service.Fail(ctx, o.Org, which, "fordi")
			o.Must(err)
		}
	}
	stranger := o.Employ(o.Stranger, "Fremmed", "2020-01-01", "")
	o.Give(role.Grant{Organisation: o.Stranger, Employee: stranger, Role: authz.CardOfficer})
	_, err := o.service.Print(o.As(stranger), o.Stranger, which)
	o.refused(err, "not_found")
}

func TestLettersFollowTheKey_X4(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	made := o.handOver("letter")
	testkit.Resealed(t, o.DB, o.Keys, printing.Sealed()...)
	if _, err := o.service.Print(o.As(o.cards), o.Org, made.Letter); err != nil {
		t.Errorf("the letter is lost: %v", err)
	}
}
