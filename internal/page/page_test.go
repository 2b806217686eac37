package page

import (
	"bytes"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"hverv/internal/calendar"
	"hverv/internal/fault"
	"hverv/internal/id"
)

func TestLimitIsEnforced(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given *int
		want  int
		code  string
	}{
		{nil, 50, ""},
		{new(1), 1, ""},
		{new(200), 200, ""},
		{new(201), 0, "limit_too_large"},
		{new(math.MaxInt), 0, "limit_too_large"},
		{new(0), 0, "limit_invalid"},
		{new(-1), 0, "limit_invalid"},
	} {
		got, err := ParseLimit(c.given)
		if got != c.want || fault.CodeOf(err) != c.code {
			t.Errorf("limit %d, %v; want %d, %q", got, err, c.want, c.code)
		}
		if f := fault.Of(err); f != nil && (f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Pointer != "limit") {
			t.Errorf("refusal %+v", f)
		}
	}
}

func TestCursorRoundTrips(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 13, 14, 15, 123456789, time.UTC)
	date, employee := calendar.Must("2026-11-22"), id.New[id.Employee]()
	cursor := Encode("Åse", []byte{0, 255, 7}, int64(math.MaxInt64), at, date, employee, true)
	var (
		name     string
		key      []byte
		count    int64
		readAt   time.Time
		readDate calendar.Date
		who      id.Employee
		flag     bool
	)
	if err := Decode(cursor, &name, &key, &count, &readAt, &readDate, &who, &flag); err != nil {
		t.Fatal(err)
	}
	if name != "Åse" || !bytes.Equal(key, []byte{0, 255, 7}) || count != math.MaxInt64 || !readAt.Equal(at) || readDate != date || who != employee || !flag {
		t.Fatalf("read %q %v %d %v %v %v %v", name, key, count, readAt, readDate, who, flag)
	}
}

func TestCursorOfAnyTextRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 })).Draw(t, "text")
		key := rapid.SliceOfN(rapid.Byte(), 1, 600).Draw(t, "key")
		var readText string
		var readKey []byte
		if err := Decode(Encode(text, key), &readText, &readKey); err != nil || readText != text || !bytes.Equal(readKey, key) {
			t.Fatalf("%q read as %q, %v", text, readText, err)
		}
	})
}

func TestEditedCursorsAreRefused(t *testing.T) {
	t.Parallel()
	good := Encode("Hansen", 7)
	var name string
	var n int
	for i := range good {
		for _, other := range []byte{'A', 'z', '-', '=', '\n', 0} {
			if good[i] == other {
				continue
			}
			edited := good[:i] + string(other) + good[i+1:]
			if err := Decode(edited, &name, &n); fault.CodeOf(err) != "cursor_invalid" {
				t.Fatalf("edited at %d: %v", i, err)
			}
		}
	}
	for _, cursor := range []string{"", "A", good[:len(good)-1], good + "A", good + "\n", good[:4] + "\r\n" + good[4:], Encode(), Encode("Hansen"), Encode(7, "Hansen"), Encode("Hansen", 7, 8), Encode("Hansen", "7"), Encode("Hansen", nil), Encode("Han\x00sen", 7), Encode("Hansen", 1e300), Encode(string(make([]byte, 5000)), 7)} {
		err := Decode(cursor, &name, &n)
		f := fault.Of(err)
		if f == nil || f.Kind != fault.Invalid || f.Code != "cursor_invalid" || f.Fields[0].Pointer != "after" {
			t.Errorf("%.20q: %v, want cursor_invalid", cursor, err)
		}
	}
}

func TestNullKeys(t *testing.T) {
	t.Parallel()
	none := "left over"
	read := &none
	if err := Decode(Encode((*string)(nil)), &read); err != nil || read != nil {
		t.Fatalf("null read as %v, %v", read, err)
	}
}

func TestCutNeedsOneRowMore(t *testing.T) {
	t.Parallel()
	key := func(n int) string { return Encode(n) }
	for _, c := range []struct {
		rows  []int
		limit int
		want  Page[int]
	}{
		{nil, 2, Page[int]{Data: []int{}}},
		{[]int{1, 2}, 2, Page[int]{Data: []int{1, 2}}},
		{[]int{1, 2, 3}, 2, Page[int]{Data: []int{1, 2}, Next: Encode(2)}},
	} {
		if diff := cmp.Diff(c.want, Cut(c.rows, c.limit, key)); diff != "" {
			t.Errorf("%v by %d: %s", c.rows, c.limit, diff)
		}
	}
}

// Following the cursor shows every row once, in order, whatever the limit.
func TestPagesCoverTheList(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		total, limit := rapid.IntRange(0, 60).Draw(t, "total"), rapid.IntRange(1, 20).Draw(t, "limit")
		seen, cursor := 0, Encode(-1)
		for {
			var after int
			if err := Decode(cursor, &after); err != nil {
				t.Fatal(err)
			}
			var rows []int
			for n := after + 1; n < total && len(rows) <= limit; n++ {
				rows = append(rows, n)
			}
			p := Cut(rows, limit, func(n int) string { return Encode(n) })
			for _, n := range p.Data {
				if n != seen {
					t.Fatalf("row %d, want %d", n, seen)
				}
				seen++
			}
			if cursor = p.Next; cursor == "" {
				break
			}
		}
		if seen != total {
			t.Fatalf("%d rows, want %d", seen, total)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Encode("Hansen", []byte{1, 2}, 7))
	f.Add(Encode(nil, nil, nil))
	f.Add("")
	f.Add("AAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, cursor string) {
		var text string
		var key []byte
		var n int64
		if err := Decode(cursor, &text, &key, &n); err != nil && fault.CodeOf(err) != "cursor_invalid" {
			t.Fatalf("refused with %v", err)
		}
	})
}

// Behind the checksum the keys are still a stranger's.
func FuzzDecodeKeys(f *testing.F) {
	f.Add([]byte(`["Hansen","AQI=",7]`))
	f.Add([]byte(`["\u0000",null,{}]`))
	f.Add([]byte(`[[[[[[`))
	f.Fuzz(func(t *testing.T, keys []byte) {
		var text string
		var key []byte
		var n int64
		err := Decode(encoding.EncodeToString(append(sum(keys), keys...)), &text, &key, &n)
		if err != nil && fault.CodeOf(err) != "cursor_invalid" {
			t.Fatalf("refused with %v", err)
		}
		if err == nil && bytes.ContainsRune([]byte(text), 0) {
			t.Fatal("a key that the database refuses")
		}
	})
}
