package company_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/company/companytest"
	"hverv/internal/fault"
	"hverv/internal/nationalid"
	"hverv/internal/outbound"
)

func httpRegister(t *testing.T, s *companytest.Server, o outbound.Options, password string) *company.HTTPRegister {
	t.Helper()
	o.AllowLoopback = true
	client := outbound.New(o)
	t.Cleanup(client.Close)
	register, err := company.NewHTTPRegister(company.HTTPOptions{
		URL: s.URL, User: companytest.User, Password: password, Client: client, Today: companytest.Today,
	})
	if err != nil {
		t.Fatal(err)
	}
	return register
}

func TestFileRegister_C2(t *testing.T) {
	t.Parallel()
	register, err := company.DemoRegister(companytest.Today)
	if err != nil {
		t.Fatal(err)
	}
	companytest.Run(t, register)
}

func TestHTTPRegister_C2(t *testing.T) {
	t.Parallel()
	companytest.Run(t, httpRegister(t, companytest.NewServer(t), outbound.Options{}, companytest.Password))
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// A register that fails in any way says "come back", never "no such company".
func TestFailingRegisterIsUnavailable_C2(t *testing.T) {
	t.Parallel()
	const whole = `{"timed_out":false,"_shards":{"failed":0},"hits":{"hits":[%s]}}`
	one := fmt.Sprintf(whole, `{"_source":{"Vrvirksomhed":{"cvrNummer":%s,"navne":[%s],"livsforloeb":[]}}}`)
	for name, wrong := range map[string]http.HandlerFunc{
		"401":               answering(401, `{}`),
		"403":               answering(403, `{}`),
		"404":               answering(404, `{"error":"index_not_found_exception"}`),
		"429":               answering(429, `{}`),
		"500":               answering(500, `{}`),
		"503":               answering(503, `<html>maintenance</html>`),
		"no JSON":           answering(200, `<html>sign in to the hotel's network</html>`),
		"empty":             answering(200, ``),
		"cut off":           answering(200, `{"timed_out":false,"hits":{"hits":[{"_source":{"Vrvirks`),
		"another shape":     answering(200, `{"items":[]}`),
		"unknown record":    answering(200, fmt.Sprintf(whole, `{"_source":{"Andet":{}}}`)),
		"null record":       answering(200, fmt.Sprintf(whole, `{"_source":{"Vrvirksomhed":null}}`)),
		"timed out":         answering(200, `{"timed_out":true,"hits":{"hits":[]}}`),
		"partial":           answering(200, `{"timed_out":false,"_shards":{"failed":1},"hits":{"hits":[]}}`),
		"another company":   answering(200, fmt.Sprintf(one, "90000012", `{"navn":"Læge"}`)),
		"no name":           answering(200, fmt.Sprintf(one, "90000004", "")),
		"impossible date":   answering(200, fmt.Sprintf(one, "90000004", `{"navn":"Klinik","periode":{"gyldigFra":"2026-02-30"}}`)),
		"number out of odd": answering(200, fmt.Sprintf(one, `"9000 0004"`, `{"navn":"Klinik"}`)),
		"too big":           answering(200, `{"timed_out":false,"x":"`+strings.Repeat("x", 1<<16)+`"}`),
		"slow":              func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"slow body": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"timed_out"`)
			w.(http.Flusher).Flush() //nolint:forcetypeassert // the standard server's can
			<-r.Context().Done()
		},
		"dropped": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := companytest.NewServer(t)
			server.Misbehave(wrong)
			register := httpRegister(t, server, outbound.Options{Timeout: 300 * time.Millisecond, MaxBody: 1 << 15, Attempts: 1}, companytest.Password)
			_, err := register.LookUp(t.Context(), "90000004")
			if fault.KindOf(err) != fault.Unavailable || fault.CodeOf(err) != "register_unavailable" || fault.Of(err).RetryAfter == 0 {
				t.Errorf("got %v, want register_unavailable", err)
			}
			if strings.Contains(err.Error(), companytest.Password) {
				t.Error("the error holds the password")
			}
		})
	}
}

// Production units that cannot be read fail the look-up: half an organisation is not connected.
func TestPartialUnitsAreUnavailable_C2(t *testing.T) {
	t.Parallel()
	server := companytest.NewServer(t)
	register := httpRegister(t, server, outbound.Options{Attempts: 1}, "wrong")
	if _, err := register.LookUp(t.Context(), "90000004"); fault.CodeOf(err) != "register_unavailable" {
		t.Errorf("wrong password: %v", err)
	}
}

func TestRegisterRecovers_C2(t *testing.T) {
	t.Parallel()
	server := companytest.NewServer(t)
	register := httpRegister(t, server, outbound.Options{Attempts: 1}, companytest.Password)
	server.Misbehave(answering(500, ""))
	if _, err := register.LookUp(t.Context(), "90000004"); err == nil {
		t.Fatal("a broken register answered")
	}
	server.Misbehave(nil)
	if _, err := register.LookUp(t.Context(), "90000004"); err != nil {
		t.Fatal(err)
	}
}

func TestBadRegisterFilesAreRefusedAtStart_C2(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `[]`, `{}`, `{"hits":{"hits":[{"_source":{}}]}}`, `{"hits":{"hits":[{"_source":{"Vrvirksomhed":{"cvrNummer":90000005,"navne":[{"navn":"x"}]}}}]}}`} {
		if _, err := company.NewFileRegister([]byte(body), companytest.Today); err == nil {
			t.Errorf("%s was taken", body)
		}
	}
}

func TestRepresentation_C4(t *testing.T) {
	t.Parallel()
	adapter, err := company.DemoRepresentation()
	if err != nil {
		t.Fatal(err)
	}
	person := func(cpr string) company.Candidate {
		c := company.Candidate{Name: "Karen Østergård", BirthDate: calendar.Must("1971-04-12")}
		if cpr != "" {
			if c.NationalID, err = nationalid.ParseCPR(cpr); err != nil {
				t.Fatal(err)
			}
		}
		return c
	}
	for _, c := range []struct {
		cvr  nationalid.CVR
		cpr  string
		want company.Answer
	}{
		{"90000004", "7204711234", company.Yes},
		{"90000004", "720471-1234", company.Yes},
		{"90000004", "9009651212", company.No},
		{"90000004", "", company.Unknown}, // a name that matches is no yes
		{"90000160", "7204711234", company.Unknown},
	} {
		got, err := adapter.MayRepresent(t.Context(), c.cvr, person(c.cpr))
		if err != nil || got != c.want {
			t.Errorf("%s: %s (%v), want %s", c.cvr, got, err, c.want)
		}
	}
}

func TestBadRepresentationFilesNameNobody_C4(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`[]`, `{"90000005":[]}`, `{"90000004":["3102711234"]}`, `{"90000004":"x"}`} {
		_, err := company.NewFileRepresentation([]byte(body))
		if err == nil || strings.Contains(err.Error(), "3102711234") {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// Who connects a demo company must find a person on the test eID's page who may.
func TestDemoHasEnoughCompanies_C2(t *testing.T) {
	t.Parallel()
	if n := strings.Count(string(company.DemoRecords()), `"Vrvirksomhed"`); n < 25 {
		t.Errorf("%d companies, want 25", n)
	}
}
