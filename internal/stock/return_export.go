package stock

import (
	"strconv"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/sheet"
)

// returnHeadings are the columns of the list of devices to come back; the order is that of line.
//
//nolint:gochecknoglobals // a table
var returnHeadings = sheet.Headings{
	"da": {"Serienummer", "Type", "Medarbejder", "Afdeling", "E-mail", "Telefon", "Hvorfor", "Siden", "Bedt om den", "Påmindelser", "Meldt destrueret", "Begrundelse", "Hører til"},
	"en": {"Serial number", "Kind", "Employee", "Department", "E-mail", "Telephone", "Why", "Since", "Asked for it", "Reminders", "Said to be destroyed", "Reason", "Belongs to"},
}

func (r *Return) line() []string {
	return []string{
		r.Serial, string(r.Kind), r.HolderName, r.UnitName, r.Email, r.Phone, r.Why, dayOf(&r.Since), dayOf(r.AskedAt), strconv.Itoa(r.Reminders),
		dayOf(r.DestroyedAt), r.DestroyedReason, r.HomeName,
	}
}

func dayOf(at *time.Time) string {
	if at == nil {
		return ""
	}
	return calendar.Today(*at).String()
}
