package seal

import (
	"fmt"
	"maps"

	"github.com/tink-crypto/tink-go/v2/keyset"
)

// Rotate adds a key to the part and makes it the primary one at once. Several nodes on one
// database take two steps instead, Stage and then Promote, with a Reload of all between them:
// else a node that has not read the file yet would miss what is indexed under the new key.
func (k *Keys) Rotate(part Part) (uint32, error) {
	var added uint32
	err := k.change(part, func(m *keyset.Manager) error {
		id, err := m.Add(template(part))
		if err != nil {
			return fmt.Errorf("add %s key: %w", part, err)
		}
		added = id
		return m.SetPrimary(id)
	})
	return added, err
}

// Stage adds a key that opens, finds and verifies, but does not seal, index or sign yet.
func (k *Keys) Stage(part Part) (uint32, error) {
	var added uint32
	err := k.change(part, func(m *keyset.Manager) (err error) {
		added, err = m.Add(template(part))
		return err //nolint:wrapcheck // change names the part
	})
	return added, err
}

// Promote makes a staged key the primary one.
func (k *Keys) Promote(part Part, keyID uint32) error {
	return k.change(part, func(m *keyset.Manager) error {
		return m.SetPrimary(keyID)
	})
}

// Retire removes a key that no row uses any more. What it sealed is lost for good, so callers
// count the rows first; the primary key is refused.
func (k *Keys) Retire(part Part, keyID uint32) error {
	return k.change(part, func(m *keyset.Manager) error {
		return m.Delete(keyID)
	})
}

// KeyIDs lists the live keys of a part, the primary one first.
func (k *Keys) KeyIDs(part Part) []uint32 {
	handle := k.ring.Load().handles[part]
	if handle == nil {
		return nil
	}
	info := handle.KeysetInfo()
	ids := []uint32{info.GetPrimaryKeyId()}
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() != ids[0] {
			ids = append(ids, key.GetKeyId())
		}
	}
	return ids
}

// change applies a step to the newest keys and writes the file before anybody uses the result:
// a value sealed by a key that was never written down could not be opened after a restart.
func (k *Keys) change(part Part, step func(*keyset.Manager) error) error {
	if part != Sealing && part != Indexing && part != Signing {
		return fmt.Errorf("no keys called %q can be changed", string(part))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		next, err := k.ring.Load().with(part, step)
		if err == nil {
			k.ring.Store(next)
		}
		return err
	}
	return locked(k.path, func() error {
		if _, err := k.reload(); err != nil { // another node may have rotated since
			return err
		}
		next, err := k.ring.Load().with(part, step)
		if err != nil {
			return err
		}
		return k.write(next, k.path, k.kek)
	})
}

func (r *ring) with(part Part, step func(*keyset.Manager) error) (*ring, error) {
	manager := keyset.NewManagerFromHandle(r.handles[part])
	if err := step(manager); err != nil {
		return nil, fmt.Errorf("change %s keys: %w", part, err)
	}
	handle, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("change %s keys: %w", part, err)
	}
	handles := maps.Clone(r.handles)
	handles[part] = handle
	return assemble(handles)
}
