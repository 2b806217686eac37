package server

import (
	"hverv/api"
	"hverv/internal/audit"
	"hverv/internal/authenticator"
	"hverv/internal/client"
	"hverv/internal/connection"
	"hverv/internal/employee"
	"hverv/internal/identity"
	"hverv/internal/lifecycle"
	"hverv/internal/loan"
	"hverv/internal/notify"
	"hverv/internal/office"
	"hverv/internal/order"
	"hverv/internal/organisation"
	"hverv/internal/overview"
	"hverv/internal/price"
	"hverv/internal/printing"
	"hverv/internal/provider"
	"hverv/internal/right"
	"hverv/internal/role"
	"hverv/internal/session"
	"hverv/internal/stock"
)

// Handlers joins the features' handlers into the generated interface by embedding.
type Handlers struct {
	*IdentityHandler
	*AuthenticatorHandler
	*AuditHandler
	*LifecycleHandler
	*NotificationHandler
	*EmployeeHandler
	*OrganisationHandler
	*RoleHandler
	*ConnectionHandler
	*PriceHandler
	*RightHandler
	*ClientHandler
	*ProviderHandler
	*SessionHandler
	*StockHandler
	*LoanHandler
	*OrderHandler
	*PrintingHandler
	*OfficeHandler
	*OverviewHandler
}

// The handlers by names of their own, since each feature calls its own Handler.
type (
	IdentityHandler      = identity.Handler
	AuthenticatorHandler = authenticator.Handler
	AuditHandler         = audit.Handler
	LifecycleHandler     = lifecycle.Handler
	NotificationHandler  = notify.Handler
	OrganisationHandler  = organisation.Handler
	ConnectionHandler    = connection.Handler
	RoleHandler          = role.Handler
	PriceHandler         = price.Handler
	RightHandler         = right.Handler
	ClientHandler        = client.Handler
	ProviderHandler      = provider.Handler
	EmployeeHandler      = employee.Handler
	SessionHandler       = session.Handler
	StockHandler         = stock.Handler
	LoanHandler          = loan.Handler
	OrderHandler         = order.Handler
	PrintingHandler      = printing.Handler
	OfficeHandler        = office.Handler
	OverviewHandler      = overview.Handler
)

var _ api.StrictServerInterface = (*Handlers)(nil)
