// Package seed fills a database with made-up organisations and people for load runs. It owns what
// they are called and how many of what there is; everything is written through the services' own
// bulk doors, judged and logged like any other change. The same random seed gives the same people;
// their ids and secrets are new each time.
package seed

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/authz"
	"hverv/internal/client"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/id"
	"hverv/internal/identity"
	"hverv/internal/organisation"
	"hverv/internal/person"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/session"
)

// Deps is what the seed needs; all of it is required.
type Deps struct {
	DB             *database.DB
	Log            *slog.Logger
	Organisations  *organisation.Service
	Employees      *employee.Service
	Persons        *person.Service
	Roles          *role.Service
	Rights         *right.Service
	Identities     *identity.Service
	Authenticators *authenticator.Service
	Sessions       *session.Service
	Clients        *client.Service
	Handler        http.Handler // the product's own addresses
}

// Options say how much of everything. All counts are totals.
type Options struct {
	Seed          uint64 // another seed gives other people and companies, beside those that are there
	Organisations int
	Employees     int // the first organisation has most of them: one large and many small ones
	Sessions      int // people of the first organisation who are signed in; of each other, one is
}

// signedIn is how many people of an organisation sign in; the first of them administrate it.
func (o Options) signedIn(organisation, size int) int {
	if organisation > 0 {
		return min(1, size)
	}
	return min(o.Sessions, size)
}

// Filled is what a load run needs to know of what was made.
type Filled struct {
	Organisations []Organisation `json:"organisations"`
	Employees     int            `json:"employees"`
	Took          time.Duration  `json:"took_ns"`
}

// Organisation is one that was made.
type Organisation struct {
	ID        id.Organisation `json:"id"`
	CVR       string          `json:"cvr"`
	Employees []id.Employee   `json:"employees"`
	Sessions  []string        `json:"sessions"` // cookies of people who are signed in, the administrators first
	Client    Client          `json:"client"`
}

const (
	batch = 200 // rows of one transaction
	small = 100 // employees of every organisation but the first
)

// Run makes everything. It stops at the first thing that the services refuse.
func Run(ctx context.Context, d Deps, o Options) (Filled, error) {
	begun := d.DB.Now()
	ctx = authz.AsMachine(ctx, "seed", begun)
	filled := Filled{Organisations: make([]Organisation, o.Organisations)}
	for i := range filled.Organisations {
		made, err := fill(ctx, d, o, i)
		if err != nil {
			return filled, fmt.Errorf("organisation %d: %w", i, err)
		}
		filled.Organisations[i] = made
		filled.Employees += len(made.Employees)
		d.Log.InfoContext(ctx, "seeded", slog.String("organisation", made.CVR), slog.Int("employees", len(made.Employees)))
	}
	filled.Took = d.DB.Now().Sub(begun)
	return filled, nil
}

// fill makes one organisation with everything that is in it.
func fill(ctx context.Context, d Deps, o Options, i int) (Organisation, error) {
	made, err := connect(ctx, d, o.Seed, i)
	if err != nil {
		return made, err
	}
	if made.Employees, err = employ(ctx, d, o, made.ID, i); err != nil {
		return made, fmt.Errorf("employ: %w", err)
	}
	if err := assign(ctx, d, made); err != nil {
		return made, fmt.Errorf("assign: %w", err)
	}
	if made.Sessions, err = signIn(ctx, d, o, made, i); err != nil {
		return made, fmt.Errorf("sign in: %w", err)
	}
	if made.Client, err = trust(ctx, d, made); err != nil {
		return made, fmt.Errorf("let a relying party in: %w", err)
	}
	return made, nil
}

// sizeOf gives the first organisation what the others leave.
func sizeOf(o Options, i int) int {
	others := min(small, o.Employees/o.Organisations)
	if i > 0 {
		return others
	}
	return o.Employees - others*(o.Organisations-1)
}

func connect(ctx context.Context, d Deps, seed uint64, i int) (Organisation, error) {
	decision, err := decide(ctx, authz.OrganisationChange, authz.Everywhere())
	if err != nil {
		return Organisation{}, err
	}
	var made organisation.Organisation
	err = d.DB.Change(ctx, func(tx *database.Tx) (err error) {
		if made, err = d.Organisations.ConnectIn(ctx, tx, decision, company(seed, i)); err != nil {
			return err
		}
		if err := employee.SeedCategories(ctx, tx, made.ID); err != nil {
			return err
		}
		inside, err := decide(ctx, authz.BundleChange, authz.In(made.ID))
		if err != nil {
			return err
		}
		return d.Rights.SeedBasicIn(ctx, tx, inside, made.ID)
	})
	return Organisation{ID: made.ID, CVR: made.CVR.String()}, err
}

func decide(ctx context.Context, action authz.Action, in authz.Target) (authz.Decision, error) {
	permit, err := authz.Require(ctx, action, in)
	if err != nil {
		return authz.Decision{}, err
	}
	return permit.On(authz.Facts{})
}

// employ makes an organisation's people, a few batches at a time.
func employ(ctx context.Context, d Deps, o Options, org id.Organisation, i int) ([]id.Employee, error) {
	size := sizeOf(o, i)
	all := make([]id.Employee, size)
	err := parallel(ctx, size, batch, func(ctx context.Context, from, to int) error {
		rows := make([]employee.Create, 0, batch)
		for n := from; n < to; n++ {
			rows = append(rows, someone(o.Seed, i, n, n < o.signedIn(i, size)))
		}
		made, err := d.Employees.CreateMany(ctx, org, rows)
		if err != nil {
			return err
		}
		for k, row := range made {
			if row.Err != nil {
				return fmt.Errorf("person %d: %w", from+k, row.Err)
			}
			all[from+k] = row.Employee.ID
		}
		return nil
	})
	return all, err
}

// assign gives everybody the organisation's basic bundle.
func assign(ctx context.Context, d Deps, org Organisation) error {
	var basic id.Bundle
	err := d.DB.Read(ctx, func(tx *database.Tx) (err error) {
		basic, err = right.BasicIn(ctx, tx, org.ID)
		return err
	})
	if err != nil {
		return err
	}
	return parallel(ctx, len(org.Employees), batch, func(ctx context.Context, from, to int) error {
		given, err := d.Rights.GiveMany(ctx, right.Give{Organisation: org.ID, Bundle: basic}, org.Employees[from:to])
		for _, one := range given {
			err = errors.Join(err, one.Err)
		}
		return err
	})
}

// parallel cuts n things into batches and gives them to as many workers as keep processor and
// database busy. The first failure stops all.
func parallel(ctx context.Context, n, batch int, do func(ctx context.Context, from, to int) error) error {
	within, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	froms := make(chan int)
	var workers sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for from := range froms {
				if err := do(within, from, min(from+batch, n)); err != nil {
					stop(err)
				}
			}
		})
	}
	for from := 0; from < n && within.Err() == nil; from += batch {
		froms <- from
	}
	close(froms)
	workers.Wait()
	return context.Cause(within) //nolint:wrapcheck // the worker's own error
}
