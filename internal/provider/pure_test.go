package provider

import (
	"testing"

	"hverv/internal/authz"
	"hverv/internal/right"
)

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
