package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"digits/data/picture"
	"digits/internal/whole"
)

// Bounds of what the folder of -keep may hold.
const (
	maxKept      = 10_000    // pictures
	maxKeptBytes = 512 << 20 // of all of them
)

// errFull says that the folder has as much as it may.
var errFull = errors.New("the folder of kept pictures is full")

// keeper keeps pictures with what somebody says is on them, in a folder for each
// digit, as cmd/evaluate's and cmd/train's -images take them. Their names are the
// sums of their bytes: a picture that is kept again, with another label, moves.
type keeper struct {
	folder string

	mu    sync.Mutex
	files int
	bytes int64
}

// newKeeper makes the folder if there is none and counts what it has.
func newKeeper(folder string) (*keeper, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("serve: -keep: cannot make folder %s: %w: name another", folder, err)
	}
	if err := whole.WritableFolder(folder); err != nil {
		return nil, fmt.Errorf("serve: -keep: %w", err)
	}
	if _, err := os.Lstat(filepath.Join(folder, "labels.csv")); err == nil {
		return nil, fmt.Errorf("serve: -keep: %s has a labels.csv, by which other pictures do not count: name another folder", folder)
	}
	k := &keeper{folder: folder}
	err := filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			k.files, k.bytes = k.files+1, k.bytes+info.Size()
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("serve: -keep: %w", err)
	}
	return k, nil
}

// put keeps a picture's file, whole or not at all, and returns its name in the
// folder.
func (k *keeper) put(file []byte, label int) (name string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	sum := sha256.Sum256(file)
	base := hex.EncodeToString(sum[:16]) + ending(file)
	path := func(label int) string { return filepath.Join(k.folder, strconv.Itoa(label), base) }
	name = strconv.Itoa(label) + "/" + base
	if err := os.MkdirAll(filepath.Dir(path(label)), 0o755); err != nil {
		return "", err
	}
	for other := range classes {
		if _, err := os.Lstat(path(other)); err == nil {
			return name, os.Rename(path(other), path(label))
		}
	}
	if k.files >= maxKept || k.bytes+int64(len(file)) > maxKeptBytes {
		return "", errFull
	}
	if err := whole.WriteFile(path(label), file); err != nil {
		return "", err
	}
	k.files, k.bytes = k.files+1, k.bytes+int64(len(file))
	return name, nil
}

// ending is that of the file's format: one of those that picture reads.
func ending(file []byte) string {
	switch http.DetectContentType(file) {
	case "image/png":
		return ".png"
	case "image/jpeg":
		return ".jpg"
	case "image/gif":
		return ".gif"
	case "image/bmp":
		return ".bmp"
	case "image/webp":
		return ".webp"
	}
	return ".tif"
}

// kept is the answer to a picture that was kept.
type kept struct {
	Kept  string `json:"kept"` // its name in the folder
	Label int    `json:"label"`
}

// keepPicture keeps the picture that is the request's body, if it can be read.
func (h *handler) keepPicture(w http.ResponseWriter, r *http.Request) {
	if h.keep == nil {
		refuse(w, http.StatusNotFound, "no picture is kept: start the program with -keep FOLDER")
		return
	}
	text := r.URL.Query().Get("label")
	if len(text) != 1 || text[0] < '0' || text[0] > '9' {
		refuse(w, http.StatusBadRequest, fmt.Sprintf("got label %.20q, want the digit on the picture, as in /api/keep?label=7", text))
		return
	}
	label := int(text[0] - '0')
	h.work(w, r, func(ctx context.Context, file []byte) (any, error) {
		g, err := picture.DecodeFile(ctx, file, 0)
		if err != nil {
			return nil, err
		}
		if _, err := picture.Read(g); err != nil {
			return nil, err
		}
		name, err := h.keep.put(file, label)
		return kept{name, label}, err
	})
}
