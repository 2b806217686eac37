package right_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/right"
	"hverv/internal/role"
)

// operator is the one who runs the installation.
func (c *clinic) operator() context.Context {
	c.T.Helper()
	person := id.New[id.Person]()
	c.SQL(`insert into persons (id, name, created_at) values ($1, 'Operator', $2)`, person, c.Clock.Last())
	c.SQL(`insert into operators (person_id, granted_at) values ($1, $2)`, person, c.Clock.Last())
	return authz.With(c.T.Context(), authz.Actor{
		Kind: authz.PersonActor, Person: person, Operator: true, At: c.Clock.Last(), SignedInAt: c.Clock.Last(),
	})
}

func TestOwnerSaysWhoHolds_R1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.operator()
	system, err := c.Rights.AddSystem(ctx, right.AddSystem{Code: "journal.example", Name: "Journalen"})
	c.Must(err)
	made, err := c.Rights.AddRight(ctx, right.AddRight{System: system.ID, Code: "urn:example:journal:read", Name: "Læs", Access: right.Read, Sensitivity: right.Sensitive})
	c.Must(err)
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	give := right.Give{Organisation: c.Org, Employee: who, Right: made.ID}
	if _, err := c.Rights.Give(c.As(c.admin), give); fault.CodeOf(err) != "right_not_held" {
		t.Errorf("before it is held: %v", err)
	}
	hold := right.Hold{System: system.ID, Right: made.ID, CVR: "90000004", EndsOn: calendar.Must("2026-12-31")}
	held, err := c.Rights.Hold(ctx, hold)
	c.Must(err)
	if held.Organisation != c.Org || !held.Current {
		t.Errorf("held %+v", held)
	}
	if _, err := c.Rights.Hold(ctx, hold); fault.CodeOf(err) != "already_held" {
		t.Errorf("twice: %v", err)
	}
	_, err = c.Rights.Give(c.As(c.admin), give)
	c.Must(err)
	if diff := cmp.Diff([]string{"urn:example:journal:read"}, c.effective(who)); diff != "" {
		t.Error(diff)
	}
	list, err := c.Rights.HeldBy(c.As(c.admin), c.Org, right.Paging{})
	if err != nil || len(list.Data) != 5 {
		t.Errorf("the organisation holds %+v, %v", list.Data, err)
	}
	_, err = c.Rights.RevokeHolding(ctx, right.Owner{}, system.ID, made.ID, held.ID, "Agreement over")
	c.Must(err)
	if got := c.effective(who); len(got) != 0 {
		t.Errorf("after the holding is gone: %v", got)
	}
	if _, err := c.Rights.RevokeHolding(ctx, right.Owner{}, system.ID, made.ID, held.ID, ""); fault.CodeOf(err) != "holding_over" {
		t.Errorf("revoked twice: %v", err)
	}
	if _, err := c.Rights.Hold(ctx, hold); err != nil {
		t.Errorf("held anew: %v", err)
	}
}

func TestHoldingThatRanOutIsGivenAnew_R1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	var system id.System
	c.Must(c.DB.Pool().GetContext(t.Context(), &system, `select id from systems where code = 'virk.dk'`))
	c.SQL(`update right_holdings set starts_on = '2026-01-01', ends_on = '2026-11-21' where organisation_id = $1`, c.Org)
	if _, err := c.Rights.Hold(c.operator(), right.Hold{System: system, Right: c.rightByCode(virk), CVR: "90000004"}); err != nil {
		t.Error(err)
	}
}

func TestCodesLiveWithTheirOwner_R1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	own, operator := right.Owner{Organisation: c.Org}, c.operator()
	for _, code := range []string{"journal", "90000012.journal", "virk.dk", "90000004.", "90000004.Journal", "90000004. x", "90000004." + strings.Repeat("j", 92)} {
		if _, err := c.Rights.AddSystem(c.As(c.admin), right.AddSystem{Owner: own, Code: code, Name: "J"}); fault.CodeOf(err) != "invalid_input" {
			t.Errorf("system %q: %v", code, err)
		}
	}
	system, err := c.Rights.AddSystem(c.As(c.admin), right.AddSystem{Owner: own, Code: "90000004.journal", Name: "Journal"})
	c.Must(err)
	if _, err := c.Rights.AddSystem(c.As(c.admin), right.AddSystem{Owner: own, Code: "90000004.journal", Name: "J"}); fault.CodeOf(err) != "code_taken" {
		t.Errorf("again: %v", err)
	}
	in := right.AddRight{Owner: own, System: system.ID, Name: "Read", Access: right.Read, Sensitivity: right.Ordinary}
	for _, code := range []string{"urn:dk:doctor", "urn:hverv:cvr:90000012:x", "urn:hverv:cvr:90000004:", "urn:hverv:cvr:90000004:<x>", "x", "", "urn:hverv:cvr:90000004:" + strings.Repeat("x", 212)} {
		in.Code = code
		if _, err := c.Rights.AddRight(c.As(c.admin), in); fault.CodeOf(err) != "invalid_input" {
			t.Errorf("right %q: %v", code, err)
		}
	}
	in.Code = "urn:hverv:cvr:90000004:journal.read"
	_, err = c.Rights.AddRight(c.As(c.admin), in)
	c.Must(err)
	if _, err := c.Rights.AddRight(c.As(c.admin), in); fault.CodeOf(err) != "code_taken" {
		t.Errorf("again: %v", err)
	}
	shared, err := c.Rights.AddSystem(operator, right.AddSystem{Code: "shared.example", Name: "S"})
	c.Must(err)
	in.Owner, in.System, in.Code = right.Owner{}, shared.ID, "urn:hverv:cvr:90000004:x"
	if _, err := c.Rights.AddRight(operator, in); fault.CodeOf(err) != "invalid_input" {
		t.Errorf("the installation in an organisation's place: %v", err)
	}
}

func TestNobodyTouchesAnothersSystem_R1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	own := right.Owner{Organisation: c.Org}
	system, err := c.Rights.AddSystem(c.As(c.admin), right.AddSystem{Owner: own, Code: "90000004.journal", Name: "Journal"})
	c.Must(err)
	made, err := c.Rights.AddRight(c.As(c.admin), right.AddRight{
		Owner: own, System: system.ID, Code: "urn:hverv:cvr:90000004:read", Name: "Read", Access: right.Read, Sensitivity: right.Ordinary,
	})
	c.Must(err)
	theirs := c.Employ(c.Stranger, "Carl", "2020-01-01", "")
	c.Give(role.Grant{Organisation: c.Stranger, Employee: theirs, Role: authz.RightsAdministrator})
	their, ctx := right.Owner{Organisation: c.Stranger}, c.As(theirs)
	check := func(name string, err error) {
		t.Helper()
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, owner := range map[string]right.Owner{"their own": their, "ours": own} {
		check(name+": system", second(c.Rights.System(ctx, owner, system.ID)))
		check(name+": rights", second(c.Rights.Rights(ctx, owner, system.ID, right.Paging{})))
		check(name+": right", second(c.Rights.Right(ctx, owner, system.ID, made.ID)))
		check(name+": rename", second(c.Rights.RenameSystem(ctx, right.RenameSystem{Owner: owner, System: system.ID, Name: "X", Version: 1})))
		check(name+": retire", second(c.Rights.RetireSystem(ctx, owner, system.ID, 1)))
		check(name+": change right", second(c.Rights.ChangeRight(ctx, right.ChangeRight{Owner: owner, System: system.ID, Right: made.ID, Version: 1})))
		check(name+": hold", second(c.Rights.Hold(ctx, right.Hold{Owner: owner, System: system.ID, Right: made.ID, CVR: "90000012"})))
		check(name+": holdings", second(c.Rights.Holdings(ctx, owner, system.ID, made.ID, right.Paging{})))
	}
	list, err := c.Rights.Systems(ctx, their, right.Paging{})
	c.Must(err)
	virkSystem := list.Data
	if len(virkSystem) != 4 {
		t.Errorf("a stranger sees %d systems, want the installation's four", len(virkSystem))
	}
	check("the installation's system", second(c.Rights.RetireSystem(ctx, their, virkSystem[0].ID, 1)))
	check("who else holds it", second(c.Rights.Holdings(ctx, their, virkSystem[0].ID, c.rightByCode("urn:hverv:e-boks.dk:use"), right.Paging{})))
	if _, err := c.Rights.Systems(ctx, right.Owner{}, right.Paging{}); fault.CodeOf(err) != "forbidden" {
		t.Errorf("the operator's list: %v", err)
	}
	_, err = c.Rights.Hold(c.As(c.admin), right.Hold{Owner: own, System: system.ID, Right: made.ID, CVR: "90000012"})
	c.Must(err)
	if _, err := c.Rights.Right(ctx, their, system.ID, made.ID); err != nil {
		t.Errorf("a right that they hold: %v", err)
	}
	check("still not theirs to change", second(c.Rights.ChangeRight(ctx, right.ChangeRight{Owner: their, System: system.ID, Right: made.ID, Version: 1})))
	check("nor to give on", second(c.Rights.Hold(ctx, right.Hold{Owner: their, System: system.ID, Right: made.ID, CVR: "90000012"})))
}

func TestRetiredGivesNothing_R1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	ctx := c.operator()
	who := c.Employ(c.Org, "Åse", "2026-01-01", "")
	_, err := c.Rights.Give(c.As(c.admin), right.Give{Organisation: c.Org, Employee: who, Bundle: c.basic(c.Org)})
	c.Must(err)
	systems, err := c.Rights.Systems(ctx, right.Owner{}, right.Paging{})
	c.Must(err)
	virkSystem := systems.Data[3]
	changed, err := c.Rights.ChangeRight(ctx, right.ChangeRight{System: virkSystem.ID, Right: c.rightByCode(virk), Name: new("Virk"), Delegable: new(true), Version: 1})
	if err != nil || changed.Name != "Virk" || !changed.Delegable || changed.Version != 2 {
		t.Errorf("changed %+v, %v", changed, err)
	}
	if _, err := c.Rights.RetireRight(ctx, right.Owner{}, virkSystem.ID, c.rightByCode(virk), 1); fault.CodeOf(err) != "stale" {
		t.Errorf("stale: %v", err)
	}
	before := c.Count(`select rights_version from organisations where id = $1`, c.Org)
	_, err = c.Rights.RetireRight(ctx, right.Owner{}, virkSystem.ID, c.rightByCode(virk), 2)
	c.Must(err)
	if after := c.Count(`select rights_version from organisations where id = $1`, c.Org); after <= before {
		t.Error("holders' caches were not told")
	}
	if diff := cmp.Diff(basicCodes[:3], c.effective(who)); diff != "" {
		t.Error(diff)
	}
	for _, system := range systems.Data {
		_, err := c.Rights.RetireSystem(ctx, right.Owner{}, system.ID, 1)
		c.Must(err)
		if _, err := c.Rights.RenameSystem(ctx, right.RenameSystem{System: system.ID, Name: "X", Version: 2}); fault.CodeOf(err) != "retired" {
			t.Errorf("a retired system: %v", err)
		}
	}
	if got := c.effective(who); len(got) != 0 {
		t.Errorf("of retired systems: %v", got)
	}
}
