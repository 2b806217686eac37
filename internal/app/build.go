package app

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/client"
	"hverv/internal/connection"
	"hverv/internal/database"
	"hverv/internal/employee"
	"hverv/internal/idempotency"
	"hverv/internal/identity"
	"hverv/internal/job"
	"hverv/internal/lifecycle"
	"hverv/internal/loan"
	"hverv/internal/notify"
	"hverv/internal/office"
	"hverv/internal/order"
	"hverv/internal/organisation"
	"hverv/internal/outbound"
	"hverv/internal/overview"
	"hverv/internal/person"
	"hverv/internal/price"
	"hverv/internal/printing"
	"hverv/internal/proof"
	"hverv/internal/provider"
	"hverv/internal/reseal"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/seal"
	"hverv/internal/server"
	"hverv/internal/session"
	"hverv/internal/stock"
	"hverv/internal/throttle"
	"hverv/migrations"
	"hverv/openapi"
	"hverv/web"
)

// parts are the services, in the order of the tiers. Each is made from those above it.
type parts struct {
	queue    *job.Queue
	log      *audit.Log
	hasher   *seal.Hasher
	outbound *outbound.Client
	notify   *notify.Service
	roles    *role.Service
	rights   *right.Service
	handlers server.Handlers

	organisations  *organisation.Service
	identities     *identity.Service
	authenticators *authenticator.Service
	proofs         *proof.Service
	stock          *stock.Service
	loans          *loan.Service
	orders         *order.Service
	printing       *printing.Service
	offices        *office.Service
	overview       *overview.Service
	employees      *employee.Service
	persons        *person.Service
	sessions       *session.Service
	clients        *client.Service
	provider       *provider.Service
	connections    *connection.Service
	lifecycle      *lifecycle.Service

	pages     []func(gin.IRouter)
	protocols []func(gin.IRouter)
}

// build makes the services and the server around them.
func (a *App) build(ctx context.Context) error {
	p := &a.parts
	p.queue = job.NewQueue()
	p.log = audit.New(a.keys)
	p.handlers.AuditHandler = audit.NewHandler(audit.NewReader(a.db, p.log, employee.NamesOf))
	p.hasher = seal.NewHasher(a.cfg.ArgonConcurrency)
	p.outbound = outbound.New(outbound.Options{AllowLoopback: a.cfg.Demo})
	a.runner = job.NewRunner(a.db, p.queue, a.log)
	a.runner.Trace(a.traces)
	if err := a.buildNotify(); err != nil {
		return err
	}
	a.buildRegister()
	if err := a.buildIdentities(); err != nil {
		return err
	}
	if err := a.buildOrders(); err != nil { //nolint:contextcheck // a supplier's call has its own
		return err
	}
	if err := a.buildAccess(ctx); err != nil {
		return err
	}
	a.buildProvider()
	if err := a.buildConnection(); err != nil {
		return err
	}
	a.buildLifecycle()
	dist, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		return fmt.Errorf("open the built web client: %w", err)
	}
	p.protocols = append(p.protocols, server.MountAssets(dist))
	a.runner.Every("keys.reload", 5*time.Second, func(context.Context) error {
		_, err := a.keys.Reload() // another node may have turned a key (X4)
		return err
	})
	values := reseal.New(a.db, a.keys, Sealed()...)
	a.runner.Every("reseal", 10*time.Minute, func(ctx context.Context) error {
		_, err := values.Run(ctx)
		return err
	})
	a.runner.Every("idempotency.sweep", 10*time.Minute, func(ctx context.Context) error { return idempotency.Sweep(ctx, a.db) })
	if a.cfg.Demo {
		p.pages = append(p.pages, a.mountDemo)
	}
	return a.buildServer(dist) //nolint:contextcheck // the server takes each request's own context
}

// Sealed is what is sealed anew after a rotation (X4). National ids are their owners' affair, since each has an
// index beside it; so are what a connection holds and the provider's signing keys.
func Sealed() []reseal.Column {
	return slices.Concat(audit.Sealed(), notify.Sealed(), role.Sealed(), right.Sealed(), authenticator.Sealed(), stock.Sealed(), printing.Sealed(), office.Sealed())
}

// buildRegister makes the features of the register, lowest first.
func (a *App) buildRegister() {
	p := &a.parts
	p.organisations = organisation.New(organisation.Deps{DB: a.db, Audit: p.log})
	p.handlers.OrganisationHandler = organisation.NewHandler(p.organisations)
	p.employees = employee.New(employee.Deps{DB: a.db, Audit: p.log, Keys: a.keys, Slow: a.slowSearch})
	p.handlers.EmployeeHandler = employee.NewHandler(p.employees)
	p.employees.Jobs(a.runner)
	p.organisations.Follow(organisation.Closed, p.employees.EndEveryoneIn)
	p.roles = role.New(role.Deps{DB: a.db, Audit: p.log, Keys: a.keys, Notify: p.notify})
	p.employees.Watch(p.roles.Watch)
	p.handlers.RoleHandler = role.NewHandler(p.roles)
	p.rights = right.New(right.Deps{DB: a.db, Audit: p.log, Keys: a.keys})
	p.handlers.RightHandler = right.NewHandler(p.rights)
	p.handlers.PriceHandler = price.NewHandler(price.New(price.Deps{DB: a.db, Audit: p.log}))
	p.overview = overview.New(overview.Deps{DB: a.db, Audit: p.log})
	p.handlers.OverviewHandler = overview.NewHandler(p.overview)
}

// slowSearch counts a search for employees of one principal, on all nodes together (X5).
func (a *App) slowSearch(ctx context.Context, principal string) error {
	_, err := throttle.Guard{DB: a.db, Keys: a.keys}.Admit(ctx, throttle.Find.Of(principal))
	return err
}

func (a *App) buildServer(client fs.FS) error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewDBStatsCollector(a.db.Pool().DB, "hverv"))
	limits := a.cfg.Limits
	handler, err := server.New(server.Deps{
		Log: a.log, Document: openapi.Document, Handlers: &a.parts.handlers, Sessions: a.parts.sessions, Bearers: a.parts.provider, Registry: registry, Traces: a.traces,
		Checks:         a.checks(),
		Limits:         server.Limits{PerPrincipal: limits.PerPrincipal, PerOrganisation: limits.PerOrganisation, PerSource: limits.PerSource},
		TrustedProxies: texts(a.cfg.TrustedProxies),
		TLS:            len(a.cfg.PublicURL) > 5 && a.cfg.PublicURL[:5] == "https",
		Pages:          a.parts.pages, Protocols: a.parts.protocols, Client: client, Background: a.background.Go,
	})
	if err != nil {
		return fmt.Errorf("build the server: %w", err)
	}
	// Ten megabytes of a document take a clinic's uplink of one megabit two minutes (C10); a request that
	// dawdles over its head is cut off sooner.
	const whole = 5 * time.Minute
	a.server = &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: whole, WriteTimeout: whole,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	return nil
}

// checks are what /readyz asks (X2).
func (a *App) checks() []server.Check {
	return []server.Check{
		{Name: "database", Run: a.db.Ping},
		{Name: "migrations", Run: func(ctx context.Context) error {
			n, err := database.Pending(ctx, a.db.Pool().DB, migrations.FS)
			if err == nil && n > 0 {
				err = fmt.Errorf("%d migrations are waiting", n)
			}
			return err
		}},
		{Name: "jobs", Run: func(ctx context.Context) error {
			backlog, err := a.runner.Backlog(ctx)
			if err == nil && backlog.Late > 10_000 {
				err = fmt.Errorf("%d jobs are late", backlog.Late)
			}
			return err
		}},
	}
}

func texts(prefixes []netip.Prefix) []string {
	list := make([]string, len(prefixes))
	for i, p := range prefixes {
		list[i] = p.String()
	}
	return list
}
