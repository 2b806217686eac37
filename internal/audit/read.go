package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hverv/internal/authz"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/page"
)

// Filter says which events of an organisation are wanted; empty members do not filter.
type Filter struct {
	Organisation id.Organisation
	About        []string // persons or other things whose key seals the event
	By           []string // actors; an event about one of the former or by one of these is shown
	Actor        string
	Subject      string
	Name         string // a whole name, or the noun before the dot
	Outcome      string
	From, To     time.Time // To is the first instant that is left out
	Limit        int
	After        string
	Within       *authz.Reach // none is the whole organisation; else only events about people in it
}

// List gives a page of events, the latest first, in a fixed number of statements.
func (l *Log) List(ctx context.Context, tx *database.Tx, f Filter) (page.Page[Record], error) {
	none := page.Page[Record]{}
	var before id.Event
	if f.After != "" {
		if err := page.Decode(f.After, &before); err != nil {
			return none, err
		}
	}
	read := list
	if len(f.About) > 0 || len(f.By) > 0 {
		read = listOf
	}
	if f.Within != nil {
		read = listWithin
	}
	rows, err := read(ctx, tx, f, before, f.Limit+1)
	if err != nil {
		return none, err
	}
	cut := page.Cut(rows, f.Limit, func(r row) string { return page.Encode(r.ID) })
	keys, err := l.keysOf(ctx, tx, f.Organisation, cut.Data)
	if err != nil {
		return none, err
	}
	shown := page.Page[Record]{Data: make([]Record, len(cut.Data)), Next: cut.Next}
	for i, r := range cut.Data {
		shown.Data[i] = open(f.Organisation, r, keys)
	}
	return shown, nil
}

// keysOf gives the keys of the persons on a page, from the database and never from memory.
func (l *Log) keysOf(ctx context.Context, tx *database.Tx, org id.Organisation, rows []row) (map[string]personKey, error) {
	persons := make([]string, len(rows))
	for i := range rows {
		persons[i] = rows[i].Person
	}
	wrapped, err := listKeys(ctx, tx, org, persons)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]personKey, len(wrapped))
	for _, w := range wrapped {
		if keys[w.Person], err = l.unwrap(keyPlace(org, w.Person), w.Wrapped); err != nil {
			return nil, fmt.Errorf("key of %s: %w", w.Person, err)
		}
	}
	return keys, nil
}

// event is the canonical form as it is read.
type event struct {
	ID           string `json:"id"`
	Organisation string `json:"organisation"`
	At           string `json:"at"`
	Name         string `json:"name"`
	Outcome      string `json:"outcome"`
	Actor        struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
	} `json:"actor"`
	Decision struct {
		Action string `json:"action"`
		Role   string `json:"role"`
		Basis  string `json:"basis"`
	} `json:"decision"`
	Subject struct {
		Kind string `json:"kind"`
		ID   string `json:"id"`
	} `json:"subject"`
	Person  string                     `json:"person"`
	Request string                     `json:"request"`
	Before  map[string]json.RawMessage `json:"before"`
	After   map[string]json.RawMessage `json:"after"`
}

// open reads an event's bytes. Bytes that say something else than the columns beside them, or whose
// personal fields do not match their commitments, are shown as damaged and not hidden.
func open(org id.Organisation, r row, keys map[string]personKey) Record {
	var e event
	if err := json.Unmarshal(r.Body, &e); err != nil {
		return Record{ID: r.ID, Organisation: org, At: r.At, Name: r.Name, Outcome: Outcome(r.Outcome), Person: r.Person, Damaged: true}
	}
	shown := Record{
		ID: r.ID, Organisation: org, At: r.At, Name: e.Name, Outcome: Outcome(e.Outcome),
		ActorKind: e.Actor.Kind, ActorID: e.Actor.ID, Action: e.Decision.Action, Role: e.Decision.Role, Basis: e.Decision.Basis,
		Subject: Subject{e.Subject.Kind, e.Subject.ID}, Person: e.Person, RequestID: e.Request,
		Damaged: e.ID != r.ID.String() || e.Organisation != org.String() || e.At != stamp(r.At) ||
			e.Name != r.Name || e.Outcome != r.Outcome || e.Person != r.Person,
	}
	key, known := keys[r.Person]
	o := opener{key: key, known: known}
	shown.Before = o.fields(e.ID+"/before", e.Before)
	shown.After = o.fields(e.ID+"/after", e.After)
	shown.Damaged = shown.Damaged || o.damaged
	if reason, ok := shown.After["reason"].(string); ok {
		shown.Reason = reason
		delete(shown.After, "reason")
	}
	return shown
}

// opener opens the personal fields of one event.
type opener struct {
	key     personKey
	known   bool
	damaged bool
}

func (o *opener) fields(place string, stored map[string]json.RawMessage) Fields {
	shown := make(Fields, len(stored))
	for name, raw := range stored {
		shown[name] = o.field(place+"/"+name, raw)
	}
	return shown
}

func (o *opener) field(place string, raw json.RawMessage) any {
	var sealed commitment
	if json.Unmarshal(raw, &sealed) != nil || sealed.Commitment == "" || sealed.Sealed == "" {
		var plain any
		o.damaged = json.Unmarshal(raw, &plain) != nil || o.damaged
		return plain
	}
	if !o.known {
		return Forgotten{true}
	}
	value, err := o.key.open(sealed, place)
	if err != nil {
		o.damaged = true
		return nil
	}
	return value
}
