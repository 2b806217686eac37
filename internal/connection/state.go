package connection

import (
	"slices"

	"hverv/internal/calendar"
	"hverv/internal/fault"
)

// State is how far a request has come.
type State string

// The states. Expired is never stored: it is judged by the date when read (law 1).
const (
	Draft     State = "draft"
	Awaiting  State = "awaiting_approval"
	Case      State = "manual_case"
	Connected State = "connected"
	Declined  State = "declined" // by a representative
	Refused   State = "refused"  // the register says that somebody who approved may not
	Rejected  State = "rejected" // by an operator
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// ApprovalState is how far one representative's answer has come.
type ApprovalState string

// The states of an approval.
const (
	Named     ApprovalState = "named"   // in the draft, not asked yet
	Pending   ApprovalState = "pending" // asked
	Approved  ApprovalState = "approved"
	Unproven  ApprovalState = "unknown"  // approved, but nobody knows whether the person may (C10)
	Refusing  ApprovalState = "declined" // said no
	Forbidden ApprovalState = "refused"  // may not represent the company
)

// Step is an act on a request.
type Step string

// The steps.
const (
	StepChange   Step = "change"
	StepSubmit   Step = "submit"
	StepWithdraw Step = "withdraw"
	StepReopen   Step = "reopen"
	StepUpload   Step = "upload"
	StepAdd      Step = "add_representative"
	StepAnswer   Step = "answer" // a representative's
	StepDecide   Step = "decide" // an operator's
)

// allowed is the one table of what may be done in which state (law 6).
//
//nolint:gochecknoglobals // a table
var allowed = map[State][]Step{
	Draft:     {StepChange, StepSubmit, StepWithdraw, StepUpload},
	Awaiting:  {StepWithdraw, StepUpload, StepAdd, StepAnswer},
	Case:      {StepWithdraw, StepUpload, StepAdd, StepAnswer, StepDecide},
	Connected: {},
	Declined:  {StepReopen},
	Refused:   {StepReopen},
	Rejected:  {StepReopen},
	Withdrawn: {StepReopen},
	Expired:   {StepReopen},
}

// byApplicant are the steps that the applicant is offered.
//
//nolint:gochecknoglobals // a table
var byApplicant = []Step{StepChange, StepSubmit, StepWithdraw, StepReopen, StepUpload, StepAdd}

// on judges the stored state by the date: a draft and an unanswered request expire by themselves.
func (s State) on(today, expires calendar.Date) State {
	if (s == Draft || s == Awaiting) && today.After(expires) {
		return Expired
	}
	return s
}

func (s State) allows(step Step) bool { return slices.Contains(allowed[s], step) }

// permit refuses a step that the state does not allow.
func (s State) permit(step Step) error {
	switch {
	case s.allows(step):
		return nil
	case s == Expired:
		return fault.New(fault.Gone, "connection_expired", "The request has expired. The applicant can open it again.")
	}
	return fault.New(fault.Conflict, "connection_state", "This cannot be done any more, or not yet. Load the page again to see how far the request is.")
}

// settle says what the answers so far make of a request (C4, C5, C10). Any no ends it. Enough
// approvals connect. What the register cannot tell - who may sign, or how many must - becomes the
// operator's case as soon as somebody has approved.
func settle(required int, approvals []Representative) State {
	approved, unproven := 0, 0
	for _, a := range approvals {
		switch a.State {
		case Refusing:
			return Declined
		case Forbidden:
			return Refused
		case Approved:
			approved++
		case Unproven:
			unproven++
		case Named, Pending:
		}
	}
	switch {
	case required > 0 && approved >= required:
		return Connected
	case unproven > 0 || required == 0 && approved > 0:
		return Case
	}
	return Awaiting
}

// given counts who has approved, proven or not.
func given(approvals []Representative) int {
	n := 0
	for _, a := range approvals {
		if a.State == Approved || a.State == Unproven {
			n++
		}
	}
	return n
}

// words say the state plainly (C6), in Danish and English.
//
//nolint:gochecknoglobals // a table
var words = map[State]struct{ da, en string }{
	Draft:     {"Kladde. Intet er sendt endnu; du kan fortsætte når som helst.", "Draft. Nothing has been sent yet; you can continue at any time."},
	Awaiting:  {"Sendt. Vi venter på, at ledelsesrepræsentanterne godkender.", "Sent. We are waiting for the management representatives to approve."},
	Case:      {"Behandles manuelt. Driften ser på, om de, der har godkendt, må tegne virksomheden; dokumenter kan stadig sendes ind.", "A manual case. The operator checks whether those who approved may sign for the company; documents can still be sent."},
	Connected: {"Tilsluttet. De første administratorer har fået et link.", "Connected. The first administrators have been sent a link."},
	Declined:  {"Afvist af en ledelsesrepræsentant. Du kan rette anmodningen og sende den igen.", "Declined by a management representative. You can correct the request and send it again."},
	Refused:   {"Standset. Den, der godkendte, må ikke tegne virksomheden ifølge registret. Du kan angive en anden.", "Stopped. According to the register the person who approved may not sign for the company. You can name another."},
	Rejected:  {"Afslået af driften. Begrundelsen står her; du kan rette anmodningen og sende den igen.", "Rejected by the operator. The reason stands here; you can correct the request and send it again."},
	Withdrawn: {"Trukket tilbage. Du kan åbne den igen.", "Withdrawn. You can open it again."},
	Expired:   {"Udløbet. Du kan åbne den igen; det, du har skrevet, er gemt.", "Expired. You can open it again; what you typed is kept."},
}

// Words says the state in the reader's language.
func (s State) Words(language string) string {
	if language == "en" {
		return words[s].en
	}
	return words[s].da
}
