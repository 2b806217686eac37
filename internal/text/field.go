package text

import (
	"fmt"

	"hverv/internal/fault"
)

// Field takes in the line of one member of an input where it stands, and notes what is wrong with
// it at its pointer. least is 0 for a member that may be left out.
func Field(c *fault.Check, field *string, pointer string, least, most int) {
	taken, ok := Line(*field)
	switch {
	case !ok:
		c.That(false, pointer, "unreadable", "This holds characters that cannot be part of it.")
	case least > 0 && taken == "":
		c.That(false, pointer, "missing", "This is needed.")
	case Within(taken, 0, most):
		c.That(Within(taken, least, most), pointer, "too_short", fmt.Sprintf("From %d to %d letters.", least, most))
	default:
		c.That(false, pointer, "too_long", fmt.Sprintf("From %d to %d letters.", least, most))
	}
	*field = taken
}
