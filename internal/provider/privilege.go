package provider

import (
	"encoding/xml"
	"fmt"
	"slices"

	"hverv/internal/right"
)

// power is one thing that somebody may do: a right by its URI, for an organisation, in a scope.
type power struct {
	right string          // the privilege's URI
	cvr   string          // whom it is exercised for
	scope right.ScopeKind // how far it reaches there (R3)
	value string          // the P-number, SE number or unit's id; empty for the whole organisation
}

// held turns an employee's effective rights (R6) into powers for their organisation.
func held(effective []right.Effective, cvr string) []power {
	powers := make([]power, len(effective))
	for i, e := range effective {
		powers[i] = power{right: e.Code, cvr: cvr, scope: e.ScopeKind, value: e.ScopeValue}
		if e.ScopeNumber != "" {
			powers[i].value = e.ScopeNumber
		}
	}
	return powers
}

// privilegeGroup is the powers that share a scope, as OIO Basic Privilege Profile 1.2 groups them.
type privilegeGroup struct {
	Scope       string                `json:"scope"                 xml:"Scope,attr"`
	Constraints []privilegeConstraint `json:"constraints,omitempty" xml:"Constraint"`
	Privileges  []string              `json:"privileges"            xml:"Privilege"`
}

type privilegeConstraint struct {
	Name  string `json:"name"  xml:"Name,attr"`
	Value string `json:"value" xml:",chardata"`
}

// The profile's words for where a power holds. It has none for a department, which is therefore a
// constraint on the organisation, under the name that Danish municipalities use.
const (
	scopeCVR      = "urn:dk:gov:saml:cvrNumberIdentifier:"
	scopePNumber  = "urn:dk:gov:saml:productionUnitIdentifier:"
	scopeSE       = "urn:dk:gov:saml:seNumberIdentifier:"
	constraintOrg = "urn:dk:kombit:orgUnit"
)

func (p power) group() privilegeGroup {
	switch p.scope {
	case right.ProductionUnit:
		return privilegeGroup{Scope: scopePNumber + p.value}
	case right.SENumber:
		return privilegeGroup{Scope: scopeSE + p.value}
	case right.Unit:
		return privilegeGroup{Scope: scopeCVR + p.cvr, Constraints: []privilegeConstraint{{constraintOrg, p.value}}}
	default:
		return privilegeGroup{Scope: scopeCVR + p.cvr}
	}
}

// grouped puts powers with the same scope and constraints together, each once.
func grouped(powers []power) []privilegeGroup {
	groups := []privilegeGroup{}
	for _, p := range powers {
		group := p.group()
		at := slices.IndexFunc(groups, func(g privilegeGroup) bool {
			return g.Scope == group.Scope && slices.Equal(g.Constraints, group.Constraints)
		})
		if at < 0 {
			groups, at = append(groups, group), len(groups)
		}
		if !slices.Contains(groups[at].Privileges, p.right) {
			groups[at].Privileges = append(groups[at].Privileges, p.right)
		}
	}
	return groups
}

// basicPrivileges writes the groups as the profile's XML: only the root is in its namespace.
func basicPrivileges(groups []privilegeGroup) ([]byte, error) {
	list := struct {
		XMLName   xml.Name         `xml:"bpp:PrivilegeList"`
		Namespace string           `xml:"xmlns:bpp,attr"`
		Groups    []privilegeGroup `xml:"PrivilegeGroup"`
	}{Namespace: "http://digst.dk/oiosaml/basic_privilege_profile", Groups: groups}
	document, err := xml.Marshal(list)
	if err != nil {
		return nil, fmt.Errorf("write privileges: %w", err)
	}
	return append([]byte(xml.Header), document...), nil
}
