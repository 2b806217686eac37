package testkit

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"hverv/internal/database"
	"hverv/internal/embeddedpg"
	"hverv/migrations"
)

const (
	template   = "hverv_template"
	recipe     = "1" // raise it when the template is made in another way
	startLimit = 2 * time.Minute
	templateOf = 24 * time.Hour // a template that nobody used for so long is thrown away
)

// options are for speed and for many tests at once; nothing here needs to survive a crash.
func options(dir string) embeddedpg.Options {
	return embeddedpg.Options{
		Dir:    dir,
		InitDB: []string{"--wal-segsize=1"},
		Settings: map[string]string{
			"max_connections": "200", "shared_buffers": "32MB", "max_wal_size": "512MB",
			"autovacuum": "off", "wal_level": "minimal", "max_wal_senders": "0",
			"dynamic_shared_memory_type": "mmap", // in the folder, so that it goes with it
		},
		Log: slog.New(slog.DiscardHandler),
	}
}

// run is the folder of this process's cluster. Its lock is held until the process ends; the file is
// kept, since one that nothing refers to is closed by the collector.
type run struct {
	dir   string
	alive *os.File
}

// prepareRun makes the folder of this process's cluster: a copy of the template, which is made
// first where the migrations have changed. Processes take turns by a lock on the root.
func prepareRun(ctx context.Context) (run, error) {
	root, err := makeRoot(os.TempDir())
	if err != nil {
		return run{}, err
	}
	runs, err := makeRoot(runBase())
	if err != nil {
		return run{}, err
	}
	lock, err := lockFile(filepath.Join(root, "lock"), syscall.LOCK_EX)
	if err != nil {
		return run{}, fmt.Errorf("wait for other test processes: %w", err)
	}
	defer lock.Close() //nolint:errcheck // closing releases it
	if err := errors.Join(clearDead(runs), clearDead(root), clearOld(root)); err != nil {
		return run{}, err
	}
	ready, err := makeTemplate(ctx, root)
	if err != nil {
		return run{}, fmt.Errorf("make the template: %w", err)
	}
	return copyTemplate(ctx, runs, ready)
}

// runBase is memory where there is plenty of it: a database is some 300 files, which a disk's file
// system takes 0.25 s to make and memory 0.015 s. In a small container it is the temporary folder.
func runBase() string {
	var shm syscall.Statfs_t
	if err := syscall.Statfs(memory, &shm); err != nil || shm.Type != tmpfs || shm.Bavail*uint64(shm.Bsize) < memoryNeeded { //nolint:gosec // a block's size is positive
		return os.TempDir()
	}
	return memory
}

const (
	memory       = "/dev/shm"
	tmpfs        = 0x01021994 // TMPFS_MAGIC of statfs(2)
	memoryNeeded = 4 << 30
)

// makeRoot makes the user's folder in a place that all users share, and refuses somebody else's.
// PostgreSQL's account must be able to pass through it.
func makeRoot(base string) (string, error) {
	root := filepath.Join(base, fmt.Sprintf("hverv-test-%d", os.Getuid()))
	if err := os.Mkdir(root, 0o711); err != nil && !errors.Is(err, os.ErrExist) { //nolint:gosec // see above
		return "", fmt.Errorf("make the folder for test clusters: %w", err)
	}
	info, err := os.Lstat(root)
	if err != nil {
		return "", fmt.Errorf("look at the folder for test clusters: %w", err)
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !info.IsDir() || !ok || int(stat.Uid) != os.Getuid() {
		return "", fmt.Errorf("%s is not ours", root)
	}
	if err := os.Chmod(root, 0o711); err != nil { //nolint:gosec // whatever the umask said
		return "", fmt.Errorf("open the folder for test clusters: %w", err)
	}
	return root, nil
}

// lockFile takes a lock that ends with the process or with the file's Close.
func lockFile(path string, how int) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // below our own root
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	for {
		err = syscall.Flock(int(file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
	}
	return file, nil
}

// clearDead removes the clusters of processes that are gone: those whose lock is free.
func clearDead(runs string) error {
	left, err := filepath.Glob(filepath.Join(runs, "run-*"))
	if err != nil {
		return fmt.Errorf("look for dead test clusters: %w", err)
	}
	for _, dir := range left {
		if strings.HasSuffix(dir, ".lock") {
			continue
		}
		alive, err := lockFile(dir+".lock", syscall.LOCK_EX|syscall.LOCK_NB)
		if err != nil {
			continue // its process lives
		}
		// PostgreSQL of a dead process may be writing its last; then this is for the next time.
		if os.RemoveAll(dir) == nil {
			err = os.Remove(dir + ".lock")
		}
		if err := errors.Join(err, alive.Close()); err != nil {
			return fmt.Errorf("clear a dead test cluster: %w", err)
		}
	}
	return nil
}

// clearOld removes templates of migrations that nobody has any more.
func clearOld(root string) error {
	ready, err := filepath.Glob(filepath.Join(root, "template-*"))
	if err != nil {
		return fmt.Errorf("look for old templates: %w", err)
	}
	for _, dir := range ready {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < templateOf {
			continue
		}
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("remove an old template: %w", err)
		}
	}
	return nil
}

// makeTemplate gives the folder of a stopped cluster that holds the migrated database.
func makeTemplate(ctx context.Context, root string) (string, error) {
	key, err := templateKey()
	if err != nil {
		return "", err
	}
	ready := filepath.Join(root, "template-"+key)
	if _, err := os.Stat(ready); err == nil {
		return ready, touch(ctx, ready)
	}
	half := filepath.Join(root, "making")
	if err := os.RemoveAll(half); err != nil {
		return "", fmt.Errorf("remove a half-made one: %w", err)
	}
	if err := fill(ctx, half); err != nil {
		return "", errors.Join(err, os.RemoveAll(half))
	}
	if err := os.Rename(half, ready); err != nil {
		return "", fmt.Errorf("move it into place: %w", err)
	}
	return ready, nil
}

// touch says that the template is in use, so that clearOld keeps it.
func touch(ctx context.Context, dir string) error {
	if err := exec.CommandContext(ctx, "touch", dir).Run(); err != nil { //nolint:gosec // our own folder
		return fmt.Errorf("touch %s: %w", dir, err)
	}
	return nil
}

func fill(ctx context.Context, dir string) error {
	cluster, err := embeddedpg.Start(ctx, options(dir))
	if err != nil {
		return err
	}
	err = migrate(ctx, cluster)
	return errors.Join(err, cluster.Stop(ctx))
}

func migrate(ctx context.Context, cluster *embeddedpg.Cluster) error {
	if err := cluster.CreateDatabase(ctx, template); err != nil {
		return err
	}
	pool, err := open(cluster.DSN(template))
	if err != nil {
		return err
	}
	defer pool.Close() //nolint:errcheck // nothing is pending on it
	return database.Migrate(ctx, pool, migrations.FS)
}

// templateKey changes with the migrations, PostgreSQL's programs and the recipe.
func templateKey() (string, error) {
	bin, err := embeddedpg.Programs()
	if err != nil {
		return "", err
	}
	info, err := os.Stat(filepath.Join(bin, "postgres"))
	if err != nil {
		return "", fmt.Errorf("look at PostgreSQL: %w", err)
	}
	sum := sha256.New()
	_, _ = fmt.Fprintln(sum, recipe, bin, info.Size(), info.ModTime().UnixNano())
	err = fs.WalkDir(migrations.FS, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := migrations.FS.ReadFile(path)
		_, _ = fmt.Fprintln(sum, path, len(text))
		sum.Write(text)
		return err //nolint:wrapcheck // said below
	})
	if err != nil {
		return "", fmt.Errorf("read migrations: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// copyTemplate makes the run's folder, and beside it a lock that says for how long the run lives.
func copyTemplate(ctx context.Context, runs, ready string) (run, error) {
	dir := filepath.Join(runs, fmt.Sprintf("run-%d-%s", os.Getpid(), rand.Text()[:8]))
	alive, err := lockFile(dir+".lock", syscall.LOCK_EX) // before the folder: clearDead must not see that alone
	if err != nil {
		return run{}, err
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return run{}, errors.Join(fmt.Errorf("make the run's folder: %w", err), alive.Close())
	}
	out, err := exec.CommandContext(ctx, "cp", "-a", "--reflink=auto", filepath.Join(ready, "data"), dir).CombinedOutput() //nolint:gosec // our own folders
	if err != nil {
		return run{}, errors.Join(fmt.Errorf("copy the template: %w: %s", err, out), alive.Close())
	}
	return run{dir: dir, alive: alive}, nil
}
