package organisation

import (
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/text"
)

// Resource is an organisation with what its administrators are told about it.
type Resource struct {
	Organisation

	Administrators int      `db:"administrators"` // who may act now (A1)
	Staffed        bool     `db:"staffed"`        // somebody is there who is no administrator
	Actions        []string `db:"-"`
}

// Task is one line of the list that a new organisation works through (C7).
type Task struct {
	Code   string
	Done   bool
	ByHand bool // ticked off by hand; all others follow from what is registered
}

// The tasks of C7.
const (
	taskIdentityKinds      = "identity_kinds"
	taskAuthenticatorKinds = "authenticator_kinds"
	taskInvoicing          = "invoicing"
	taskSecond             = "second_administrator"
	taskEmployees          = "employees"
	taskNemID              = "nemid_key_files_deleted"
)

// Tasks is the list of C7. The kinds count as chosen once the settings were sent, changed or not.
func (r Resource) Tasks() []Task {
	ticked := func(code string) bool { return slices.Contains(r.TasksDone, code) }
	return []Task{
		{Code: taskIdentityKinds, Done: ticked(taskIdentityKinds)},
		{Code: taskAuthenticatorKinds, Done: ticked(taskAuthenticatorKinds)},
		{Code: taskInvoicing, Done: ticked(taskInvoicing), ByHand: true},
		{Code: taskSecond, Done: r.Administrators >= 2},
		{Code: taskEmployees, Done: r.Staffed},
		{Code: taskNemID, Done: ticked(taskNemID), ByHand: true},
	}
}

// Warnings stand until what they warn of is gone.
func (r Resource) Warnings() []string {
	found := []string{}
	warn := func(when bool, code string) {
		if when {
			found = append(found, code)
		}
	}
	warn(r.Administrators == 0, "without_administrator")             // A4, C8
	warn(r.Administrators == 1, "fewer_than_two_administrators")     // A1
	warn(r.SupportPhone == "" && r.SupportEmail == "", "no_support") // W2
	warn(r.CPRLegalBasis == "", "no_legal_basis_for_national_id")    // H4
	warn(r.State == Suspended, "suspended")                          // C9
	return found
}

// Change is what an administrator sends to change settings; nil leaves a setting as it is.
type Change struct {
	Organisation        id.Organisation
	Version             int64
	PrivateIdentities   *bool
	DedicatedIdentities *bool
	CodeDisplays        *bool
	Chips               *bool
	ChipModels          *[]string
	ChipAttestation     *bool
	ChipMonths          *int
	PassHours           *int
	ActivationDays      *int
	ActivationStarts    *Start
	LoanHours           *int
	CPRLegalBasis       *string
	SupportPhone        *string
	SupportEmail        *string
	SupportHours        *string
	InvoicingSettled    *bool
	NemIDDeleted        *bool
}

// apply gives the organisation with the change in it, or what is wrong with the change.
func (in Change) apply(o Organisation) (Organisation, error) {
	var c fault.Check
	put(&o.PrivateIdentities, in.PrivateIdentities)
	put(&o.DedicatedIdentities, in.DedicatedIdentities)
	put(&o.CodeDisplays, in.CodeDisplays)
	put(&o.Chips, in.Chips)
	put(&o.ActivationDays, in.ActivationDays)
	put(&o.ActivationStarts, in.ActivationStarts)
	put(&o.LoanHours, in.LoanHours)
	put(&o.ChipAttestation, in.ChipAttestation)
	put(&o.ChipMonths, in.ChipMonths)
	put(&o.PassHours, in.PassHours)
	if in.ChipModels != nil {
		o.ChipModels = models(&c, *in.ChipModels)
	}
	c.That(o.PrivateIdentities || o.DedicatedIdentities, "/dedicated_identities", "none_left", "One kind of identity must stay allowed.")
	c.That(o.ActivationStarts == AtCreation || o.ActivationStarts == AtDispatch, "/activation_starts", "unknown", "creation or dispatch.")
	c.That(o.ChipMonths >= 0 && o.ChipMonths <= 60, "/chip_months", "out_of_range", "From 0 to 60 months.")
	c.That(o.PassHours >= 1 && o.PassHours <= 24, "/pass_hours", "out_of_range", "From 1 to 24 hours.")
	c.That(o.ActivationDays >= 1 && o.ActivationDays <= 90, "/activation_days", "out_of_range", "From 1 to 90 days.")
	c.That(o.LoanHours >= 1 && o.LoanHours <= 168, "/loan_hours", "out_of_range", "From 1 to 168 hours.")
	for _, field := range []struct {
		to      *string
		from    *string
		pointer string
		most    int
	}{
		{&o.CPRLegalBasis, in.CPRLegalBasis, "/cpr_legal_basis", 2000},
		{&o.SupportPhone, in.SupportPhone, "/support_phone", 30},
		{&o.SupportEmail, in.SupportEmail, "/support_email", 254},
		{&o.SupportHours, in.SupportHours, "/support_hours", 200},
	} {
		put(field.to, field.from)
		text.Field(&c, field.to, field.pointer, 0, field.most)
	}
	c.That(o.SupportPhone == "" || text.Phone(o.SupportPhone), "/support_phone", "phone_invalid", "This cannot be a telephone number.")
	c.That(o.SupportEmail == "" || text.Email(o.SupportEmail), "/support_email", "email_invalid", "This cannot be an e-mail address.")
	o.TasksDone = in.tick(o.TasksDone)
	return o, c.Err()
}

// models tidies the identifiers of makes and models (AAGUID) that chips must have.
func models(c *fault.Check, typed []string) pq.StringArray {
	list := pq.StringArray{}
	for _, each := range typed {
		model, err := uuid.Parse(strings.TrimSpace(each))
		c.That(err == nil, "/chip_models", "model_invalid", "A model is an AAGUID: 32 hexadecimal digits in five groups.")
		if err == nil && !slices.Contains(list, model.String()) {
			list = append(list, model.String())
		}
	}
	slices.Sort(list)
	return list
}

func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// tick gives the tasks that are done after the change, sorted.
func (in Change) tick(before pq.StringArray) pq.StringArray {
	done := map[string]bool{}
	for _, code := range before {
		done[code] = true
	}
	if in.PrivateIdentities != nil || in.DedicatedIdentities != nil {
		done[taskIdentityKinds] = true
	}
	if in.CodeDisplays != nil || in.Chips != nil {
		done[taskAuthenticatorKinds] = true
	}
	for code, ticked := range map[string]*bool{taskInvoicing: in.InvoicingSettled, taskNemID: in.NemIDDeleted} {
		if ticked != nil {
			done[code] = *ticked
		}
	}
	after := pq.StringArray{}
	for code, is := range done {
		if is {
			after = append(after, code)
		}
	}
	slices.Sort(after)
	return after
}
