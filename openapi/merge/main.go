// Command merge joins the hand-written parts of the API document into the one that is generated
// from and served, and refuses a document that breaks the house's conventions (ARCHITECTURE 2.7, 3).
//
//	go run ./openapi/merge PARTS_FOLDER OUTPUT
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: merge PARTS_FOLDER OUTPUT")
		os.Exit(2)
	}
	openapi3.DefineStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(openapi3.FormatOfStringForUUIDOfRFC9562))
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run leaves the output alone when anything is wrong or nothing changed.
func run(folder, output string) error {
	parts, err := read(folder)
	if err != nil {
		return err
	}
	document, err := join(parts)
	if err != nil {
		return err
	}
	if err := check(document); err != nil {
		return err
	}
	if before, err := os.ReadFile(output); err == nil && bytes.Equal(before, document) { //nolint:gosec // the path is the developer's own
		return nil
	}
	if err := os.WriteFile(output, document, 0o644); err != nil { //nolint:gosec // a source file, readable like the others
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// part is one file by its name, for messages.
type part struct {
	name string
	text []byte
}

func read(folder string) ([]part, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return nil, fmt.Errorf("list parts: %w", err)
	}
	if len(names) == 0 {
		return nil, errors.New("no parts in " + folder)
	}
	slices.Sort(names)
	parts := make([]part, 0, len(names))
	for _, name := range names {
		text, err := os.ReadFile(name) //nolint:gosec // the path is the developer's own
		if err != nil {
			return nil, fmt.Errorf("read part: %w", err)
		}
		parts = append(parts, part{name: filepath.Base(name), text: text})
	}
	return parts, nil
}
