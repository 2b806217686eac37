package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A form marks its fields by the pointers of a refusal, so each names its member, whoever refused.
func TestRefusalsPointAtFields_E1(t *testing.T) {
	t.Parallel()
	a, found := inhabited(t)
	employees := a.URL() + "/api/v1/organisations/" + found.Organisation + "/employees"
	for name, c := range map[string]struct {
		body string
		want map[string]string
	}{
		"by the document": {
			`{"given_name":"","birth_date":"1980-02-30","email":7,"employments":[{"category":"","starts_on":"soon"}]}`,
			map[string]string{
				"/given_name": "missing", "/family_name": "missing", "/birth_date": "impossible_date", "/email": "wrong_type",
				"/employments/0/category": "missing", "/employments/0/starts_on": "impossible_date",
			},
		},
		"by the rules": {
			`{"given_name":"Åse","family_name":"  ","birth_date":"2980-01-01","employments":[{"category":"F","starts_on":"2026-12-01","ends_on":"2026-11-30"}]}`,
			map[string]string{"/family_name": "missing", "/birth_date": "date_unlikely", "/employments/0/ends_on": "before_start"},
		},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, employees, bytes.NewBufferString(c.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := found.Client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var problem struct {
			Errors []struct {
				Pointer string `json:"pointer"`
				Code    string `json:"code"`
			} `json:"errors"`
		}
		err = json.NewDecoder(response.Body).Decode(&problem)
		_ = response.Body.Close()
		got := map[string]string{}
		for _, e := range problem.Errors {
			got[e.Pointer] = e.Code
		}
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" || response.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s (%v)", name, response.StatusCode, diff, err)
		}
	}
}
