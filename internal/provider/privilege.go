package provider

import (
	"encoding/xml"
	"fmt"
	"slices"
)

// Power is one thing that somebody may do: a right by its URI, for an organisation, in a scope.
type Power struct {
	Right      string    // the privilege's URI
	CVR        string    // whom it is exercised for
	Scope      ScopeKind // how far it reaches there
	ScopeValue string    // the P-number, SE number or unit's id; empty for the whole organisation
}

// ScopeKind is how far a power reaches inside an organisation (R3).
type ScopeKind string

// The scopes of powers.
const (
	InOrganisation   ScopeKind = "organisation"
	InProductionUnit ScopeKind = "production_unit"
	InSENumber       ScopeKind = "se_number"
	InUnit           ScopeKind = "unit"
)

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

func (p Power) group() privilegeGroup {
	switch p.Scope {
	case InProductionUnit:
		return privilegeGroup{Scope: scopePNumber + p.ScopeValue}
	case InSENumber:
		return privilegeGroup{Scope: scopeSE + p.ScopeValue}
	case InUnit:
		return privilegeGroup{Scope: scopeCVR + p.CVR, Constraints: []privilegeConstraint{{constraintOrg, p.ScopeValue}}}
	default:
		return privilegeGroup{Scope: scopeCVR + p.CVR}
	}
}

// grouped puts powers with the same scope and constraints together, each once.
func grouped(powers []Power) []privilegeGroup {
	groups := []privilegeGroup{}
	for _, p := range powers {
		group := p.group()
		at := slices.IndexFunc(groups, func(g privilegeGroup) bool {
			return g.Scope == group.Scope && slices.Equal(g.Constraints, group.Constraints)
		})
		if at < 0 {
			groups, at = append(groups, group), len(groups)
		}
		if !slices.Contains(groups[at].Privileges, p.Right) {
			groups[at].Privileges = append(groups[at].Privileges, p.Right)
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
