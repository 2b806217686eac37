package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrInUse says that another server runs the cluster in this folder.
var ErrInUse = errors.New("another server is running the PostgreSQL cluster in this folder: stop it, or choose another data folder")

// ErrDiskFull says that there was no room for the cluster.
var ErrDiskFull = errors.New("no space left on the disk of the PostgreSQL folder: free some space and start again")

// place is a folder that this process has claimed, and what is needed to work in it.
type place struct {
	dir  string // absolute, links resolved: compared with what /proc says
	data string
	bin  string
	as   account
	lock *os.File
}

// claim makes the folder, finds programs and account, and takes the folder for this process.
func claim(ctx context.Context, dir string) (*place, error) {
	p := &place{}
	err := p.locate(dir)
	if err != nil {
		return nil, err
	}
	// The lock is on the folder itself and goes with the process, however that ends.
	p.lock, err = os.Open(p.dir)
	if err != nil {
		return nil, fmt.Errorf("open the PostgreSQL folder: %w", err)
	}
	err = syscall.Flock(int(p.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrInUse
	}
	if err == nil {
		err = p.open(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, p.lock.Close())
	}
	return p, nil
}

func (p *place) locate(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find the PostgreSQL folder: %w", err)
	}
	// Parents made here must let PostgreSQL's account through; the folder itself stays private.
	if err := os.MkdirAll(filepath.Dir(dir), 0o711); err != nil { //nolint:gosec // see above
		return fmt.Errorf("make the PostgreSQL folder: %w", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("make the PostgreSQL folder: %w", err)
	}
	p.dir, err = filepath.EvalSymlinks(dir)
	if err != nil {
		return fmt.Errorf("find the PostgreSQL folder: %w", err)
	}
	p.data = filepath.Join(p.dir, "data")
	return nil
}

// open finds programs and account and makes the folder theirs.
func (p *place) open(ctx context.Context) error {
	var err error
	if p.bin, err = programsFor(p.data); err != nil {
		return err
	}
	if p.as, err = accountFor(p.data); err != nil {
		return err
	}
	if err := p.as.own(p.dir); err != nil {
		return err
	}
	if owner, exists := ownerOf(p.data); exists && owner == 0 && p.as.drop {
		if err := p.as.ownAll(p.data); err != nil {
			return err
		}
	}
	return p.as.checkAccess(ctx, p.dir, p.bin)
}

func (p *place) release() error {
	return errors.Join(p.dropSocketDir(), p.lock.Close())
}

// explain names the folder, and says a full disk in words.
func explain(dir string, err error) error {
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || saysFull(err.Error())
	if full && !errors.Is(err, ErrDiskFull) {
		err = fmt.Errorf("%w (%w)", ErrDiskFull, err)
	}
	return fmt.Errorf("private PostgreSQL in %s: %w", dir, err)
}

// saysFull looks for the system's words in what PostgreSQL's programs print: they have no code for it.
func saysFull(text string) bool {
	return strings.Contains(text, syscall.ENOSPC.Error()) ||
		strings.Contains(text, "No space left on device") || strings.Contains(text, "Disk quota exceeded")
}
