package pskc

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const (
	namespace = "urn:ietf:params:xml:ns:keyprov:pskc"
	maxPart   = 64 << 10 // bytes of one package, or of one part of the file's head
	maxDepth  = 16
)

// Reader gives the packages of a file one by one.
type Reader struct {
	source *source
	xml    *xml.Decoder
	unlock Unlock
	cipher *protection // nil: nothing said yet about encryption
	mac    *macMethod
	inside bool
	done   bool
}

// NewReader reads from r.
func NewReader(r io.Reader, unlock Unlock) *Reader {
	s := &source{from: bufio.NewReader(r), left: maxPart}
	d := xml.NewDecoder(s)
	d.Strict = true
	return &Reader{source: s, xml: d, unlock: unlock}
}

// source refuses to give more than a part may be long; the decoder would gather any length of text.
type source struct {
	from *bufio.Reader
	left int
}

var errTooLarge = errors.New("a part of the file is too large")

func (s *source) ReadByte() (byte, error) {
	if s.left == 0 {
		return 0, errTooLarge
	}
	s.left--
	return s.from.ReadByte() //nolint:wrapcheck // the decoder compares it with io.EOF
}

func (s *source) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, errTooLarge
	}
	n, err := s.from.Read(p[:min(len(p), s.left)])
	s.left -= n
	return n, err //nolint:wrapcheck // see above
}

// Next gives the next package, or io.EOF after the last one. Any other error is an *Error that ends
// the reading, or the source's own.
func (r *Reader) Next() (Key, error) {
	for !r.done {
		r.source.left = maxPart
		token, err := r.token()
		if err != nil {
			return Key{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			key, found, err := r.part(t)
			if err != nil || found {
				return key, err
			}
		case xml.EndElement: // of the container: everything inside was read whole
			r.done = true
			if err := r.rest(); err != nil {
				return Key{}, err
			}
		case xml.CharData:
			if strings.TrimSpace(string(t)) != "" {
				return Key{}, r.fail(CodeMalformed, "There is text where none belongs.")
			}
		}
	}
	return Key{}, io.EOF
}

// part reads what stands directly in the container.
func (r *Reader) part(start xml.StartElement) (key Key, found bool, err error) {
	if !r.inside {
		if start.Name.Local != "KeyContainer" || start.Name.Space != namespace {
			return key, false, r.fail(CodeMalformed, "This is no PSKC file (RFC 6030).")
		}
		if version := attribute(start.Attr, "Version"); version != "1.0" {
			return key, false, r.fail(CodeMalformed, "Only version 1.0 of PSKC is read.")
		}
		r.inside = true
		return key, false, nil
	}
	line, _ := r.xml.InputPos()
	e, err := r.element(start, 1)
	if err != nil {
		return key, false, err
	}
	switch {
	case e.is("EncryptionKey"):
		r.cipher, err = readProtection(e, r.unlock)
	case e.is("MACMethod"):
		r.mac, err = r.readMAC(e)
	case e.is("KeyPackage"):
		key, err = r.readKey(e)
		key.Line, found = line, true
	default: // a signature, an extension: see the package's comment
	}
	if refused, ok := errors.AsType[*Error](err); ok {
		if refused.Line = line; found {
			key.Refused, err = refused, nil
			if refused.Code == CodeLocked {
				err = refused
			}
		}
	}
	return key, found && err == nil, err
}

// rest demands that nothing follows the container.
func (r *Reader) rest() error {
	for {
		r.source.left = maxPart
		token, err := r.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return r.broken(err)
		}
		if text, ok := token.(xml.CharData); ok && strings.TrimSpace(string(text)) == "" {
			continue
		}
		if _, ok := token.(xml.Comment); !ok {
			return r.fail(CodeMalformed, "There is something after the end of the container.")
		}
	}
}

// token reads one token of those that this format has.
func (r *Reader) token() (xml.Token, error) {
	token, err := r.xml.Token()
	if err != nil {
		return nil, r.broken(err)
	}
	switch t := token.(type) {
	case xml.Directive:
		return nil, r.fail(CodeForbidden, "A document type (DTD) or entity is not read.")
	case xml.ProcInst:
		if line, _ := r.xml.InputPos(); t.Target != "xml" || line > 1 || r.inside {
			return nil, r.fail(CodeForbidden, "A processing instruction is not read.")
		}
	}
	return token, nil
}

// broken says in words what the decoder stumbled on. Its own text may quote the file.
func (r *Reader) broken(err error) error {
	syntax, isSyntax := errors.AsType[*xml.SyntaxError](err)
	switch {
	case errors.Is(err, errTooLarge):
		return r.fail(CodeTooLarge, "One key package, or one part of the file's head, is longer than 64 kB.")
	case errors.Is(err, io.EOF), isSyntax && strings.HasPrefix(syntax.Msg, "unexpected EOF"):
		return r.fail(CodeTruncated, "The file ends before its end.")
	case isSyntax && strings.HasPrefix(syntax.Msg, "invalid character entity"):
		return r.fail(CodeForbidden, "An entity of the file's own is not read.")
	case isSyntax, strings.HasPrefix(err.Error(), "xml:"):
		return r.fail(CodeMalformed, "The file is not well-formed XML in UTF-8.")
	default:
		return err // of the source
	}
}

func (r *Reader) fail(code, text string) error {
	line, _ := r.xml.InputPos()
	return &Error{Code: code, Text: text, Line: line}
}

func refuse(code, text string) *Error { return &Error{Code: code, Text: text} }
