package data

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"digits/internal/whole"
)

// ErrMissing is wrapped by MNIST's error if a folder or a file is not there.
var ErrMissing = errors.New("missing data set")

// maxFile is the size of the largest part, with some room for what gzip adds to
// values that it cannot pack.
const maxFile = maxValues + maxValues/1024

const sumPiece = 64 << 10 // 40 µs

// part is one of the four files that make a data set.
type part int

const (
	trainImages part = iota
	trainLabels
	testImages
	testLabels
	parts
)

// partNames are MNIST's own.
var partNames = [parts]string{
	"train-images-idx3-ubyte",
	"train-labels-idx1-ubyte",
	"t10k-images-idx3-ubyte",
	"t10k-labels-idx1-ubyte",
}

// spellings are the names under which a part is found: MNIST's own, the one
// that some unpackers make of it, and both gzipped.
func (p part) spellings() []string {
	dashed := partNames[p]
	dotted := strings.Replace(dashed, "-idx", ".idx", 1)
	return []string{dashed, dotted, dashed + ".gz", dotted + ".gz"}
}

// file is a part that was read: its content, and the SHA-256 of its bytes as
// they lie on the disk, in hexadecimal.
type file struct {
	*Array
	path string
	sum  string
}

// readFolder reads the four parts that lie in a folder, side by side.
func readFolder(dir string) (files [parts]*file, err error) {
	paths, err := findParts(dir)
	if err != nil {
		return files, err
	}
	var failures [parts]error
	var reading sync.WaitGroup
	for p, path := range paths {
		reading.Go(func() { files[p], failures[p] = readFile(path) })
	}
	reading.Wait()
	for _, err := range failures {
		if err != nil {
			return files, err
		}
	}
	return files, nil
}

func findParts(dir string) (paths [parts]string, err error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return paths, fmt.Errorf("%w: %s is not a folder", ErrMissing, dir)
	}
	var missing []string
	for p := range parts {
		if paths[p] = findPart(dir, p); paths[p] == "" {
			missing = append(missing, partNames[p])
		}
	}
	if len(missing) > 0 {
		return paths, fmt.Errorf("%w: %s has no %s, plain or .gz", ErrMissing, dir, strings.Join(missing, ", "))
	}
	return paths, nil
}

func findPart(dir string, p part) string {
	for _, name := range p.spellings() {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

func readFile(path string) (*file, error) {
	packed, err := whole.ReadFile(path, maxFile)
	if errors.Is(err, whole.ErrTooLarge) {
		err = fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	if err != nil {
		return nil, err
	}
	sum := summing(packed)
	array, err := parseArray(packed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &file{Array: array, path: path, sum: sum()}, nil
}

// summing starts to sum, and returns what waits for the sum.
func summing(content []byte) func() string {
	sum := make(chan string, 1)
	go func() { sum <- hexSum(content) }()
	return sync.OnceValue(func() string { return <-sum })
}

// hexSum returns the SHA-256 in hexadecimal. It takes a piece at a time, because
// the sum of one cannot be interrupted and keeps a garbage collection waiting.
func hexSum(content []byte) string {
	sum := sha256.New()
	for piece := range slices.Chunk(content, sumPiece) {
		sum.Write(piece)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
