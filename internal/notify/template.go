package notify

// Template names a message; its texts are texts/<language>/<name>.txt.
type Template string

// The messages. What each needs stands in the table below.
const (
	ConnectionApprovalRequest Template = "connection_approval_request" // C3, to the representative
	ConnectionDraftReminder   Template = "connection_draft_reminder"   // C6, to the applicant
	ConnectionReminder        Template = "connection_reminder"         // C6, to the representative
	ConnectionApproved        Template = "connection_approved"         // C7, to the applicant
	ConnectionDeclined        Template = "connection_declined"         // C4, to the applicant
	ConnectionRefused         Template = "connection_refused"          // C4, to both: the register says no
	ConnectionExpired         Template = "connection_expired"          // C6
	CaseOpened                Template = "case_opened"                 // C10, to the applicant
	CaseDecided               Template = "case_decided"                // C10
	SetUpLink                 Template = "set_up_link"                 // C7, to the first administrator

	ActivationPrivate   Template = "activation_private"   // U5
	ActivationDedicated Template = "activation_dedicated" // U5
	ActivationReminder  Template = "activation_reminder"  // U5, to the employee
	ActivationLapsed    Template = "activation_lapsed"    // U5, to the administrators
	ActivationMismatch  Template = "activation_mismatch"  // U5, to the administrators
	IdentityWithdrawn   Template = "identity_withdrawn"   // U1, to the administrators
	PasswordChanged     Template = "password_changed"     // U8, to the employee

	RoleGiven          Template = "role_given"            // A7, to the person
	RoleTaken          Template = "role_taken"            // A7, to the person
	RoleGivenToOther   Template = "role_given_to_other"   // A7, to the other administrators
	RoleTakenFromOther Template = "role_taken_from_other" // A7, to the other administrators
	RoleRequested      Template = "role_requested"        // A3, to the administrators
	RoleRequestDecided Template = "role_request_decided"  // A3, to who asked

	AppEnrolment         Template = "app_enrolment"         // U9, to the employee
	AuthenticatorAdded   Template = "authenticator_added"   // U2, to the employee
	AuthenticatorLost    Template = "authenticator_lost"    // U9, to the administrators
	AuthenticatorBlocked Template = "authenticator_blocked" // U8, to the employee
	CodesBlocked         Template = "codes_blocked"         // U8, to the administrators
	KeyCloned            Template = "key_cloned"            // U8, to the employee
	KeyClonedOfOther     Template = "key_cloned_of_other"   // U8, to the administrators
	DeviceDelivered      Template = "device_delivered"      // U7, to the employee
	ChipRenewal          Template = "chip_renewal"          // U8, U12, to the employee
	ChipToRegister       Template = "chip_to_register"      // U8, U12, to the employee
	PassIssued           Template = "pass_issued"           // U9, to the employee
	DeviceShipped        Template = "device_shipped"        // O4, to the employee

	OrderDelayed          Template = "order_delayed"            // O3, to the employee
	OrderDelayedToOrderer Template = "order_delayed_to_orderer" // O3
	OrderLineCancelled    Template = "order_line_cancelled"     // O4, to the orderer
	OrderFailed           Template = "order_failed"             // O4, to the orderer

	LoanGiven            Template = "loan_given"            // U10, to the borrower
	LoanExtended         Template = "loan_extended"         // U10, to the borrower
	LoanDue              Template = "loan_due"              // U10, to the borrower
	LoanOverdue          Template = "loan_overdue"          // U10, to the borrower
	LoanDueDesk          Template = "loan_due_desk"         // U10, to the desk
	LoanOverdueDesk      Template = "loan_overdue_desk"     // U10, to the desk
	AppointmentBooked    Template = "appointment_booked"    // U13, to the employee
	AppointmentCancelled Template = "appointment_cancelled" // U13, to the employee
	AppointmentReminder  Template = "appointment_reminder"  // U13, to the employee

	DeviceReturn         Template = "device_return"          // U16, to the holder
	DeviceReturnReminder Template = "device_return_reminder" // U16, to the holder

	EmployeeBlocked     Template = "employee_blocked"      // E6, to the employee
	EmploymentEnded     Template = "employment_ended"      // L4, to the employee
	EmployeeEnded       Template = "employee_ended"        // L4, to the administrators
	EmployeeTerminated  Template = "employee_terminated"   // L5, to the administrators
	PrivateIdentityLeft Template = "private_identity_left" // L4, to the administrators

	OrganisationSuspended            Template = "organisation_suspended"             // C9
	OrganisationResumed              Template = "organisation_resumed"               // C9
	OrganisationClosed               Template = "organisation_closed"                // C9
	OrganisationWithoutAdministrator Template = "organisation_without_administrator" // A4, to the representatives
)

// templates says which values each message needs. Names ending in a date are YYYY-MM-DD: until, on.
//
//nolint:gochecknoglobals // a table
var templates = map[Template][]string{
	ConnectionApprovalRequest: {"name", "applicant", "company", "link", "until"},
	ConnectionDraftReminder:   {"name", "company", "link", "until"},
	ConnectionReminder:        {"name", "applicant", "company", "link", "until"},
	ConnectionApproved:        {"name", "company"},
	ConnectionDeclined:        {"name", "company", "reason"},
	ConnectionRefused:         {"name", "company"},
	ConnectionExpired:         {"name", "company"},
	CaseOpened:                {"name", "company", "link"},
	CaseDecided:               {"name", "company", "approved", "reason"}, // approved: yes or no
	SetUpLink:                 {"name", "organisation", "link", "until"},

	ActivationPrivate:   {"name", "organisation", "link", "until"},
	ActivationDedicated: {"name", "organisation", "link", "until"},
	ActivationReminder:  {"name", "organisation", "until"},
	ActivationLapsed:    {"name", "employee", "organisation"},
	ActivationMismatch:  {"name", "employee", "organisation"},
	IdentityWithdrawn:   {"name", "employee", "organisation"},
	PasswordChanged:     {"name", "organisation"},

	RoleGiven:          {"name", "role", "organisation"},
	RoleTaken:          {"name", "role", "organisation"},
	RoleGivenToOther:   {"name", "employee", "role", "organisation"},
	RoleTakenFromOther: {"name", "employee", "role", "organisation"},
	RoleRequested:      {"name", "employee", "role", "organisation"},
	RoleRequestDecided: {"name", "role", "organisation", "granted"}, // granted: yes or no

	AppEnrolment:         {"name", "organisation", "link", "until"},
	AuthenticatorAdded:   {"name", "organisation"},
	AuthenticatorLost:    {"name", "employee", "organisation"},
	AuthenticatorBlocked: {"name", "organisation"},
	CodesBlocked:         {"name", "employee", "organisation"},
	KeyCloned:            {"name", "organisation"},
	KeyClonedOfOther:     {"name", "employee", "organisation"},
	DeviceDelivered:      {"name", "organisation", "kind", "link"}, // kind: code_display or chip
	ChipRenewal:          {"name", "organisation", "until", "link"},
	ChipToRegister:       {"name", "organisation", "link"},
	PassIssued:           {"name", "organisation", "by"},
	DeviceShipped:        {"name", "organisation", "kind", "on"}, // kind: also audio_reader

	OrderDelayed:          {"name", "organisation", "kind", "on"},
	OrderDelayedToOrderer: {"name", "organisation", "kind", "on", "employee", "number", "link"},
	OrderLineCancelled:    {"name", "organisation", "kind", "employee", "number", "link"},
	OrderFailed:           {"name", "organisation", "kind", "employee", "number", "link"},
	DeviceReturn:          {"name", "organisation", "kind", "serial"},
	DeviceReturnReminder:  {"name", "organisation", "kind", "serial"},

	// kind: code_display, audio_reader or chip; at: 15.04; pooled: yes or no.
	LoanGiven:            {"name", "organisation", "kind", "serial", "on", "at", "desk", "pooled"},
	LoanExtended:         {"name", "organisation", "serial", "on", "at", "desk"},
	LoanDue:              {"name", "organisation", "serial", "on", "at", "desk"},
	LoanOverdue:          {"name", "organisation", "serial", "on", "at", "desk"},
	LoanDueDesk:          {"name", "organisation", "employee", "serial", "on", "at", "desk"},
	LoanOverdueDesk:      {"name", "organisation", "employee", "serial", "on", "at", "desk"},
	AppointmentBooked:    {"name", "organisation", "office", "place", "on", "at", "moved"}, // moved: yes or no
	AppointmentCancelled: {"name", "organisation", "office", "place", "on", "at"},
	AppointmentReminder:  {"name", "organisation", "office", "place", "on", "at"},

	EmployeeBlocked:     {"name", "organisation"},
	EmploymentEnded:     {"name", "organisation", "on"},
	EmployeeEnded:       {"name", "employee", "organisation", "on"},
	EmployeeTerminated:  {"name", "employee", "organisation"},
	PrivateIdentityLeft: {"name", "employee", "organisation"},

	OrganisationSuspended:            {"name", "organisation"},
	OrganisationResumed:              {"name", "organisation"},
	OrganisationClosed:               {"name", "organisation"},
	OrganisationWithoutAdministrator: {"name", "organisation", "link"},
}
