// Package connection brings organisations into Hverv (C1-C8, C10): the company register and the
// question who may represent a company, drafts, terms, approval by the management with a private
// eID, the operator's manual cases, and the one transaction in which the organisation and its first
// administrators come to be. What happens to an organisation afterwards (C9) is package
// organisation's.
package connection

const maxRepresentatives = 10
