package tour

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"hverv/internal/testeid"
)

// The clinic that the tour connects, as the demo's company register has it.
const (
	clinicCVR  = "90000004"
	clinicName = "Klinikken på Torvet ApS"
)

// connect is C1-C7: an applicant connects a company, its management representative approves.
func (t *Tour) connect(ctx context.Context) error {
	applicant := t.meet("Lars, applicant")
	var draft struct {
		ID      string `json:"id"`
		Version int64  `json:"version"`
		State   string `json:"state"`
	}
	err := t.do(applicant, "signs in with the private eID and looks the company up", func(see func(string, ...any)) error {
		if err := applicant.signInByEID(ctx, testeid.Lars); err != nil {
			return err
		}
		var company struct {
			Name   string `json:"name"`
			Status string `json:"status"`
		}
		if err := applicant.call(ctx, http.MethodGet, "/api/v1/companies/"+clinicCVR, nil, &company); err != nil {
			return err
		}
		see("the register knows %s as %s", clinicCVR, company.Name)
		return nil
	})
	if err != nil {
		return err
	}
	err = t.do(applicant, "names the representative and the first administrator, accepts the terms, submits", func(see func(string, ...any)) error {
		var terms struct {
			Hash string `json:"hash"`
		}
		if err := applicant.call(ctx, http.MethodGet, "/api/v1/terms", nil, &terms); err != nil {
			return err
		}
		if err := applicant.call(ctx, http.MethodPost, "/api/v1/connections", map[string]any{"applicant_role": "applicant"}, &draft); err != nil {
			return err
		}
		karen, mette := testeid.ByName(testeid.Karen), testeid.ByName(testeid.Mette)
		path := "/api/v1/connections/" + draft.ID
		err := applicant.call(ctx, http.MethodPatch, path, map[string]any{
			"cvr": clinicCVR, "contact_email": testeid.ByName(testeid.Lars).Email, "terms_hash": terms.Hash,
			"representatives": []map[string]any{{"name": karen.Name, "email": karen.Email, "cpr": karen.CPR}},
			"administrators":  []map[string]any{{"given_name": "Mette Nørgaard", "family_name": "Sørensen", "email": mette.Email, "cpr": mette.CPR}},
		}, &draft, draft.Version)
		if err != nil {
			return err
		}
		if err := applicant.call(ctx, http.MethodPost, path+"/submit", nil, &draft, draft.Version); err != nil {
			return err
		}
		see("the request is %s", draft.State)
		return nil
	})
	if err != nil {
		return err
	}
	return t.approve(ctx)
}

func (t *Tour) approve(ctx context.Context) error {
	representative := t.meet("Karen, management representative")
	return t.do(representative, "follows the link in the mail and approves with her own eID", func(see func(string, ...any)) error {
		link, err := representative.link(ctx, testeid.ByName(testeid.Karen).Email)
		if err != nil {
			return err
		}
		if err := representative.signInByEID(ctx, testeid.Karen); err != nil {
			return err
		}
		approval, token, err := approvalIn(link)
		if err != nil {
			return err
		}
		var answered struct {
			State string `json:"state"`
		}
		if err := representative.call(ctx, http.MethodPost, "/api/v1/approvals/"+approval+"/approve", map[string]any{"token": token}, &answered); err != nil {
			return err
		}
		see("the approval is %s and the organisation is connected", answered.State)
		return nil
	})
}

// approvalIn reads a link of the form .../approvals/{id}#token.
func approvalIn(link string) (approval, token string, err error) {
	token, err = tokenIn(link)
	if err != nil {
		return "", "", err
	}
	path, _, _ := strings.Cut(link, "#")
	at := strings.LastIndex(path, "/")
	if at < 0 {
		return "", "", fmt.Errorf("%s names no approval", path)
	}
	return path[at+1:], token, nil
}
