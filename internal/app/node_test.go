package app

import (
	"context"
	"log/slog"
	"testing"

	"hverv/internal/config"
	"hverv/internal/testkit"
)

// node starts a whole server with made-up data on a database of its own and serves until the test
// is over. No worker runs unless the test starts one: law 1 must hold without.
func node(t *testing.T, more ...string) *App {
	t.Helper()
	return nodeOn(t, testkit.URL(t), t.TempDir(), more...)
}

// nodeOn is node on a given database and data folder, for tests of several nodes.
func nodeOn(t *testing.T, dsn, folder string, more ...string) *App {
	t.Helper()
	environ := append([]string{
		"HVERV_LISTEN=127.0.0.1:0", "HVERV_DEMO=true", "HVERV_DATA_DIR=" + folder, "HVERV_DATABASE_URL=" + dsn,
		"HVERV_LIMIT_PRINCIPAL=0", "HVERV_LIMIT_ORGANISATION=0", "HVERV_LIMIT_SOURCE=0", "HVERV_LIMIT_SIGNIN=0", "HVERV_MAX_CONNS=8",
	}, more...)
	cfg, err := config.Load(environ, "")
	if err != nil {
		t.Fatalf("configuration: %v", err)
	}
	a, err := New(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("start a node: %v", err)
	}
	a.Workers = -1
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("stop the node: %v", err)
		}
	})
	return a
}
