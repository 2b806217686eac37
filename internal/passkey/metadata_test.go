package passkey_test

import (
	"bytes"
	"testing"
	"time"

	"hverv/internal/passkey"
	"hverv/internal/passkey/passkeytest"
)

// makes is the maker of the bench's device, whose model is said to have the status.
func (b *bench) makes(status string) *passkeytest.Maker {
	b.t.Helper()
	maker, err := passkeytest.NewMaker(time.Now())
	b.must(err)
	blob, err := maker.Blob(b.device.Model, status)
	b.must(err)
	trust, err := passkey.ReadMetadata(blob, maker.Anchor(), time.Now)
	b.must(err)
	b.party.Trust(trust)
	return maker
}

func TestChipProvesItsModel_U2(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status string
		spoil  func(b *bench)
		want   string
	}{
		"certified":                   {status: "FIDO_CERTIFIED_L1", want: ""},
		"withdrawn by its maker":      {status: "REVOKED", want: passkey.Withdrawn},
		"its keys are out":            {status: "ATTESTATION_KEY_COMPROMISE", want: passkey.Withdrawn},
		"users are not verified":      {status: "USER_VERIFICATION_BYPASS", want: passkey.Withdrawn},
		"a model that nobody told of": {status: "FIDO_CERTIFIED", spoil: func(b *bench) { b.device.Model[0]++; b.must(b.made.Attest(b.device)) }, want: passkey.NotAttested},
		"a maker of one's own": {status: "FIDO_CERTIFIED", spoil: func(b *bench) {
			forger, err := passkeytest.NewMaker(time.Now())
			b.must(err)
			b.must(forger.Attest(b.device))
		}, want: passkey.NotAttested},
		"a certificate of another model": {status: "FIDO_CERTIFIED", spoil: func(b *bench) {
			b.device.Model[0]++
			b.must(b.made.Attest(b.device))
			b.device.Model[0]--
		}, want: passkey.Mismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.made = b.makes(tc.status)
			b.must(b.made.Attest(b.device))
			if tc.spoil != nil {
				tc.spoil(b)
			}
			_, err := b.register(passkey.Policy{Chip: true, Proven: true}, nil)
			if got := passkey.Why(err); got != tc.want || tc.want == "" && err != nil {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

func TestChipThatProvesNothing_U2(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, err := b.register(passkey.Policy{Proven: true}, nil)
	if passkey.Why(err) != passkey.NoMetadata {
		t.Errorf("without metadata: %v", err)
	}
	b.makes("FIDO_CERTIFIED")
	_, err = b.register(passkey.Policy{Proven: true}, nil)
	if passkey.Why(err) != passkey.NotAttested {
		t.Errorf("no attestation: %v", err)
	}
	_, err = b.register(passkey.Policy{}, nil) // where it is not asked for, it is not needed
	b.must(err)
}

func TestMetadataIsSignedByTheAnchor_U2(t *testing.T) {
	t.Parallel()
	model := [16]byte{1, 2, 3}
	maker, err := passkeytest.NewMaker(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	other, err := passkeytest.NewMaker(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	blob, err := maker.Blob(model, "FIDO_CERTIFIED")
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(blob)
	changed[bytes.IndexByte(changed, '.')+20] ^= 1
	late := func() time.Time { return time.Now().AddDate(3, 0, 0) }
	for name, tc := range map[string]struct {
		blob, anchor []byte
		wall         func() time.Time
		good         bool
	}{
		"good":                   {blob, maker.Anchor(), time.Now, true},
		"somebody else's anchor": {blob, other.Anchor(), time.Now, false},
		"a changed file":         {changed, maker.Anchor(), time.Now, false},
		"an old signer":          {blob, maker.Anchor(), late, false},
		"no signed file":         {[]byte(`{"entries":[]}`), maker.Anchor(), time.Now, false},
		"nothing":                {nil, maker.Anchor(), time.Now, false},
		"an anchor of no kind":   {blob, []byte("root"), time.Now, false},
	} {
		if _, err := passkey.ReadMetadata(tc.blob, tc.anchor, tc.wall); (err == nil) != tc.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
