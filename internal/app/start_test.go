package app

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"hverv/internal/testkit"
)

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func TestANodeIsReadyAndLeavesNothingBehind(t *testing.T) { //nolint:paralleltest // counts goroutines
	dsn, keys := testkit.URL(t), t.TempDir()
	before := goleak.IgnoreCurrent()
	t.Run("node", func(t *testing.T) {
		a := nodeOn(t, dsn, keys)
		if status, body := get(t, a.URL()+"/readyz"); status != http.StatusOK {
			t.Errorf("readyz: %d %s", status, body)
		}
		if status, body := get(t, a.URL()+"/api/v1/nothing"); status != http.StatusNotFound || !strings.Contains(body, `"code":"not_found"`) {
			t.Errorf("unknown address: %d %s", status, body)
		}
	})
	goleak.VerifyNone(t, before)
	t.Run("node stopped at once", func(t *testing.T) { nodeOn(t, dsn, keys) })
	goleak.VerifyNone(t, before)
}

func TestOtherKeysAreRefused_X4(t *testing.T) {
	t.Parallel()
	dsn := testkit.URL(t)
	a := nodeOn(t, dsn, t.TempDir())
	other := a.cfg
	other.DataDir, other.KeysFile, other.Listen, other.PublicURL = t.TempDir(), t.TempDir()+"/keys.json", "127.0.0.1:0", ""
	_, err := New(context.WithoutCancel(t.Context()), other, a.log)
	if err == nil || !strings.Contains(err.Error(), "put the old one back") {
		t.Fatalf("a lost key file: %v", err)
	}
}

// A file that is not what the makers of chips signed stops the start: without it organisations would be told
// that no chip proves its model (U2).
func TestABadFileOfMakersStopsTheStart_U2(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{"blob.jwt": "no.such.thing", "root.pem": "no certificate"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a := nodeOn(t, testkit.URL(t), t.TempDir())
	other := a.cfg
	other.Listen, other.PublicURL = "127.0.0.1:0", ""
	other.FIDO.MetadataFile, other.FIDO.RootFile = filepath.Join(folder, "blob.jwt"), filepath.Join(folder, "root.pem")
	if _, err := New(context.WithoutCancel(t.Context()), other, a.log); err == nil || !strings.Contains(err.Error(), "HVERV_FIDO_METADATA") {
		t.Fatalf("nonsense of makers: %v", err)
	}
}
