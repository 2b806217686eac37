package embeddedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// account is the user that PostgreSQL runs as. It refuses root (trap D1), so root's server runs it
// as somebody lesser.
type account struct {
	uid, gid uint32
	name     string
	drop     bool // we are root and become this user for the child
}

// accountFor picks ourselves, or for root the owner of an existing cluster, else postgres, else nobody.
func accountFor(data string) (account, error) {
	owner, exists := ownerOf(data)
	me := os.Geteuid()
	if me != 0 {
		if exists && owner != me {
			return account{}, fmt.Errorf("the cluster belongs to user %s: start as that user, or as root", nameOf(owner))
		}
		return accountOf(user.LookupId(strconv.Itoa(me)))
	}
	if exists && owner != 0 {
		return accountOf(user.LookupId(strconv.Itoa(owner)))
	}
	a, err := accountOf(user.Lookup("postgres"))
	if err != nil {
		return accountOf(user.Lookup("nobody"))
	}
	return a, nil
}

func ownerOf(path string) (uid int, exists bool) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return int(stat.Uid), ok
}

func nameOf(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return strconv.Itoa(uid)
}

func accountOf(u *user.User, err error) (account, error) {
	if err != nil {
		return account{}, fmt.Errorf("find the user to run PostgreSQL as: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("read user id %q: %w", u.Uid, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("read group id %q: %w", u.Gid, err)
	}
	return account{uid: uint32(uid), gid: uint32(gid), name: u.Username, drop: os.Geteuid() == 0 && uid != 0}, nil
}

// own gives a file or folder to the account.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	if err := os.Lchown(path, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give %s to user %s: %w", path, a.name, err)
	}
	return nil
}

// ownAll gives a whole tree to the account: a backup that root put back.
func (a account) ownAll(root string) error {
	give := func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("walk %s: %w", path, err)
		}
		return a.own(path)
	}
	return filepath.WalkDir(root, give) //nolint:wrapcheck // give has said what failed
}

// command prepares a program to run as the account, in dir, with none of our environment, and to
// be killed by sig when the thread that starts it ends (trap D4).
func (a account) command(ctx context.Context, dir, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // the programs were found by us
	cmd.Dir = dir
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC", "PATH=/usr/bin:/bin", "HOME=" + dir}
	// A group of its own: Ctrl-C is for the server, which still needs its database to stop well.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return cmd
}

// output runs a short program to its end and gives all it printed.
func (a account) output(ctx context.Context, dir, stdin, program string, args ...string) (string, error) {
	runtime.LockOSThread() // D4: the program lives as long as the thread
	defer runtime.UnlockOSThread()
	cmd := a.command(ctx, dir, program, args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	if err != nil && saysFull(string(out)) {
		return string(out), fmt.Errorf("run %s: %w", filepath.Base(program), ErrDiskFull) // it is far above the last lines
	}
	if err != nil {
		return string(out), fmt.Errorf("run %s: %w: %s", filepath.Base(program), err, lastLines(string(out)))
	}
	return string(out), nil
}

// checkAccess lets the kernel say whether the account can work in the folder, and when not, looks
// for the parent that shuts it out (trap D2).
func (a account) checkAccess(ctx context.Context, dir, bin string) error {
	_, err := a.output(ctx, dir, "", filepath.Join(bin, "postgres"), "--version")
	if !errors.Is(err, os.ErrPermission) {
		return err
	}
	for at := dir; ; at = filepath.Dir(at) {
		if info, statErr := os.Stat(at); statErr == nil && !a.mayEnter(info) {
			return fmt.Errorf("user %s, who runs PostgreSQL, may not enter %s: choose another data folder, or chmod o+x it", a.name, at)
		}
		if at == filepath.Dir(at) {
			return err
		}
	}
}

func (a account) mayEnter(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case ok && stat.Uid == a.uid:
		return info.Mode()&0o100 != 0
	case ok && stat.Gid == a.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}
