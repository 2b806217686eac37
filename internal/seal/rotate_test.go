package seal

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
)

func rotate(tb testing.TB, k *Keys, part Part) uint32 {
	tb.Helper()
	id, err := k.Rotate(part)
	if err != nil {
		tb.Fatal(err)
	}
	return id
}

func TestRotationKeepsOldValues_X4(t *testing.T) {
	t.Parallel()
	path := keyPath(t)
	k := created(t, path, nil)
	first := k.PrimaryKeyID()
	old := sealed(t, k, "c")
	if k.NeedsReseal(old) {
		t.Fatal("a fresh value needs no re-seal")
	}
	id := rotate(t, k, Sealing)
	if id == first || k.PrimaryKeyID() != id || !k.NeedsReseal(old) {
		t.Fatalf("primary %d after rotation to %d, old value current: %v", k.PrimaryKeyID(), id, !k.NeedsReseal(old))
	}
	mustOpen(t, k, old, "c")
	fresh := sealed(t, loaded(t, path, nil), "c") // what was rotated is on disk before it is used
	mustOpen(t, k, fresh, "c")
	if err := k.Retire(Sealing, id); err == nil {
		t.Fatal("the primary key was retired")
	}
	if err := k.Retire(Sealing, first); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Open(old, "c"); err == nil {
		t.Fatal("a retired key still opens")
	}
	mustOpen(t, loaded(t, path, nil), fresh, "c")
}

func TestTwoIndexKeysLiveSideBySide_E3(t *testing.T) {
	t.Parallel()
	k := generate(t)
	first, old := k.IndexKeyID(), k.Index([]byte(cpr), "cpr")
	id := rotate(t, k, Indexing)
	all := k.Indexes([]byte(cpr), "cpr")
	if len(all) != 2 || !bytes.Equal(all[0], k.Index([]byte(cpr), "cpr")) || !bytes.Equal(all[1], old) || k.IndexKeyID() != id {
		t.Fatal("want the new index first and the old one after it")
	}
	if err := k.Retire(Indexing, first); err != nil {
		t.Fatal(err)
	}
	if got := len(k.Indexes([]byte(cpr), "cpr")); got != 1 {
		t.Fatalf("%d live indexes, want 1", got)
	}
}

func TestSigningRotatesAndDerivedKeysStay_X4(t *testing.T) {
	t.Parallel()
	k := generate(t)
	mac, derived := k.MAC("cookie", []byte("x")), k.Derive("d", 32)
	for _, part := range []Part{Sealing, Indexing, Signing} {
		rotate(t, k, part)
	}
	if bytes.Equal(mac, k.MAC("cookie", []byte("x"))) || !k.VerifyMAC("cookie", []byte("x"), mac) {
		t.Fatal("an old MAC must verify, and a new one be made by the new key")
	}
	if !bytes.Equal(derived, k.Derive("d", 32)) {
		t.Fatal("derived keys changed")
	}
	if _, err := k.Rotate(deriving); err == nil {
		t.Fatal("the root of derived keys was rotated")
	}
}

func TestAnotherNodesRotationIsSeen_X2(t *testing.T) {
	t.Parallel()
	path := keyPath(t)
	here, there := created(t, path, nil), loaded(t, path, nil)
	rotate(t, there, Sealing)
	mustOpen(t, here, sealed(t, there, "c"), "c") // the unknown key id makes it look again
	staged, err := there.Stage(Indexing)
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := here.Reload(); err != nil || !changed {
		t.Fatalf("reload: %v, %v", changed, err)
	}
	if changed, err := here.Reload(); err != nil || changed {
		t.Fatalf("second reload: %v, %v", changed, err)
	}
	if err := there.Promote(Indexing, staged); err != nil {
		t.Fatal(err)
	}
	want := there.Index([]byte(cpr), "cpr") // found by the node that has only seen the staged key
	if got := here.Indexes([]byte(cpr), "cpr"); here.IndexKeyID() == staged || len(got) != 2 || !bytes.Equal(got[1], want) {
		t.Fatal("a staged key must find but not index")
	}
}

func TestRotationsOfTwoNodesAreBothKept_X4(t *testing.T) {
	t.Parallel()
	path := keyPath(t)
	nodes := []*Keys{created(t, path, nil), loaded(t, path, nil), loaded(t, path, nil)}
	var group sync.WaitGroup
	for n, node := range nodes {
		group.Go(func() {
			for i := range 5 {
				if _, err := node.Rotate(Sealing); err != nil {
					t.Error(err)
				}
				context := fmt.Sprintf("%d/%d", n, i)
				value, err := node.Seal([]byte(cpr), context)
				if err != nil {
					t.Error(err)
				}
				if _, err := nodes[(n+1)%len(nodes)].Open(value, context); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if got := len(loaded(t, path, nil).KeyIDs(Sealing)); got != 16 {
		t.Fatalf("%d keys, want 16", got)
	}
}
