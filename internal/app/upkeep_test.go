package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// upkeep is the short list of changes without an audit event: technical rows that are no act of
// anybody. A new line here is a decision, so that G1 cannot leak away.
//

var upkeep = []string{
	"app.demo_clock",         // demo only
	"app.key_check",          // the installation's own fingerprint
	"authenticator.ceremony", // what a browser was asked; the answer is the act
	"authenticator.sweep",    // ceremonies that nobody finished
	"connection.reseal",      // the same values under a newer key
	"employee.reseal",        // the same number under a newer key
	"idempotency.sweep",      // answers whose time is over
	"job.settle",             // a job's own state
	"job.take",
	"notify.mailbox",     // demo only
	"notify.settle",      // a message's delivery state
	"order.ask",          // when to turn to a supplier again
	"order.place",        // what a supplier is asked for is fixed; that it has it is the act
	"order.recalled",     // that a supplier knows what is not wanted
	"order.trouble",      // that a supplier is out of reach
	"person.reseal",      // the same number under a newer key
	"printing.purge",     // what stands in letters that were never printed
	"proof.ceremony",     // what a browser was asked; the answer is the act
	"proof.rehash",       // the same password at today's cost
	"provider.assertion", // a client assertion counts once
	"provider.logout",    // whom to tell
	"provider.opaque",    // a client's own access token, which is no act on anybody
	"provider.park",      // a request that waits for its person
	"provider.push",      // a request that waits for its browser
	"provider.reseal",    // the same key under a newer one
	"provider.sweep",     // what nothing asks for any more
	"provider.take",      // the same request, taken once
	"provider.told",      // delivery state of a logout token
	"reseal",             // the same values under a newer key
	"session.sweep",      // sessions that ended long ago
	"session.touch",      // that a session is in use
	"throttle.count_try", // counted before it is judged (U8); the judgement is the act
	"throttle.forgive",
	"throttle.sweep",
}

func TestUpkeepIsAShortList_G1(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 3 {
				return true
			}
			if function, ok := call.Fun.(*ast.SelectorExpr); !ok || function.Sel.Name != "Upkeep" {
				return true
			}
			literal, ok := call.Args[1].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: Upkeep without a literal reason", path)
				return true
			}
			reason, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			found[reason] = true
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(upkeep, slices.Sorted(maps.Keys(found))); diff != "" {
		t.Errorf("changes without an event (-listed +found):\n%s", diff)
	}
}
