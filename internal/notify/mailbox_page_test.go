package notify_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hverv/internal/id"
	"hverv/internal/notify"
	"hverv/internal/testkit"
)

func TestMailboxPages(t *testing.T) {
	t.Parallel()
	box := notify.NewMailbox(testkit.DB(t), testkit.Keys(t))
	mail := notify.Mail{
		ID: id.New[id.Message](), To: "karen@klinik.example", Language: "da", Subject: "<b>Hej</b>",
		Body: "Kære <script>alert(1)</script>\nhttps://hverv.example/a/b?x=1&y=2\n",
	}
	other := notify.Mail{ID: id.New[id.Message](), To: "bo@klinik.example", Subject: "Andet", Body: "x"}
	for _, m := range []notify.Mail{mail, mail, other} {
		if err := box.Deliver(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		path     string
		status   int
		has, not []string
	}{
		{"", 200, []string{"karen@klinik.example", "&lt;b&gt;Hej", "/demo/mailbox/" + mail.ID.String(), "Andet"}, []string{"<b>Hej"}},
		{"?to=bo@klinik.example", 200, []string{"Andet"}, []string{"karen@"}},
		{"/" + mail.ID.String(), 200, []string{`<a href="https://hverv.example/a/b?x=1&amp;y=2">`, "&lt;script&gt;"}, []string{"<script"}},
		{"/" + id.New[id.Message]().String(), 404, nil, nil},
		{"/x", 404, nil, nil},
	} {
		answer := httptest.NewRecorder()
		box.Pages().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, notify.MailboxPath+c.path, nil))
		if answer.Code != c.status {
			t.Errorf("%s: status %d", c.path, answer.Code)
		}
		body := answer.Body.String()
		for _, has := range c.has {
			if !strings.Contains(body, has) {
				t.Errorf("%s lacks %q:\n%s", c.path, has, body)
			}
		}
		for _, not := range c.not {
			if strings.Contains(body, not) {
				t.Errorf("%s holds %q", c.path, not)
			}
		}
		if policy := answer.Header().Get("Content-Security-Policy"); c.status == 200 && !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s: policy %q", c.path, policy)
		}
	}
	answer := httptest.NewRecorder()
	box.Pages().ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, notify.MailboxPath+".json?to="+mail.To, nil))
	var list struct{ Data []notify.Taken }
	if err := json.Unmarshal(answer.Body.Bytes(), &list); err != nil || len(list.Data) != 1 || list.Data[0].Mail != mail {
		t.Fatalf("as JSON: %s (%v)", answer.Body, err)
	}
}
