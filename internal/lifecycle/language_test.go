package lifecycle_test

import (
	"testing"

	"hverv/internal/lifecycle"
)

// Each is told in the language they have chosen, the leaver by an identity that has just ended (W1).
func TestDeparturesAreToldInTheReadersLanguage_W1(t *testing.T) {
	t.Parallel()
	c := newClinic(t)
	signe := c.employ("Signe", "2026-11-30")
	_, person := c.signIn(signe)
	_, administrator := c.signIn(c.users)
	c.SQL(`update persons set language = 'en' where id in ($1, $2)`, person, administrator)
	c.until("2026-12-01T06:00:00Z")
	c.Must(c.life.Depart(t.Context()))
	per := c.employ("Per", "")
	_, err := c.life.Terminate(c.As(c.hr), lifecycle.Terminate{Organisation: c.Org, Employee: per, Reason: "Nu"})
	c.Must(err)
	for reader, want := range map[string]string{signe.String(): "en", c.users.String(): "en", c.admin.String(): "da"} {
		if n := c.Count(`select count(*) from messages where person = $1`, reader); n == 0 {
			t.Errorf("%s was told nothing", reader)
		}
		if n := c.Count(`select count(*) from messages where person = $1 and language <> $2`, reader, want); n != 0 {
			t.Errorf("%s was told %d times in another language than %s", reader, n, want)
		}
	}
}
