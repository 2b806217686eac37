package app

import (
	"hverv/internal/order"
)

// buildOrders makes the orders and joins them to the suppliers that bring them.
func (a *App) buildOrders() error {
	p := &a.parts
	p.orders = order.New(order.Deps{
		DB: a.db, Audit: p.log, Queue: p.queue, Notify: p.notify, Authenticators: p.authenticators, Stock: p.stock,
		Suppliers: map[string]order.Supplier{"warehouse": order.NewWarehouse(wall)}, Supplier: "warehouse", Wall: wall, Days: 20, PublicURL: a.cfg.PublicURL,
	})
	p.authenticators.OnStep(p.orders.Follow)
	p.orders.Jobs(a.runner)
	handler := order.NewHandler(p.orders)
	p.handlers.OrderHandler = handler
	p.protocols = append(p.protocols, handler.MountMessages(a.log))
	return nil
}
