package provider

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"time"

	"hverv/internal/client"
	"hverv/internal/nationalid"
	"hverv/internal/seal"
)

// The claims that have a name of the Danish core data model (OIOSAML 3), so that relying parties
// which know SAML find the same words.
const (
	claimNSIS       = "https://data.gov.dk/concept/core/nsis/loa"
	claimPrivileges = "https://data.gov.dk/model/core/eid/privilegesIntermediate"
)

// The claims that say that somebody has fewer powers than they were given, and why (U10). They are
// missing when nothing is held back.
const (
	claimReduced    = "powers_reduced"
	claimReducedWhy = "powers_reduced_reason"
	pooledLoan      = "pooled_loan"
)

// facts is what tokens and userinfo say of a person, gathered in one unit of work.
type facts struct {
	holder

	powers     []power
	nationalID nationalid.Number
	authTime   time.Time     // real time: relying parties compare it with their own clocks
	left       time.Duration // of the session, which its tokens must not outlive
}

// revealable opens the CPR number of a person whose relying party is entitled to it and asked.
// Other kinds of national id are not sent: no relying party is registered for them.
func revealable(keys *seal.Keys, c client.Client, h holder) (nationalid.Number, error) {
	kind := nationalid.Kind(h.NationalIDKind)
	if !c.EntitledToCPR || !h.has(client.NationalID) || h.NationalID == nil || kind != nationalid.CPR && kind != nationalid.CPRReplacement {
		return nationalid.Number{}, nil
	}
	plain, err := keys.Open(h.NationalID, "employees/national_id/"+h.Organisation.String()+"/"+h.Employee.String())
	if err != nil {
		return nationalid.Number{}, err
	}
	return nationalid.FromCanonical(plain)
}

// person is P3: what the scopes let the relying party see.
func (f facts) person() (map[string]any, error) {
	claims := f.core()
	if f.has(client.Profile) {
		maps.Copy(claims, map[string]any{"name": f.GivenName + " " + f.FamilyName, "given_name": f.GivenName, "family_name": f.FamilyName})
	}
	if f.has(client.Email) && f.Email != "" {
		claims["email"], claims["email_verified"] = f.Email, false
	}
	if f.has(client.Organisation) {
		maps.Copy(claims, f.organisation())
	}
	if f.has(client.Privileges) {
		groups := grouped(f.powers)
		document, err := basicPrivileges(groups)
		if err != nil {
			return nil, err
		}
		claims["privileges"] = groups
		claims[claimPrivileges] = base64.StdEncoding.EncodeToString(document)
	}
	if !f.nationalID.IsZero() {
		claims["cpr"] = f.nationalID.Reveal()
	}
	return claims, nil
}

// core is what every token of a person says.
func (f facts) core() map[string]any {
	claims := map[string]any{
		"sub": f.Employee.String(), "uuid": f.Employee.String(), "sid": f.Session.String(), "acr": acrOf(f.Assurance),
		"assurance_level": string(f.Assurance), claimNSIS: nsis(f.Assurance), "amr": []string(f.AMR), "auth_time": f.authTime.Unix(),
	}
	if !f.ReducedTo.IsZero() {
		claims[claimReduced], claims[claimReducedWhy] = true, pooledLoan
	}
	return claims
}

// life is how long a token lives that would live so long, and no longer than its session (U10).
func (f facts) life(most time.Duration) time.Duration { return max(0, min(most, f.left)) }

func (f facts) organisation() map[string]any {
	claims := map[string]any{"cvr": f.CVR, "organisation_id": f.Organisation.String(), "organisation_name": f.OrganisationName}
	if f.PNumber != "" {
		claims["production_unit"], claims["production_unit_name"] = f.PNumber, f.ProductionUnit
	}
	return claims
}

// access is what an access token says: enough for a resource server to judge by, no names and no
// numbers of persons.
func (f facts) access() map[string]any {
	claims := f.core()
	claims["cvr"], claims["organisation_id"], claims["grant"] = f.CVR, f.Organisation.String(), f.ID.String()
	if f.has(client.Privileges) {
		claims["privileges"] = grouped(f.powers)
	}
	return claims
}

// halfHash is at_hash: the left half of the token's SHA-256 (OpenID Connect Core 3.1.3.6).
func halfHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:len(sum)/2])
}
