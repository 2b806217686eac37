package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"
)

// making is the prefix of half-made clusters. Only a finished one is renamed to `data`, so an
// interrupted start leaves nothing that looks like a cluster.
const making = "making-"

// makeData makes the cluster if there is none, and lets in who may connect.
func (p *place) makeData(ctx context.Context, o Options) error {
	if err := p.clearHalfMade(); err != nil {
		return err
	}
	_, err := os.Stat(p.data)
	if errors.Is(err, os.ErrNotExist) {
		err = p.initialise(ctx, o)
	}
	if err != nil {
		return fmt.Errorf("make the cluster: %w", err)
	}
	return p.writeAccess()
}

func (p *place) clearHalfMade() error {
	left, err := filepath.Glob(filepath.Join(escapeGlob(p.dir), making+"*"))
	if err != nil {
		return fmt.Errorf("look for half-made clusters: %w", err)
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove a half-made cluster: %w", err)
		}
	}
	return nil
}

func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// initialise makes a cluster beside its place and moves it there when it is whole. The locale is C,
// so that text compares byte by byte and no upgrade of the system's locales breaks an index; ICU's
// collations are there by name.
func (p *place) initialise(ctx context.Context, o Options) error {
	half, err := os.MkdirTemp(p.dir, making)
	if err != nil {
		return fmt.Errorf("make its folder: %w", err)
	}
	if err := p.as.own(half); err != nil {
		return err
	}
	args := []string{
		"--pgdata=" + half, "--username=postgres", "--encoding=UTF8", "--locale=C",
		"--auth-local=peer", "--auth-host=reject", "--no-instructions",
	}
	if o.Durable {
		args = append(args, "--data-checksums")
	} else {
		args = append(args, "--no-sync")
	}
	_, err = p.as.output(ctx, p.dir, "", filepath.Join(p.bin, "initdb"), append(args, o.InitDB...)...)
	if err != nil {
		return errors.Join(err, os.RemoveAll(half)) // with a full disk, give back what was taken
	}
	if err := p.makeRole(ctx, half, o); err != nil {
		return errors.Join(err, os.RemoveAll(half))
	}
	if err := os.Rename(half, p.data); err != nil {
		return fmt.Errorf("move it into place: %w", err)
	}
	return syncDir(p.dir)
}

// makeRole adds our role before anybody can connect. Single-user mode ends well even when the
// statement did not, so its words are looked at.
func (p *place) makeRole(ctx context.Context, data string, o Options) error {
	args := []string{"--single", "-D", data, "-c", "log_min_messages=error"}
	if !o.Durable {
		args = append(args, "-c", "fsync=off")
	}
	out, err := p.as.output(ctx, p.dir, "create role "+Role+" login createdb\n", filepath.Join(p.bin, "postgres"), append(args, "postgres")...)
	if err == nil && (strings.Contains(out, "ERROR:") || strings.Contains(out, "FATAL:")) {
		err = errors.New(lastLines(out))
	}
	if err != nil {
		return fmt.Errorf("add the role %s: %w", Role, err)
	}
	return nil
}

func syncDir(path string) error {
	dir, err := os.Open(path) //nolint:gosec // our own folder
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("flush %s: %w", path, err)
	}
	return nil
}

// writeAccess lets two system users in over the socket, by the kernel's word and without a
// password: the one who runs this process and the one who runs PostgreSQL. It is written at each
// start, since root and the owner may take turns.
func (p *place) writeAccess() error {
	hba := "# written at each start\nlocal all all peer map=hverv\nlocal replication all peer map=hverv\n"
	var ident strings.Builder
	ident.WriteString("# written at each start\n")
	for _, name := range p.users() {
		for _, role := range []string{Role, "postgres"} {
			fmt.Fprintf(&ident, "hverv \"%s\" %s\n", strings.ReplaceAll(name, `"`, `""`), role)
		}
	}
	for name, text := range map[string]string{"pg_hba.conf": hba, "pg_ident.conf": ident.String()} {
		path := filepath.Join(p.data, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return fmt.Errorf("write who may connect: %w", err)
		}
		if err := p.as.own(path); err != nil {
			return err
		}
	}
	return nil
}

func (p *place) users() []string {
	names := []string{p.as.name}
	if me, err := user.Current(); err == nil && me.Username != p.as.name {
		names = append(names, me.Username)
	}
	return names
}
