package app

import (
	"context"
	"fmt"
	"time"

	"hverv/internal/calendar"
	"hverv/internal/company"
	"hverv/internal/connection"
	"hverv/internal/nationalid"
	"hverv/internal/outbound"
)

const registerAnswer = 32 << 20 // bytes; a region's record holds decades of history

// buildConnection joins the company register, the question who may represent a company, and what
// connects them.
func (a *App) buildConnection() error {
	p := &a.parts
	register, err := a.register()
	if err != nil {
		return err
	}
	representation, err := a.representation()
	if err != nil {
		return fmt.Errorf("read who may represent a company: %w", err)
	}
	terms, err := connection.OpenTerms(a.cfg.TermsFile)
	if err != nil {
		return fmt.Errorf("read the terms: %w", err)
	}
	service := connection.New(connection.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Notify: p.notify, Register: register, Representation: representation, Terms: terms,
		Organisations: p.organisations, Employees: p.employees, Roles: p.roles, Identities: p.identities, Rights: p.rights, PublicURL: a.cfg.PublicURL,
		DocumentDays: a.cfg.DocumentDays,
	})
	service.Jobs(a.runner)
	p.connections = service
	p.handlers.ConnectionHandler = connection.NewHandler(service)
	return nil
}

// register is the one that the configuration names; made-up companies are known under --demo only.
func (a *App) register() (company.Register, error) {
	today := func() calendar.Date { return calendar.Today(a.db.Now()) }
	switch set := a.cfg.Register; {
	case set.Kind == "http":
		client := outbound.New(outbound.Options{Timeout: 10 * time.Second, MaxBody: registerAnswer, Attempts: 2, AllowLoopback: a.cfg.Demo})
		return company.NewHTTPRegister(company.HTTPOptions{URL: set.URL, User: set.User, Password: set.Password.Reveal(), Client: client, Today: today})
	case set.Kind == "file":
		return company.OpenFileRegister(set.File, today)
	case a.cfg.Demo:
		return company.DemoRegister(today)
	}
	return noRegister{}, nil
}

func (a *App) representation() (company.Representation, error) {
	if a.cfg.RepresentationFile == "" && a.cfg.Demo {
		return company.DemoRepresentation()
	}
	return company.OpenFileRepresentation(a.cfg.RepresentationFile)
}

// noRegister is an installation that connects nobody until it is told where to ask.
type noRegister struct{}

// LookUp implements company.Register.
func (noRegister) LookUp(context.Context, nationalid.CVR) (company.Company, error) {
	return company.Company{}, company.NoRegister()
}
