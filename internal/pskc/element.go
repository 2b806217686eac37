package pskc

import (
	"encoding/base64"
	"encoding/xml"
	"strconv"
	"strings"
	"time"
)

// element is a part of the file as a tree; its size is bounded by the reader's source.
type element struct {
	name xml.Name
	attr []xml.Attr
	text string
	kids []*element
}

// element reads the tree that begins with start.
func (r *Reader) element(start xml.StartElement, depth int) (*element, error) {
	if depth > maxDepth {
		return nil, r.fail(CodeMalformed, "The file is nested too deeply.")
	}
	e := &element{name: start.Name, attr: start.Attr}
	var text strings.Builder
	for {
		token, err := r.token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			kid, err := r.element(t, depth+1)
			if err != nil {
				return nil, err
			}
			e.kids = append(e.kids, kid)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			e.text = strings.TrimSpace(text.String())
			return e, nil
		}
	}
}

// is says whether it is an element of this format.
func (e *element) is(local string) bool { return e.name.Local == local && e.name.Space == namespace }

// at walks down by local names; nil when there is no such element. Names of other formats inside
// (XML Encryption, PKCS #5) are told apart by where they stand.
func (e *element) at(path ...string) *element {
	for _, local := range path {
		if e == nil {
			return nil
		}
		e = e.kid(local)
	}
	return e
}

func (e *element) kid(local string) *element {
	for _, k := range e.kids {
		if k.name.Local == local {
			return k
		}
	}
	return nil
}

func (e *element) words() string {
	if e == nil {
		return ""
	}
	return e.text
}

func (e *element) attribute(local string) string {
	if e == nil {
		return ""
	}
	return attribute(e.attr, local)
}

func attribute(list []xml.Attr, local string) string {
	for _, a := range list {
		if a.Name.Local == local && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// bytes reads base64, over several lines if need be.
func (e *element) bytes() ([]byte, bool) {
	plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(e.words()), ""))
	return plain, err == nil && len(plain) > 0
}

// number reads a whole number in PlainValue below the named element; absent is the default.
func (e *element) number(local string, otherwise, least, most int64) (int64, *Error) {
	field := e.at(local)
	if field == nil {
		return otherwise, nil
	}
	if field.at("EncryptedValue") != nil {
		return 0, refuse(CodeEncryption, "Only the secret may be encrypted, not its "+local+".")
	}
	n, err := strconv.ParseInt(field.at("PlainValue").words(), 10, 64)
	if err != nil || n < least || n > most {
		return 0, refuse(CodeValue, "The value of "+local+" cannot be used.")
	}
	return n, nil
}

// instant reads an XML Schema dateTime; absent is zero. One without a zone is taken as UTC.
func (e *element) instant() (time.Time, *Error) {
	if e == nil {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err := time.Parse(layout, e.text); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, refuse(CodeValue, "The value of "+e.name.Local+" is no date with time.")
}
