package queue

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A store whose consumer cannot be read is said in a line that names the remedy, which
// works.
func TestDamagedStore(t *testing.T) {
	folder, s := t.TempDir(), quick("damaged", 3)
	server := serve(t, folder)
	c := dial(t, server)
	q := open(t, c, s, Options{})
	q.Close()
	c.Close()
	server.Close()
	damaged := 0
	err := filepath.WalkDir(filepath.Join(folder, "jetstream"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Base(path) == "o.dat" {
			damaged++
			err = os.WriteFile(path, []byte(strings.Repeat("damaged", 9)), 0o600)
		}
		return err
	})
	if err != nil || damaged == 0 {
		t.Fatalf("%d files damaged, %v", damaged, err)
	}
	server = serve(t, folder)
	c = dial(t, server)
	want := "its store is damaged (nats: API error: code=500 err_code=10012 description=error creating store for consumer): remove " + filepath.Join(folder, "jetstream") + ", and give"
	if _, err := c.Open(context.Background(), s, Options{}); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Fatalf("got %v, want one line with %q", err, want)
	}
	c.Close()
	server.Close()
	if err := os.RemoveAll(filepath.Join(folder, "jetstream")); err != nil {
		t.Fatal(err)
	}
	open(t, dial(t, serve(t, folder)), s, Options{})
}
