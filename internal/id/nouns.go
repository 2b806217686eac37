package id

type (
	organisationNoun   struct{}
	productionUnitNoun struct{}
	unitNoun           struct{}
	personNoun         struct{}
	employeeNoun       struct{}
	employmentNoun     struct{}
	blockReasonNoun    struct{}
	roleGrantNoun      struct{}
	roleRequestNoun    struct{}
	identityNoun       struct{}
	authenticatorNoun  struct{}
	priceListNoun      struct{}
	deviceNoun         struct{}
	locationNoun       struct{}
	stockImportNoun    struct{}
	stockCountNoun     struct{}
	custodyNoun        struct{}
	loanNoun           struct{}
	loanPoolNoun       struct{}
	orderNoun          struct{}
	orderLineNoun      struct{}
	orderNoticeNoun    struct{}
	ceremonyNoun       struct{}
	systemNoun         struct{}
	rightNoun          struct{}
	bundleNoun         struct{}
	bundleVersionNoun  struct{}
	assignmentNoun     struct{}
	holdingNoun        struct{}
	sessionNoun        struct{}
	clientNoun         struct{}
	handOverNoun       struct{}
	passNoun           struct{}
	tokenGrantNoun     struct{}
	connectionNoun     struct{}
	approvalNoun       struct{}
	documentNoun       struct{}
	appointeeNoun      struct{}
	eventNoun          struct{}
	jobNoun            struct{}
	messageNoun        struct{}
	letterNoun         struct{}
	officeNoun         struct{}
	appointmentNoun    struct{}
	proofingNoun       struct{}
	receiptNoun        struct{}
)

// The nouns that have ids.
type (
	Organisation   = Of[organisationNoun]
	ProductionUnit = Of[productionUnitNoun]
	Unit           = Of[unitNoun]
	Person         = Of[personNoun]
	Employee       = Of[employeeNoun]
	Employment     = Of[employmentNoun]
	BlockReason    = Of[blockReasonNoun]
	RoleGrant      = Of[roleGrantNoun]
	RoleRequest    = Of[roleRequestNoun]
	Identity       = Of[identityNoun]
	Authenticator  = Of[authenticatorNoun]
	PriceList      = Of[priceListNoun]
	Device         = Of[deviceNoun]
	Location       = Of[locationNoun]
	StockImport    = Of[stockImportNoun]
	StockCount     = Of[stockCountNoun]
	Custody        = Of[custodyNoun]
	Loan           = Of[loanNoun]
	LoanPool       = Of[loanPoolNoun]
	Order          = Of[orderNoun]
	OrderLine      = Of[orderLineNoun]
	OrderNotice    = Of[orderNoticeNoun]
	Ceremony       = Of[ceremonyNoun]
	System         = Of[systemNoun]
	Right          = Of[rightNoun]
	Bundle         = Of[bundleNoun]
	BundleVersion  = Of[bundleVersionNoun]
	Assignment     = Of[assignmentNoun]
	Holding        = Of[holdingNoun]
	Session        = Of[sessionNoun]
	Client         = Of[clientNoun]
	HandOver       = Of[handOverNoun]
	Pass           = Of[passNoun]
	TokenGrant     = Of[tokenGrantNoun]
	Connection     = Of[connectionNoun]
	Approval       = Of[approvalNoun]
	Document       = Of[documentNoun]
	Appointee      = Of[appointeeNoun]
	Event          = Of[eventNoun]
	Job            = Of[jobNoun]
	Message        = Of[messageNoun]
	Letter         = Of[letterNoun]
	Office         = Of[officeNoun]
	Appointment    = Of[appointmentNoun]
	Proofing       = Of[proofingNoun]
	Receipt        = Of[receiptNoun]
)

// Installation is the reserved organisation id under which events, jobs and idempotency
// records outside any organisation are kept (law 4). No organisation ever has it.
//
//nolint:gochecknoglobals // a constant in all but syntax
var Installation = mustParse[Organisation]("00000000-0000-7000-8000-000000000000")
