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
)

func TestKindsFollowTheOrganisation_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e := c.employ(1)
	choose := func(kind authenticator.IdentityKind) error {
		_, err := c.service.Choose(c.users(), authenticator.ChooseFor{Organisation: c.org, Employee: e.ID, Kind: kind})
		return err
	}
	c.set(`update organisations set private_identities = false`)
	c.refused(choose(authenticator.Private), "identity_kind_off")
	c.set(`update organisations set private_identities = true, dedicated_identities = false`)
	c.refused(choose(authenticator.Dedicated), "identity_kind_off")
	c.refused(choose("audio"), "invalid_input")
	c.must(choose(authenticator.Private))
	c.refused(choose(authenticator.Private), "identity_exists")
	c.set(`update organisations set dedicated_identities = true`)
	c.must(choose(authenticator.Dedicated))
	list, err := c.service.Identities(c.users(), c.org, e.ID)
	c.must(err)
	if len(list) != 2 || list[0].Kind != authenticator.Dedicated || list[1].State != authenticator.IdentityRevoked {
		t.Errorf("a change of kind is a new identity, the old one revoked: %+v", list)
	}
}

func TestOneIdentityAtATime_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	e, ctx := c.employ(1), c.users()
	var wait sync.WaitGroup
	errs := make([]error, 6)
	for n := range errs {
		wait.Go(func() {
			_, errs[n] = c.service.Choose(ctx, authenticator.ChooseFor{Organisation: c.org, Employee: e.ID, Kind: authenticator.Dedicated})
		})
	}
	wait.Wait()
	made := 0
	for _, err := range errs {
		if err == nil {
			made++
		} else if fault.CodeOf(err) != "identity_exists" {
			t.Error(err)
		}
	}
	if made != 1 {
		t.Fatalf("%d identities were made at once", made)
	}
}

func TestUserNamesAreTheInstallations_U1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	choose := func(n int, name string) (string, error) {
		chosen, err := c.service.Choose(c.users(), authenticator.ChooseFor{
			Organisation: c.org, Employee: c.employ(n).ID, Kind: authenticator.Dedicated, UserName: name,
		})
		return chosen.Identity.UserName, err
	}
	for n, want := range []string{"soeren.aagaard", "soeren.aagaard2", "soeren.aagaard3"} {
		if got, err := choose(n+1, ""); got != want {
			t.Errorf("suggested %q, want %q (%v)", got, want, err)
		}
	}
	_, err := choose(4, "SOEREN.AAGAARD")
	c.refused(err, "user_name_taken")
	for n, name := range []string{"610101-1234", "ab", "a b c", "bruger6101011234", "æ\x00ø"} {
		_, err := choose(5+n, name)
		c.refused(err, "invalid_input")
	}
	got, err := choose(11, "Sørens-Konto")
	if got != "sørens-konto" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestThreeAppsAtMost_U4(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, first := c.dedicated()
	_ = first
	self := c.self(i.Employee)
	add := func() (authenticator.Enrolment, error) { return c.service.Add(self, c.org, i.ID, "") }
	confirm := func(e authenticator.Enrolment) authenticator.Authenticator {
		t.Helper()
		in := authenticator.Confirm{Organisation: c.org, Authenticator: e.Authenticator.ID, Codes: authenticator.Codes{Code: "000000000"}}
		_, err := c.service.Confirm(self, in)
		c.refused(err, "code_wrong")
		in.Code = phone{c: c, secret: e.Secret}.code()
		a, err := c.service.Confirm(self, in)
		c.must(err)
		return a
	}
	second, err := add()
	c.must(err)
	spare := confirm(second)
	if !spare.Spare || c.mails.count("authenticator_added") != 1 {
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
	c.must(err)
	confirm(third)
	_, err = add()
	c.refused(err, "too_many_apps")
	_, err = c.service.Revoke(self, authenticator.Move{Organisation: c.org, Authenticator: spare.ID})
	c.must(err)
	_, err = add()
	c.must(err)
}

func TestLostIsBlockedAndReplaced_U9(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, p := c.dedicated()
	app := i.Authenticators[0]
	in := authenticator.Move{Organisation: c.org, Authenticator: app.ID, Reason: "Glemt i toget"}
	lost, err := c.service.ReportLost(c.self(i.Employee), in)
	c.must(err)
	if lost.State != authenticator.Lost || len(lost.Actions) != 0 {
		t.Errorf("%s with %v", lost.State, lost.Actions)
	}
	err = c.signIn(i.UserName, p.code())
	c.refused(err, "sign_in_failed")
	in.Version = lost.Version
	_, err = c.service.Unblock(c.users(), in)
	c.refused(err, "step_not_allowed")
	var kept int
	c.must(c.db.Single(t.Context(), func(tx *database.Tx) error {
		return tx.Get(t.Context(), &kept, `select count(*) from authenticators where secret_sealed is not null`)
	}))
	if kept != 0 {
		t.Error("the secret of a lost app is kept")
	}

	// The administrator issues a new one, without ever seeing its secret.
	added, err := c.service.Add(c.users(), c.org, i.ID, "Ny telefon")
	c.must(err)
	if added.Secret != "" || added.QR != nil {
		t.Fatal("an administrator was shown the secret")
	}
	made, err := c.service.HandOver(c.users(), c.org, i.ID, "in_person")
	c.must(err)
	opened, err := c.service.ByHandOver(c.from("192.0.2.1"), c.mails.token(t), made.Code)
	c.must(err)
	enrolment, err := c.service.EnrolApp(c.from("192.0.2.1"), opened.Ticket, "")
	c.must(err)
	if enrolment.Authenticator.ID != added.Authenticator.ID || enrolment.Authenticator.Label != "Ny telefon" {
		t.Error("the employee must enrol the app that was added")
	}
	next := phone{c: c, secret: enrolment.Secret}
	_, err = c.service.ConfirmApp(c.from("192.0.2.1"), opened.Ticket, next.code())
	c.must(err)
	c.later(1e11)
	err = c.signIn(i.UserName, next.code())
	c.must(err)
}

func TestBlockedUntilUnblocked_U8(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, p := c.dedicated()
	in := authenticator.Move{Organisation: c.org, Authenticator: i.Authenticators[0].ID, Reason: "set i forkerte hænder"}
	blocked, err := c.service.Block(c.users(), in)
	c.must(err)
	if diff := cmp.Diff([]string{"unblock", "report_lost", "revoke"}, blocked.Actions); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	err = c.signIn(i.UserName, p.code())
	c.refused(err, "sign_in_failed")
	_, err = c.service.Unblock(c.self(i.Employee), in)
	c.refused(err, "forbidden") // not by oneself
	_, err = c.service.Unblock(c.users(), in)
	c.refused(err, "stale")
	in.Version = blocked.Version
	_, err = c.service.Unblock(c.users(), in)
	c.must(err)
	err = c.signIn(i.UserName, p.code())
	c.must(err)
}

func TestAllEndsWithTheEmployee_L5(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, p := c.dedicated()
	ctx := c.as(authz.CaseWorker)
	permit, err := authz.Require(ctx, authz.EmployeeTerminate, authz.In(c.org))
	c.must(err)
	decision, err := permit.On(authz.Facts{Reason: "fratrådt"})
	c.must(err)
	for range 2 { // again changes nothing
		c.must(c.db.Change(ctx, func(tx *database.Tx) error {
			return c.service.RevokeAllIn(ctx, tx, decision, c.org, i.Employee, "fratrådt")
		}))
	}
	err = c.signIn(i.UserName, p.code())
	c.refused(err, "sign_in_failed")
	list, err := c.service.Identities(c.users(), c.org, i.Employee)
	c.must(err)
	if list[0].State != authenticator.IdentityRevoked || list[0].Authenticators[0].State != authenticator.Revoked {
		t.Errorf("identity %s, app %s", list[0].State, list[0].Authenticators[0].State)
	}
	if got := c.events("identity.revoked"); got != 1 {
		t.Errorf("%d events, want 1", got)
	}
}

func TestForeignOrganisationKnowsNothing(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	i, _ := c.dedicated()
	stranger := authz.With(t.Context(), authz.Actor{
		Kind: authz.PersonActor, Employee: id.New[id.Employee](), Organisation: id.New[id.Organisation](), At: c.clock.Last(), SignedInAt: c.clock.Last(),
	})
	in := authenticator.Move{Organisation: c.org, Authenticator: i.Authenticators[0].ID}
	calls := map[string]func() error{
		"list":    func() error { _, err := c.service.Identities(stranger, c.org, i.Employee); return err },
		"restart": func() error { _, err := c.service.Restart(stranger, c.org, i.ID, 1); return err },
		"code":    func() error { _, err := c.service.HandOver(stranger, c.org, i.ID, "sms"); return err },
		"add":     func() error { _, err := c.service.Add(stranger, c.org, i.ID, ""); return err },
		"block":   func() error { _, err := c.service.Block(stranger, in); return err },
		"lost":    func() error { _, err := c.service.ReportLost(stranger, in); return err },
		"revoke":  func() error { _, err := c.service.Revoke(stranger, in); return err },
	}
	for name, call := range calls {
		if err := call(); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	colleague := c.self(c.employ(2).ID)
	_, err := c.service.Identities(colleague, c.org, i.Employee)
	c.refused(err, "forbidden")
	_, err = c.service.ReportLost(colleague, in)
	c.refused(err, "forbidden")
}
