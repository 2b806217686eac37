// Package fault is the vocabulary of refusals: what the caller did wrong or may
// not have, said with a stable code and a sentence for the user. It knows no HTTP;
// package server maps each Kind to a status once.
package fault

import (
	"errors"
	"fmt"
	"time"
)

// Kind is the class of a refusal. The set is closed; codes are the open part.
type Kind string

// The kinds, in the order of the HTTP status that package server gives them.
const (
	Malformed            Kind = "malformed"             // the request cannot be read at all
	Unauthenticated      Kind = "unauthenticated"       // nobody is signed in
	StepUp               Kind = "step_up"               // signed in, but too long ago or too weakly
	Forbidden            Kind = "forbidden"             // known here, but without the right
	NotFound             Kind = "not_found"             // is not, or is not the caller's to know of
	NotAllowed           Kind = "not_allowed"           // the method does not exist at this address
	Conflict             Kind = "conflict"              // contradicts the present state
	Gone                 Kind = "gone"                  // was, and will not come back
	Precondition         Kind = "precondition"          // changed since the caller read it
	TooLarge             Kind = "too_large"             // more bytes than are read
	Unsupported          Kind = "unsupported"           // a media type that is not read
	Invalid              Kind = "invalid"               // readable, but breaks a rule
	PreconditionRequired Kind = "precondition_required" // If-Match is missing
	Limited              Kind = "limited"               // too many, too fast
	Unavailable          Kind = "unavailable"           // not now; come back
)

// Field is one member of the input that breaks a rule, addressed by a JSON Pointer (RFC 6901).
type Field struct {
	Pointer string
	Code    string
	Detail  string
}

// Fault is a refusal. Code is stable lower snake case and owned by the feature that raises it;
// Detail is for the user and never holds a secret or a national id.
type Fault struct { //nolint:errname // the word of the whole house: fault.Fault
	Kind       Kind
	Code       string
	Detail     string
	Fields     []Field
	RetryAfter time.Duration // for Limited and Unavailable; zero means unsaid
}

// New makes a refusal.
func New(kind Kind, code, detail string) *Fault {
	return &Fault{Kind: kind, Code: code, Detail: detail}
}

// Error gives kind, code and detail; package server writes it nowhere but the log.
func (f *Fault) Error() string {
	return fmt.Sprintf("%s (%s): %s", f.Kind, f.Code, f.Detail)
}

// Is makes two faults with the same code equal for errors.Is.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault) // this error alone: errors.Is walks the chain
	return ok && other.Kind == f.Kind && other.Code == f.Code
}

// On adds the field that the refusal is about.
func (f *Fault) On(pointer, code, detail string) *Fault {
	f.Fields = append(f.Fields, Field{Pointer: pointer, Code: code, Detail: detail})
	return f
}

// Under moves the fields that a refusal is about to where they stand in the whole input, when it was
// raised about a part of it.
func Under(at string, err error) error {
	f := Of(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = make([]Field, len(f.Fields))
	for i, field := range f.Fields {
		moved.Fields[i] = Field{Pointer: at + field.Pointer, Code: field.Code, Detail: field.Detail}
	}
	return &moved
}

// After says when to come back.
func (f *Fault) After(wait time.Duration) *Fault {
	f.RetryAfter = wait
	return f
}

// Of finds the fault in an error chain, or nil.
func Of(err error) *Fault {
	f, ok := errors.AsType[*Fault](err)
	if !ok {
		return nil
	}
	return f
}

// CodeOf gives the code of the fault in err, or "" when there is none.
func CodeOf(err error) string {
	if f := Of(err); f != nil {
		return f.Code
	}
	return ""
}

// KindOf gives the kind of the fault in err, or "" when there is none.
func KindOf(err error) Kind {
	if f := Of(err); f != nil {
		return f.Kind
	}
	return ""
}

// Missing is the one answer for what is not there and for what another organisation owns (law 3).
func Missing(noun string) *Fault {
	return New(NotFound, "not_found", "No such "+noun+".")
}
