package app

import (
	"errors"
	"log/slog"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/loan"
	"hverv/internal/passkey"
	"hverv/internal/stock"
)

// buildIdentities makes the features of identities and authenticators, and of the devices in stock.
func (a *App) buildIdentities() error {
	p := &a.parts
	party, err := passkey.New("Hverv", a.cfg.PublicURL, wall)
	if errors.Is(err, passkey.ErrNoName) {
		a.log.Warn("no chips and passkeys", slog.Any("error", err))
	} else if err != nil {
		return err
	}
	p.authenticators = authenticator.New(authenticator.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Hasher: p.hasher, Notify: p.notify, Passkeys: party, Wall: wall, PublicURL: a.cfg.PublicURL, Issuer: "Hverv",
	})
	p.authenticators.Jobs(a.runner)
	p.handlers.AuthenticatorHandler = authenticator.NewHandler(p.authenticators)
	p.stock = stock.New(stock.Deps{DB: a.db, Audit: p.log, Keys: a.keys, Authenticators: p.authenticators})
	p.authenticators.OnStep(p.stock.Follow)
	p.stock.Jobs(a.runner)
	p.handlers.StockHandler = stock.NewHandler(p.stock)
	p.loans = loan.New(loan.Deps{DB: a.db, Audit: p.log, Notify: p.notify, Stock: p.stock, Authenticators: p.authenticators})
	p.authenticators.OnStep(p.loans.Follow)
	p.loans.Jobs(a.runner)
	p.handlers.LoanHandler = loan.NewHandler(p.loans)
	return nil
}

// wall is the real time, whatever the product's clock says.
func wall() time.Time {
	return time.Now() //nolint:forbidigo // the devices that show codes know no other (ARCHITECTURE 4)
}
