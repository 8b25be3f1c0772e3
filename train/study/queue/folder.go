package queue

import (
	"fmt"
	"path/filepath"
	"strings"

	"digits/internal/whole"
)

// What a server has in a study's folder.
const (
	storeFolder = "jetstream"
	addressFile = "address" // the URL at which its server listens, or did last
	logFile     = "nats.log"
)

// Address returns the URL at which the server of a study's folder listens, or
// listened last.
func Address(folder string) (string, error) {
	text, err := whole.ReadFile(filepath.Join(folder, addressFile), maxSettings)
	if err != nil {
		return "", fmt.Errorf("queue: no study with a server of its own has run in %s: %w", folder, err)
	}
	return strings.TrimSpace(string(text)), nil
}

func writeAddress(folder, url string) error {
	return whole.WriteFile(filepath.Join(folder, addressFile), []byte(url+"\n"))
}
