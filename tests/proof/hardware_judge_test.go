package proof_test

import (
	"strings"
	"testing"
)

// judge holds everything against the rules, by looks into the database that know nothing of the
// product's own statements, and gives how many usable authenticators the holder has now.
func (c *cupboard) judge(t *testing.T, h holder, before int, excused bool) (now int) {
	t.Helper()
	for rule, broken := range map[string]string{
		"one serial number is two devices": `select serial from devices group by serial, maker having count(*) > 1`,
		"in two places, or in none": `select serial || ' ' || state from devices
			where (location_id is null) = (holder_id is null) and state not in ('lost', 'written_off', 'destroyed')
			or location_id is not null and holder_id is not null`,
		"two authenticators are one device": `select device_id::text from authenticators
			where device_id is not null and state not in ('lost', 'revoked', 'returned', 'destroyed') group by device_id having count(*) > 1`,
		"at work in nobody's or another's hands": `select d.serial || ' ' || d.state from authenticators a join devices d on d.id = a.device_id
			where a.state = 'active' and d.holder_id is distinct from a.employee_id`,
		"more than three apps": `select identity_id::text from authenticators where kind = 'app' and state not in ('lost', 'revoked', 'returned', 'destroyed')
			group by identity_id having count(*) > 3`,
		"more than one code display": `select identity_id::text from authenticators where kind = 'code_display'
			and state in ('ordered', 'shipped', 'delivered', 'pending_activation', 'active', 'suspended') group by identity_id, on_loan having count(*) > 1`,
		"two code displays work": `select identity_id::text from authenticators where kind = 'code_display' and state = 'active' group by identity_id having count(*) > 1`,
	} {
		if found := c.list(t, broken); len(found) > 0 {
			t.Errorf("%s: %v", rule, found)
		}
	}
	for _, serial := range c.list(t, `select serial from devices where state = 'destroyed'`) {
		c.destroyed[serial] = true
	}
	if gone := c.list(t, `select serial from devices where state = 'destroyed'`); len(gone) != len(c.destroyed) {
		t.Errorf("came back from being destroyed: %v are, %v were", gone, c.destroyed)
	}
	for code, times := range c.accepted {
		if times > 1 {
			t.Errorf("the code of %s was taken %d times", code, times)
		}
	}
	if now = c.usable(t, h); before > 0 && now == 0 && !excused {
		t.Errorf("%s has nothing left to sign in with, and nobody said why, after %v: %v", h.userName, c.last,
			c.list(t, `select kind || ' ' || state || ' ' || serial from authenticators where identity_id = $1`, h.identity))
	}
	return now
}

// usable counts what signs somebody in at this moment.
func (c *cupboard) usable(t *testing.T, h holder) int {
	t.Helper()
	return len(c.list(t, `select id::text from authenticators where identity_id = $1 and state = 'active' and (ends_at is null or ends_at > now())`, h.identity))
}

func (c *cupboard) exec(t *testing.T, query string) {
	t.Helper()
	if _, err := c.db.ExecContext(t.Context(), query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// list is the first column of what a query finds.
func (c *cupboard) list(t *testing.T, query string, args ...any) (all []string) {
	t.Helper()
	rows, err := c.db.QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return all
}

// text is the one value that a query finds.
func (c *cupboard) text(t *testing.T, query string, args ...any) string {
	t.Helper()
	found := c.list(t, query, args...)
	if len(found) != 1 {
		t.Fatalf("%s: %v, want one", query, found)
	}
	return found[0]
}

func cut(pair string) (before, after string, found bool) { return strings.Cut(pair, "/") }
