package config

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Print writes the effective configuration as NAME=value lines, secrets as a mark only (X4).
func (c Config) Print(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, s := range settings() {
		fmt.Fprintf(out, "%s=%s\n", s.name, s.show(&c)) //nolint:errcheck // Flush tells
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("print configuration: %w", err)
	}
	return nil
}

// Describe writes every variable with its default and what it is for, for help and the README.
func Describe(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, s := range settings() {
		standard := ""
		if s.standard != "" {
			standard = " [" + s.standard + "]"
		}
		fmt.Fprintf(out, "%-30s %s%s\n", s.name, s.about, standard) //nolint:errcheck // Flush tells
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("describe configuration: %w", err)
	}
	return nil
}

// String keeps a stray %v of the configuration to what Print shows.
func (c Config) String() string {
	var text strings.Builder
	if err := c.Print(&text); err != nil {
		return "[configuration]"
	}
	return text.String()
}
