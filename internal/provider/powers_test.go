package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"hverv/internal/client"
	"hverv/internal/fault"
	"hverv/internal/id"
)

// told are the powers that a relying party is told of, by every way in which it is told: both tokens, userinfo,
// introspection and, where it stands, the profile's XML. They must all agree.
func (p *party) told(t *testing.T, given answer) []string {
	t.Helper()
	ways := map[string]map[string]any{
		"userinfo":      p.h.userinfo("Bearer", given.text("access_token")).body,
		"introspection": p.post("/oidc/introspect", "token", given.text("access_token")).body,
		"access":        {}, "id": {},
	}
	for way, member := range map[string]string{"access": "access_token", "id": "id_token"} {
		token, err := jwt.ParseSigned(given.text(member), []jose.SignatureAlgorithm{jose.ES256})
		p.h.must(err)
		claims := ways[way]
		p.h.must(token.UnsafeClaimsWithoutVerification(&claims))
	}
	var first []string
	for way, claims := range ways {
		text, err := json.Marshal(claims["privileges"])
		p.h.must(err)
		var groups []struct {
			Privileges []string `json:"privileges"`
		}
		p.h.must(json.Unmarshal(text, &groups))
		found := []string{}
		for _, g := range groups {
			found = append(found, g.Privileges...)
		}
		slices.Sort(found)
		if first == nil {
			first = found
		}
		if claims["privileges"] == nil || !slices.Equal(first, found) {
			t.Errorf("%s tells %s, others %v", way, text, first)
		}
		if packed, ok := claims["https://data.gov.dk/model/core/eid/privilegesIntermediate"].(string); ok {
			document, err := base64.StdEncoding.DecodeString(packed)
			p.h.must(err)
			if strings.Count(string(document), "<Privilege>") != len(found) {
				t.Errorf("%s: the profile says %s", way, document)
			}
		}
	}
	return first
}

// A relying party is told of the powers in the systems that it stands for, and of no others (R1, P3).
func TestARelyingPartySeesItsOwnSystemsPowers_R1_P3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const journal, stock = "urn:dk:hverv:journal:read", "urn:dk:hverv:stock:read"
	h.exec(`insert into assignments (organisation_id, id, employee_id, right_id, scope_kind, starts_on, created_at)
		values ($1, $2, $3, $4, 'organisation', '2020-01-01', $5)`, h.org, id.New[id.Assignment](), h.employee, h.right(stock, true), h.clock.Last())
	b := h.browser().signIn()
	for name, test := range map[string]struct {
		systems []id.System
		want    []string
	}{
		"of one":     {[]id.System{h.systemOf(stock)}, []string{stock}},
		"of both":    {[]id.System{h.systemOf(stock), h.systemOf(journal)}, []string{journal, stock}},
		"of nothing": {nil, []string{}},
	} {
		p := h.register(func(s *client.Settings) { s.Systems = test.systems })
		if got := p.told(t, p.signedIn(b)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A portal sees all, because an operator said so with a reason; it is an event, and can be taken back (G1, P3).
func TestAPortalSeesEverySystemsPowers_P3(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := h.register(func(s *client.Settings) { s.Systems = nil })
	b := h.browser().signIn()
	if _, err := h.clients.Entitle(h.administrator(), client.Entitle{Client: p.client.ID, AllSystems: new(true), Reason: "fordi"}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an administrator made a portal: %v", err)
	}
	for _, step := range []struct {
		all  bool
		want int
	}{{true, 1}, {false, 0}} {
		made, err := h.clients.Entitle(h.operator(), client.Entitle{Client: p.client.ID, AllSystems: &step.all, Reason: "Aftale af 1. november"})
		h.must(err)
		if got := p.told(t, p.signedIn(b)); len(got) != step.want || made.EntitledToCPR {
			t.Errorf("portal %v: %v", step.all, got)
		}
	}
	if n := h.count(`select count(*) from audit_events where name = 'client.entitled'`); n != 2 {
		t.Errorf("%d events", n)
	}
}

// An organisation's client stands for systems that the organisation can use or owns, not for a stranger's.
func TestAClientStandsForSystemsItMayName_P4(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	own, foreign, gone := h.right("urn:x:own", false), h.right("urn:x:foreign", false), h.right("urn:x:gone", false)
	h.exec(`update systems set owner_id = $2 where id = (select system_id from rights where id = $1)`, own, h.org)
	h.exec(`update systems set owner_id = $2 where id = (select system_id from rights where id = $1)`, foreign, h.neighbour())
	h.exec(`update systems set retired_at = created_at where id = (select system_id from rights where id = $1)`, gone)
	for code, want := range map[string]string{
		"urn:dk:hverv:journal:read": "", "urn:x:own": "", "urn:x:foreign": "client_system_unknown", "urn:x:gone": "client_system_unknown",
	} {
		in := settings()
		in.Systems = []id.System{h.systemOf(code)}
		made, err := h.clients.Register(h.administrator(), h.org, in)
		if fault.CodeOf(err) != want {
			t.Errorf("%s: %v", code, err)
		}
		if err == nil && !slices.Equal(made.Client.Systems(), in.Systems) {
			t.Errorf("%s: stands for %v", code, made.Client.Systems())
		}
	}
	in := settings()
	made, err := h.clients.Register(h.administrator(), h.org, in)
	h.must(err)
	_, err = h.clients.Change(h.administrator(), h.org, made.Client.ID, made.Client.Version, func(s *client.Settings) error {
		s.Systems = []id.System{h.systemOf("urn:x:foreign")}
		return nil
	})
	if fault.CodeOf(err) != "client_system_unknown" {
		t.Errorf("changed to a stranger's: %v", err)
	}
}
