package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// script is a call rewritten for pgbench: the same statements with the same values, but fresh ids
// and keys where every call has its own, since those must be unique.
type script struct {
	file    string
	defines []string // -D name=value
}

var (
	uuidShape   = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	placeholder = regexp.MustCompile(`\$(\d+)`)
)

const hashSize = 32

// newScript writes the first of the calls down. One is enough, and more would be unfair: pgbench
// prepares and plans the statements of each script anew on every connection.
func newScript(dir, name string, calls []call) (script, error) {
	w := &writer{fresh: varying(calls), made: map[string]string{}}
	text := w.script(calls[0])
	s := script{file: filepath.Join(dir, name+".sql"), defines: w.defines}
	if err := os.WriteFile(s.file, []byte(text), 0o600); err != nil {
		return script{}, fmt.Errorf("write a script: %w", err)
	}
	return s, nil
}

// place is a parameter of a call.
type place struct{ statement, parameter int }

// varying finds the parameters that are an id or a hash and that no two calls share. Only calls
// that write need them fresh; a read is given the ids that were asked for.
func varying(calls []call) map[place]bool {
	fresh := map[place]bool{}
	if !writes(calls[0]) {
		return fresh
	}
	for i, e := range calls[0] {
		for j, v := range e.values {
			seen := map[value]bool{}
			for _, c := range calls {
				seen[c[i].values[j]] = true
			}
			if unique(v) && len(seen) == len(calls) {
				fresh[place{i, j}] = true
			}
		}
	}
	return fresh
}

func writes(c call) bool {
	for _, e := range c {
		if strings.Contains(e.text, "insert into") || strings.Contains(e.text, "update ") {
			return true
		}
	}
	return false
}

func unique(v value) bool { return uuidShape.MatchString(v.text) || isHash(v) }

func isHash(v value) bool {
	digits, isBytes := strings.CutPrefix(v.text, `\x`)
	_, err := hex.DecodeString(digits)
	return isBytes && err == nil && len(digits) == 2*hashSize
}

type writer struct {
	fresh   map[place]bool
	made    map[string]string // a fresh value by the one it stands for: one id may stand in many places
	sets    []string
	defines []string
}

func (w *writer) script(c call) string {
	var body strings.Builder
	for i, e := range c {
		body.WriteString(oneLine(placeholder.ReplaceAllStringFunc(e.text, func(p string) string {
			n, _ := strconv.Atoi(p[1:]) // the pattern lets only digits through
			return w.parameter(place{i, n - 1}, e.values[n-1])
		})) + ";\n")
	}
	// Ids rise with time, as the product's do, and differ between the clients.
	head := ""
	if len(w.sets) > 0 {
		head = "\\set n :n + 1\n\\set base (:n * 64 + :client_id) * 16\n"
	}
	return head + strings.Join(w.sets, "") + body.String()
}

func (w *writer) parameter(at place, v value) string {
	if v.null {
		return "null"
	}
	if v.text == "" {
		return "''" // pgbench has no empty variables
	}
	if !w.fresh[at] {
		name := fmt.Sprintf("p%dx%d", at.statement, at.parameter)
		if define := name + "=" + v.text; len(w.defines) == 0 || w.defines[len(w.defines)-1] != define {
			w.defines = append(w.defines, define)
		}
		return ":" + name
	}
	known, ok := w.made[v.text]
	if !ok {
		name := "u" + strconv.Itoa(len(w.made))
		w.sets = append(w.sets, fmt.Sprintf("\\set %s :base + %d\n", name, len(w.made)))
		known = "rpad(to_hex(:" + name + "::bigint), 32, '0')"
		if isHash(v) {
			known = "sha256(int8send(:" + name + "::bigint))"
		}
		w.made[v.text] = known
	}
	return known
}

// oneLine keeps pgbench from reading a backslash or an empty line as its own.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
