package provider

import (
	"strings"
	"testing"

	"hverv/internal/authz"
	"hverv/internal/right"
)

func TestAddressesThatPeopleAreSentTo_P4(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://rp.example/cb": true, "https://rp.example/cb?x=1": true, "http://localhost:8080/cb": true, "http://127.0.0.1/cb": true,
		"http://[::1]:9/cb": true, "http://rp.example/cb": false, "https://rp.example/cb#x": false, "https://*.example/cb": false,
		"https://u:p@rp.example/cb": false, "javascript:alert(1)": false, "https:/rp.example": false, "https://": false, "": false,
		"https://rp.example/\\evil": false, "https://rp.example/a b": false, "https://rp.example/\n": false, "https://rp.example/ø": false,
		"http://localhost.evil.example/": false, "custom:/cb": false, "https://" + strings.Repeat("a", 2000): false,
	} {
		if got := returnable(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

// R3 and P3: powers by scope, each once, in the profile's words.
func TestPowersAreGrouped_P3(t *testing.T) {
	t.Parallel()
	powers := []power{
		{right: "urn:a", cvr: "90000001", scope: right.Organisation},
		{right: "urn:b", cvr: "90000001", scope: right.Organisation},
		{right: "urn:a", cvr: "90000001", scope: right.Organisation},
		{right: "urn:a", cvr: "90000028", scope: right.Organisation},
		{right: "urn:a", cvr: "90000001", scope: right.ProductionUnit, value: "1000000001"},
		{right: "urn:a", cvr: "90000001", scope: right.SENumber, value: "90000036"},
		{right: "urn:a&<b>", cvr: "90000001", scope: right.Unit, value: "019ab2c0-1111-7000-8000-000000000001"},
	}
	got, err := basicPrivileges(grouped(powers))
	if err != nil {
		t.Fatal(err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<bpp:PrivilegeList xmlns:bpp="http://digst.dk/oiosaml/basic_privilege_profile">` +
		`<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:90000001"><Privilege>urn:a</Privilege><Privilege>urn:b</Privilege></PrivilegeGroup>` +
		`<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:90000028"><Privilege>urn:a</Privilege></PrivilegeGroup>` +
		`<PrivilegeGroup Scope="urn:dk:gov:saml:productionUnitIdentifier:1000000001"><Privilege>urn:a</Privilege></PrivilegeGroup>` +
		`<PrivilegeGroup Scope="urn:dk:gov:saml:seNumberIdentifier:90000036"><Privilege>urn:a</Privilege></PrivilegeGroup>` +
		`<PrivilegeGroup Scope="urn:dk:gov:saml:cvrNumberIdentifier:90000001"><Constraint Name="urn:dk:kombit:orgUnit">019ab2c0-1111-7000-8000-000000000001</Constraint>` +
		`<Privilege>urn:a&amp;&lt;b&gt;</Privilege></PrivilegeGroup></bpp:PrivilegeList>`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLevels_P3(t *testing.T) {
	t.Parallel()
	if lower(authz.High, authz.Low) != authz.Low || lower(authz.Substantial, authz.High) != authz.Substantial {
		t.Error("the lower level must count")
	}
	for asked, want := range map[string]authz.Level{
		"": authz.Low, "high": authz.High, "high substantial": authz.Substantial, "nonsense": authz.Low, acrOf(authz.High): authz.High,
	} {
		if got := wanted(authz.Low, asked); got != want {
			t.Errorf("%q: %s, want %s", asked, got, want)
		}
	}
	if got := wanted(authz.High, "low"); got != authz.High {
		t.Errorf("a relying party went below its registration: %s", got)
	}
}

// A registration tells all its faults at once.
func TestRegistrationsAreJudged_P4(t *testing.T) {
	t.Parallel()
	good := Settings{
		Name: "x", Authentication: BySecret, GrantTypes: []string{CodeGrant}, RedirectURIs: []string{"https://a.example/"},
		TokenFormat: JWTFormat, SessionMinutes: 60, MinimumAssurance: authz.Low, Scopes: []string{OpenID},
	}
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Settings){
		"no name": func(s *Settings) { s.Name = "" }, "odd proof": func(s *Settings) { s.Authentication = "mtls" },
		"odd grant": func(s *Settings) { s.GrantTypes = append(s.GrantTypes, "password") }, "odd scope": func(s *Settings) { s.Scopes = []string{"all"} },
		"twice": func(s *Settings) { s.Scopes = []string{OpenID, OpenID} }, "no address": func(s *Settings) { s.RedirectURIs = nil },
		"public machine": func(s *Settings) { s.Authentication, s.GrantTypes = ByNobody, append(s.GrantTypes, MachineGrant) },
		"public CPR":     func(s *Settings) { s.Authentication, s.Scopes = ByNobody, []string{OpenID, NationalID} },
		"keys unasked":   func(s *Settings) { s.JWKS = []byte(`{"keys":[]}`) }, "no keys": func(s *Settings) { s.Authentication = ByKey },
		"private key": func(s *Settings) {
			s.Authentication = ByKey
			s.JWKS = []byte(`{"keys":[{"kty":"oct","k":"AAAA"}]}`)
		},
		"endless": func(s *Settings) { s.SessionMinutes = 10000 }, "odd format": func(s *Settings) { s.TokenFormat = "x" },
		"odd level": func(s *Settings) { s.MinimumAssurance = "x" }, "half outside": func(s *Settings) { s.OutsideIssuer = "https://i.example" },
		"odd audience": func(s *Settings) { s.Audiences = []string{"api"} }, "fragment": func(s *Settings) { s.PostLogoutURIs = []string{"https://a.example/#x"} },
	} {
		bad := good
		spoil(&bad)
		if bad.check() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func FuzzBearersAreNeverTaken(f *testing.F) {
	f.Add("a.b.c")
	f.Add("hva_")
	f.Add("eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IngifQ.e30.AA")
	f.Fuzz(func(t *testing.T, token string) {
		if verify(nil, accessType, token) == nil {
			t.Errorf("%q was taken", token)
		}
		unprovedIssuer(token)
	})
}
