package app

import (
	"context"
	"reflect"
	"testing"

	"hverv/internal/database"
	"hverv/internal/fault"
)

// open are the methods that must work before anybody is signed in, each with its rule. Every other
// exported method of a service is closed by default.
//
//nolint:gosec // names of methods, not passwords
var open = map[string]string{
	"proof.BeginPassword":             "P2: signing in",
	"proof.FinishCode":                "P2: signing in",
	"proof.AskKey":                    "P2: signing in",
	"proof.FinishKeySignIn":           "P2: signing in",
	"authenticator.BeginKeyByTicket":  "U5: behind the ticket of an activation",
	"authenticator.FinishKeyByTicket": "U5: behind the ticket of an activation",
	"identity.Invitation":             "U5: what an activation link is for",
	"identity.ByHandOver":             "U5: activation by hand-over code",
	"identity.Enter":                  "U5: behind the ticket of an activation",
	"identity.ChoosePassword":         "U5: behind the ticket of an activation",
	"authenticator.ByHandOver":        "U5: activation by hand-over code",
	"authenticator.EnrolApp":          "U5: behind the ticket of an activation",
	"authenticator.ConfirmApp":        "U5: behind the ticket of an activation",
	"authenticator.ConfirmDisplay":    "U5: behind the ticket of an activation",
	"session.Installed":               "W2: who helps, before anybody is signed in",
	"order.Hear":                      "O4: behind the supplier's signature",
	"connection.TermsNow":             "C3: the terms may be read by anybody",
}

// inner are methods that are no request's: of machines with an actor of their own, of the sign-in
// pages and the protocol, which make or look up the actor in the first place, and steps outside any
// transaction of a method that has asked.
var inner = map[string]string{ //nolint:gosec // names of methods
	"session.Begin":         "P2: called by the sign-in pages with a proof",
	"identity.HashPassword": "U1: a step of who chooses a password; reads and keeps nothing",
	"identity.JudgePass":    "U9: a step of signing in, counted and after the password",
	"client.Known":          "P1: the protocol looks up who asks, and then demands the proof",
	"person.AlignOperators": "A2: the configuration at start",
	"person.Reseal":         "X4: a schedule",
	"connection.Reseal":     "X4: a schedule",
	"connection.Remind":     "C6: a schedule",
	"connection.Purge":      "C10: a schedule",
	"lifecycle.Depart":      "L4: a schedule",
	"printing.Purge":        "U15: a schedule",
	"office.Remind":         "U13: a schedule",
}

func TestAnonymousCallersAreRefused(t *testing.T) {
	t.Parallel()
	p := node(t).parts
	for name, service := range map[string]any{
		"organisation": p.organisations, "employee": p.employees, "role": p.roles, "right": p.rights,
		"identity": p.identities, "authenticator": p.authenticators, "proof": p.proofs, "session": p.sessions, "person": p.persons, "notify": p.notify,
		"connection": p.connections, "lifecycle": p.lifecycle, "provider": p.provider, "client": p.clients, "stock": p.stock, "loan": p.loans, "order": p.orders, "printing": p.printing, "office": p.offices, "overview": p.overview,
	} {
		value := reflect.ValueOf(service)
		for i := range value.NumMethod() {
			method := name + "." + value.Type().Method(i).Name
			if open[method] != "" || inner[method] != "" || !asked(value.Method(i).Type()) {
				continue
			}
			if code := callAnonymously(t, value.Method(i)); code != "unauthenticated" {
				t.Errorf("%s answers an anonymous caller with %q", method, code)
			}
		}
	}
}

// asked says whether a method is a door for requests: a context first, no transaction of somebody
// else, an error last.
func asked(method reflect.Type) bool {
	if method.NumIn() == 0 || method.NumOut() == 0 || method.In(0) != reflect.TypeFor[context.Context]() {
		return false
	}
	if method.NumIn() > 1 && method.In(1) == reflect.TypeFor[*database.Tx]() {
		return false
	}
	return method.Out(method.NumOut()-1) == reflect.TypeFor[error]()
}

func callAnonymously(t *testing.T, method reflect.Value) (code string) {
	t.Helper()
	defer func() {
		if recover() != nil {
			code = "a panic"
		}
	}()
	in := []reflect.Value{reflect.ValueOf(t.Context())}
	for i := 1; i < method.Type().NumIn(); i++ {
		in = append(in, reflect.Zero(method.Type().In(i)))
	}
	out := method.Call(in)
	err, _ := reflect.TypeAssert[error](out[len(out)-1])
	return fault.CodeOf(err)
}
