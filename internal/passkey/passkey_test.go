package passkey_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"hverv/internal/passkey"
	"hverv/internal/passkey/passkeytest"
)

const origin = "https://hverv.example"

// bench is a party with one holder and their device.
type bench struct {
	t      *testing.T
	party  *passkey.Party
	device *passkeytest.Device
	holder passkey.Holder
	late   time.Duration
	made   *passkeytest.Maker
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, holder: passkey.Holder{Handle: []byte("0123456789abcdef"), Name: "signe.oerum", Display: "Signe Ørum"}}
	var err error
	b.party, err = passkey.New("Hverv", origin, func() time.Time { return time.Now().Add(b.late) })
	b.must(err)
	b.device, err = passkeytest.New(origin)
	b.must(err)
	b.device.Model = [16]byte{1, 2, 3}
	return b
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// register goes through a registration; between is what happens on the way.
func (b *bench) register(policy passkey.Policy, between func(begun *passkey.Begun, answer *[]byte)) (passkey.Credential, error) {
	b.t.Helper()
	begun, err := b.party.Register(b.holder, policy)
	b.must(err)
	answer, err := b.device.Register(begun.Options)
	b.must(err)
	if between != nil {
		between(&begun, &answer)
	}
	return b.party.Registered(b.t.Context(), b.holder, policy, begun.State, answer)
}

// prove goes through a proof; by is nil for a device that says itself who it belongs to.
func (b *bench) prove(by *passkey.Holder, between func(begun *passkey.Begun, answer *[]byte)) (passkey.Credential, error) {
	b.t.Helper()
	begun, err := b.party.Ask(by)
	b.must(err)
	answer, err := b.device.Prove(begun.Options)
	b.must(err)
	if between != nil {
		between(&begun, &answer)
	}
	return b.party.Proven(b.find, begun.State, answer)
}

func (b *bench) find(key, handle []byte) (passkey.Holder, error) {
	for _, c := range b.holder.Credentials {
		if bytes.Equal(c.ID, key) && bytes.Equal(handle, b.holder.Handle) {
			return b.holder, nil
		}
	}
	return passkey.Holder{}, passkey.ErrNobody
}

func (b *bench) enrolled() *bench {
	b.t.Helper()
	c, err := b.register(passkey.Policy{Chip: true}, nil)
	b.must(err)
	b.holder.Credentials = append(b.holder.Credentials, c)
	return b
}

func TestChipRegistersAndProves_U2_P2(t *testing.T) {
	t.Parallel()
	b := newBench(t).enrolled()
	for _, by := range []*passkey.Holder{nil, &b.holder} {
		used, err := b.prove(by, nil)
		b.must(err)
		if used.SignCount != b.device.Count || !bytes.Equal(used.ID, b.device.ID) || used.Model != (passkey.Model{1, 2, 3}) {
			t.Errorf("used %+v, the device counts %d", used, b.device.Count)
		}
		b.holder.Credentials[0] = used
	}
}

func TestRegistrationIsJudged_U2(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		device  func(*passkeytest.Device)
		policy  passkey.Policy
		between func(*passkey.Begun, *[]byte)
		want    string
	}{
		"a synced passkey is an app":    {device: func(d *passkeytest.Device) { d.Synced = true }, want: ""},
		"a synced passkey is no chip":   {device: func(d *passkeytest.Device) { d.Synced = true }, policy: passkey.Policy{Chip: true}, want: passkey.Synced},
		"a model on the list":           {policy: passkey.Policy{Models: []passkey.Model{{9}, {1, 2, 3}}}, want: ""},
		"a model that is not":           {policy: passkey.Policy{Models: []passkey.Model{{9}}}, want: passkey.ModelNotAllowed},
		"nobody touched PIN or finger":  {device: func(d *passkeytest.Device) { d.Unverified = true }, want: passkey.Mismatch},
		"a page of somebody else":       {device: func(d *passkeytest.Device) { d.Origin = "https://hverv.example.evil" }, want: passkey.Mismatch},
		"the same host without TLS":     {device: func(d *passkeytest.Device) { d.Origin = "http://hverv.example" }, want: passkey.Mismatch},
		"an answer that is no JSON":     {between: func(_ *passkey.Begun, a *[]byte) { *a = []byte("{") }, want: passkey.Malformed},
		"an answer that never ends":     {between: func(_ *passkey.Begun, a *[]byte) { *a = make([]byte, passkey.MaxAnswer+1) }, want: passkey.Malformed},
		"the answer to a proof instead": {between: func(_ *passkey.Begun, a *[]byte) { *a = []byte(`{"id":"AA","type":"public-key"}`) }, want: passkey.Malformed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if tc.device != nil {
				tc.device(b.device)
			}
			_, err := b.register(tc.policy, tc.between)
			if got := passkey.Why(err); got != tc.want || tc.want == "" && err != nil {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

func TestProofIsJudged_P2(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		device  func(*passkeytest.Device)
		between func(*bench, *passkey.Begun, *[]byte)
		want    string
	}{
		"good":                        {want: ""},
		"a clone whose counter lags":  {device: func(d *passkeytest.Device) { d.Frozen = true }, want: passkey.Cloned},
		"no PIN and no finger":        {device: func(d *passkeytest.Device) { d.Unverified = true }, want: passkey.Mismatch},
		"a page of somebody else":     {device: func(d *passkeytest.Device) { d.Origin = "https://evil.example" }, want: passkey.Mismatch},
		"a chip that is synced later": {device: func(d *passkeytest.Device) { d.Synced = true }, want: passkey.Mismatch},
		"a key that nobody has":       {device: func(d *passkeytest.Device) { d.ID = []byte("another") }, want: passkey.Unknown},
		"too late":                    {between: func(b *bench, _ *passkey.Begun, _ *[]byte) { b.late = passkey.Life }, want: passkey.Expired},
		"the answer to an earlier question": {between: func(b *bench, begun *passkey.Begun, _ *[]byte) {
			again, err := b.party.Ask(nil)
			b.must(err)
			begun.State = again.State
		}, want: passkey.Mismatch},
		"a signature of another": {between: func(b *bench, begun *passkey.Begun, answer *[]byte) {
			other, err := passkeytest.New(origin)
			b.must(err)
			begunOther, err := b.party.Register(b.holder, passkey.Policy{})
			b.must(err)
			_, err = other.Register(begunOther.Options)
			b.must(err)
			other.ID = b.device.ID
			other.Count = b.device.Count
			*answer, err = other.Prove(begun.Options)
			b.must(err)
		}, want: passkey.Mismatch},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.device.Count = 7
			b.enrolled()
			if tc.device != nil {
				tc.device(b.device)
			}
			_, err := b.prove(nil, func(begun *passkey.Begun, answer *[]byte) {
				if tc.between != nil {
					tc.between(b, begun, answer)
				}
			})
			if got := passkey.Why(err); got != tc.want || tc.want == "" && err != nil {
				t.Errorf("%v, want %q", err, tc.want)
			}
		})
	}
}

// A device that counts nothing answers zero for ever, which says nothing about a clone (WebAuthn 6.1.1).
func TestDeviceWithoutACounterIsNoClone_U2(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.device.Frozen = true
	b.enrolled()
	for range 2 {
		_, err := b.prove(&b.holder, nil)
		b.must(err)
	}
}

func TestAnswersNeverPanic(t *testing.T) {
	t.Parallel()
	b := newBench(t).enrolled()
	begun, err := b.party.Ask(nil)
	b.must(err)
	good, err := b.device.Prove(begun.Options)
	b.must(err)
	for cut := range len(good) {
		if _, err := b.party.Proven(b.find, begun.State, good[:cut]); passkey.Why(err) == "" {
			t.Fatalf("cut at %d: %v", cut, err)
		}
	}
}

func TestAddressNeedsAName(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://127.0.0.1:8080", "https://[::1]"} {
		if _, err := passkey.New("Hverv", address, time.Now); !errors.Is(err, passkey.ErrNoName) {
			t.Errorf("%s: %v", address, err)
		}
	}
}
