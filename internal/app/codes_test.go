package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/oasdiff/yaml3"

	"hverv/internal/authz"
	"hverv/openapi"
)

type document struct {
	Paths map[string]map[string]struct {
		OperationID string   `yaml:"operationId"`
		Tags        []string `yaml:"tags"`
		Action      string   `yaml:"x-action"`
		Errors      []string `yaml:"x-errors"`
	} `yaml:"paths"`
	Catalogue map[string]struct{ Kind, En, Da string } `yaml:"x-error-catalogue"`
}

func readDocument(t *testing.T) document {
	t.Helper()
	var d document
	if err := yaml.Unmarshal(openapi.Document, &d); err != nil {
		t.Fatalf("read the API document: %v", err)
	}
	return d
}

// Every code that the source can raise is explained to users.
func TestEveryErrorCodeIsDocumented(t *testing.T) {
	t.Parallel()
	catalogue := readDocument(t).Catalogue
	for code, where := range codesInSource(t) {
		if _, known := catalogue[code]; !known {
			t.Errorf("%s raises %q, which no x-error-catalogue explains", where, code)
		}
	}
}

// The document names only actions that the policy judges, and every action that people may do by
// API is named there.
func TestSpecActionsAreThePolicys(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, action := range authz.Actions() {
		known[string(action)] = true
	}
	for path, operations := range readDocument(t).Paths {
		for verb, operation := range operations {
			if operation.Action != "" && !known[operation.Action] {
				t.Errorf("%s %s: the policy has no action %q", verb, path, operation.Action)
			}
		}
	}
}

// codesInSource finds the literal code of each fault.New and On in the product's source.
func codesInSource(t *testing.T) map[string]string {
	t.Helper()
	codes := map[string]string{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if code, ok := codeIn(n); ok {
				codes[code] = set.Position(n.Pos()).String()
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatalf("read the source: %v", err)
	}
	return codes
}

func codeIn(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return "", false
	}
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || function.Sel.Name != "New" {
		return "", false
	}
	if owner, ok := function.X.(*ast.Ident); !ok || owner.Name != "fault" {
		return "", false
	}
	literal, ok := call.Args[1].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	code, err := strconv.Unquote(literal.Value)
	return code, err == nil
}
