package app

import (
	"context"

	"hverv/internal/connection"
	"hverv/internal/database"
	"hverv/internal/id"
	"hverv/internal/lifecycle"
	"hverv/internal/notify"
	"hverv/internal/organisation"
)

// buildLifecycle joins what follows when somebody leaves or is stopped to the features below.
func (a *App) buildLifecycle() {
	p := &a.parts
	p.lifecycle = lifecycle.New(lifecycle.Deps{
		DB: a.db, Audit: p.log, Queue: p.queue, Notify: p.notify, Employees: p.employees, Roles: p.roles,
		Identities: p.identities, Rights: p.rights, Sessions: p.sessions, Offices: p.offices, PublicURL: a.cfg.PublicURL,
	})
	p.employees.Follow(p.lifecycle.Stopped)
	p.employees.BeforeReturn(p.lifecycle.Returned)
	for _, state := range []organisation.State{organisation.Suspended, organisation.Connected, organisation.Closed} {
		p.organisations.Follow(state, p.sessions.EndEveryoneIn)
		p.organisations.Follow(state, p.provider.EndEveryoneIn)
	}
	p.organisations.Follow(organisation.Suspended, p.lifecycle.Turned(notify.OrganisationSuspended))
	p.organisations.Follow(organisation.Connected, p.lifecycle.Turned(notify.OrganisationResumed))
	p.organisations.Follow(organisation.Closed, p.lifecycle.Turned(notify.OrganisationClosed))
	p.roles.OnOrphaned(p.lifecycle.Orphaned(representatives))
	p.lifecycle.Jobs(a.runner)
	p.handlers.LifecycleHandler = lifecycle.NewHandler(p.lifecycle)
}

// representatives are those who approved the connection: connection and lifecycle do not know each other.
func representatives(ctx context.Context, tx *database.Tx, org id.Organisation) ([]lifecycle.Contact, error) {
	known, err := connection.RepresentativesOf(ctx, tx, org)
	contacts := make([]lifecycle.Contact, len(known))
	for i, c := range known {
		contacts[i] = lifecycle.Contact{Person: c.Person.String(), Name: c.Name, Email: c.Email, Language: c.Language}
	}
	return contacts, err
}
