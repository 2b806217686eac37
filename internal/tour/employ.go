package tour

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"hverv/internal/testeid"
)

// firstAdministrator activates the set-up link and chooses the clinic (C7).
func (t *Tour) firstAdministrator(ctx context.Context) error {
	mette := t.meet("Mette, first administrator")
	t.administrator = mette
	return t.do(mette, "opens the set-up link with her own eID and holds all administrator roles", func(see func(string, ...any)) error {
		link, err := mette.link(ctx, testeid.ByName(testeid.Mette).Email)
		if err != nil {
			return err
		}
		if err := mette.activateByEID(ctx, testeid.Mette, link); err != nil {
			return err
		}
		me, err := mette.chooseOnly(ctx)
		if err != nil {
			return err
		}
		t.clinic.id = me.Organisation.ID
		see("%s, roles %s", me.Organisation.Name, strings.Join(me.roles(), ", "))
		return nil
	})
}

// activateByEID signs in and activates the private identity that the link is for.
func (u *user) activateByEID(ctx context.Context, subject, link string) error {
	token, err := tokenIn(link)
	if err != nil {
		return err
	}
	if err := u.signInByEID(ctx, subject); err != nil {
		return err
	}
	return u.call(ctx, http.MethodPost, "/api/v1/activations/private", map[string]any{"token": token, "consent": true}, nil)
}

type organisationChoice struct {
	ID   string `json:"id"`
	CVR  string `json:"cvr"`
	Name string `json:"name"`
}

type me struct {
	Name          string               `json:"name"`
	EmployeeID    string               `json:"employee_id"`
	Organisation  organisationChoice   `json:"organisation"`
	Organisations []organisationChoice `json:"organisations"`
	Roles         []struct {
		Role string `json:"role"`
	} `json:"roles"`
}

func (m me) roles() []string {
	names := make([]string, len(m.Roles))
	for i, r := range m.Roles {
		names[i] = r.Role
	}
	return names
}

// chooseOnly picks the one organisation that the person may act for.
func (u *user) chooseOnly(ctx context.Context) (me, error) {
	var now me
	if err := u.call(ctx, http.MethodGet, "/api/v1/me", nil, &now); err != nil {
		return now, err
	}
	if now.Organisation.ID == "" {
		if len(now.Organisations) != 1 {
			return now, fmt.Errorf("%d organisations to choose from, want one", len(now.Organisations))
		}
		if err := u.choose(ctx, now.Organisations[0].ID); err != nil {
			return now, err
		}
	}
	err := u.call(ctx, http.MethodGet, "/api/v1/me", nil, &now)
	return now, err
}

// employ hires the clinic's people, makes one of them the second administrator, and lets two
// activate in the two ways of U5.
func (t *Tour) employ(ctx context.Context) error {
	mette := t.administrator
	err := t.do(mette, "registers three employees by CPR number and makes Lars the second administrator", func(see func(string, ...any)) error {
		for _, subject := range []string{testeid.Lars, testeid.Ahmed, testeid.Signe} {
			p := testeid.ByName(subject)
			given, family, _ := strings.Cut(p.Name, " ")
			employee, err := mette.hire(ctx, t.clinic, given, family, p.CPR, p.Email)
			if err != nil {
				return err
			}
			t.clinic.employees[subject] = employee
		}
		for _, role := range []string{"organisation_administrator", "user_administrator"} {
			grant := map[string]any{"employee_id": t.clinic.employees[testeid.Lars], "role": role, "scope_kind": "organisation", "starts_on": t.today()}
			if err := mette.call(ctx, http.MethodPost, t.clinic.path("/administrators"), grant, nil); err != nil {
				return err
			}
		}
		var clinic struct {
			Warnings []string `json:"warnings"`
		}
		if err := mette.call(ctx, http.MethodGet, t.clinic.path(""), nil, &clinic); err != nil {
			return err
		}
		see("two administrators; warnings left: %d", len(clinic.Warnings))
		return nil
	})
	if err != nil {
		return err
	}
	if err := t.privately(ctx); err != nil {
		return err
	}
	return t.dedicated(ctx)
}

// privately lets Ahmed use his own eID, and shows that nobody else's will do.
func (t *Tour) privately(ctx context.Context) error {
	mette, ahmed := t.administrator, t.meet("Ahmed, physician")
	t.private = ahmed
	return t.do(ahmed, "activates with his private eID, after somebody else tried with his link", func(see func(string, ...any)) error {
		if _, err := mette.identify(ctx, t.clinic, t.clinic.employees[testeid.Ahmed], "private", ""); err != nil {
			return err
		}
		link, err := ahmed.link(ctx, testeid.ByName(testeid.Ahmed).Email)
		if err != nil {
			return err
		}
		if err := t.meet("somebody else").activateByEID(ctx, testeid.Peter, link); !refusedWith(err, http.StatusForbidden) {
			return fmt.Errorf("another person's eID was not refused: %w", err)
		}
		if err := ahmed.activateByEID(ctx, testeid.Ahmed, link); err != nil {
			return err
		}
		now, err := ahmed.chooseOnly(ctx)
		see("%s may act for %s", now.Name, now.Organisation.Name)
		return err
	})
}

// dedicated gives Signe a user name, a hand-over code and an app.
func (t *Tour) dedicated(ctx context.Context) error {
	mette, signe := t.administrator, t.meet("Signe, nurse")
	t.nurse, t.signe = signe, &appOwner{userName: "signe.oerum", password: "havregrød med kanel og smør"} //nolint:gosec // made up
	return t.do(signe, "activates a dedicated identity with a hand-over code, a password and an app", func(see func(string, ...any)) error {
		token, code, err := mette.invite(ctx, t.clinic, t.clinic.employees[testeid.Signe], testeid.ByName(testeid.Signe).Email, t.signe.userName)
		if err != nil {
			return err
		}
		if err := signe.activate(ctx, token, code, t.signe); err != nil {
			return err
		}
		if err := signe.activate(ctx, token, code, t.signe); err == nil {
			return errors.New("the link and the code worked a second time")
		}
		see("user name %s; link and code are spent", t.signe.userName)
		return nil
	})
}
