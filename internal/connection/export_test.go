package connection

// Settle lets the rules be tested without a database.
func Settle(required int, approvals []Representative) State { return settle(required, approvals) }
