package app

import (
	"fmt"

	"hverv/internal/order"
	"hverv/internal/outbound"
)

// buildOrders makes the orders and joins them to the suppliers that bring them. Whoever is configured gets
// new orders; the own warehouse goes on with those that it has.
func (a *App) buildOrders() error {
	p, of := &a.parts, a.cfg.Supplier
	suppliers := map[string]order.Supplier{"warehouse": order.NewWarehouse(wall)}
	var err error
	if of.URL != "" && of.Secret != "" {
		client := outbound.New(outbound.Options{Allow: []string{hostPort(of.URL)}, AllowLoopback: a.cfg.Demo}) // the operator named it
		suppliers["http"], err = order.NewHTTPSupplier(order.HTTPOptions{URL: of.URL, Secret: of.Secret.Reveal(), Client: client, Wall: wall})
	}
	if err == nil && of.OutDir != "" && of.InDir != "" {
		suppliers["file"], err = order.NewFileSupplier(of.OutDir, of.InDir, wall)
	}
	if err != nil {
		return fmt.Errorf("prepare the supplier: %w", err)
	}
	p.orders = order.New(order.Deps{
		DB: a.db, Audit: p.log, Queue: p.queue, Notify: p.notify, Authenticators: p.authenticators, Stock: p.stock,
		Suppliers: suppliers, Supplier: of.Kind, Secret: of.Secret.Reveal(), Wall: wall, Days: of.Days, PublicURL: a.cfg.PublicURL,
	})
	p.authenticators.OnStep(p.orders.Follow)
	p.orders.Jobs(a.runner)
	handler := order.NewHandler(p.orders)
	p.handlers.OrderHandler = handler
	p.protocols = append(p.protocols, handler.MountMessages(a.log))
	return nil
}
