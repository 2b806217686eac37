package signin

import (
	"errors"
	"maps"
	"strings"

	"hverv/internal/authz"
	"hverv/internal/calendar"
	"hverv/internal/config"
	"hverv/internal/nationalid"
	"hverv/internal/person"
)

// answer is what an eID said, mapped by the configuration.
type answer struct {
	claims person.Claims
	level  authz.Level
	amr    []string
}

// merged adds what userinfo says to the id token, which wins: it is signed.
func merged(token, info map[string]any) map[string]any {
	all := maps.Clone(info)
	if all == nil {
		all = map[string]any{}
	}
	maps.Copy(all, token)
	return all
}

// mapped reads the claims by their configured names. Errors never repeat a value (law 5).
func mapped(cfg config.EID, issuer, subject string, all map[string]any) (answer, error) {
	a := answer{
		claims: person.Claims{Issuer: issuer, Subject: subject, Name: nameOf(cfg, all), Email: text(all, "email")},
		level:  authz.Low, amr: texts(all, "amr"),
	}
	if level, known := cfg.Assurance[text(all, "acr")]; known { // what the operator did not list is the lowest
		a.level = authz.Level(level)
	}
	if len(a.amr) == 0 {
		a.amr = []string{"eid"}
	}
	if a.claims.Name == "" {
		return answer{}, errors.New("the eID gave no name")
	}
	if cpr := text(all, cfg.Claims.CPR); cpr != "" {
		number, err := nationalid.ParseCPR(cpr)
		if err != nil {
			return answer{}, errors.New("the eID gave a CPR number that cannot be one")
		}
		a.claims.NationalID, a.claims.HasNationalID = number, true
		a.claims.BirthDate, _ = number.BirthDate()
	}
	if born := text(all, cfg.Claims.Birthdate); born != "" {
		date, err := calendar.Parse(born)
		if err != nil {
			return answer{}, errors.New("the eID gave a date of birth that cannot be read")
		}
		a.claims.BirthDate = date
	}
	return a, nil
}

func nameOf(cfg config.EID, all map[string]any) string {
	if name := text(all, cfg.Claims.Name); name != "" {
		return name
	}
	return strings.TrimSpace(text(all, "given_name") + " " + text(all, "family_name"))
}

// complete says whether userinfo need not be asked.
func complete(cfg config.EID, token map[string]any) bool {
	return text(token, cfg.Claims.CPR) != "" && nameOf(cfg, token) != "" && text(token, cfg.Claims.Birthdate) != ""
}

const maxClaim = 300

// text reads a claim as one short line; whatever else it is counts as not given.
func text(all map[string]any, name string) string {
	value, _ := all[name].(string)
	value = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(value, "\x00", ""), ""))
	if len(value) > maxClaim {
		return ""
	}
	return value
}

func texts(all map[string]any, name string) []string {
	list, _ := all[name].([]any)
	var found []string
	for _, entry := range list {
		if value, ok := entry.(string); ok && value != "" && len(value) <= 32 && len(found) < 8 {
			found = append(found, strings.ToValidUTF8(strings.ReplaceAll(value, "\x00", ""), ""))
		}
	}
	return found
}
