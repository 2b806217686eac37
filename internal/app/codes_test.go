package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
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
	Fields    map[string]struct{ En, Da string }       `yaml:"x-field-codes"`
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

// Every code that the source says of a field has its sentence, and no sentence is left over.
func TestEveryFieldCodeIsDocumented(t *testing.T) {
	t.Parallel()
	d := readDocument(t)
	used := literalsInSource(t, fieldCodesIn)
	for code, where := range used {
		_, told := d.Fields[code]
		if _, known := d.Catalogue[code]; !told && !known {
			t.Errorf("%s says %q of a field, which neither x-field-codes nor a catalogue explains", where, code)
		}
	}
	for code := range d.Fields {
		if used[code] == "" {
			t.Errorf("x-field-codes explains %q, which nothing says", code)
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

// codesInSource finds the literal code of each fault.New in the product's source.
func codesInSource(t *testing.T) map[string]string {
	t.Helper()
	return literalsInSource(t, func(n ast.Node) []string {
		if code, ok := codeIn(n); ok {
			return []string{code}
		}
		return nil
	})
}

// fieldCodesIn finds what On and That say of a field, and the words of the validator's codeOf.
func fieldCodesIn(n ast.Node) (codes []string) {
	switch n := n.(type) {
	case *ast.CallExpr:
		function, ok := n.Fun.(*ast.SelectorExpr)
		if ok && function.Sel.Name == "On" && len(n.Args) == 3 {
			codes = append(codes, literal(n.Args[1]))
		}
		if ok && function.Sel.Name == "That" && len(n.Args) == 4 {
			codes = append(codes, literal(n.Args[2]))
		}
	case *ast.AssignStmt:
		if name, ok := n.Lhs[0].(*ast.Ident); ok && name.Name == "code" && len(n.Lhs) == 1 {
			codes = append(codes, literal(n.Rhs[0]))
		}
	case *ast.FuncDecl:
		if n.Name.Name == "codeOf" && n.Recv == nil {
			ast.Inspect(n, func(inner ast.Node) bool {
				switch inner := inner.(type) {
				case *ast.KeyValueExpr:
					codes = append(codes, literal(inner.Value))
				case *ast.ReturnStmt:
					codes = append(codes, literal(inner.Results[0]))
				}
				return true
			})
		}
	}
	return slices.DeleteFunc(codes, func(code string) bool { return code == "" })
}

// literal is the value of a text that stands in the source, or "".
func literal(of ast.Expr) string {
	if basic, ok := of.(*ast.BasicLit); ok && basic.Kind == token.STRING {
		if text, err := strconv.Unquote(basic.Value); err == nil {
			return text
		}
	}
	return ""
}

// literalsInSource gathers what find finds in the product's source, each with a place.
func literalsInSource(t *testing.T, find func(ast.Node) []string) map[string]string {
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
			for _, code := range find(n) {
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
