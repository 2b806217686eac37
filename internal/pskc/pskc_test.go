package pskc

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hverv/internal/totp"
)

// rfcKey is the key agreed for figure 6.
var rfcKey = unhex("12345678901234567890123456789012")

func unhex(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return b
}

func read(tb testing.TB, from io.Reader, unlock Unlock) (keys []Key, failure *Error) {
	tb.Helper()
	r := NewReader(from, unlock)
	for {
		k, err := r.Next()
		if errors.Is(err, io.EOF) {
			return keys, nil
		}
		if err != nil {
			if failure, ok := errors.AsType[*Error](err); ok {
				return keys, failure
			}
			tb.Fatal(err)
		}
		keys = append(keys, k)
	}
}

func readFile(tb testing.TB, name string, unlock Unlock) ([]Key, *Error) {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name)) //nolint:gosec // a file of ours
	if err != nil {
		tb.Fatal(err)
	}
	return read(tb, bytes.NewReader(text), unlock)
}

func codeOf(e *Error) string {
	if e == nil {
		return ""
	}
	return e.Code
}

func TestFiguresOfRFC6030_O5(t *testing.T) {
	t.Parallel()
	secret := []byte("12345678901234567890")
	seed := totp.Seed{Secret: secret, Digest: totp.SHA1, Digits: 8}
	plain := Key{Line: 3, Serial: "987654321", Manufacturer: "Manufacturer", KeyID: "12345678", Issuer: "Issuer", Seed: seed}
	at := func(k Key, line int) Key { k.Line = line; return k }
	tests := []struct {
		file   string
		unlock Unlock
		want   []Key
		code   string
	}{
		{"figure2.xml", Unlock{}, []Key{{
			Line: 3, KeyID: "12345678", Issuer: "Issuer-A", Seed: totp.Seed{Secret: []byte("1234"), Digest: totp.SHA1, Digits: 6},
		}}, ""},
		{"figure3.xml", Unlock{}, []Key{plain}, ""},
		{"figure5.xml", Unlock{}, []Key{plain, {
			Line: 19, Serial: "987654321", Manufacturer: "Manufacturer", KeyID: "123456781", Issuer: "Issuer",
			Refused: &Error{CodeAlgorithm, "Only keys for HOTP and TOTP are read.", 19},
		}}, ""},
		{"figure6.xml", Unlock{Key: rfcKey}, []Key{at(plain, 11)}, ""},
		{"figure6.xml", Unlock{}, nil, CodeLocked},
		{"figure6.xml", Unlock{Key: []byte("0123456789abcdef")}, nil, CodeWrongKey},
		{"figure6.xml", Unlock{Key: make([]byte, 32)}, nil, CodeWrongKey},
		{"figure6.xml", Unlock{Key: make([]byte, 5)}, nil, CodeWrongKey},
		{"figure7.xml", Unlock{Password: "qwerty"}, []Key{{
			Line: 24, Serial: "987654321", Manufacturer: "TokenVendorAcme", KeyID: "123456", Issuer: "Example-Issuer", Seed: seed,
		}}, ""},
		{"figure7.xml", Unlock{}, nil, CodeLocked},
		{"figure8.xml", Unlock{Key: rfcKey}, nil, CodeEncryption},
	}
	for _, tt := range tests {
		keys, failure := readFile(t, tt.file, tt.unlock)
		if codeOf(failure) != tt.code {
			t.Errorf("%s: code %q, want %q (%v)", tt.file, codeOf(failure), tt.code, failure)
		}
		if diff := cmp.Diff(tt.want, keys); diff != "" {
			t.Errorf("%s: want -, got +\n%s", tt.file, diff)
		}
	}
	keys, _ := readFile(t, "figure4.xml", Unlock{})
	if len(keys) != 1 || codeOf(keys[0].Refused) != CodeSecret {
		t.Errorf("a key by reference: %+v", keys)
	}
}

func TestTOTPWithEverything_O5(t *testing.T) {
	t.Parallel()
	f := file{secret: []byte(strings.Repeat("s", 32)), suite: "HMAC-SHA256", policy: `<Policy><StartDate>2026-01-01T00:00:00Z</StartDate>` +
		`<ExpiryDate>2031-01-01T00:00:00+01:00</ExpiryDate><KeyUsage>OTP</KeyUsage></Policy>`}
	keys, failure := read(t, strings.NewReader(f.text(1)), Unlock{})
	if failure != nil || len(keys) != 1 {
		t.Fatalf("%v, %d keys", failure, len(keys))
	}
	want := Key{
		Line: 2, Serial: "S0", Manufacturer: "Maker", KeyID: "K0", Issuer: "Hverv",
		Seed:  totp.Seed{Secret: f.secret, Digest: totp.SHA256, Digits: 8, Period: 60},
		Drift: -4, StartsAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), ExpiresAt: time.Date(2030, 12, 31, 23, 0, 0, 0, time.UTC),
	}
	if diff := cmp.Diff(want, keys[0]); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestEveryKeyLengthAndMAC_O5(t *testing.T) {
	t.Parallel()
	for _, size := range []int{16, 24, 32} {
		for _, mac := range []string{"sha1", "sha256"} {
			for _, own := range []bool{true, false} {
				f := file{secret: []byte("a secret of 20 bytes"), key: bytes.Repeat([]byte{7}, size), mac: mac, ownMACKey: own}
				keys, failure := read(t, strings.NewReader(f.text(2)), Unlock{Key: f.key})
				if failure != nil || len(keys) != 2 || keys[1].Refused != nil || !bytes.Equal(keys[1].Seed.Secret, f.secret) {
					t.Errorf("AES-%d, HMAC-%s: %v, %+v", size*8, mac, failure, keys)
				}
			}
		}
	}
}

func TestMACIsJudgedBeforeAnythingIsDecrypted_O5(t *testing.T) {
	t.Parallel()
	f := file{secret: []byte("a secret of 20 bytes"), key: rfcKey, mac: "sha256", ownMACKey: true}
	good := f.text(3)
	head, packages, _ := strings.Cut(good, "<KeyPackage>")
	for _, tag := range []string{"<ValueMAC>", "<xenc:CipherValue>"} {
		bad := head + "<KeyPackage>" + swap(packages, tag)
		keys, failure := read(t, strings.NewReader(bad), Unlock{Key: rfcKey})
		if failure != nil || len(keys) != 3 || codeOf(keys[0].Refused) != CodeMAC || keys[0].Seed.Secret != nil || keys[1].Refused != nil {
			t.Errorf("%s changed: %v, %+v", tag, failure, keys)
		}
	}
}

// swap changes the first letter after the tag.
func swap(s, tag string) string {
	before, after, _ := strings.Cut(s, tag)
	other := "A"
	if strings.HasPrefix(after, other) {
		other = "B"
	}
	return before + tag + other + after[1:]
}

func TestWhatIsNotReadIsRefusedInWords_O5(t *testing.T) {
	t.Parallel()
	plain := file{secret: []byte("a secret of 20 bytes")}.text(1)
	head, tail, _ := strings.Cut(plain, "<KeyContainer")
	tail = "<KeyContainer" + tail
	tests := map[string]struct{ text, code string }{
		"a DTD":                     {head + "<!DOCTYPE x [<!ENTITY a 'b'>]>" + tail, CodeForbidden},
		"an external DTD":           {head + `<!DOCTYPE x SYSTEM "file:///etc/passwd">` + tail, CodeForbidden},
		"an entity":                 {strings.Replace(plain, "S0", "&a;", 1), CodeForbidden},
		"a processing instruction":  {head + "<?php x?>" + tail, CodeForbidden},
		"a late declaration":        {strings.Replace(plain, "<KeyPackage>", `<?xml version="1.0"?><KeyPackage>`, 1), CodeForbidden},
		"a huge element":            {strings.Replace(plain, "S0", strings.Repeat("9", maxPart), 1), CodeTooLarge},
		"a huge comment":            {strings.Replace(plain, "<KeyPackage>", "<!--"+strings.Repeat("-x", maxPart)+"--><KeyPackage>", 1), CodeTooLarge},
		"a huge attribute":          {strings.Replace(plain, `Id="K0"`, `Id="`+strings.Repeat("x", maxPart)+`"`, 1), CodeTooLarge},
		"deep nesting":              {strings.Replace(plain, "S0", strings.Repeat("<a>", 40), 1), CodeMalformed},
		"nothing":                   {"", CodeTruncated},
		"half of it":                {plain[:len(plain)/2], CodeTruncated},
		"all but the end":           {strings.TrimSuffix(plain, "</KeyContainer>\n"), CodeTruncated},
		"another format":            {"<html></html>", CodeMalformed},
		"another namespace":         {strings.Replace(plain, "keyprov:pskc\"", "keyprov:other\"", 1), CodeMalformed},
		"another version":           {strings.Replace(plain, `Version="1.0"`, `Version="2.0"`, 1), CodeMalformed},
		"no XML":                    {"serial,kind\n1,chip\n", CodeMalformed},
		"another character set":     {strings.Replace(plain, `"UTF-8"`, `"ISO-8859-1"`, 1), CodeMalformed},
		"crossed tags":              {strings.Replace(plain, "</SerialNo>", "</Serial>", 1), CodeMalformed},
		"text between the packages": {strings.Replace(plain, "<KeyPackage>", "x<KeyPackage>", 1), CodeMalformed},
		"something after the end":   {plain + "<KeyContainer/>", CodeMalformed},
	}
	for name, tt := range tests {
		_, failure := read(t, strings.NewReader(tt.text), Unlock{})
		if codeOf(failure) != tt.code {
			t.Errorf("%s: code %q, want %q (%v)", name, codeOf(failure), tt.code, failure)
		}
	}
}

func TestPackageThatCannotBeUsedHoldsUpNoOther_O5(t *testing.T) {
	t.Parallel()
	good := file{secret: []byte("a secret of 20 bytes")}.text(2)
	for name, tt := range map[string]struct{ from, to, code string }{
		"OCRA":                {"pskc:totp", "pskc:ocra-1", CodeAlgorithm},
		"MD5":                 {"<ResponseFormat", "<Suite>HMAC-MD5</Suite><ResponseFormat", CodeAlgorithm},
		"letters":             {`"DECIMAL"`, `"ALPHANUMERIC"`, CodeAlgorithm},
		"four digits":         {`Length="8"`, `Length="4"`, CodeAlgorithm},
		"no digits":           {`Length="8"`, `Length="x"`, CodeAlgorithm},
		"a check digit":       {`Length="8"`, `Length="8" CheckDigits="true"`, CodeAlgorithm},
		"no interval":         {"<PlainValue>60<", "<PlainValue>0<", CodeValue},
		"no number":           {"<PlainValue>60<", "<PlainValue>x<", CodeValue},
		"no base64":           {"<Secret><PlainValue>", "<Secret><PlainValue>!", CodeValue},
		"no secret":           {"<Secret><PlainValue>", "<Secret><Other>", CodeMalformed},
		"another use":         {"</Data>", "</Data><Policy><KeyUsage>Encrypt</KeyUsage></Policy>", CodePolicy},
		"a count of uses":     {"</Data>", "</Data><Policy><NumberOfTransactions>3</NumberOfTransactions></Policy>", CodePolicy},
		"a PIN of the server": {"</Data>", `</Data><Policy><PINPolicy PINUsageMode="Prepend"/></Policy>`, CodePolicy},
		"a wrong date":        {"</Data>", "</Data><Policy><ExpiryDate>soon</ExpiryDate></Policy>", CodeValue},
		"encrypted by nobody": {"<Secret><PlainValue>", "<Secret><EncryptedValue/><Plain/><PlainValue2>", CodeMalformed},
	} {
		keys, failure := read(t, strings.NewReader(strings.Replace(good, tt.from, tt.to, 1)), Unlock{})
		if tt.code == CodeMalformed { // crossed tags: of the file, not of the package
			if codeOf(failure) != tt.code {
				t.Errorf("%s: %v", name, failure)
			}
			continue
		}
		if failure != nil || len(keys) != 2 || codeOf(keys[0].Refused) != tt.code || keys[1].Refused != nil {
			t.Errorf("%s: %v, %+v; want %q", name, failure, keys, tt.code)
		}
	}
	if keys, _ := readFile(t, "figure6.xml", Unlock{Key: rfcKey}); keys[0].Refused != nil {
		t.Error("figure 6 is refused")
	}
}

func TestPeerAgrees_O5(t *testing.T) {
	t.Parallel()
	f := file{secret: []byte("a secret of 20 bytes")}
	name := filepath.Join(t.TempDir(), "ours.xml")
	if err := os.WriteFile(name, []byte(f.text(3)), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), "pskctool", "--info", name).CombinedOutput() //nolint:gosec // a file of ours
	if err != nil {
		t.Fatalf("pskctool (tools/setup installs it): %v\n%s", err, said)
	}
	for _, want := range []string{
		"SerialNo: S2", "Manufacturer: Maker", "Id: K2", "Algorithm: urn:ietf:params:xml:ns:keyprov:pskc:totp", "Issuer: Hverv",
		"Key Secret (base64): YSBzZWNyZXQgb2YgMjAgYnl0ZXM=", "Key TimeInterval: 60", "Key TimeDrift: 4", "Response Format Length: 8",
	} {
		if !strings.Contains(string(said), want) {
			t.Errorf("the peer did not read %q:\n%s", want, said)
		}
	}
}

func TestMemoryDoesNotGrowWithTheFile_O5(t *testing.T) {
	t.Parallel()
	const n = 20_000
	f := file{secret: []byte("a secret of 20 bytes")}
	piped, w := io.Pipe()
	go func() {
		w.CloseWithError(f.write(w, n))
	}()
	r := NewReader(piped, Unlock{})
	var before, after runtime.MemStats
	count := 0
	for {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if count++; count == 100 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(r)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); count != n || grown > 4<<20 { //nolint:gosec // far below the limit
		t.Errorf("%d packages, %d bytes more on the heap", count, grown)
	}
}
