package seal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Part names one of the keysets of the file.
type Part string

// The parts. Deriving is never rotated: what is derived from it (and the mark by which a
// foreign key file is told) must stay.
const (
	Sealing  Part = "sealing"  // AES-256-GCM: national ids and secrets at rest
	Indexing Part = "indexing" // HMAC-SHA256: the keyed index
	Signing  Part = "signing"  // HMAC-SHA256: cookies and other things that return to us
	deriving Part = "deriving" // HMAC-SHA256: root of Derive
)

func template(part Part) *tinkpb.KeyTemplate {
	if part == Sealing {
		return aead.AES256GCMKeyTemplate()
	}
	return prf.HMACSHA256PRFKeyTemplate()
}

// ring is one immutable state of the keys. Rotation makes a new one.
type ring struct {
	handles   map[Part]*keyset.Handle
	aead      tink.AEAD
	sealingID uint32
	sealers   []uint32
	index     prfs
	signing   prfs
	root      prf.PRF
}

// keyed is one key of a PRF keyset.
type keyed struct {
	prf.PRF

	id uint32
}

// prfs are the live keys of a PRF keyset, the current one first, then the newest.
type prfs []keyed

func newRing() (*ring, error) {
	handles := map[Part]*keyset.Handle{}
	for _, part := range []Part{Sealing, Indexing, Signing, deriving} {
		handle, err := keyset.NewHandle(template(part))
		if err != nil {
			return nil, fmt.Errorf("make %s key: %w", part, err)
		}
		handles[part] = handle
	}
	return assemble(handles)
}

func assemble(handles map[Part]*keyset.Handle) (*ring, error) {
	for _, part := range []Part{Sealing, Indexing, Signing, deriving} {
		if handles[part] == nil {
			return nil, fmt.Errorf("the %s keys are missing", part)
		}
	}
	r := &ring{handles: handles}
	var err error
	if r.aead, err = aead.New(handles[Sealing]); err != nil {
		return nil, fmt.Errorf("read %s keys: %w", Sealing, err)
	}
	info := handles[Sealing].KeysetInfo()
	r.sealingID = info.GetPrimaryKeyId()
	for _, key := range info.GetKeyInfo() {
		r.sealers = append(r.sealers, key.GetKeyId())
	}
	if r.index, err = prfsOf(handles[Indexing]); err != nil {
		return nil, fmt.Errorf("read %s keys: %w", Indexing, err)
	}
	if r.signing, err = prfsOf(handles[Signing]); err != nil {
		return nil, fmt.Errorf("read %s keys: %w", Signing, err)
	}
	root, err := prfsOf(handles[deriving])
	if err != nil {
		return nil, fmt.Errorf("read %s keys: %w", deriving, err)
	}
	r.root = root[0].PRF
	return r, nil
}

func prfsOf(handle *keyset.Handle) (prfs, error) {
	set, err := prf.NewPRFSet(handle)
	if err != nil {
		return nil, err //nolint:wrapcheck // assemble names the part
	}
	keys := prfs{{set.PRFs[set.PrimaryID], set.PrimaryID}}
	for _, key := range slices.Backward(handle.KeysetInfo().GetKeyInfo()) {
		if id := key.GetKeyId(); id != set.PrimaryID && set.PRFs[id] != nil {
			keys = append(keys, keyed{set.PRFs[id], id})
		}
	}
	return keys, nil
}

func (r *ring) knows(sealed []byte) bool { return slices.Contains(r.sealers, keyIDOf(sealed)) }

// encode writes the keys in the clear; only the key file's writer calls it.
func (r *ring) encode() ([]byte, error) {
	parts := map[Part][]byte{}
	for part, handle := range r.handles {
		var raw bytes.Buffer
		if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&raw)); err != nil {
			return nil, fmt.Errorf("write %s keys: %w", part, err)
		}
		parts[part] = raw.Bytes()
	}
	raw, err := json.Marshal(parts)
	if err != nil {
		return nil, fmt.Errorf("write keysets: %w", err)
	}
	return raw, nil
}

func decodeRing(raw []byte) (*ring, error) {
	var parts map[Part][]byte
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, fmt.Errorf("read keysets: %w", err)
	}
	handles := map[Part]*keyset.Handle{}
	for part, material := range parts {
		handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(material)))
		if err != nil {
			return nil, fmt.Errorf("read %s keys: %w", part, err)
		}
		handles[part] = handle
	}
	return assemble(handles)
}
