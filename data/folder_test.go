package data

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenReadsAFolder(t *testing.T) {
	for _, test := range []struct {
		name  string
		files func(f fixture) map[string][]byte
	}{
		{"dashed, gzipped", func(f fixture) map[string][]byte {
			return map[string][]byte{
				"train-images-idx3-ubyte.gz": gzipped(f[0]), "train-labels-idx1-ubyte.gz": gzipped(f[1]),
				"t10k-images-idx3-ubyte.gz": gzipped(f[2]), "t10k-labels-idx1-ubyte.gz": gzipped(f[3]),
			}
		}},
		{"dotted, plain", func(f fixture) map[string][]byte {
			return map[string][]byte{
				"train-images.idx3-ubyte": f[0], "train-labels.idx1-ubyte": f[1],
				"t10k-images.idx3-ubyte": f[2], "t10k-labels.idx1-ubyte": f[3],
			}
		}},
		{"mixed, names that lie about gzip", func(f fixture) map[string][]byte {
			return map[string][]byte{
				"train-images-idx3-ubyte": gzipped(f[0]), "train-labels.idx1-ubyte.gz": f[1],
				"t10k-images.idx3-ubyte.gz": gzipped(f[2]), "t10k-labels-idx1-ubyte": f[3],
			}
		}},
		{"folders of the files' names", func(f fixture) map[string][]byte {
			return map[string][]byte{
				"train-images-idx3-ubyte/x": nil, "train-images.idx3-ubyte": f[0],
				"train-labels-idx1-ubyte": f[1], "t10k-images-idx3-ubyte": f[2], "t10k-labels-idx1-ubyte": f[3],
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "kuzushiji")
			for name, content := range test.files(newFixture()) {
				writeFile(t, filepath.Join(dir, name), content)
			}
			source, err := Open(dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			isFixture(t, source, "kuzushiji", dir)
		})
	}
}

func TestOpenNamesTheCurrentFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kuzushiji")
	newFixture().writeGzip(t, dir)
	t.Chdir(dir)
	source, err := Open(".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "kuzushiji", ".")
}

func TestOpenRefusesAFolder(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(f *fixture)
		kind  error
		file  part // named in the error
		says  string
	}{
		{"truncated", func(f *fixture) { f[trainImages] = f[trainImages][:20] }, ErrTruncated, trainImages, "promises 12 numbers, got 4"},
		{"padded", func(f *fixture) { f[testImages] = append(f[testImages], 0) }, ErrTrailing, testImages, "right file"},
		{"images for labels", func(f *fixture) { f[trainLabels] = f[trainImages] }, ErrSet, trainLabels, "[3 2 2], and row 1 is not one-hot"},
		{"labels for images", func(f *fixture) { f[testImages] = f[testLabels] }, ErrSet, testImages, "[2]"},
		{"no examples", func(f *fixture) { f[trainImages] = idxHeader(0, 28, 28) }, ErrSet, trainImages, "[0 28 28]"},
		{"no pixels", func(f *fixture) { f[trainImages] = idxHeader(3, 0, 28) }, ErrSet, trainImages, "[3 0 28]"},
		{
			"test labels for training", func(f *fixture) { f[trainLabels] = f[testLabels] },
			ErrSet, trainLabels, "labels of shape [2] for the 3 images",
		},
		{
			"test images of another size", func(f *fixture) { f[testImages] = append(idxHeader(2, 1, 4), make([]byte, 8)...) },
			ErrSet, testImages, "examples are 1 x 4, want 2 x 2",
		},
	} {
		dir := t.TempDir()
		f := newFixture()
		test.spoil(&f)
		f.writeGzip(t, dir)
		_, err := Open(dir, Options{})
		if !errors.Is(err, test.kind) {
			t.Errorf("%s: got error %v, want %v", test.name, err, test.kind)
			continue
		}
		for _, want := range []string{"data: ", filepath.Join(dir, partNames[test.file]), test.says} {
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: got %q, want one line with %q", test.name, err, want)
			}
		}
	}
}

func TestOpenSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	f := newFixture()
	writeFile(t, filepath.Join(dir, "train-images-idx3-ubyte"), f[trainImages])
	writeFile(t, filepath.Join(dir, "t10k-images.idx3-ubyte.gz"), gzipped(f[testImages]))
	writeFile(t, filepath.Join(dir, "other", "README"), []byte("Nothing here.\n"))
	for path, says := range map[string]string{
		dir:                             dir + " has no training labels",
		filepath.Join(dir, "elsewhere"): "there is no file or folder " + filepath.Join(dir, "elsewhere"),
		filepath.Join(dir, "train-images-idx3-ubyte"): "has no training labels",
		filepath.Join(dir, "other"):                   "found README (text); want IDX files as MNIST's",
	} {
		_, err := Open(path, Options{})
		if !errors.Is(err, ErrMissing) || !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%s: got error %v, want ErrMissing and %q", path, err, says)
		}
	}
}
