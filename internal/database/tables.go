package database

// Kind says to whom a table's rows belong (law 4).
type Kind string

// The kinds of table.
const (
	Tenant           Kind = "tenant"       // one organisation's: every key starts with organisation_id
	PersonTable      Kind = "person"       // a human's, across organisations
	InstallationWide Kind = "installation" // everybody's
)

// Tables lists every table with its kind; a test compares it with the schema.
//
//nolint:gochecknoglobals // a table in both senses
var Tables = map[string]Kind{
	"audit_events":          Tenant,
	"personal_keys":         Tenant,
	"jobs":                  Tenant,
	"idempotency_records":   Tenant,
	"demo_clock":            InstallationWide,
	"installation_facts":    InstallationWide,
	"organisations":         InstallationWide,
	"production_units":      Tenant,
	"units":                 Tenant,
	"persons":               PersonTable,
	"external_logins":       PersonTable,
	"operators":             InstallationWide,
	"employment_categories": Tenant,
	"employees":             Tenant,
	"employments":           Tenant,
	"block_reasons":         Tenant,
	"role_grants":           Tenant,
	"role_requests":         Tenant,
	"identities":            Tenant,
	"activation_tokens":     Tenant,
	"user_names":            PersonTable,
	"authenticators":        Tenant,
	"handover_codes":        Tenant,
	"temporary_passes":      Tenant,
	"credentials":           Tenant,
	"credential_ids":        PersonTable,
	"ceremonies":            PersonTable,
	"throttles":             PersonTable,
	"sessions":              PersonTable,
	"price_lists":           InstallationWide,
	"prices":                InstallationWide,
	"systems":               InstallationWide,
	"rights":                InstallationWide,
	"right_holdings":        Tenant,
	"bundles":               Tenant,
	"bundle_versions":       Tenant,
	"assignments":           Tenant,
	"departures":            Tenant,
	"stock_locations":       Tenant,
	"stock_imports":         Tenant,
	"stock_import_rows":     Tenant,
	"devices":               Tenant,
	"custody":               Tenant,
	"stock_counts":          Tenant,
	"loan_pools":            Tenant,
	"loans":                 Tenant,
	"orders":                Tenant,
	"order_lines":           Tenant,
	"order_notices":         Tenant,
	"device_returns":        Tenant,
	"messages":              Tenant,
	"letters":               Tenant,
	"offices":               Tenant,
	"appointments":          Tenant,
	"proofings":             Tenant,
	"receipts":              Tenant,
	"issuing_settings":      Tenant,
	"demo_mails":            InstallationWide,

	"clients":                InstallationWide,
	"authorization_requests": InstallationWide,
	"token_grants":           PersonTable,
	"used_refresh_tokens":    PersonTable,
	"opaque_tokens":          PersonTable,
	"refused_tokens":         PersonTable,
	"client_assertions":      InstallationWide,
	"signing_keys":           InstallationWide,

	"terms":                     InstallationWide,
	"connections":               InstallationWide,
	"connection_approvals":      InstallationWide,
	"connection_administrators": InstallationWide,
	"connection_documents":      InstallationWide,
}
