package queue

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"digits/internal/whole"
)

// Context reads a context of NATS' own tools, NAME.json in nats/context of the
// user's configuration folder, which `nats context add` writes.
func Context(name string) (a Access, err error) {
	folder, err := contexts()
	if err != nil {
		return a, fmt.Errorf("queue: context %s: %w", name, err)
	}
	if name != filepath.Base(name) {
		return a, fmt.Errorf("queue: %w: context: got %.100q, want the name of one in %s", ErrAccess, name, folder)
	}
	path := filepath.Join(folder, name+".json")
	text, err := whole.ReadFile(path, maxSettings)
	if err != nil {
		return a, fmt.Errorf("queue: %w: context %s: %w: there are %s", ErrAccess, name, err, known(folder))
	}
	var more struct { // what would be needed to connect, and is not done here
		NSC   string `json:"nsc"`
		Proxy string `json:"socks_proxy"`
		JWT   string `json:"user_jwt"`
	}
	for _, into := range []any{&a, &more} {
		if err := json.Unmarshal(text, into); err != nil {
			return a, fmt.Errorf("queue: %w: context %s: %s: %w", ErrAccess, name, path, err)
		}
	}
	if more.NSC != "" || more.Proxy != "" || more.JWT != "" {
		return a, fmt.Errorf("queue: %w: context %s has nsc, socks_proxy or user_jwt, which are not supported: use creds", ErrAccess, name)
	}
	for _, path := range []*string{&a.Creds, &a.NKey, &a.TLSCert, &a.TLSKey, &a.TLSCA} {
		*path = home(*path)
	}
	return a, nil
}

// contexts is the folder in which NATS' tools keep contexts (ADR-21 of NATS'
// architecture and design).
func contexts() (string, error) {
	if folder := os.Getenv("XDG_CONFIG_HOME"); folder != "" {
		return filepath.Join(folder, "nats", "context"), nil
	}
	folder, err := os.UserHomeDir()
	return filepath.Join(folder, ".config", "nats", "context"), err
}

// home replaces a leading ~ by the user's folder.
func home(path string) string {
	if folder, err := os.UserHomeDir(); err == nil && strings.HasPrefix(path, "~/") {
		return filepath.Join(folder, path[2:])
	}
	return path
}

func known(folder string) string {
	files, _ := filepath.Glob(filepath.Join(folder, "*.json"))
	if len(files) == 0 {
		return "none in " + folder
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(f), ".json"))
	}
	return strings.Join(names, ", ")
}
