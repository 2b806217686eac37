package text

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// order is a collator with its buffer; neither may be shared, and both are dear to make.
type order struct {
	collator *collate.Collator
	buffer   collate.Buffer
}

//nolint:gochecknoglobals // a pool of what is dear to make
var orders = sync.Pool{New: func() any { return &order{collator: collate.New(language.Danish)} }}

// SortKey gives bytes that sort as Danes sort: Æ, Ø, Å after Z, Aa as Å. The first text decides,
// then the next. Each text's share is limited, so that the key fits an index and a cursor.
func SortKey(parts ...string) []byte {
	o := orders.Get().(*order) //nolint:forcetypeassert // the pool holds nothing else
	defer orders.Put(o)
	var key []byte
	for i, part := range parts {
		if i > 0 {
			key = append(key, 0, 0, 0)
		}
		made := o.collator.KeyFromString(&o.buffer, part)
		key = append(key, made[:min(len(made), keyShare)]...)
		o.buffer.Reset()
	}
	return key
}

const keyShare = 200

// Fold gives the form in which names are compared when searched: lower case, without accents, so
// that "andre" finds André. Å is a letter of its own in Danish and stays.
func Fold(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFC.String(s)) {
		if r == 'å' || r < unicode.MaxASCII {
			b.WriteRune(r)
			continue
		}
		for _, part := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.M, part) {
				b.WriteRune(part)
			}
		}
	}
	return b.String()
}
