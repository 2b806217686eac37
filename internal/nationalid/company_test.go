package nationalid

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"hverv/internal/fault"
)

func TestCVRModulus_C2(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"90000004", " 90 00 00 04 ", "DK90000004", "dk-90000004"} {
		if c, err := ParseCVR(text); err != nil || c != "90000004" {
			t.Errorf("%q: %s, %v", text, c, err)
		}
	}
	for _, text := range []string{"", "DK", "9000000", "900000044", "90000005", "00000000", "9000000x", "９0000004"} {
		if _, err := ParseCVR(text); fault.CodeOf(err) != "cvr_invalid" {
			t.Errorf("%q: %v, want cvr_invalid", text, err)
		}
	}
	raw, err := json.Marshal(map[string]CVR{"cvr": "90000004"})
	if err != nil || string(raw) != `{"cvr":"90000004"}` {
		t.Errorf("json %s, %v", raw, err)
	}
}

func TestCVRFindsEverySlip_C2(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		good, err := ParseCVR(fmt.Sprintf("%d", rapid.IntRange(90000000, 99999999).Filter(func(n int) bool {
			return weighed(fmt.Sprint(n), 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
		}).Draw(t, "cvr")))
		if err != nil {
			t.Fatal(err)
		}
		slip := []byte(good)
		at := rapid.IntRange(0, 7).Draw(t, "at")
		slip[at] = '0' + (slip[at]-'0'+rapid.ByteRange(1, 9).Draw(t, "by"))%10
		if _, err := ParseCVR(string(slip)); err == nil {
			t.Fatalf("%s taken for %s", slip, good)
		}
	})
}

func TestOtherCompanyNumbers_B3(t *testing.T) {
	t.Parallel()
	if p, err := ParsePNumber("9 000 000 001"); err != nil || p.String() != "9000000001" {
		t.Errorf("P-number %s, %v", p, err)
	}
	if e, err := ParseEAN("979 0000 0000 01"); err != nil || e.String() != "9790000000001" {
		t.Errorf("EAN %s, %v", e, err)
	}
	if s, err := ParseSE("DK 90000005"); err != nil || s.String() != "90000005" {
		t.Errorf("SE number %s, %v", s, err)
	}
	for _, text := range []string{"", "12", "0000000000", "0000000000000", "9790000000002", "979000000000a", "DK9"} {
		_, p := ParsePNumber(text)
		_, e := ParseEAN(text)
		_, s := ParseSE(text)
		if fault.CodeOf(p) != "p_number_invalid" || fault.CodeOf(e) != "ean_invalid" || fault.CodeOf(s) != "se_number_invalid" {
			t.Errorf("%q: %v, %v, %v", text, p, e, s)
		}
	}
}
