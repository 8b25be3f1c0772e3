package data

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// fixture is a small data set's four files, plain, as IDX.
type fixture [parts][]byte

// newFixture has three training and two test images of 2x2 pixels, labelled
// 0, 2, 1 and 2, 0.
func newFixture() fixture {
	return fixture{
		trainImages: append(idxHeader(3, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
		trainLabels: append(idxHeader(3), 0, 2, 1),
		testImages:  append(idxHeader(2, 2, 2), 13, 14, 15, 16, 17, 18, 19, 20),
		testLabels:  append(idxHeader(2), 2, 0),
	}
}

// sums are what a search must know for the fixture to be its MNIST.
func (f fixture) sums() (sums [parts]checksum) {
	for p, content := range f {
		sums[p] = checksum{gzipped: hexSum(gzipped(content)), plain: hexSum(content)}
	}
	return sums
}

// writeGzip puts the four files into dir as they are downloaded.
func (f fixture) writeGzip(t testing.TB, dir string) {
	t.Helper()
	for p, content := range f {
		writeFile(t, filepath.Join(dir, partNames[p]+".gz"), gzipped(content))
	}
}

func writeFile(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// isFixture complains unless a source is newFixture's content.
func isFixture(t testing.TB, source *Source, name, from string) {
	t.Helper()
	train, test := source.Train, source.Test
	if train.Name != name || test.Name != name || source.From != from {
		t.Errorf("got %q and %q from %q, want %q from %q", train.Name, test.Name, source.From, name, from)
	}
	for _, s := range []*Set{train, test} {
		if err := s.Check(); err != nil || s.Height != 2 || s.Width != 2 || s.Classes != 3 {
			t.Errorf("got %d x %d pixels, %d classes, want 2 x 2, 3; Check says %v", s.Height, s.Width, s.Classes, err)
		}
	}
	if !bytes.Equal(train.Labels, []byte{0, 2, 1}) || !bytes.Equal(test.Labels, []byte{2, 0}) {
		t.Errorf("labels are %v and %v", train.Labels, test.Labels)
	}
	if !bytes.Equal(train.Image(2), []byte{9, 10, 11, 12}) || !bytes.Equal(test.Image(1), []byte{17, 18, 19, 20}) {
		t.Errorf("last images are %v and %v", train.Image(2), test.Image(1))
	}
}
