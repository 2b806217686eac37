package authenticator_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/testkit/clinic"
)

func TestThreeAppsAtMost_U4(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, first := c.Dedicated()
	_ = first
	self := c.Self(i.Employee)
	add := func() (authenticator.Enrolment, error) { return c.Authenticators.Add(self, c.Org, i.ID, "") }
	confirm := func(e authenticator.Enrolment) authenticator.Authenticator {
		t.Helper()
		in := authenticator.Confirm{Organisation: c.Org, Authenticator: e.Authenticator.ID, Codes: authenticator.Codes{Code: "000000000"}}
		_, err := c.Authenticators.Confirm(self, in)
		c.Refused(err, "code_wrong")
		in.Code = c.Phone(e.Secret).Code()
		a, err := c.Authenticators.Confirm(self, in)
		c.Must(err)
		return a
	}
	second, err := add()
	c.Must(err)
	spare := confirm(second)
	if !spare.Spare || c.Mails.Count("authenticator_added") != 1 {
		t.Error("the second app is the spare, and the holder is told of it")
	}
	var wait sync.WaitGroup
	places := map[id.Authenticator]bool{}
	var mu sync.Mutex
	for range 5 { // at once: they all get the one place that is left
		wait.Go(func() {
			e, err := add()
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			places[e.Authenticator.ID] = true
		})
	}
	wait.Wait()
	if len(places) != 1 {
		t.Fatalf("%d apps wait to be confirmed, want 1", len(places))
	}
	third, err := add()
	c.Must(err)
	confirm(third)
	_, err = add()
	c.Refused(err, "too_many_apps")
	_, err = c.Authenticators.Revoke(self, authenticator.Move{Organisation: c.Org, Authenticator: spare.ID})
	c.Must(err)
	_, err = add()
	c.Must(err)
}

func TestLostIsBlockedAndReplaced_U9(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, p := c.Dedicated()
	app := i.Authenticators[0]
	in := authenticator.Move{Organisation: c.Org, Authenticator: app.ID, Reason: "Glemt i toget"}
	lost, err := c.Authenticators.ReportLost(c.Self(i.Employee), in)
	c.Must(err)
	if lost.State != authenticator.Lost || len(lost.Actions) != 0 {
		t.Errorf("%s with %v", lost.State, lost.Actions)
	}
	err = c.SignIn(i.UserName, p.Code())
	c.Refused(err, "sign_in_failed")
	in.Version = lost.Version
	_, err = c.Authenticators.Unblock(c.Users(), in)
	c.Refused(err, "step_not_allowed")
	var kept int
	c.Must(c.DB.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &kept, `select count(*) from authenticators where secret_sealed is not null`)
	}))
	if kept != 0 {
		t.Error("the secret of a lost app is kept")
	}

	// The administrator issues a new one, without ever seeing its secret.
	added, err := c.Authenticators.Add(c.Users(), c.Org, i.ID, "Ny telefon")
	c.Must(err)
	if added.Secret != "" || added.QR != nil {
		t.Fatal("an administrator was shown the secret")
	}
	made, err := c.Identities.HandOver(c.Users(), c.Org, i.ID, "in_person")
	c.Must(err)
	opened, err := c.Authenticators.ByHandOver(c.From("192.0.2.1"), c.Mails.Token(t), made.Code)
	c.Must(err)
	enrolment, err := c.Authenticators.EnrolApp(c.From("192.0.2.1"), opened.Ticket, "")
	c.Must(err)
	if enrolment.Authenticator.ID != added.Authenticator.ID || enrolment.Authenticator.Label != "Ny telefon" {
		t.Error("the employee must enrol the app that was added")
	}
	next := c.Phone(enrolment.Secret)
	_, err = c.Authenticators.ConfirmApp(c.From("192.0.2.1"), opened.Ticket, next.Code())
	c.Must(err)
	c.Later(1e11)
	err = c.SignIn(i.UserName, next.Code())
	c.Must(err)
}

func TestBlockedUntilUnblocked_U8(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, p := c.Dedicated()
	in := authenticator.Move{Organisation: c.Org, Authenticator: i.Authenticators[0].ID, Reason: "set i forkerte hænder"}
	blocked, err := c.Authenticators.Block(c.Users(), in)
	c.Must(err)
	if diff := cmp.Diff([]string{"unblock", "report_lost", "revoke"}, blocked.Actions); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	err = c.SignIn(i.UserName, p.Code())
	c.Refused(err, "sign_in_failed")
	_, err = c.Authenticators.Unblock(c.Self(i.Employee), in)
	c.Refused(err, "forbidden") // not by oneself
	_, err = c.Authenticators.Unblock(c.Users(), in)
	c.Refused(err, "stale")
	in.Version = blocked.Version
	_, err = c.Authenticators.Unblock(c.Users(), in)
	c.Must(err)
	err = c.SignIn(i.UserName, p.Code())
	c.Must(err)
}

func TestAllEndsWithTheEmployee_L5(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, p := c.Dedicated()
	ctx := c.In(authz.CaseWorker)
	permit, err := authz.Require(ctx, authz.EmployeeTerminate, authz.In(c.Org))
	c.Must(err)
	decision, err := permit.On(authz.Facts{Reason: "fratrådt"})
	c.Must(err)
	for range 2 { // again changes nothing
		c.Must(c.DB.Change(ctx, func(tx *database.Tx) error {
			return c.Identities.RevokeAllIn(ctx, tx, decision, c.Org, i.Employee, "fratrådt")
		}))
	}
	err = c.SignIn(i.UserName, p.Code())
	c.Refused(err, "sign_in_failed")
	list, err := c.Authenticators.Identities(c.Users(), c.Org, i.Employee)
	c.Must(err)
	if list[0].State != identity.Revoked || list[0].Authenticators[0].State != authenticator.Revoked {
		t.Errorf("identity %s, app %s", list[0].State, list[0].Authenticators[0].State)
	}
	if got := c.Events("identity.revoked"); got != 1 {
		t.Errorf("%d events, want 1", got)
	}
}

func TestForeignOrganisationKnowsNothing(t *testing.T) {
	t.Parallel()
	c := clinic.New(t)
	i, _ := c.Dedicated()
	stranger := authz.With(t.Context(), authz.Actor{
		Kind: authz.PersonActor, Employee: id.New[id.Employee](), Organisation: id.New[id.Organisation](), At: c.Clock.Last(), SignedInAt: c.Clock.Last(),
	})
	in := authenticator.Move{Organisation: c.Org, Authenticator: i.Authenticators[0].ID}
	calls := map[string]func() error{
		"list":    func() error { _, err := c.Authenticators.Identities(stranger, c.Org, i.Employee); return err },
		"restart": func() error { _, err := c.Identities.Restart(stranger, c.Org, i.ID, 1); return err },
		"code":    func() error { _, err := c.Identities.HandOver(stranger, c.Org, i.ID, "sms"); return err },
		"add":     func() error { _, err := c.Authenticators.Add(stranger, c.Org, i.ID, ""); return err },
		"block":   func() error { _, err := c.Authenticators.Block(stranger, in); return err },
		"lost":    func() error { _, err := c.Authenticators.ReportLost(stranger, in); return err },
		"revoke":  func() error { _, err := c.Authenticators.Revoke(stranger, in); return err },
	}
	for name, call := range calls {
		if err := call(); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	colleague := c.Self(c.Hire(2).ID)
	_, err := c.Authenticators.Identities(colleague, c.Org, i.Employee)
	c.Refused(err, "forbidden")
	_, err = c.Authenticators.ReportLost(colleague, in)
	c.Refused(err, "forbidden")
}
