package embeddedpg

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func programsThatSay(t *testing.T, script string) string {
	t.Helper()
	bin, err := os.MkdirTemp("/tmp", "hverv-test-bin-") //nolint:usetesting // root's t.TempDir shuts PostgreSQL's user out (D2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(bin) })
	for _, name := range []string{"initdb", "postgres"} {
		err = errors.Join(err, os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755)) //nolint:gosec // a program
	}
	if err = errors.Join(err, os.Chmod(bin, 0o755)); err != nil { //nolint:gosec // others run it
		t.Fatal(err)
	}
	return bin
}

func TestFullDiskIsSaid_X1(t *testing.T) {
	t.Parallel()
	bin := programsThatSay(t, `echo 'initdb: error: could not write file "base/1": No space left on device' >&2; exit 1`)
	dir := filepath.Join(bin, "data-folder")
	p := place{}
	if err := p.locate(dir); err != nil {
		t.Fatal(err)
	}
	var err error
	p.bin = bin
	if p.as, err = accountFor(p.data); err != nil {
		t.Fatal(err)
	}
	if err = p.as.own(p.dir); err != nil {
		t.Fatal(err)
	}
	err = explain(dir, p.makeData(t.Context(), Options{Log: slog.New(slog.DiscardHandler)}))
	if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), dir) {
		t.Fatalf("a full disk reads: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		t.Fatalf("the full disk is left with %v", left)
	}
	if err := explain(dir, &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOSPC}); !errors.Is(err, ErrDiskFull) {
		t.Fatalf("a full disk of our own reads: %v", err)
	}
}

func TestMissingProgramsNameThePackage_X1(t *testing.T) {
	t.Parallel()
	if found := candidates(t.TempDir(), ""); len(found) > 0 {
		t.Fatalf("programs in an empty folder: %v", found)
	}
	if strings.Contains(ErrNoPrograms.Error(), "\n") || !strings.Contains(ErrNoPrograms.Error(), "Debian package postgresql") {
		t.Fatal(ErrNoPrograms)
	}
}

func TestNewestProgramsFirst_X1(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for _, major := range []string{"9.6", "15", "16"} {
		bin := filepath.Join(root, major, "bin")
		err := os.MkdirAll(bin, 0o700)
		for _, name := range []string{"initdb", "postgres"} {
			err = errors.Join(err, os.WriteFile(filepath.Join(bin, name), nil, 0o700)) //nolint:gosec // a program
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	found := candidates("", filepath.Join(root, "*", "bin"))
	if len(found) < 3 || majorOf(found[0]) != "16" || majorOf(found[1]) != "15" {
		t.Fatalf("found %v", found)
	}
}

func TestAClusterOfAnotherVersionIsNamed_X1(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := programsFor(data); err == nil || !strings.Contains(err.Error(), "postgresql-7") {
		t.Fatalf("an old cluster reads: %v", err)
	}
}

func TestShutParentIsNamed_X1(t *testing.T) {
	t.Parallel()
	bin := programsThatSay(t, "exit 0")
	shut := filepath.Join(bin, "shut")
	inner := filepath.Join(shut, "inner")
	if err := os.MkdirAll(inner, 0o755); err != nil { //nolint:gosec // others should be able to enter this one
		t.Fatal(err)
	}
	a, err := accountFor(inner + "/none")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(shut, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(shut, 0o700) }) //nolint:gosec // so that it can be removed
	err = a.checkAccess(t.Context(), inner, bin)
	if err == nil || !strings.Contains(err.Error(), a.name+", who runs PostgreSQL, may not enter "+shut) {
		t.Fatalf("a shut parent reads: %v", err)
	}
}
