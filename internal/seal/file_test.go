package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func keyPath(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "keys.json")
}

func testKEK(tb testing.TB, fill byte) KEK {
	tb.Helper()
	kek, err := NewKEK(bytes.Repeat([]byte{fill}, kekSize))
	if err != nil {
		tb.Fatal(err)
	}
	return kek
}

func loaded(tb testing.TB, path string, kek KEK) *Keys {
	tb.Helper()
	k, err := Load(path, kek)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func created(tb testing.TB, path string, kek KEK) *Keys {
	tb.Helper()
	k, err := LoadOrCreate(path, kek)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func TestKeysSurviveARestart_X4(t *testing.T) {
	t.Parallel()
	for name, kek := range map[string]KEK{"in the clear": nil, "under a KEK": testKEK(t, 1)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := keyPath(t)
			first := created(t, path, kek)
			value := sealed(t, first, "c")
			info, err := os.Stat(path)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Fatalf("mode %v, %v; want 0600", info.Mode(), err)
			}
			again := created(t, path, kek)
			mustOpen(t, again, value, "c")
			if !bytes.Equal(first.Index([]byte(cpr), "p"), again.Index([]byte(cpr), "p")) || !bytes.Equal(first.Derive("d", 9), again.Derive("d", 9)) {
				t.Fatal("index or derived key changed over a restart")
			}
			if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); err != nil || len(left) != 0 {
				t.Fatalf("left behind %v, %v", left, err)
			}
		})
	}
}

func TestKeyFileFaultsAreTold_X4(t *testing.T) {
	t.Parallel()
	write := func(t *testing.T, path string, change func([]byte) []byte, mode os.FileMode) {
		t.Helper()
		raw, err := os.ReadFile(path) //nolint:gosec // of the test
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(os.WriteFile(path, change(raw), mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
	}
	same := func(raw []byte) []byte { return raw }
	for name, tt := range map[string]struct {
		made, read KEK
		spoil      func(*testing.T, string)
		want       error
	}{
		"missing": {want: fs.ErrNotExist, spoil: func(t *testing.T, path string) { t.Helper(); _ = os.Remove(path) }},
		"cut short": {want: ErrDamaged, spoil: func(t *testing.T, p string) {
			t.Helper()
			write(t, p, func(b []byte) []byte { return b[:len(b)/2] }, 0o600)
		}},
		"empty":        {want: ErrDamaged, spoil: func(t *testing.T, p string) { t.Helper(); write(t, p, func([]byte) []byte { return nil }, 0o600) }},
		"flipped":      {want: ErrDamaged, spoil: func(t *testing.T, p string) { t.Helper(); write(t, p, flipPayload, 0o600) }},
		"exposed":      {want: ErrExposed, spoil: func(t *testing.T, p string) { t.Helper(); write(t, p, same, 0o640) }},
		"wrong KEK":    {made: testKEK(t, 1), read: testKEK(t, 2), want: ErrKEKWrong},
		"no KEK":       {made: testKEK(t, 1), want: ErrKEKNeeded},
		"KEK not used": {read: testKEK(t, 1), want: ErrKEKUnused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := keyPath(t)
			created(t, path, tt.made)
			if tt.spoil != nil {
				tt.spoil(t, path)
			}
			if _, err := Load(path, tt.read); !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if name == "missing" {
				return
			}
			if _, err := LoadOrCreate(path, tt.read); !errors.Is(err, tt.want) {
				t.Fatalf("or create: %v, want %v: never new keys over a file that cannot be read", err, tt.want)
			}
		})
	}
}

func flipPayload(raw []byte) []byte {
	at := bytes.Index(raw, []byte(`"payload":"`)) + 40
	raw[at] ^= 'A' ^ 'B' // still base64 or not: damaged either way
	return raw
}

func TestKeysAreNotCreatedWhereNothingMayBeWritten(t *testing.T) {
	t.Parallel()
	inTheWay := keyPath(t)
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOrCreate(filepath.Join(inTheWay, "keys.json"), nil); err == nil {
		t.Fatal("keys in a folder that cannot be")
	}
}

func TestSaveNeverReplacesForeignKeys_X4(t *testing.T) {
	t.Parallel()
	path := keyPath(t)
	owner := created(t, path, nil)
	if err := generate(t).Save(path, nil); !errors.Is(err, ErrChanged) {
		t.Fatalf("save over others: %v, want ErrChanged", err)
	}
	kek := testKEK(t, 1)
	if err := owner.Save(path, kek); err != nil {
		t.Fatalf("seal the own file: %v", err)
	}
	mustOpen(t, loaded(t, path, kek), sealed(t, owner, "c"), "c")

	foreign := keyPath(t)
	created(t, foreign, nil)
	if err := os.Rename(foreign, path); err != nil {
		t.Fatal(err)
	}
	if _, err := loaded(t, path, nil).Rotate(Sealing); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.Reload(); err == nil {
		t.Fatal("the keys of another installation were taken over")
	}
}

func TestNodesThatStartTogetherAgree_X2(t *testing.T) {
	t.Parallel()
	path := keyPath(t)
	var all [8]*Keys
	var group sync.WaitGroup
	for i := range all {
		group.Go(func() { all[i], _ = LoadOrCreate(path, nil) })
	}
	group.Wait()
	for i, k := range all {
		if k == nil || !bytes.Equal(k.Derive("d", 32), all[0].Derive("d", 32)) {
			t.Fatalf("node %d has other keys", i)
		}
	}
}

func TestLocalKEKForms(t *testing.T) {
	t.Parallel()
	key := bytes.Repeat([]byte{7}, kekSize)
	sealedFile, err := testKEK(t, 7).Encrypt([]byte("x"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{string(key), hex.EncodeToString(key) + "\n", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"} {
		path := keyPath(t)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		kek, err := LocalKEK(path)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if plain, err := kek.Decrypt(sealedFile, nil); err != nil || string(plain) != "x" {
			t.Errorf("%q: %q, %v", text, plain, err)
		}
	}
	for _, text := range []string{"", "short", hex.EncodeToString(key[1:])} {
		if _, err := NewKEK([]byte(text)); err == nil {
			t.Errorf("NewKEK(%q) accepted", text)
		}
	}
}
