package pskc

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// file writes PSKC as a maker would.
type file struct {
	secret    []byte
	suite     string // "" leaves it out
	policy    string
	key       []byte // nil: in the clear
	mac       string
	ownMACKey bool
}

func (f file) text(n int) string {
	var b strings.Builder
	_ = f.write(&b, n)
	return b.String()
}

const xenc = "http://www.w3.org/2001/04/xmlenc#"

func (f file) write(w io.Writer, n int) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><KeyContainer Version="1.0" xmlns=%q xmlns:xenc=%q xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`+"\n", namespace, xenc)
	macKey := f.key
	if f.key != nil {
		fmt.Fprintf(&b, "<EncryptionKey><ds:KeyName>agreed</ds:KeyName></EncryptionKey><MACMethod Algorithm=%q>", algorithmOf(f.mac))
		if f.ownMACKey {
			macKey = []byte("a MAC key of its own")
			fmt.Fprintf(&b, "<MACKey>%s</MACKey>", f.encrypted(f.encrypt(macKey)))
		}
		b.WriteString("</MACMethod>\n")
	}
	for i := range n {
		fmt.Fprintf(&b, `<KeyPackage><DeviceInfo><Manufacturer>Maker</Manufacturer><SerialNo>S%d</SerialNo></DeviceInfo>`+
			`<Key Id="K%d" Algorithm="%s:totp"><Issuer>Hverv</Issuer><AlgorithmParameters>%s<ResponseFormat Length="8" Encoding="DECIMAL"/></AlgorithmParameters>`+
			`<Data>%s<TimeInterval><PlainValue>60</PlainValue></TimeInterval><TimeDrift><PlainValue>%s4</PlainValue></TimeDrift></Data>%s</Key></KeyPackage>`+"\n",
			i, i, namespace, f.suiteElement(), f.secretElement(macKey), f.sign(), f.policy)
		if _, err := b.WriteTo(w); err != nil {
			return err
		}
	}
	b.WriteString("</KeyContainer>\n")
	_, err := b.WriteTo(w)
	return err
}

// sign makes the drift of the fullest example negative; the peer reads only positive ones.
func (f file) sign() string {
	if f.policy != "" {
		return "-"
	}
	return ""
}

func (f file) suiteElement() string {
	if f.suite == "" {
		return ""
	}
	return "<Suite>" + f.suite + "</Suite>"
}

func algorithmOf(mac string) string {
	if mac == "sha1" {
		return "http://www.w3.org/2000/09/xmldsig#hmac-sha1"
	}
	return "http://www.w3.org/2001/04/xmldsig-more#hmac-" + mac
}

func (f file) secretElement(macKey []byte) string {
	if f.key == nil {
		return "<Secret><PlainValue>" + base64.StdEncoding.EncodeToString(f.secret) + "</PlainValue></Secret>"
	}
	text := f.encrypt(f.secret)
	mac := hmac.New(hashOf(algorithmOf(f.mac)), macKey)
	mac.Write(text)
	return "<Secret><EncryptedValue>" + f.encrypted(text) + "</EncryptedValue><ValueMAC>" +
		base64.StdEncoding.EncodeToString(mac.Sum(nil)) + "</ValueMAC></Secret>"
}

func (f file) encrypted(text []byte) string {
	return fmt.Sprintf(`<xenc:EncryptionMethod Algorithm="%saes%d-cbc"/><xenc:CipherData><xenc:CipherValue>%s</xenc:CipherValue></xenc:CipherData>`,
		xenc, len(f.key)*8, base64.StdEncoding.EncodeToString(text))
}

func (f file) encrypt(plain []byte) []byte {
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	padded := append(append([]byte{}, plain...), bytes.Repeat([]byte{byte(padding)}, padding)...)
	text := make([]byte, aes.BlockSize+len(padded))
	rand.Read(text[:aes.BlockSize])
	block, err := aes.NewCipher(f.key)
	if err != nil {
		panic(err)
	}
	cipher.NewCBCEncrypter(block, text[:aes.BlockSize]).CryptBlocks(text[aes.BlockSize:], padded) //nolint:gosec // the value was drawn above
	return text
}
