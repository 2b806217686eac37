package embeddedpg

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"
)

// output is what one run of PostgreSQL prints: it goes to our log, tells when PostgreSQL answers,
// and keeps the last complaints for the error that ends the run.
type output struct {
	read  *os.File
	write *os.File
	ready chan struct{}
	done  chan struct{}
	said  []string
}

// readyLine is logged exactly when connections are taken; waiting for it needs no polling.
const readyLine = "database system is ready to accept connections"

func listen(ctx context.Context, log *slog.Logger) (*output, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("open a pipe for PostgreSQL's log: %w", err)
	}
	o := &output{read: read, write: write, ready: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(o.done)
		o.follow(ctx, bufio.NewReader(read), log)
	}()
	return o, nil
}

func (o *output) follow(ctx context.Context, in *bufio.Reader, log *slog.Logger) {
	told := false
	for {
		line, err := in.ReadString('\n')
		level, text := levelOf(strings.TrimRight(line, "\n"))
		if text != "" {
			log.Log(ctx, level, "postgres", slog.String("line", text))
		}
		if level >= slog.LevelWarn {
			o.said = append(o.said, text)
			o.said = o.said[max(0, len(o.said)-linesKept):]
		}
		if !told && strings.Contains(line, readyLine) {
			told = true
			close(o.ready)
		}
		if err != nil {
			return
		}
	}
}

// levelOf reads PostgreSQL's severity. Its LOG is chatter; what has no severity is of the system.
func levelOf(line string) (slog.Level, string) {
	severity, text, found := strings.Cut(line, ":  ")
	switch {
	case line == "":
		return slog.LevelDebug, ""
	case !found:
		return slog.LevelWarn, line
	case severity == "LOG" && !saysFull(text), severity == "HINT", severity == "DETAIL":
		return slog.LevelDebug, text
	case severity == "PANIC":
		return slog.LevelError, text
	case text == "the database system is starting up", text == "the database system is shutting down",
		text == "the database system is in recovery mode", text == "the database system is not yet accepting connections":
		return slog.LevelDebug, text // the answer to whoever asks at the wrong moment
	default:
		return slog.LevelWarn, text
	}
}

// close ends the reading once no process writes any more, or a moment later when one that we may
// not see and end still does, and gives the last complaints.
func (o *output) close() string {
	_ = o.write.Close() // our copy; the children have theirs
	select {
	case <-o.done:
	case <-time.After(time.Second):
	}
	_ = o.read.Close() // only read from
	<-o.done
	return strings.Join(o.said, "; ")
}

// linesKept is how many lines an error quotes.
const linesKept = 4

// lastLines keeps the end of what a program printed, on one line.
func lastLines(text string) string {
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
	return strings.Join(lines[max(0, len(lines)-linesKept):], "; ")
}
