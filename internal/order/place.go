package order

import (
	"slices"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
	"hverv/internal/price"
	"hverv/internal/stock"
)

// Preview is what an order would be (B5, U6): each line with its price and warnings, and everything that
// would be refused.
type Preview struct {
	Lines      []PreviewLine
	Problems   []fault.Field
	Total      int64
	ExpectedOn calendar.Date
	PricesFrom calendar.Date
}

// PreviewLine is a line of it.
type PreviewLine struct {
	Employee      id.Employee
	EmployeeName  string // empty when the caller may not know
	Kind          stock.Kind
	Price         price.Oere
	Warnings      []string
	Choices       []string // what would help against the warnings
	ActivateUntil calendar.Date
}

// lateDelivery is authenticator's warning of U6, with what helps against it.
const lateDelivery = "delivery_after_deadline"

func choices(warnings []string) []string {
	if slices.Contains(warnings, lateDelivery) {
		return []string{"add_app", "start_at_dispatch"}
	}
	return []string{}
}

// note adds what a line was refused for, at the line and its member.
func (p *Preview) note(line int, member string, f *fault.Fault) {
	p.Problems = append(p.Problems, fault.Field{Pointer: pointer(line, member), Code: f.Code, Detail: f.Detail})
}

// refusal is the fault of an order of which some lines cannot be had; nothing is ordered then.
func (p *Preview) refusal() error {
	if len(p.Problems) == 0 {
		return nil
	}
	f := fault.New(fault.Invalid, "order_refused", "Some lines of the order cannot be ordered. Nothing was ordered.")
	f.Fields = p.Problems
	return f
}

func beyondReach() *fault.Fault {
	return fault.New(fault.Forbidden, "beyond_reach", "You may not order for this employee.")
}

func employeeUnknown() *fault.Fault {
	return fault.New(fault.NotFound, "employee_unknown", "There is no such employee.")
}

func noIdentity() *fault.Fault {
	return fault.New(fault.Conflict, "no_identity", "It has not been chosen yet how the employee signs in.")
}

func notACard() *fault.Fault {
	return fault.New(fault.Conflict, "card_not_held", "The employee has no such chip that works.")
}

func severalCards() *fault.Fault {
	return fault.New(fault.Conflict, "card_ambiguous", "The employee has several chips. Say which one is wrong.")
}

func notADraft() *fault.Fault {
	return fault.New(fault.Conflict, "order_not_draft", "The order has been submitted. It can only be cancelled now.")
}
