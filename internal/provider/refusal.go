package provider

import (
	"hverv/internal/fault"
)

// The words of OAuth and OpenID Connect for refusals. They are faults, so that a unit of work can
// commit what a refusal must leave behind (reuse revokes the grant) and then answer with it; the
// protocol endpoints write them as their RFCs say, never as problem+json.
const (
	invalidRequest       = "invalid_request"
	invalidClient        = "invalid_client"
	invalidGrant         = "invalid_grant"
	invalidScope         = "invalid_scope"
	invalidToken         = "invalid_token"
	insufficientScope    = "insufficient_scope"
	unauthorizedClient   = "unauthorized_client"
	unsupportedGrantType = "unsupported_grant_type"
	unsupportedResponse  = "unsupported_response_type"
	unsupportedTokenType = "unsupported_token_type"
	accessDenied         = "access_denied"
	loginRequired        = "login_required"
	selectionRequired    = "account_selection_required"
	unmetAssurance       = "unmet_authentication_requirements" // OpenID Connect Core, unmet authentication requirements
	requestNotSupported  = "request_not_supported"
	uriNotSupported      = "request_uri_not_supported"
	invalidRequestURI    = "invalid_request_uri"
)

func refuse(code, detail string) *fault.Fault {
	kind := fault.Invalid
	switch code {
	case invalidClient, invalidToken, loginRequired:
		kind = fault.Unauthenticated
	case insufficientScope, accessDenied, unauthorizedClient:
		kind = fault.Forbidden
	case invalidRequest:
		kind = fault.Malformed
	}
	return fault.New(kind, code, detail)
}

// spent is the one answer for codes and refresh tokens that do not work, whatever the reason: who
// guesses learns nothing.
func spent() *fault.Fault {
	return refuse(invalidGrant, "The code or token is unknown, used, expired or revoked.")
}

// badClient is the one answer for a client that is unknown or does not prove itself.
func badClient() *fault.Fault {
	return refuse(invalidClient, "The client is unknown or did not prove itself.")
}

// badToken is the one answer for a bearer token that opens nothing.
func badToken() *fault.Fault {
	return refuse(invalidToken, "The access token is unknown, expired or revoked.")
}
