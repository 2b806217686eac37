package order

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hverv/internal/fault"
)

// FileSupplier leaves orders as files in one folder and finds messages in another, for suppliers that fetch
// and bring files. A file appears whole or not at all.
type FileSupplier struct {
	out, in string
	wall    func() time.Time
}

const (
	readAtOnce = 1000
	mostBytes  = 1 << 20
	// writing is how long a file that cannot be read may still be in the middle of being written.
	writing = 5 * time.Minute
)

// NewFileSupplier makes the adapter, and the folders for what has been read.
func NewFileSupplier(out, in string, wall func() time.Time) (*FileSupplier, error) {
	for _, folder := range []string{out, filepath.Join(in, "done"), filepath.Join(in, "refused")} {
		if err := os.MkdirAll(folder, 0o750); err != nil {
			return nil, fmt.Errorf("prepare the supplier's folders: %w", err)
		}
	}
	return &FileSupplier{out: out, in: in, wall: wall}, nil
}

// Place implements Supplier: the file is named by the order's key, so a repetition writes the same file.
func (f *FileSupplier) Place(_ context.Context, p Placement) (Message, error) {
	return Message{Order: p.Order}, f.write(p.Order+".json", p)
}

// Recall implements Supplier.
func (f *FileSupplier) Recall(_ context.Context, r Recall) error {
	lines := make([]string, len(r.Lines))
	for i, l := range r.Lines {
		lines[i] = l.String()
	}
	return f.write(r.Order+".recall-"+short8(strings.Join(lines, ","))+".json", r)
}

// short8 tells one recall of an order from the next.
func short8(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// write makes a file under another name and then gives it its own, so that nobody fetches half of one.
func (f *FileSupplier) write(name string, content any) error {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	half, err := os.CreateTemp(f.out, ".half-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = half.Write(append(text, '\n'))
	err = errors.Join(err, half.Chmod(0o640), half.Sync(), half.Close())
	if err == nil {
		err = os.Rename(half.Name(), filepath.Join(f.out, name))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), os.Remove(half.Name()))
	}
	return nil
}

// Poll implements Supplier: every file that was brought is read once and put away. What cannot be stored now
// stays for the next time; what can never be is put aside for somebody to look at.
func (f *FileSupplier) Poll(ctx context.Context, _ []string, take func(Message) error) error {
	names, err := filepath.Glob(filepath.Join(f.in, "*.json")) // sorted
	if err != nil {
		return fmt.Errorf("look for messages: %w", err)
	}
	var all error
	for _, name := range names[:min(len(names), readAtOnce)] {
		if ctx.Err() != nil {
			break
		}
		all = errors.Join(all, f.readOne(name, take))
	}
	return all
}

func (f *FileSupplier) readOne(name string, take func(Message) error) error {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another node was first
	}
	if err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	text := []byte{}
	if info.Mode().IsRegular() && info.Size() <= mostBytes {
		if text, err = os.ReadFile(name); err != nil { //nolint:gosec // from the folder that the operator named
			return fmt.Errorf("read a message: %w", err)
		}
	}
	m, err := readMessage(text)
	if err != nil {
		if f.wall().Sub(info.ModTime()) < writing {
			return nil
		}
		return f.away(name, "refused")
	}
	if err := take(m); fault.KindOf(err) == fault.NotFound {
		return f.away(name, "refused")
	} else if err != nil {
		return err
	}
	return f.away(name, "done")
}

func (f *FileSupplier) away(name, folder string) error {
	err := os.Rename(name, filepath.Join(f.in, folder, filepath.Base(name)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put a message away: %w", err)
	}
	return nil
}
