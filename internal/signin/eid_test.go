package signin_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/signin"
	"hverv/internal/testeid"
)

func TestPersonSignsInByEID_U1_C1(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	if p := b.open("/signin?return_to=/there"); !strings.Contains(p.text, "/signin/eid?return_to=%2Fthere") {
		t.Fatalf("no way to the eID: %s", p.text)
	}
	if p := b.byEID(testeid.Karen, "?return_to=/there"); p.text != "there" {
		t.Fatalf("arrived at %v (%d): %s", p.at, p.status, p.text)
	}
	actor, ok := b.actor()
	if !ok || actor.Person.IsZero() || !actor.Organisation.IsZero() || actor.Assurance != authz.Substantial || actor.Name != "Karen Østergård" {
		t.Fatalf("actor %+v", actor)
	}
	if p := b.open("/signin"); p.text != "home" {
		t.Fatalf("signed in, and yet at %v", p.at)
	}
}

func TestCPRNumberComesFromUserinfoAndStaysSealed_E3(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.browser().byEID(testeid.Karen, "")
	var sealed bool
	if err := w.db.Pool().GetContext(t.Context(), &sealed, `select national_id_sealed is not null from persons`); err != nil || !sealed {
		t.Fatalf("sealed: %v (%v)", sealed, err)
	}
	if strings.Contains(w.logged.String(), testeid.ByName(testeid.Karen).CPR) {
		t.Fatal("the number is in the log")
	}
}

func TestOneOrganisationIsChosenByItself_A6(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.browser().byEID(testeid.Karen, "")
	organisation := w.employ(testeid.Karen, "90000001", "Klinikken på Torvet")
	b := w.browser()
	if p := b.byEID(testeid.Karen, "?return_to=/there"); p.text != "there" {
		t.Fatalf("arrived at %v: %s", p.at, p.text)
	}
	if actor, _ := b.actor(); actor.Organisation != organisation || actor.Employee.IsZero() {
		t.Fatalf("actor %+v", actor)
	}
}

func TestOneOfSeveralOrganisationsIsChosenOnThePage_A6(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.browser().byEID(testeid.Karen, "")
	w.employ(testeid.Karen, "90000001", "Klinikken på Torvet")
	second := w.employ(testeid.Karen, "90000002", "Ørestad Lægehus")
	stranger := w.employ("nobody", "90000003", "En fremmed")
	b := w.browser()
	p := b.byEID(testeid.Karen, "?return_to=/there")
	if !strings.Contains(p.text, "Ørestad Lægehus") || strings.Contains(p.text, "En fremmed") {
		t.Fatalf("the choice is %s", p.text)
	}
	before := b.token()
	p = b.submit(p, "/signin/organisation", url.Values{"organisation": {stranger.String()}})
	if actor, _ := b.actor(); !actor.Organisation.IsZero() || p.status != http.StatusUnprocessableEntity {
		t.Fatalf("chose a stranger's: %d", p.status)
	}
	if p = b.submit(p, "/signin/organisation", url.Values{"organisation": {second.String()}}); p.text != "there" {
		t.Fatalf("arrived at %v: %s", p.at, p.text)
	}
	if actor, _ := b.actor(); actor.Organisation != second || b.token() == before {
		t.Fatalf("actor %+v, token turned: %v", actor, b.token() != before)
	}
}

func TestCancellingAtTheEIDLeadsBack_W5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	p := b.submit(b.open("/signin/eid?return_to=/there"), "/testeid/authorize", url.Values{"cancel": {"1"}})
	if !strings.Contains(p.text, "Du afbrød") || !strings.Contains(p.text, "return_to=%2Fthere") {
		t.Fatalf("page %d: %s", p.status, p.text)
	}
	if _, ok := b.actor(); ok {
		t.Fatal("signed in nevertheless")
	}
}

func TestAnswerOfTheEIDCountsOnceAndInItsBrowserOnly(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b, thief := w.browser(), w.browser()
	b.byEID(testeid.Karen, "?return_to=/there")
	var callback string
	for _, address := range b.tries {
		if strings.Contains(address, "/signin/eid/callback") {
			callback = strings.TrimPrefix(address, w.url)
		}
	}
	if p := thief.open(callback); p.status != http.StatusUnprocessableEntity {
		t.Errorf("another browser: %d", p.status)
	}
	if _, ok := thief.actor(); ok {
		t.Error("another browser is signed in")
	}
	again := w.browser()
	again.client.Jar = b.client.Jar
	if p := again.open(callback); p.status != http.StatusUnprocessableEntity {
		t.Errorf("the same browser again: %d", p.status)
	}
}

func TestAnswerOfAnotherIssuerIsRefused(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	b.open("/signin/eid")
	at, err := url.Parse(b.tries[0])
	if err != nil {
		t.Fatal(err)
	}
	back := url.Values{"state": {at.Query().Get("state")}, "code": {"any"}, "iss": {"https://elsewhere.example"}}
	if p := b.open("/signin/eid/callback?" + back.Encode()); p.status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", p.status)
	}
	var events int
	err = w.db.Pool().GetContext(t.Context(), &events, `select count(*) from audit_events where name = 'sign_in.refused' and outcome = 'refused'`)
	if err != nil || events != 1 {
		t.Fatalf("%d events (%v)", events, err) // law 2
	}
}

func TestFreshSignInAsksAgainAndKeepsTheSession_P2(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	b.byEID(testeid.Karen, "")
	before, _ := b.actor()
	token := b.token()
	if p := b.open("/signin?return_to=/there&fresh=1"); p.text == "there" {
		t.Fatal("nobody was asked")
	}
	if p := b.byEID(testeid.Karen, "?return_to=/there&fresh=1"); p.text != "there" {
		t.Fatalf("arrived at %v: %s", p.at, p.text)
	}
	after, _ := b.actor()
	if after.Session != before.Session || !after.SignedInAt.After(before.SignedInAt) || b.token() == token {
		t.Fatalf("before %+v, after %+v", before, after)
	}
}

func TestLevelThatIsDemandedMustBeReached_P3(t *testing.T) {
	t.Parallel()
	w := begin(t)
	b := w.browser()
	if p := b.byEID(testeid.Erik, "?return_to=/there&level=substantial"); p.status != http.StatusForbidden || !strings.Contains(p.text, "sikringsniveau") {
		t.Fatalf("low level: %d %s", p.status, p.text)
	}
	if p := b.byEID(testeid.Soeren, "?return_to=/there&level=high"); p.text != "there" {
		t.Fatalf("high level: %v %s", p.at, p.text)
	}
}

func TestDeadEIDIsSaidAndHelped_W2(t *testing.T) {
	t.Parallel()
	w := begin(t, func(d *signin.Deps) { d.EID.Issuer = "http://127.0.0.1:1" })
	p := w.browser().open("/signin/eid")
	if p.status != http.StatusServiceUnavailable || !strings.Contains(p.text, "70 00 00 00") {
		t.Fatalf("%d: %s", p.status, p.text)
	}
}
