// Package audit keeps the honest log: one event for every change and every sensitive read,
// written in the transaction that it tells of (G1). It owns the format of an event, which is
// final, and the keys under which personal fields are sealed; what happened is the features' to
// say. Positions in the tamper-evident tree (G2) are given later and are no part of an event.
package audit

import (
	"time"

	"hverv/internal/authz"
	"hverv/internal/id"
)

// Outcome says whether the act was done or refused; a refusal that matters is an event too (law 2).
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
)

// Personal is a value about a person: it is sealed under that person's key beside a salted
// commitment, so that the event stays verifiable after the key is destroyed (L8).
type Personal string

// Fields are the members that changed, by their API names. Values are texts, numbers, booleans,
// ids, dates, lists of these, or Personal. National ids and secrets refuse to be written here.
type Fields map[string]any

// Event is one act. Decision carries who did it, by which right, in which organisation.
type Event struct {
	Decision authz.Decision
	Name     string // past tense, dotted: employee.created, right.granted
	Subject  Subject
	Person   string // whose key seals the personal fields; the subject's id when empty
	Outcome  Outcome
	Reason   string // always treated as personal
	Before   Fields
	After    Fields
	New      bool // the subject is made by this very change, so it cannot have a key yet
}

// Subject is what the event is about.
type Subject struct {
	Kind string
	ID   string
}

// On names a subject by its noun and id.
func On[T any](noun string, subject id.Of[T]) Subject {
	return Subject{Kind: noun, ID: subject.String()}
}

// Record is an event as it is read back, with the personal fields opened whose keys still exist.
type Record struct {
	ID           id.Event
	Organisation id.Organisation
	At           time.Time
	Name         string
	Outcome      Outcome
	ActorKind    string // "" for somebody who was not signed in
	ActorID      string
	Action       string
	Role         string
	Basis        string
	Subject      Subject
	Person       string
	RequestID    string
	Reason       string
	Before       Fields
	After        Fields
	ActorName    string // today's names; "" for somebody from outside, for things and for machines
	SubjectName  string
	PersonName   string
	Damaged      bool // the stored bytes are not what was written
}

// Forgotten stands for a personal value whose key was destroyed (L8).
type Forgotten struct {
	Forgotten bool `json:"forgotten"`
}
