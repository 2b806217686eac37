package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Faults of the key file; the error around them names the file and says what to do.
var (
	ErrChanged   = errors.New("the key file holds other keys than were read; nothing was written")
	ErrExposed   = errors.New("the key file can be used by others than its owner")
	ErrDamaged   = errors.New("the key file is damaged or cut short; restore it from a copy")
	ErrKEKNeeded = errors.New("the key file is sealed, and no key-encryption key is configured")
	ErrKEKUnused = errors.New("the key file is not sealed, although a key-encryption key is configured")
	ErrKEKWrong  = errors.New("the key-encryption key does not open the key file")
)

const fileFormat = "hverv-keys/1"

// keyFile is what stands on disk. The digest tells damage from a wrong key.
type keyFile struct {
	Format  string `json:"format"`
	Sealed  bool   `json:"sealed"`
	Payload []byte `json:"payload"`
	SHA256  []byte `json:"sha256"`
}

// Load reads the keys of path; kek is nil for a file in the clear. A file that others than its
// owner may touch is refused, and so is one in the clear where a KEK is configured.
func Load(path string, kek KEK) (*Keys, error) {
	k := &Keys{path: path, kek: kek}
	if _, err := k.reload(); err != nil {
		return nil, err
	}
	return k, nil
}

// LoadOrCreate is Load, or new keys when there is no file. Nodes that start together agree on one.
func LoadOrCreate(path string, kek KEK) (*Keys, error) {
	k, err := Load(path, kek)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make folder of keys: %w", err)
	}
	fresh, err := Generate()
	if err != nil {
		return nil, err
	}
	err = fresh.Save(path, kek)
	if errors.Is(err, ErrChanged) { // somebody else created it meanwhile
		return Load(path, kek)
	}
	if err != nil {
		return nil, err
	}
	return fresh, nil
}

// Save writes the keys, readable by the owner alone, whole or not at all, and binds the keys to
// the file: later rotations are written there. It never replaces keys that were not read first.
// Saving to the same path with another kek changes the key-encryption key.
func (k *Keys) Save(path string, kek KEK) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return locked(path, func() error {
		switch present, err := os.ReadFile(path); { //nolint:gosec // the operator names the file
		case err == nil && sha256.Sum256(present) != k.saved:
			return fmt.Errorf("save keys to %s: %w", path, ErrChanged)
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("save keys: %w", err)
		}
		return k.write(k.ring.Load(), path, kek)
	})
}

// Reload takes over what another node wrote and says whether anything was new. Cheap enough to
// call every few seconds; keys that live in memory only are left alone.
func (k *Keys) Reload() (changed bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.path == "" {
		return false, nil
	}
	return k.reload()
}

func (k *Keys) reload() (bool, error) {
	raw, err := readPrivate(k.path)
	if err != nil {
		return false, err
	}
	sum := sha256.Sum256(raw)
	if sum == k.saved {
		return false, nil
	}
	next, err := openFile(raw, k.kek)
	if err != nil {
		return false, fmt.Errorf("read keys from %s: %w", k.path, err)
	}
	if now := k.ring.Load(); now != nil && !hmac.Equal(now.mark(), next.mark()) {
		return false, fmt.Errorf("read keys from %s: another installation's keys: %w", k.path, ErrChanged)
	}
	k.ring.Store(next)
	k.saved = sum
	return true, nil
}

// mark tells one installation's keys from another's, through all rotations.
func (r *ring) mark() []byte { return r.derive("seal/installation", macSize) }

func openFile(raw []byte, kek KEK) (*ring, error) {
	var file keyFile
	if err := json.Unmarshal(raw, &file); err != nil || file.Format != fileFormat {
		return nil, ErrDamaged
	}
	sum := sha256.Sum256(file.Payload)
	switch {
	case !bytes.Equal(sum[:], file.SHA256):
		return nil, ErrDamaged
	case file.Sealed && kek == nil:
		return nil, ErrKEKNeeded
	case !file.Sealed && kek != nil:
		return nil, ErrKEKUnused
	case !file.Sealed:
		return decodeRing(file.Payload)
	}
	plain, err := kek.Decrypt(file.Payload, []byte(fileFormat))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKEKWrong, err)
	}
	return decodeRing(plain)
}

// write puts the ring on disk and then in use. The caller holds mu and the directory's lock.
func (k *Keys) write(r *ring, path string, kek KEK) error {
	payload, err := r.encode()
	if err != nil {
		return err
	}
	if kek != nil {
		if payload, err = kek.Encrypt(payload, []byte(fileFormat)); err != nil {
			return fmt.Errorf("seal key file: %w", err)
		}
	}
	sum := sha256.Sum256(payload)
	raw, err := json.Marshal(keyFile{Format: fileFormat, Sealed: kek != nil, Payload: payload, SHA256: sum[:]})
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	if err := replace(path, raw); err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	k.path, k.kek, k.saved = path, kek, sha256.Sum256(raw)
	k.ring.Store(r)
	return nil
}

// readPrivate reads a file that nobody but its owner may read or write.
func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%s has mode %04o; run chmod 600 on it: %w", path, mode, ErrExposed)
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	return raw, nil
}

// locked runs do while no other process changes keys in the same directory.
func locked(path string, do func() error) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("open folder of keys: %w", err)
	}
	defer folder.Close() //nolint:errcheck // opened for the lock only
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock folder of keys: %w", err)
	}
	return do()
}

// replace writes beside the target, flushes and renames, so that a crash leaves old or new, never half.
func replace(path string, raw []byte) (err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return err //nolint:wrapcheck // write names the deed
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(raw)
	err = errors.Join(err, temp.Sync(), temp.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err //nolint:wrapcheck // write names the deed
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	folder, err := os.Open(path) //nolint:gosec // the operator names the folder
	if err != nil {
		return err //nolint:wrapcheck // write names the deed
	}
	return errors.Join(folder.Sync(), folder.Close())
}
