package employee_test

import (
	"encoding/json"
	"strings"
	"testing"

	"hverv/api"
	"hverv/internal/authz"
	"hverv/internal/employee"
	"hverv/internal/fault"
)

// What the API sends in comes out again, save the national id, which comes out masked (E1, E3).
func TestAPIRoundTrip_E1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	h := employee.NewHandler(c.employees)
	ctx, org := c.as(authz.UserAdministrator), c.org.UUID()
	var body api.NewEmployee
	c.must(json.Unmarshal([]byte(`{"given_name":"Åse","family_name":"Krag","email":"aase@klinik.example","manager_id":"`+c.admin.String()+`",
		"national_id":{"kind":"cpr","value":"`+cpr(1).Text+`"},"employments":[{"category":"F","starts_on":"2026-12-01","ends_on":"2027-05-31"}]}`), &body))
	created, err := h.CreateEmployee(ctx, api.CreateEmployeeRequestObject{OrganisationId: org, Body: &body})
	c.must(err)
	made := created.(api.CreateEmployee201JSONResponse) //nolint:forcetypeassert // a test
	if made.Body.Status != "pending_start" || made.Body.NationalId.Masked != "620180-****" || made.Headers.ETag != `"v1"` {
		t.Errorf("created %+v", made)
	}
	got, err := h.GetEmployee(ctx, api.GetEmployeeRequestObject{OrganisationId: org, EmployeeId: made.Body.Id})
	c.must(err)
	text, err := json.Marshal(got.(api.GetEmployee200JSONResponse).Body) //nolint:forcetypeassert // a test
	c.must(err)
	for _, part := range []string{`"given_name":"Åse"`, `"starts_on":"2026-12-01"`, `"ends_on":"2027-05-31"`, `"birth_date":"1980-01-02"`, `"manager_id":"` + c.admin.String(), `"actions":["change","employ",`} {
		if !strings.Contains(string(text), part) {
			t.Errorf("%s is not in %s", part, text)
		}
	}
	if strings.Contains(string(text), cpr(1).Text) {
		t.Error("the national id is in the answer")
	}
	change := func(patch string, ifMatch *string) (api.ChangeEmployeeResponseObject, error) {
		var body api.EmployeeChange
		c.must(json.Unmarshal([]byte(patch), &body))
		return h.ChangeEmployee(ctx, api.ChangeEmployeeRequestObject{
			OrganisationId: org, EmployeeId: made.Body.Id, Params: api.ChangeEmployeeParams{IfMatch: ifMatch}, Body: &body,
		})
	}
	if _, err := change(`{"manager_id":null}`, nil); fault.CodeOf(err) != "if_match_missing" {
		t.Errorf("without If-Match: %v", err)
	}
	after, err := change(`{"manager_id":null,"national_id":null}`, &made.Headers.ETag)
	c.must(err)
	if b := after.(api.ChangeEmployee200JSONResponse).Body; b.ManagerId != nil || b.NationalId != nil || b.Email != "aase@klinik.example" { //nolint:forcetypeassert // a test
		t.Errorf("after the patch: %+v", b)
	}
}
