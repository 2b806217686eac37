package app

import (
	"context"
	"maps"
	"runtime/debug"
	"strings"

	"github.com/gin-gonic/gin"

	"hverv/internal/config"
	"hverv/internal/person"
	"hverv/internal/session"
	"hverv/internal/signin"
	"hverv/internal/testeid"
)

// buildAccess makes persons, sessions and the sign-in pages. Under --demo without an eID of its
// own the test eID plays it, on this very server.
func (a *App) buildAccess(ctx context.Context) error {
	p := &a.parts
	a.playEID()
	operators := make([]person.Login, len(a.cfg.Operators))
	for i, each := range a.cfg.Operators {
		operators[i] = person.Login{Issuer: each.Issuer, Subject: each.Subject}
	}
	p.persons = person.New(person.Deps{DB: a.db, Keys: a.keys, Audit: p.log, Operators: operators})
	if err := p.persons.AlignOperators(ctx); err != nil {
		return err
	}
	p.persons.Jobs(a.runner)
	p.sessions = session.New(session.Deps{
		DB: a.db, Audit: p.log, Queue: p.queue, Log: a.log, Secure: strings.HasPrefix(a.cfg.PublicURL, "https:"),
		Installation: session.Installation{
			Support: session.Contact(a.cfg.Support), PrivateEID: a.cfg.EID.Issuer != "", Demo: a.cfg.Demo, Version: version(),
		},
	})
	p.sessions.Jobs(a.runner)
	p.identities.Follow(p.sessions.EndAllIn)
	p.authenticators.OnStep(p.sessions.EndOpenedWith)
	p.handlers.SessionHandler = session.NewHandler(p.sessions)
	pages := signin.New(signin.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Persons: p.persons, Sessions: p.sessions, Proofs: p.proofs,
		HTTP: p.outbound.HTTP(), EID: a.cfg.EID, Support: a.cfg.Support, PublicURL: a.cfg.PublicURL, PerMinute: a.cfg.Limits.SignInPerSource, Wall: wall, Log: a.log,
	})
	p.pages = append(p.pages, pages.Mount)
	return nil
}

// version is what was built.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

// playEID sets the test eID up. Nothing leads here without --demo.
func (a *App) playEID() {
	if !a.cfg.Demo || a.cfg.EID.Issuer != "" {
		return
	}
	issuer := a.cfg.PublicURL + "/testeid"
	a.cfg.EID.Issuer, a.cfg.EID.ClientID = issuer, "hverv"
	a.cfg.EID.Assurance = maps.Clone(testeid.Levels)
	if len(a.cfg.Operators) == 0 {
		a.cfg.Operators = []config.Operator{{Issuer: issuer, Subject: testeid.Bodil}}
	}
	played := gin.WrapH(testeid.New(issuer, testeid.Persons))
	a.parts.pages = append(a.parts.pages, func(router gin.IRouter) { router.Any("/testeid/*path", played) })
}
