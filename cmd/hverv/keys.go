package main

import (
	"fmt"

	"hverv/internal/seal"
)

// keysCommand looks after the key file (X4). Servers read a changed file by themselves, so keys
// turn without a pause: with several nodes stage on the shared file, wait, then promote.
type keysCommand struct {
	List    keysListCommand    `cmd:"" help:"List the keys of each part; the first is in use."`
	Rotate  keysRotateCommand  `cmd:"" help:"Add a key to a part and use it from now on; older ones still open."`
	Stage   keysStageCommand   `cmd:"" help:"Add a key to a part without using it yet."`
	Promote keysPromoteCommand `cmd:"" help:"Use a staged key from now on."`
	Retire  keysRetireCommand  `cmd:"" help:"Take a key out, once nothing stored needs it."`
}

type keysListCommand struct{}

// Run implements the subcommand.
func (keysListCommand) Run(w world) error {
	keys, err := openKeys(w)
	if err != nil {
		return err
	}
	for _, part := range []seal.Part{seal.Sealing, seal.Indexing, seal.Signing} {
		w.say("%s %v", part, keys.KeyIDs(part))
	}
	return nil
}

type keysRotateCommand struct {
	Part seal.Part `arg:"" help:"sealing, indexing or signing"`
}

// Run implements the subcommand.
func (k keysRotateCommand) Run(w world) error {
	return withKeys(w, func(keys *seal.Keys) (uint32, error) { return keys.Rotate(k.Part) })
}

type keysStageCommand struct {
	Part seal.Part `arg:"" help:"sealing, indexing or signing"`
}

// Run implements the subcommand.
func (k keysStageCommand) Run(w world) error {
	return withKeys(w, func(keys *seal.Keys) (uint32, error) { return keys.Stage(k.Part) })
}

type keysPromoteCommand struct {
	Part seal.Part `arg:"" help:"sealing, indexing or signing"`
	ID   uint32    `arg:"" help:"the key's number"`
}

// Run implements the subcommand.
func (k keysPromoteCommand) Run(w world) error {
	return withKeys(w, func(keys *seal.Keys) (uint32, error) { return k.ID, keys.Promote(k.Part, k.ID) })
}

type keysRetireCommand struct {
	Part seal.Part `arg:"" help:"sealing, indexing or signing"`
	ID   uint32    `arg:"" help:"the key's number"`
}

// Run implements the subcommand.
func (k keysRetireCommand) Run(w world) error {
	return withKeys(w, func(keys *seal.Keys) (uint32, error) { return k.ID, keys.Retire(k.Part, k.ID) })
}

func withKeys(w world, do func(*seal.Keys) (uint32, error)) error {
	keys, err := openKeys(w)
	if err != nil {
		return err
	}
	id, err := do(keys)
	if err != nil {
		return err
	}
	w.say("%d", id)
	return nil
}

// openKeys reads the key file that the configuration names; it never makes one.
func openKeys(w world) (*seal.Keys, error) {
	cfg, err := w.load()
	if err != nil {
		return nil, fmt.Errorf("configuration:\n%w", err)
	}
	var kek seal.KEK
	if cfg.KEKFile != "" {
		if kek, err = seal.LocalKEK(cfg.KEKFile); err != nil {
			return nil, err
		}
	}
	return seal.Load(cfg.KeysFile, kek)
}
