package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"hverv/internal/authenticator"
	"hverv/internal/identity"
	"hverv/internal/loan"
	"hverv/internal/office"
	"hverv/internal/passkey"
	"hverv/internal/printing"
	"hverv/internal/proof"
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
	if err := a.trustMakers(party); err != nil {
		return err
	}
	p.printing = printing.NewService(printing.Deps{DB: a.db, Audit: p.log, Keys: a.keys})
	p.printing.Jobs(a.runner)
	p.handlers.PrintingHandler = printing.NewHandler(p.printing)
	p.identities = identity.New(identity.Deps{
		DB: a.db, Letters: p.printing, Audit: p.log, Keys: a.keys, Hasher: p.hasher, Notify: p.notify, PublicURL: a.cfg.PublicURL,
	})
	p.identities.Jobs(a.runner)
	p.handlers.IdentityHandler = identity.NewHandler(p.identities)
	p.authenticators = authenticator.New(authenticator.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Identities: p.identities, Passkeys: party, Wall: wall, PublicURL: a.cfg.PublicURL, Issuer: "Hverv",
	})
	p.identities.OnEnd(p.authenticators.EndAllOf)
	p.identities.OnPassEnd(p.authenticators.EndOpenedBy)
	p.authenticators.Jobs(a.runner)
	p.handlers.AuthenticatorHandler = authenticator.NewHandler(p.authenticators)
	p.proofs = proof.New(proof.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Hasher: p.hasher, Identities: p.identities, Authenticators: p.authenticators, Passkeys: party, Wall: wall,
	})
	p.proofs.Jobs(a.runner)
	p.stock = stock.New(stock.Deps{DB: a.db, Audit: p.log, Keys: a.keys, Authenticators: p.authenticators, Notify: p.notify})
	p.authenticators.OnStep(p.stock.Follow)
	p.stock.Jobs(a.runner)
	p.handlers.StockHandler = stock.NewHandler(p.stock)
	p.loans = loan.New(loan.Deps{DB: a.db, Audit: p.log, Notify: p.notify, Stock: p.stock, Authenticators: p.authenticators})
	p.authenticators.OnStep(p.loans.Follow)
	p.loans.Jobs(a.runner)
	p.handlers.LoanHandler = loan.NewHandler(p.loans)
	p.offices = office.New(office.Deps{
		DB: a.db, Audit: p.log, Keys: a.keys, Notify: p.notify, Letters: p.printing, Identities: p.identities, Stock: p.stock,
	})
	p.stock.Issue(p.offices)
	p.offices.Jobs(a.runner)
	p.handlers.OfficeHandler = office.NewHandler(p.offices)
	return nil
}

// wall is the real time, whatever the product's clock says.
func wall() time.Time {
	return time.Now() //nolint:forbidigo // the devices that show codes know no other (ARCHITECTURE 4)
}

// trustMakers reads what the makers of chips say of them, when the operator has supplied it (U2). A file that
// is not what it should be stops the start: who relies on it must not find out later.
func (a *App) trustMakers(party *passkey.Party) error {
	if a.cfg.FIDO.MetadataFile == "" || party == nil {
		return nil
	}
	blob, err := os.ReadFile(a.cfg.FIDO.MetadataFile)
	if err != nil {
		return fmt.Errorf("HVERV_FIDO_METADATA_FILE: %w", err)
	}
	anchors, err := os.ReadFile(a.cfg.FIDO.RootFile)
	if err != nil {
		return fmt.Errorf("HVERV_FIDO_METADATA_ROOT_FILE: %w", err)
	}
	read, err := passkey.ReadMetadata(blob, anchors, wall)
	if err != nil {
		return fmt.Errorf("HVERV_FIDO_METADATA_FILE: %w", err)
	}
	if read.NextUpdate.Before(wall()) {
		a.log.Warn("there is newer metadata of chips", slog.Time("since", read.NextUpdate))
	}
	party.Trust(read)
	return nil
}
