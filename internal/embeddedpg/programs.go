package embeddedpg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNoPrograms says that PostgreSQL is not installed, and what to install.
var ErrNoPrograms = errors.New("PostgreSQL's programs (initdb, postgres) were not found: install the Debian package postgresql, or name their folder in PG_BIN")

// Programs gives the folder of PostgreSQL's programs that a new cluster would be made with: PG_BIN,
// else the newest of Debian's, else those in PATH.
func Programs() (string, error) {
	found := candidates(os.Getenv("PG_BIN"), "/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return "", ErrNoPrograms
	}
	return found[0], nil
}

// programsFor gives the programs that can run the cluster in data, which only the major version
// that made it can.
func programsFor(data string) (string, error) {
	made, err := os.ReadFile(filepath.Join(data, "PG_VERSION")) //nolint:gosec // our own folder
	if errors.Is(err, os.ErrNotExist) {
		return Programs()
	}
	if err != nil {
		return "", fmt.Errorf("read the cluster's version: %w", err)
	}
	major := strings.TrimSpace(string(made))
	found := candidates(os.Getenv("PG_BIN"), "/usr/lib/postgresql/*/bin")
	for _, bin := range found {
		if m := majorOf(bin); m == "" || m == major {
			return bin, nil
		}
	}
	return "", fmt.Errorf("the cluster was made by PostgreSQL %s, whose programs were not found: install the Debian package postgresql-%s, or bring the cluster over with pg_upgrade", major, major)
}

// candidates lists folders that hold the programs, best first.
func candidates(override, pattern string) []string {
	if override != "" {
		return complete([]string{override})
	}
	debian, _ := filepath.Glob(pattern) // only a wrong pattern fails, and ours is constant
	slices.SortFunc(debian, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("postgres"); err == nil {
		if program, err := filepath.EvalSymlinks(path); err == nil {
			debian = append(debian, filepath.Dir(program))
		}
	}
	return complete(debian)
}

func complete(bins []string) []string {
	return slices.DeleteFunc(bins, func(bin string) bool {
		for _, name := range []string{"initdb", "postgres"} {
			if _, err := exec.LookPath(filepath.Join(bin, name)); err != nil {
				return true
			}
		}
		return false
	})
}

// majorOf reads the version out of Debian's folder names; "" when the name does not say.
func majorOf(bin string) string {
	name := filepath.Base(filepath.Dir(bin))
	if _, err := strconv.Atoi(name); err != nil {
		return ""
	}
	return name
}

func version(bin string) int {
	n, err := strconv.Atoi(majorOf(bin))
	if err != nil {
		return 0
	}
	return n
}
