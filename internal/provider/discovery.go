package provider

import "hverv/internal/client"

// The addresses of the protocol.
const (
	discoveryPath = "/.well-known/openid-configuration"
	metadataPath  = "/.well-known/oauth-authorization-server"
	authorizePath = "/oidc/authorize"
	pushPath      = "/oidc/par"
	tokenPath     = "/oidc/token"
	introPath     = "/oidc/introspect"
	revokePath    = "/oidc/revoke"
	userinfoPath  = "/oidc/userinfo"
	keysPath      = "/oidc/jwks"
	signOutPath   = "/oidc/logout"
)

// discovery is what relying parties configure themselves by (OpenID Connect Discovery, RFC 8414).
func (s *Service) discovery() map[string]any {
	proofs := []string{"client_secret_basic", "client_secret_post", client.ByKey}
	return map[string]any{
		"issuer":                                           s.Issuer,
		"authorization_endpoint":                           s.Issuer + authorizePath,
		"pushed_authorization_request_endpoint":            s.Issuer + pushPath,
		"token_endpoint":                                   s.Issuer + tokenPath,
		"introspection_endpoint":                           s.Issuer + introPath,
		"revocation_endpoint":                              s.Issuer + revokePath,
		"userinfo_endpoint":                                s.Issuer + userinfoPath,
		"jwks_uri":                                         s.Issuer + keysPath,
		"end_session_endpoint":                             s.Issuer + signOutPath,
		"response_types_supported":                         []string{"code"},
		"response_modes_supported":                         []string{"query"},
		"grant_types_supported":                            client.AllGrants,
		"scopes_supported":                                 client.AllScopes,
		"subject_types_supported":                          []string{"public"},
		"id_token_signing_alg_values_supported":            []string{string(algorithm)},
		"code_challenge_methods_supported":                 []string{"S256"},
		"token_endpoint_auth_methods_supported":            append(proofs, client.ByNobody),
		"introspection_endpoint_auth_methods_supported":    proofs,
		"revocation_endpoint_auth_methods_supported":       append(proofs, client.ByNobody),
		"token_endpoint_auth_signing_alg_values_supported": assertionAlgorithms,
		"acr_values_supported":                             []string{acrOf("low"), acrOf("substantial"), acrOf("high")},
		"prompt_values_supported":                          []string{"none", "login", "select_account"},
		"ui_locales_supported":                             []string{"da", "en"},
		"claims_supported": []string{
			"sub", "uuid", "sid", "acr", "amr", "auth_time", "assurance_level", claimNSIS, "name", "given_name", "family_name", "email", "cvr",
			"organisation_id", "organisation_name", "production_unit", "production_unit_name", "privileges", claimPrivileges, claimReduced, claimReducedWhy, "cpr",
		},
		"claims_parameter_supported":                     false,
		"request_parameter_supported":                    false,
		"request_uri_parameter_supported":                false,
		"authorization_response_iss_parameter_supported": true,
		"backchannel_logout_supported":                   true,
		"backchannel_logout_session_supported":           true,
		"frontchannel_logout_supported":                  false,
	}
}
