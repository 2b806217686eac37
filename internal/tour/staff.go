package tour

import (
	"context"
	"fmt"
	"net/http"

	"hverv/internal/calendar"
)

// clinic is what the walk knows of the organisation that it connects.
type clinic struct {
	id        string
	employees map[string]string // by name
}

func (c clinic) path(more string) string { return "/api/v1/organisations/" + c.id + more }

// hire registers an employee from today on and gives the id.
func (u *user) hire(ctx context.Context, c clinic, given, family, cpr, email string) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	err := u.call(ctx, http.MethodPost, c.path("/employees"), map[string]any{
		"given_name": given, "family_name": family, "email": email,
		"national_id": map[string]any{"kind": "cpr", "value": cpr},
		"employments": []map[string]any{{"category": "F", "starts_on": u.tour.today()}},
	}, &made)
	return made.ID, err
}

// identify gives an employee an identity and returns its id.
func (u *user) identify(ctx context.Context, c clinic, employee, kind, userName string) (string, error) {
	wish := map[string]any{"kind": kind, "language": "da"}
	if userName != "" {
		wish["user_name"] = userName
	}
	var chosen struct {
		Identity struct {
			ID string `json:"id"`
		} `json:"identity"`
	}
	err := u.call(ctx, http.MethodPost, c.path("/employees/"+employee+"/identities"), wish, &chosen)
	return chosen.Identity.ID, err
}

// invite gives an employee a dedicated identity; the token comes by mail, the code from the administrator's hand.
func (u *user) invite(ctx context.Context, c clinic, employee, email, userName string) (token, code string, err error) {
	identity, err := u.identify(ctx, c, employee, "dedicated", userName)
	if err != nil {
		return "", "", err
	}
	link, err := u.link(ctx, email)
	if err != nil {
		return "", "", err
	}
	if token, err = tokenIn(link); err != nil {
		return "", "", err
	}
	var handed struct {
		Code string `json:"code"`
	}
	err = u.call(ctx, http.MethodPost, c.path("/identities/"+identity+"/hand_over"), map[string]any{"how": "in_person"}, &handed)
	return token, handed.Code, err
}

// appOwner is an employee with a dedicated identity and an authenticator app.
type appOwner struct {
	userName, password, secret string
	used                       int64 // time steps already spent, counted from the one before now
}

// activate opens the link and the hand-over code, chooses a password and enrols an app (U5).
func (u *user) activate(ctx context.Context, token, handOver string, o *appOwner) error {
	var opened struct {
		Ticket string `json:"ticket"`
	}
	body := map[string]any{"token": token, "code": handOver}
	if err := u.call(ctx, http.MethodPost, "/api/v1/activations/hand_over", body, &opened); err != nil {
		return err
	}
	body = map[string]any{"ticket": opened.Ticket, "password": o.password}
	if err := u.call(ctx, http.MethodPost, "/api/v1/activations/password", body, nil); err != nil {
		return err
	}
	var enrolled struct {
		Secret string `json:"secret"`
	}
	body = map[string]any{"ticket": opened.Ticket, "label": "Telefon"}
	if err := u.call(ctx, http.MethodPost, "/api/v1/activations/app", body, &enrolled); err != nil {
		return err
	}
	o.secret, o.used = enrolled.Secret, 0
	code, err := o.next(u.tour)
	if err != nil {
		return err
	}
	return u.call(ctx, http.MethodPost, "/api/v1/activations/confirm", map[string]any{"ticket": opened.Ticket, "code": code}, nil)
}

// next is a code that was not used before: of the step before now, of now, of the one after.
func (o *appOwner) next(t *Tour) (string, error) {
	if o.used > 2 {
		return "", fmt.Errorf("%s has no fresh code left in this half minute", o.userName)
	}
	code, err := Code(o.secret, t.wall(), o.used-1)
	o.used++
	return code, err
}

// today is the legal date; the demo clock is moved only at the end of the walk.
func (t *Tour) today() string { return calendar.Today(t.wall()).String() }
