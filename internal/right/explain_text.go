package right

// The codes of conditions. An enlarged set is no breach of the API; a code keeps its meaning.
const (
	OrganisationConnected Reason = "organisation_connected"
	OrganisationSuspended Reason = "organisation_suspended"
	OrganisationClosed    Reason = "organisation_closed"
	OrganisationNotYet    Reason = "organisation_not_yet_connected"
	Employed              Reason = "employed"
	NoEmployment          Reason = "no_employment"
	EmploymentToCome      Reason = "employment_to_come"
	EmploymentOver        Reason = "employment_over"
	EmploymentEnded       Reason = "employment_ended"
	NotBlocked            Reason = "not_blocked"
	SystemInUse           Reason = "system_in_use"
	SystemRetired         Reason = "system_retired"
	RightInUse            Reason = "right_in_use"
	RightRetired          Reason = "right_retired"
	RightHeld             Reason = "right_held"
	RightNotHeld          Reason = "right_not_held"
	HoldingToCome         Reason = "holding_to_come"
	HoldingOver           Reason = "holding_over"
	HoldingRevoked        Reason = "holding_revoked"
	Assigned              Reason = "assigned"
	NotAssigned           Reason = "not_assigned"
	AssignmentToCome      Reason = "assignment_to_come"
	AssignmentOver        Reason = "assignment_over"
	AssignmentRevoked     Reason = "assignment_revoked"
	BundleInUse           Reason = "bundle_in_use"
	BundleRetired         Reason = "bundle_retired"
	BundleHoldsRight      Reason = "bundle_holds_right"
	BundleLacksRight      Reason = "bundle_lacks_right"
)

// sentences say each code to a secretary, in Danish and English.
//
//nolint:gochecknoglobals // a table
var sentences = map[Reason]struct{ da, en string }{
	OrganisationConnected:       {"Organisationen er tilsluttet.", "The organisation is connected."},
	OrganisationSuspended:       {"Organisationen er suspenderet.", "The organisation is suspended."},
	OrganisationClosed:          {"Organisationen er lukket.", "The organisation is closed."},
	OrganisationNotYet:          {"Organisationen var ikke tilsluttet endnu.", "The organisation was not connected yet."},
	Employed:                    {"Medarbejderen er ansat den dag.", "The employee is employed on that day."},
	NoEmployment:                {"Medarbejderen har ingen ansættelse.", "The employee has no employment."},
	EmploymentToCome:            {"Ansættelsen er ikke begyndt.", "The employment has not begun."},
	EmploymentOver:              {"Ansættelsen er udløbet.", "The employment has run out."},
	EmploymentEnded:             {"Ansættelsen er afsluttet.", "The employment was ended."},
	NotBlocked:                  {"Medarbejderen er ikke spærret.", "The employee is not blocked."},
	"blocked_administrator":     {"En administrator har spærret medarbejderen.", "An administrator has blocked the employee."},
	"blocked_self":              {"Medarbejderen har spærret sig selv.", "The employee has blocked himself or herself."},
	"blocked_lost_identity":     {"Medarbejderen er spærret, fordi identiteten er meldt mistet.", "The employee is blocked because the identity was reported lost."},
	"blocked_documents_missing": {"Medarbejderen er spærret, fordi dokumenter mangler.", "The employee is blocked because documents are missing."},
	"blocked_register_status":   {"Medarbejderen er spærret på grund af sin status i registret.", "The employee is blocked because of the status in the register."},
	SystemInUse:                 {"Systemet er i brug.", "The system is in use."},
	SystemRetired:               {"Systemet er taget ud af brug.", "The system has been retired."},
	RightInUse:                  {"Rettigheden er i brug.", "The right is in use."},
	RightRetired:                {"Rettigheden er taget ud af brug.", "The right has been retired."},
	RightHeld:                   {"Organisationen har rettigheden.", "The organisation holds the right."},
	RightNotHeld:                {"Organisationen har aldrig haft rettigheden.", "The organisation has never held the right."},
	HoldingToCome:               {"Organisationen får først rettigheden senere.", "The organisation will hold the right only later."},
	HoldingOver:                 {"Rettigheden er udløbet for organisationen.", "The organisation's hold on the right has run out."},
	HoldingRevoked:              {"Rettigheden er taget fra organisationen.", "The right was taken from the organisation."},
	Assigned:                    {"Tildelingen gælder den dag.", "The assignment is in force on that day."},
	NotAssigned:                 {"Medarbejderen er ikke tildelt rettigheden.", "The employee was not given the right."},
	AssignmentToCome:            {"Tildelingen er ikke begyndt.", "The assignment has not begun."},
	AssignmentOver:              {"Tildelingen er udløbet.", "The assignment has run out."},
	AssignmentRevoked:           {"Tildelingen er tilbagekaldt.", "The assignment was revoked."},
	BundleInUse:                 {"Rettighedspakken er i brug.", "The bundle is in use."},
	BundleRetired:               {"Rettighedspakken er taget ud af brug.", "The bundle has been retired."},
	BundleHoldsRight:            {"Rettigheden er i pakken.", "The right is in the bundle."},
	BundleLacksRight:            {"Rettigheden er ikke i pakken.", "The right is not in the bundle."},
}

// Sentence says the condition in a language; Danish unless it is "en".
func (r Reason) Sentence(language string) string {
	if language == "en" {
		return sentences[r].en
	}
	return sentences[r].da
}
