package data

import (
	"bytes"
	"io"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"digits/internal/hostile"
)

// FuzzFolder opens folders of four files, whatever they are called and hold.
func FuzzFolder(f *testing.F) {
	picture := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\b\x00\x00\x00\x00:~\x9bU" +
		"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82") // 1 x 1, as Pillow writes it
	images, labels := append(idxHeader(2, 2, 2), make([]byte, 8)...), append(idxHeader(2), 0, 1)
	f.Add("train-images-idx3-ubyte\ntrain-labels-idx1-ubyte\nt10k-images-idx3-ubyte\nt10k-labels-idx1-ubyte", images, labels, images, labels)
	f.Add("a/MNIST/raw/emnist-letters-train-images-idx3-ubyte.gz\nemnist-letters-train-labels-idx1-ubyte\nb\nc", gzipped(images), labels, images, labels)
	f.Add("0/0.png\n1/1.png\n0/2.png\n1/3.png", picture, picture, picture, picture)
	f.Add("train/cat/0.png\ntrain/dog/1.png\ntest/cat/2.png\ntest/dog/3.gif", picture, picture, picture, picture)
	f.Add("train.csv\ntest.csv\nsample_submission.csv\nval.csv", []byte("label,a\n1,2\n0,3\n"), []byte("a\n2\n"), []byte("ImageId,Label\n1,0\n"), []byte("a,label\n2,1\n"))
	f.Add("x_train.npy\ny_train.npy\nx_test.npy\ny_test.npy", npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (2, 1), ", 2), labels, images, labels)
	f.Fuzz(func(t *testing.T, names string, a, b, c, d []byte) {
		files, size := fstest.MapFS{}, 0
		list := strings.Split(names, "\n")
		for i, content := range [][]byte{a, b, c, d} {
			if i == len(list) {
				break
			}
			if name := path.Clean("/" + list[i])[1:]; name != "" {
				files[name] = &fstest.MapFile{Data: content}
				size += len(content)
			}
		}
		var source *Source
		err := hostile.Bounded(t, make([]byte, 300*size), func([]byte) (err error) {
			source, err = openFiles(files, Options{})
			return err
		})
		checkOpened(t, source, err)
	})
}

// FuzzZip opens zip files with whatever in them.
func FuzzZip(f *testing.F) {
	for _, name := range []string{"digit-recognizer.zip", "pictures.zip"} {
		file, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file[:min(len(file), 1<<16)])
	}
	f.Add(zipFile(f, map[string][]byte{"train.csv": []byte("label,a\n1,2\n0,3\n"), "test.csv": []byte("a\n2\n")}))
	f.Add(zipFile(f, map[string][]byte{"x/train-images.gz": gzipped(append(idxHeader(2, 1, 1), 1, 2)), "x/train-labels": append(idxHeader(2), 0, 1)}))
	f.Fuzz(func(t *testing.T, file []byte) {
		var source *Source
		err := hostile.Bounded(t, make([]byte, 600*len(file)), func([]byte) (err error) {
			zipped, err := newZipTree(stored{&tree{root: "folder", files: fstest.MapFS{"set.zip": {Data: file}}}, "set.zip"})
			if err != nil {
				return err
			}
			defer zipped.close()
			source, err = openFiles(zipped.files, Options{})
			return err
		})
		checkOpened(t, source, err)
	})
}

// FuzzRows reads streams of rows: all of them are whole, or an error of one line.
func FuzzRows(f *testing.F) {
	f.Add([]byte("a,b,label\n1,2,x\n3.5,\"4\",y\n"), true)
	f.Add([]byte("1;2\n3;4\n"), false)
	f.Add(gzipped([]byte("Id\tb\tc\n1\t2\t3\n")), false)
	f.Fuzz(func(t *testing.T, file []byte, numbers bool) {
		err := hostile.Bounded(t, nil, func([]byte) error {
			rows, err := NewRows(bytes.NewReader(file), RowForm{Height: 1, Width: 2, Numbers: numbers})
			for err == nil {
				var s *Set
				if s, err = rows.Next(3); err == nil && (s.Check() != nil || s.Len() < 1 || s.Len() > 3) {
					t.Errorf("%d rows, %v", s.Len(), s.Check())
				}
			}
			return err
		})
		if err != io.EOF && strings.Contains(err.Error(), "\n") {
			t.Errorf("error of several lines: %q", err)
		}
	})
}
