package pskc

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // the MAC of RFC 6030's own examples; HMAC-SHA-1 stands
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"strconv"
	"strings"
)

const maxIterations = 1_000_000 // of PBKDF2, about a second

// protection is the key that a file's secrets are encrypted with.
type protection struct{ key []byte }

// macMethod is how values are authenticated: encrypt, then MAC.
type macMethod struct {
	hash func() hash.Hash
	key  []byte
}

// readProtection reads the head's EncryptionKey.
func readProtection(e *element, with Unlock) (*protection, error) {
	if derived := e.at("DerivedKey"); derived != nil {
		return derive(derived, with)
	}
	if e.at("X509Data") != nil || e.at("EncryptedKey") != nil || e.at("KeyValue") != nil {
		return nil, refuse(CodeEncryption, "Files encrypted to a certificate or public key are not read.")
	}
	if e.at("KeyName") == nil {
		return nil, refuse(CodeEncryption, "The file does not say which key it is encrypted with.")
	}
	switch len(with.Key) {
	case 0:
		return nil, refuse(CodeLocked, "The file is encrypted: give the key that was agreed with its sender.")
	case 16, 24, 32:
		return &protection{key: with.Key}, nil
	default:
		return nil, refuse(CodeWrongKey, "A key has 16, 24 or 32 bytes.")
	}
}

// derive makes the key from a password (PBKDF2, RFC 8018).
func derive(e *element, with Unlock) (*protection, error) {
	method := e.at("KeyDerivationMethod")
	if !strings.HasSuffix(method.attribute("Algorithm"), "#pbkdf2") {
		return nil, refuse(CodeEncryption, "Keys are derived from passwords by PBKDF2 only.")
	}
	params := method.at("PBKDF2-params")
	if params == nil {
		return nil, refuse(CodeEncryption, "The parameters of PBKDF2 are missing.")
	}
	salt, ok := params.at("Salt", "Specified").bytes()
	rounds, err := strconv.Atoi(params.at("IterationCount").words())
	if !ok || err != nil || rounds < 1 || rounds > maxIterations {
		return nil, refuse(CodeEncryption, "The salt or the count of PBKDF2 cannot be used.")
	}
	size, err := strconv.Atoi(params.at("KeyLength").words())
	if err != nil || size != 16 && size != 24 && size != 32 {
		return nil, refuse(CodeEncryption, "A derived key has 16, 24 or 32 bytes.")
	}
	prf := hashOf(params.at("PRF").attribute("Algorithm"))
	if prf == nil {
		return nil, refuse(CodeEncryption, "The function inside PBKDF2 is not one of HMAC-SHA-1, -256 and -512.")
	}
	if with.Password == "" {
		return nil, refuse(CodeLocked, "The file is encrypted: give its password.")
	}
	key, err := pbkdf2.Key(prf, with.Password, salt, rounds, size)
	if err != nil {
		return nil, refuse(CodeEncryption, "The password cannot be used.")
	}
	return &protection{key: key}, nil
}

// hashOf reads the name of an HMAC; "" is SHA-1, as PKCS #5 has it. nil is unknown.
func hashOf(algorithm string) func() hash.Hash {
	_, name, _ := strings.Cut(algorithm, "#")
	switch name {
	case "":
		if algorithm != "" {
			return nil
		}
		return sha1.New
	case "hmac-sha1":
		return sha1.New
	case "hmac-sha256":
		return sha256.New
	case "hmac-sha512":
		return sha512.New
	default:
		return nil
	}
}

// readMAC reads the head's MACMethod, whose key is encrypted with the file's.
func (r *Reader) readMAC(e *element) (*macMethod, error) {
	m := &macMethod{hash: hashOf(e.attribute("Algorithm"))}
	if m.hash == nil || e.attribute("Algorithm") == "" {
		return nil, refuse(CodeEncryption, "Values are authenticated by HMAC-SHA-1 or HMAC-SHA-256 only.")
	}
	if r.cipher == nil {
		return nil, refuse(CodeEncryption, "The file authenticates values but encrypts none.")
	}
	sealed := e.at("MACKey")
	if sealed == nil { // RFC 6030 section 6.1.1: then it is the encryption key
		m.key = r.cipher.key
		return m, nil
	}
	text, err := r.cipher.text(sealed)
	if err != nil {
		return nil, err
	}
	plain, ok := r.cipher.decrypt(text)
	if !ok {
		return nil, refuse(CodeWrongKey, "The key or password does not fit the file.")
	}
	m.key = plain
	return m, nil
}

// secret reads a secret, in the clear or encrypted. The MAC is judged before anything is decrypted.
func (r *Reader) secret(e *element) ([]byte, error) {
	if plain := e.at("PlainValue"); plain != nil {
		secret, ok := plain.bytes()
		if !ok {
			return nil, refuse(CodeValue, "The secret is not in base64.")
		}
		return secret, nil
	}
	value := e.at("EncryptedValue")
	switch {
	case value == nil:
		return nil, refuse(CodeSecret, "The package holds no secret.")
	case r.cipher == nil || r.mac == nil:
		return nil, refuse(CodeEncryption, "The secret is encrypted, but the file does not say how, or without a MAC.")
	}
	text, err := r.cipher.text(value)
	if err != nil {
		return nil, err
	}
	claimed, ok := e.at("ValueMAC").bytes()
	mac := hmac.New(r.mac.hash, r.mac.key)
	mac.Write(text)
	if !ok || !hmac.Equal(mac.Sum(nil), claimed) {
		return nil, refuse(CodeMAC, "The secret was changed, or the key does not fit: its MAC is wrong.")
	}
	secret, ok := r.cipher.decrypt(text)
	if !ok || len(secret) == 0 {
		return nil, refuse(CodeMAC, "The secret cannot be decrypted.")
	}
	return secret, nil
}

// text gives the initial value and ciphertext of an encrypted value, whose method must suit the key.
func (p *protection) text(e *element) ([]byte, error) {
	method := e.at("EncryptionMethod").attribute("Algorithm")
	_, name, _ := strings.Cut(method, "#")
	sizes := map[string]int{"aes128-cbc": 16, "aes192-cbc": 24, "aes256-cbc": 32}
	size, known := sizes[name]
	switch {
	case !known || !strings.HasPrefix(method, "http://www.w3.org/2001/04/xmlenc#"):
		return nil, refuse(CodeEncryption, "Values are encrypted by AES-CBC only.")
	case size != len(p.key):
		return nil, refuse(CodeWrongKey, "The key has "+strconv.Itoa(len(p.key))+" bytes, the file wants one of "+strconv.Itoa(size)+".")
	}
	text, ok := e.at("CipherData", "CipherValue").bytes()
	if !ok || len(text) < 2*aes.BlockSize || len(text)%aes.BlockSize != 0 {
		return nil, refuse(CodeValue, "An encrypted value is cut off.")
	}
	return text, nil
}

// decrypt undoes AES-CBC with the padding of XML Encryption, whose last byte says its length.
func (p *protection) decrypt(text []byte) ([]byte, bool) {
	block, err := aes.NewCipher(p.key)
	if err != nil {
		return nil, false
	}
	plain := make([]byte, len(text)-aes.BlockSize)
	cipher.NewCBCDecrypter(block, text[:aes.BlockSize]).CryptBlocks(plain, text[aes.BlockSize:])
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > aes.BlockSize || padding > len(plain) {
		return nil, false
	}
	return plain[:len(plain)-padding], true
}
