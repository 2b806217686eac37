package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/seal"
)

// Log writes and reads events.
type Log struct {
	keys  *seal.Keys
	cache keyCache
}

// New makes the log; keys wrap the persons' keys.
func New(keys *seal.Keys) *Log { return &Log{keys: keys} }

//nolint:gochecknoglobals // a table's columns
var events = &database.Table{Name: "audit_events", Evidence: true, Columns: []database.Column{
	{Name: "organisation_id", Type: "uuid"},
	{Name: "id", Type: "uuid"},
	{Name: "at", Type: "timestamptz"},
	{Name: "name", Type: "text"},
	{Name: "outcome", Type: "text"},
	{Name: "actor_id", Type: "text"},
	{Name: "subject_kind", Type: "text"},
	{Name: "subject_id", Type: "text"},
	{Name: "person", Type: "text"},
	{Name: "body", Type: "bytea"},
}}

// Record adds the event to the transaction's tail. It fails when there is no decision, since an
// act that nobody judged must not happen.
func (l *Log) Record(ctx context.Context, tx *database.Tx, e Event) error {
	if e.Decision.Basis() == "" {
		return errors.New("an event without a decision (law 3)")
	}
	if e.Outcome == "" {
		e.Outcome = Done
	}
	if e.Person == "" {
		e.Person = e.Subject.ID
	}
	org, eventID := e.Decision.Organisation(), id.New[id.Event]()
	members, err := l.members(ctx, tx, e, eventID)
	if err != nil {
		return err
	}
	body, err := canonical(members)
	if err != nil {
		return err
	}
	tx.Append(events, org, eventID, tx.Now, e.Name, string(e.Outcome),
		actorID(e.Decision.Actor()), e.Subject.Kind, e.Subject.ID, e.Person, body)
	e.Decision.Uphold(tx)
	return nil
}

func (l *Log) members(ctx context.Context, tx *database.Tx, e Event, eventID id.Event) (map[string]any, error) {
	actor := e.Decision.Actor()
	members := map[string]any{
		"v": version, "id": eventID.String(), "organisation": e.Decision.Organisation().String(), "at": stamp(tx.Now),
		"name": e.Name, "outcome": e.Outcome,
		"actor": strip(map[string]any{
			"kind": string(actor.Kind), "id": actorID(actor), "person": actor.Person.String(), "session": actor.Session.String(),
		}),
		"decision": strip(map[string]any{
			"action": string(e.Decision.Action()), "role": string(e.Decision.Role()),
			"grant": e.Decision.Grant().String(), "basis": e.Decision.Basis(),
		}),
		"subject": map[string]any{"kind": e.Subject.Kind, "id": e.Subject.ID},
		"person":  e.Person,
		"request": authz.RequestOf(ctx).ID,
	}
	if e.Reason != "" {
		e.After = with(e.After, "reason", Personal(e.Reason))
	}
	for place, fields := range map[string]Fields{"before": e.Before, "after": e.After} {
		sealed, err := l.sealFields(ctx, tx, e, eventID.String()+"/"+place, fields)
		if err != nil {
			return nil, err
		}
		if len(sealed) > 0 {
			members[place] = sealed
		}
	}
	return strip(members), nil
}

func (l *Log) sealFields(ctx context.Context, tx *database.Tx, e Event, place string, fields Fields) (map[string]any, error) {
	sealed := make(map[string]any, len(fields))
	for name, value := range fields {
		if _, secret := value.(id.Token); secret {
			return nil, fmt.Errorf("a secret in the event's field %s (X4)", name)
		}
		personal, ok := value.(Personal)
		if !ok || personal == "" {
			sealed[name] = value
			continue
		}
		key, err := l.keyFor(ctx, tx, e.Decision.Organisation(), e.Person, e.New && e.Person == e.Subject.ID)
		if err != nil {
			return nil, err
		}
		sealed[name] = key.commit(personal, place+"/"+name)
	}
	return sealed, nil
}

// actorID is the id by which the log is searched for what somebody did.
func actorID(a authz.Actor) string {
	switch {
	case a.Kind == authz.MachineActor:
		return a.Machine
	case a.Kind == authz.ClientActor:
		return a.Client.String()
	case !a.Employee.IsZero():
		return a.Employee.String()
	case !a.Person.IsZero():
		return a.Person.String()
	default:
		return "anonymous"
	}
}

func with(fields Fields, name string, value any) Fields {
	extended := make(Fields, len(fields)+1)
	maps.Copy(extended, fields)
	extended[name] = value
	return extended
}

// strip leaves out empty texts, which would say nothing.
func strip(members map[string]any) map[string]any {
	for name, value := range members {
		if value == "" {
			delete(members, name)
		}
	}
	return members
}
