package company

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"hverv/internal/calendar"
	"hverv/internal/nationalid"
)

// The shapes of the register's search answer. Nearly everything is a list of what was true when;
// only the members that we read are named.
type (
	searchAnswer struct {
		TimedOut bool `json:"timed_out"`
		Shards   struct {
			Failed int `json:"failed"`
		} `json:"_shards"`
		Hits *struct {
			Hits []struct {
				Source source `json:"_source"`
			} `json:"hits"`
		} `json:"hits"`
	}
	source struct {
		Company *companyRecord `json:"Vrvirksomhed"`
		Unit    *unitRecord    `json:"VrproduktionsEnhed"`
	}
	companyRecord struct {
		CVR        json.Number     `json:"cvrNummer"`
		Protected  bool            `json:"reklamebeskyttet"`
		Names      []nameRecord    `json:"navne"`
		Addresses  []addressRecord `json:"beliggenhedsadresse"`
		Forms      []formRecord    `json:"virksomhedsform"`
		Statuses   []statusRecord  `json:"virksomhedsstatus"`
		Lives      []lifeRecord    `json:"livsforloeb"`
		Units      []unitOf        `json:"penheder"`
		Attributes []attribute     `json:"attributter"`
		Relations  []participantOf `json:"deltagerRelation"`
	}
	unitRecord struct {
		PNumber   json.Number     `json:"pNummer"`
		Names     []nameRecord    `json:"navne"`
		Addresses []addressRecord `json:"beliggenhedsadresse"`
	}
	validity struct {
		From calendar.Date `json:"gyldigFra"`
		To   calendar.Date `json:"gyldigTil"`
	}
	nameRecord struct {
		Name   string   `json:"navn"`
		Period validity `json:"periode"`
	}
	formRecord struct {
		Code   int      `json:"virksomhedsformkode"`
		Text   string   `json:"langBeskrivelse"`
		Period validity `json:"periode"`
	}
	statusRecord struct {
		Status string   `json:"status"`
		Period validity `json:"periode"`
	}
	lifeRecord struct {
		Period validity `json:"periode"`
	}
	unitOf struct {
		PNumber json.Number `json:"pNummer"`
		Period  validity    `json:"periode"`
	}
	addressRecord struct {
		Country    string      `json:"landekode"`
		FreeText   string      `json:"fritekst"`
		CareOf     string      `json:"conavn"`
		Road       string      `json:"vejnavn"`
		NumberFrom json.Number `json:"husnummerFra"`
		NumberTo   json.Number `json:"husnummerTil"`
		LetterFrom string      `json:"bogstavFra"`
		LetterTo   string      `json:"bogstavTil"`
		Floor      string      `json:"etage"`
		Door       string      `json:"sidedoer"`
		PostBox    string      `json:"postboks"`
		PostalCode json.Number `json:"postnummer"`
		City       string      `json:"postdistrikt"`
		Period     validity    `json:"periode"`
	}
	attribute struct {
		Type   string `json:"type"`
		Values []struct {
			Value  string   `json:"vaerdi"`
			Period validity `json:"periode"`
		} `json:"vaerdier"`
	}
	participantOf struct {
		Participant struct {
			Kind  string       `json:"enhedstype"`
			Names []nameRecord `json:"navne"`
		} `json:"deltager"`
		Bodies []struct {
			Names   []nameRecord `json:"organisationsNavn"`
			Members []struct {
				Attributes []attribute `json:"attributter"`
			} `json:"medlemsData"`
		} `json:"organisationer"`
	}
)

func (v validity) period() validity   { return v }
func (n nameRecord) period() validity { return n.Period }
func (f formRecord) period() validity { return f.Period }
func (s statusRecord) period() validity {
	return s.Period
}
func (a addressRecord) period() validity { return a.Period }
func (l lifeRecord) period() validity    { return l.Period }
func (u unitOf) period() validity        { return u.Period }

func (v validity) holds(today calendar.Date) bool {
	return calendar.Range{From: v.From, To: v.To}.Holds(today)
}

// The attributes that we read. The first is words for people. The second is structured data that
// an operator adds to the records of his file, since the open register has no such number (C5).
const (
	signingRule     = "TEGNINGSREGEL"
	approvalsNumber = "HVERV_ANTAL_GODKENDELSER"
	functionOf      = "FUNKTION"
)

var errMalformed = errors.New("the register's answer has an unknown shape")

// decodeAnswer reads a search answer and refuses a partial one: what is missing in it may be the
// very company, or the end of its life.
func decodeAnswer(body []byte) ([]source, error) {
	var answer searchAnswer
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, fmt.Errorf("read the register's answer: %w", err)
	}
	switch {
	case answer.TimedOut || answer.Shards.Failed > 0:
		return nil, errors.New("the register answered in part only")
	case answer.Hits == nil:
		return nil, errMalformed
	}
	sources := make([]source, 0, len(answer.Hits.Hits))
	for _, hit := range answer.Hits.Hits {
		if hit.Source.Company == nil && hit.Source.Unit == nil {
			return nil, errMalformed
		}
		sources = append(sources, hit.Source)
	}
	return sources, nil
}

// company picks what is valid today; units are the records of its production units, by number.
func (r companyRecord) company(today calendar.Date, units map[string]unitRecord) (Company, error) {
	cvr, err := nationalid.ParseCVR(r.CVR.String())
	if err != nil {
		return Company{}, fmt.Errorf("the company's number: %w", errMalformed)
	}
	name, _ := latest(r.Names, today)
	if name.Name == "" {
		return Company{}, fmt.Errorf("a company without a name: %w", errMalformed)
	}
	form, _ := latest(r.Forms, today)
	status, _ := latest(r.Statuses, today)
	address, _ := latest(r.Addresses, today)
	c := Company{
		CVR: cvr, Name: norm.NFC.String(name.Name), Form: form.Text, FormCode: form.Code, Status: status.Status,
		Ceased: r.ceased(today, status.Status), AdvertisingProtected: r.Protected, Address: address.address(),
		ProductionUnits: []ProductionUnit{}, Members: []Member{},
	}
	c.SigningRule, _ = valueOf(r.Attributes, signingRule, today)
	if text, said := valueOf(r.Attributes, approvalsNumber, today); said {
		if c.Approvals, err = strconv.Atoi(text); err != nil || c.Approvals < 1 || c.Approvals > MaxApprovals {
			return Company{}, fmt.Errorf("the number of approvals: %w", errMalformed)
		}
	}
	c.Members = r.members(today)
	return c, r.addUnits(&c, today, units)
}

// ceased reads the life first: firms owned by a person have no status of their own.
func (r companyRecord) ceased(today calendar.Date, status string) bool {
	if _, alive := latest(r.Lives, today); len(r.Lives) > 0 && !alive {
		return true
	}
	for _, gone := range []string{"OPLØST", "SLETTET", "TVANGSOPLØST", "OPHØRT"} {
		if strings.HasPrefix(strings.ToUpper(status), gone) {
			return true
		}
	}
	return false
}

func (r companyRecord) addUnits(c *Company, today calendar.Date, units map[string]unitRecord) error {
	for _, number := range r.currentUnits(today) {
		p, err := nationalid.ParsePNumber(number)
		if err != nil {
			return fmt.Errorf("a production unit's number: %w", errMalformed)
		}
		unit := ProductionUnit{PNumber: p, Name: c.Name, Address: c.Address} // new units may lack their own record for a day
		if record, known := units[number]; known {
			if name, ok := latest(record.Names, today); ok {
				unit.Name = norm.NFC.String(name.Name)
			}
			if address, ok := latest(record.Addresses, today); ok {
				unit.Address = address.address()
			}
		}
		c.ProductionUnits = append(c.ProductionUnits, unit)
	}
	return nil
}

func (r companyRecord) currentUnits(today calendar.Date) []string {
	numbers := []string{}
	for _, unit := range r.Units {
		if number := unit.PNumber.String(); unit.Period.holds(today) && !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// members lists who sits in some body of the company today, each once with all roles.
func (r companyRecord) members(today calendar.Date) []Member {
	members := []Member{}
	for _, relation := range r.Relations {
		name, _ := latest(relation.Participant.Names, today)
		var roles []string
		for _, body := range relation.Bodies {
			bodyName, _ := latest(body.Names, today)
			for _, membership := range body.Members {
				if role, ok := roleIn(bodyName.Name, membership.Attributes, today); ok && !slices.Contains(roles, role) {
					roles = append(roles, role)
				}
			}
		}
		if len(roles) > 0 && name.Name != "" {
			members = append(members, Member{Name: norm.NFC.String(name.Name), Company: relation.Participant.Kind == "VIRKSOMHED", Roles: roles})
		}
	}
	return members
}

// roleIn says what a membership is called, if any of it holds today.
func roleIn(body string, attributes []attribute, today calendar.Date) (string, bool) {
	if function, ok := valueOf(attributes, functionOf, today); ok {
		return strings.Trim(body+": "+function, ": "), true
	}
	for _, a := range attributes {
		if _, ok := valueOf(attributes, a.Type, today); ok && a.Type != functionOf {
			return body, body != ""
		}
	}
	return "", false
}

// valueOf is an attribute's value of today, if it has one.
func valueOf(attributes []attribute, kind string, today calendar.Date) (string, bool) {
	found, from, ok := "", calendar.Date{}, false
	for _, a := range attributes {
		if a.Type != kind {
			continue
		}
		for _, v := range a.Values {
			if v.Period.holds(today) && (!ok || v.Period.From.After(from)) {
				found, from, ok = v.Value, v.Period.From, true
			}
		}
	}
	return strings.TrimSpace(found), ok
}

type dated interface{ period() validity }

// latest is the entry of a history that is valid today, the youngest if several are; ok is false
// when none is, and then the last one that was.
func latest[T dated](history []T, today calendar.Date) (entry T, ok bool) {
	var past T
	for _, h := range history {
		p := h.period()
		switch {
		case p.holds(today):
			if !ok || p.From.After(entry.period().From) {
				entry, ok = h, true
			}
		case !p.From.After(today) && !p.From.Before(past.period().From):
			past = h
		}
	}
	if !ok {
		return past, false
	}
	return entry, true
}

func (a addressRecord) address() Address {
	if a.FreeText != "" && a.Road == "" {
		return Address{CareOf: a.CareOf, Street: a.FreeText, PostalCode: a.code(), City: a.City, Country: a.Country}
	}
	street := a.Road
	if a.NumberFrom != "" {
		street += " " + a.NumberFrom.String() + a.LetterFrom
	}
	if a.NumberTo != "" {
		street += "-" + a.NumberTo.String() + a.LetterTo
	}
	if a.Floor != "" || a.Door != "" {
		street += ", " + strings.TrimSpace(floor(a.Floor)+" "+a.Door)
	}
	if a.PostBox != "" {
		street = strings.TrimLeft(street+", Postboks "+a.PostBox, ", ")
	}
	return Address{CareOf: a.CareOf, Street: strings.TrimSpace(street), PostalCode: a.code(), City: a.City, Country: a.Country}
}

// floor is an ordinal or an abbreviation; either ends with a dot.
func floor(text string) string {
	if text == "" {
		return ""
	}
	return text + "."
}

// code keeps Danish postal codes at four digits; the register drops the zero of 0999.
func (a addressRecord) code() string {
	if text := a.PostalCode.String(); text != "" && len(text) < 4 && a.Country == "DK" {
		return strings.Repeat("0", 4-len(text)) + text
	}
	return a.PostalCode.String()
}
