package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

const prefix = "HVERV_"

// fileVariable may name the file in the environment instead of on the command line.
const fileVariable = "HVERV_CONFIG_FILE"

// testPrefix marks variables of our tests; they configure nothing.
const testPrefix = "HVERV_TEST_"

// Load reads the file, if one is named, and then the environment, which wins. Every fault of both
// is in the error, each with the variable's name. A flag of the command line is given as one more
// entry at the end of environ.
func Load(environ []string, file string) (Config, error) {
	given := fromEnviron(environ)
	if file == "" {
		file = given[fileVariable]
	}
	delete(given, fileVariable)
	var faults []error
	values := map[string]string{}
	if file != "" {
		raw, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		if err != nil {
			return Config{}, fmt.Errorf("%s: %w", fileVariable, err)
		}
		values, faults = parseFile(file, string(raw))
	}
	maps.Copy(values, given)
	c, more := read(values)
	if err := errors.Join(append(faults, more...)...); err != nil {
		return Config{}, err
	}
	return c, nil
}

func fromEnviron(environ []string) map[string]string {
	values := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, prefix) && !strings.HasPrefix(name, testPrefix) {
			values[name] = value
		}
	}
	return values
}

// parseFile reads NAME=value lines; # begins a comment line, and quotes around a value are taken off.
func parseFile(file, text string) (values map[string]string, faults []error) {
	values = map[string]string{}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name = strings.TrimSpace(name)
		_, twice := values[name]
		switch {
		case !ok || !strings.HasPrefix(name, prefix):
			faults = append(faults, fmt.Errorf("%s line %d: want %sNAME=value", file, i+1, prefix))
		case twice:
			faults = append(faults, fmt.Errorf("%s line %d: %s is given twice", file, i+1, name))
		default:
			values[name] = unquote(strings.TrimSpace(value))
		}
	}
	return values, faults
}

func unquote(value string) string {
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		return value[1 : n-1]
	}
	return value
}

// read applies the table of settings, then the rules between them.
func read(values map[string]string) (Config, []error) {
	var c Config
	var faults []error
	for _, s := range settings() {
		value, given := values[s.name]
		delete(values, s.name)
		if !given || value == "" { // empty means default, as compose files write it
			value = s.standard
		}
		if err := s.set(&c, strings.TrimSpace(value)); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", s.name, err))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		faults = append(faults, unknown(name))
	}
	return c, append(faults, together(&c)...)
}

// unknown refuses what nobody reads: a misspelt name would else be a silent default.
func unknown(name string) error {
	for _, s := range settings() {
		if s.name == name+"_FILE" {
			return fmt.Errorf("%s: secrets are read from files; set %s", name, s.name)
		}
	}
	return fmt.Errorf("%s: no such setting", name)
}
