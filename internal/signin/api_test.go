package signin_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"hverv/api"
	"hverv/internal/testeid"
)

// call sends an API request with the browser's cookies.
func (b *browser) call(method, path, body string) (status int, answer []byte) {
	b.t.Helper()
	request, err := http.NewRequestWithContext(b.t.Context(), method, b.url+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // read to its end
	answer, err = io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, answer
}

func (b *browser) me() api.Me {
	b.t.Helper()
	var me api.Me
	status, answer := b.call(http.MethodGet, "/api/v1/me", "")
	if err := json.Unmarshal(answer, &me); err != nil || status != http.StatusOK {
		b.t.Fatalf("%d %s (%v)", status, answer, err)
	}
	return me
}

func TestSwitcherByAPI_A6_P5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	if status, _ := w.browser().call(http.MethodGet, "/api/v1/me", ""); status != http.StatusUnauthorized {
		t.Fatalf("anonymous: %d", status)
	}
	w.browser().byEID(testeid.Karen, "")
	w.employ(testeid.Karen, "90000001", "Klinikken på Torvet")
	second := w.employ(testeid.Karen, "90000002", "Ørestad Lægehus")
	b := w.browser()
	b.byEID(testeid.Karen, "")
	me := b.me()
	if me.Organisation != nil || len(me.Organisations) != 2 || me.PersonId == nil || me.Name != "Karen Østergård" {
		t.Fatalf("me %+v", me)
	}
	before := b.token()
	if status, answer := b.call(http.MethodPost, "/api/v1/me/organisation", `{"organisation_id":"`+second.String()+`"}`); status != http.StatusNoContent {
		t.Fatalf("choose: %d %s", status, answer)
	}
	if me = b.me(); me.Organisation == nil || me.Organisation.Cvr != "90000002" || b.token() == before {
		t.Fatalf("me %+v", me)
	}
	var open api.SessionPage
	status, answer := b.call(http.MethodGet, "/api/v1/me/sessions", "")
	if err := json.Unmarshal(answer, &open); err != nil || status != http.StatusOK || len(open.Data) != 2 || !open.Data[0].Current {
		t.Fatalf("sessions: %d %s (%v)", status, answer, err)
	}
	if status, answer = b.call(http.MethodPost, "/api/v1/me/sessions/"+open.Data[0].Id.String()+"/end", ""); status != http.StatusNoContent {
		t.Fatalf("end: %d %s", status, answer)
	}
	if status, _ = b.call(http.MethodGet, "/api/v1/me", ""); status != http.StatusUnauthorized {
		t.Fatalf("after the end: %d", status)
	}
}

func TestForeignOrganisationsSessionsDoNotExist_P5(t *testing.T) {
	t.Parallel()
	w := begin(t)
	w.browser().byEID(testeid.Karen, "")
	w.employ(testeid.Karen, "90000001", "Klinikken på Torvet")
	stranger := w.employ("nobody", "90000003", "En fremmed")
	b := w.browser()
	b.byEID(testeid.Karen, "")
	own := b.me()
	for path, want := range map[string]int{
		"/api/v1/organisations/" + stranger.String() + "/employees/" + own.EmployeeId.String() + "/sessions":            http.StatusNotFound,
		"/api/v1/organisations/" + own.Organisation.Id.String() + "/employees/" + stranger.String() + "/sessions":       http.StatusNotFound,
		"/api/v1/organisations/" + own.Organisation.Id.String() + "/employees/" + own.EmployeeId.String() + "/sessions": http.StatusOK,
	} {
		if status, answer := b.call(http.MethodGet, path, ""); status != want {
			t.Errorf("%s: %d, want %d: %s", path, status, want, answer)
		}
	}
}
