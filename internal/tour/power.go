package tour

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"hverv/internal/testeid"
)

// empower assigns the basic bundle to the nurse until the end of next year (R2, R3, R6).
func (t *Tour) empower(ctx context.Context) error {
	mette := t.administrator
	return t.do(mette, "assigns the basic bundle to Signe, and looks at why she holds each right", func(see func(string, ...any)) error {
		var bundles struct {
			Data []struct {
				ID    string `json:"id"`
				Name  string `json:"name"`
				Basic bool   `json:"basic"`
			} `json:"data"`
		}
		if err := mette.call(ctx, http.MethodGet, t.clinic.path("/bundles"), nil, &bundles); err != nil {
			return err
		}
		if len(bundles.Data) == 0 || !bundles.Data[0].Basic {
			return errors.New("there is no basic bundle")
		}
		assignment := map[string]any{
			"employee_id": t.clinic.employees[testeid.Signe], "bundle_id": bundles.Data[0].ID, "scope_kind": "organisation",
			"starts_on": t.today(), "reason": "Nyansat sygeplejerske",
		}
		if err := mette.call(ctx, http.MethodPost, t.clinic.path("/assignments"), assignment, nil); err != nil {
			return err
		}
		var effective struct {
			Data []struct {
				Name string `json:"name"`
				Code string `json:"code"`
			} `json:"data"`
		}
		path := t.clinic.path("/employees/" + t.clinic.employees[testeid.Signe] + "/rights")
		if err := mette.call(ctx, http.MethodGet, path, nil, &effective); err != nil {
			return err
		}
		if len(effective.Data) < 4 {
			return fmt.Errorf("%d effective rights, want those of the basic bundle", len(effective.Data))
		}
		see("%d rights by the bundle %s", len(effective.Data), bundles.Data[0].Name)
		return nil
	})
}

// signInElsewhere is the point of it all: another system reads the powers in the token.
func (t *Tour) signInElsewhere(ctx context.Context) error {
	t.journal = &relyingParty{user: t.meet("Journalen, another system"), back: "https://journal.example/callback"}
	err := t.do(t.administrator, "registers Journalen as a relying party", func(see func(string, ...any)) error {
		see("the client secret is shown this once")
		return t.administrator.register(ctx, t.clinic, t.journal)
	})
	if err != nil {
		return err
	}
	return t.do(t.nurse, "signs in to Journalen with user name, password and code", func(see func(string, ...any)) error {
		if err := t.journal.discover(ctx); err != nil {
			return err
		}
		code, err := t.signe.next(t)
		if err != nil {
			return err
		}
		shown, err := t.nurse.open(ctx, t.journal.ask())
		if err != nil {
			return err
		}
		back, err := t.nurse.fillIn(ctx, shown, t.signe.userName, t.signe.password, code)
		if err != nil {
			return err
		}
		if err := t.journal.redeem(ctx, back); err != nil {
			return err
		}
		claims, err := t.journal.claims()
		if err != nil {
			return err
		}
		return readClaims(claims, see)
	})
}

func readClaims(claims map[string]any, see func(string, ...any)) error {
	powers, err := json.Marshal(claims["privileges"])
	if err != nil {
		return fmt.Errorf("read privileges: %w", err)
	}
	if claims["cvr"] != clinicCVR || claims["organisation_name"] != clinicName || !strings.Contains(string(powers), clinicCVR) {
		return fmt.Errorf("the token does not tell of the clinic's powers: %v", claims)
	}
	if n := strings.Count(string(powers), "urn:"+"hverv:"); n != 1 || !strings.Contains(string(powers), journalSystem) {
		return fmt.Errorf("the token tells of other systems' powers: %s", powers)
	}
	if _, leaked := claims["cpr"]; leaked {
		return errors.New("a relying party that is not entitled to it got the CPR number")
	}
	see("%v of %v, level %v, powers %s", claims["name"], claims["organisation_name"], claims["assurance_level"], clip(powers))
	return nil
}

// leave is L5: one action, and within a second nothing works any more.
func (t *Tour) leave(ctx context.Context) error {
	mette := t.administrator
	employee := t.clinic.path("/employees/" + t.clinic.employees[testeid.Signe])
	err := t.do(t.journal.user, "refreshes its tokens while Signe is employed", func(see func(string, ...any)) error {
		see("the access token counts")
		if err := t.journal.refresh(ctx); err != nil {
			return err
		}
		counts, err := t.journal.active(ctx)
		if err == nil && !counts {
			err = errors.New("a fresh access token does not count")
		}
		return err
	})
	if err != nil {
		return err
	}
	err = t.do(mette, "terminates Signe, after a look at what ends", func(see func(string, ...any)) error {
		body := map[string]any{"reason": "Fratrådt", "comment": "Sidste dag i dag"}
		if err := mette.call(ctx, http.MethodPost, employee+"/terminate?dry_run=true", body, nil); err != nil {
			return err
		}
		if err := t.nurse.call(ctx, http.MethodGet, "/api/v1/me", nil, nil); err != nil {
			return fmt.Errorf("the look alone ended something: %w", err)
		}
		see("one action")
		return mette.call(ctx, http.MethodPost, employee+"/terminate", body, nil)
	})
	if err != nil {
		return err
	}
	return t.nothingWorks(ctx)
}

func (t *Tour) nothingWorks(ctx context.Context) error {
	return t.do(t.nurse, "finds that nothing works any more, within a second", func(see func(string, ...any)) error {
		took, err := t.within(time.Second, func() (bool, error) {
			session := t.nurse.call(ctx, http.MethodGet, "/api/v1/me", nil, nil)
			counts, err := t.journal.active(ctx)
			return refusedWith(session, http.StatusUnauthorized) && !counts, err
		})
		if err != nil {
			return err
		}
		if err := t.journal.refresh(ctx); err == nil {
			return errors.New("the refresh token still works")
		}
		code, err := t.signe.next(t)
		if err != nil {
			return err
		}
		if err := t.meet("Signe again").signInByPassword(ctx, t.signe.userName, t.signe.password, code); err == nil {
			return errors.New("the password still opens a door")
		}
		see("session, token, refresh and password are refused after %d ms", took.Milliseconds())
		return nil
	})
}
