package data

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"digits/internal/hostile"
)

// openBytes is Open of a folder with a single file.
func openBytes(name string, content []byte, o Options) (*Source, error) {
	return openFiles(fstest.MapFS{name: {Data: content}}, o)
}

// openFiles is Open of a folder.
func openFiles(files fs.FS, o Options) (*Source, error) {
	t := &tree{root: "folder", files: files}
	if err := t.list(); err != nil {
		return nil, err
	}
	p := t.explore()
	defer p.close()
	c, err := p.choose("folder")
	if err != nil {
		return nil, err
	}
	r := &reading{Options: o, found: c}
	train, test, err := c.read(r)
	if err != nil {
		return nil, err
	}
	return r.source(train, test)
}

// square is a CSV file of 6 x 6 images, labels first, with a cell changed.
func square(rows int, change map[[2]int]string) string {
	var b strings.Builder
	for i := range rows {
		for j := range 37 {
			cell := fmt.Sprint((i + 7*j) % 200)
			if j == 0 {
				cell = fmt.Sprint(i % 2)
			}
			if other, ok := change[[2]int{i + 1, j + 1}]; ok {
				cell = other
			}
			b.WriteString(cell)
			if j < 36 {
				b.WriteByte(',')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestCSVRefuses(t *testing.T) {
	const many = 1200 // more than the sample
	for _, test := range []struct {
		name, file string
		kind       error
		says       string
	}{
		{"empty", "", ErrMissing, "an empty one"},
		{"heading alone", "a,b,label\n", ErrForm, "no rows"},
		{"half a pixel", square(many, map[[2]int]string{{1111, 5}: "255.5"}), ErrForm, `line 1111: column 5: wrong form: "255.5" is no pixel`},
		{"negative", square(many, map[[2]int]string{{1111, 5}: "-1"}), ErrForm, `line 1111: column 5: wrong form: "-1" is no pixel`},
		{"large", square(many, map[[2]int]string{{1111, 5}: "256"}), ErrForm, "line 1111: column 5"},
		{"ragged, short", square(many, nil) + "1,2,3\n", ErrForm, "line 1201: wrong form: it has 3 columns, want 37"},
		{"ragged, long", "a,label\n1,2\n1,2,3\n", ErrForm, "line 3: wrong form: it has more columns than the 2"},
		{"missing", "a,b,label\n1,2,x\n\n1,,y\n", ErrForm, `line 4: column 2 (b): wrong form: no value ("")`},
		{"NaN", "a,b,label\n1,2,x\n1,NaN,y\n", ErrForm, `line 3: column 2 (b): wrong form: no value ("NaN")`},
		{"no label", "a,b,label\n1,2,x\n1,3,\n", ErrForm, `line 3: column 3 (label): wrong form: no value`},
		{"infinite", "a,b,label\n1,2,x\n1,1e99,y\n", ErrForm, `column 2 (b) has text, such as "1e99"`},
		{"late text", "a,b,label\n" + strings.Repeat("1,2,x\n", many) + "1,c,y\n", ErrForm, "line 1202: column 2 (b): wrong form: got \"c\", want a number"},
		{"text", "a,b,label\n1,c,x\n1,d,y\n", ErrForm, `column 2 (b) has text, such as "c"`},
		{"decimal commas", "a;b;label\n1;0,5;x\n1;1,5;y\n", ErrForm, `column 2 (b) has text, such as "0,5": want numbers in all columns but the label's: write 0.5, not 0,5`},
		{"open quote", "a,b,label\n1,2,x\n1,\"2,y\n3,4,x\n", ErrForm, "line 3: column 2: wrong form: a quote that does not end"},
		{"behind a quote", "a,b,label\n1,2,x\n1,\"2\"3,y\n", ErrForm, "line 3: column 2"},
		{"no label column", "a,b,c\n1,2,3\n2,3,4\n", ErrLabel, "name it: there are a, b, c"},
		{"label is a fraction", "a,label\n1,0.5\n", ErrSet, `line 2: column 2 (label): inconsistent data set: label "0.5" is no class`},
		{"label alone", "label\n1\n2\n", ErrForm, "no column but the one to be predicted"},
		{"one row", "a,label\n1,2\n", ErrSet, "want 1 to 0"},
		{"a line of 3 MB", "a,label\n" + strings.Repeat("1", 3<<20), ErrTooLarge, "line 2: too large: it is longer than 2 MB"},
		{"many columns", strings.Repeat("1,", 1<<17) + "1\n", ErrTooLarge, "more than 65536 columns"},
	} {
		err := hostile.Refused(t, []byte(test.file), func(file []byte) error {
			_, err := openBytes("set.csv", file, Options{})
			return err
		})
		if !errors.Is(err, test.kind) || !strings.Contains(fmt.Sprint(err), test.says) || strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%s: got error %v, want %q", test.name, err, test.says)
		}
	}
}

// What takes no room packed is not unpacked without bound.
func TestBombs(t *testing.T) {
	images := func(n uint32) []byte { return append(idxHeader(n, 28, 28), make([]byte, 1<<20)...) }
	var rows bytes.Buffer
	w := gzip.NewWriter(&rows)
	for range 72 {
		w.Write(bytes.Repeat([]byte("1,2\n"), 1<<18))
	}
	w.Close()
	npy := npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (1000000, 1000), ", 1<<20)
	for name, file := range map[string][]byte{
		"train-images-idx3-ubyte.gz": gzipped(images(1_300_000)),
		"train-images.gz":            gzipped(images(2_200_000)), // 1.7 GB
		"train-images-idx3-ubyte":    images(1_000_000),          // plain, and not there
		"set.csv.gz":                 rows.Bytes(),
		"set.npz":                    zipFile(t, map[string][]byte{"x_train.npy": npy, "y_train.npy": npy}),
	} {
		tree := &tree{root: "folder", files: fstest.MapFS{name: {Data: file}, strings.Replace(name, "images", "labels", 1): {Data: idxHeader(0)}}}
		if !strings.Contains(name, "images") {
			tree.files = fstest.MapFS{name: {Data: file}}
		}
		if err := tree.list(); err != nil {
			t.Fatal(err)
		}
		err := hostile.Refused(t, file, func([]byte) error {
			p := tree.explore()
			c, err := p.choose("folder")
			if err == nil {
				_, _, err = c.read(&reading{found: c})
			}
			return err
		})
		if want := ErrTooLarge; !errors.Is(err, want) && name != "train-images-idx3-ubyte" {
			t.Errorf("%s: got error %v, want %v", name, err, want)
		}
	}
}

func npyFile(header string, zeros int) []byte {
	header = "{" + header + "}\n"
	file := append([]byte(npyMagic+"\x01\x00"), binary.LittleEndian.AppendUint16(nil, uint16(len(header)))...)
	return append(append(file, header...), make([]byte, zeros)...)
}

func zipFile(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Headers that lie, and arrays that are none of numbers.
func TestNPYRefuses(t *testing.T) {
	good := npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (2,), ", 2)
	for name, test := range map[string]struct {
		x    []byte
		says string
	}{
		"short":        {npyFile("'descr': '<f4', 'fortran_order': False, 'shape': (2, 6), ", 47), "promises 12 numbers, got 11"},
		"long":         {npyFile("'descr': '<f4', 'fortran_order': False, 'shape': (2, 6), ", 49), "after the end"},
		"huge":         {npyFile("'descr': '<f8', 'fortran_order': False, 'shape': (2, 600000000), ", 0), "too large"},
		"overflow":     {npyFile("'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 9223372036854775807), ", 0), "impossible dimension"},
		"beyond int":   {npyFile("'descr': '<f8', 'fortran_order': False, 'shape': (92233720368547758070, 2), ", 0), "in the shape"},
		"objects":      {npyFile("'descr': '|O', 'fortran_order': False, 'shape': (2,), ", 9), "pickle"},
		"records":      {npyFile("'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), ", 8), "plain numbers"},
		"complex":      {npyFile("'descr': '<c8', 'fortran_order': False, 'shape': (2, 1), ", 16), `type`},
		"no shape":     {npyFile("'descr': '<f4', 'fortran_order': False, ", 8), "shape"},
		"a number":     {npyFile("'descr': '<f4', 'fortran_order': False, 'shape': (), ", 4), "single number"},
		"rank 9":       {npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), ", 1), "dimension"},
		"header cut":   {[]byte(npyMagic + "\x01\x00\xff\x00{"), "truncated in its header"},
		"long header":  {[]byte(npyMagic + "\x02\x00\xff\xff\xff\x7f{"), "header of"},
		"not finite":   {npyFile("'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), ", 4)[:0], "begins with"},
		"one of three": {npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (3, 1), ", 3), "labels of shape [2] for the 3 images"},
	} {
		if name == "not finite" {
			test.x = append(npyFile("'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), ", 4), 0, 0, 0x80, 0x7f)
			test.says = "number 2 is +Inf"
		}
		file := zipFile(t, map[string][]byte{"x_train.npy": test.x, "y_train.npy": good})
		err := hostile.Refused(t, file, func(file []byte) error {
			_, err := openBytes("set.npz", file, Options{})
			return err
		})
		if !strings.Contains(fmt.Sprint(err), test.says) || strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%s: got error %v, want %q", name, err, test.says)
		}
	}
}

// Numbers of all types, as numpy's documentation of its types has them.
func TestElements(t *testing.T) {
	little, big := binary.LittleEndian, binary.BigEndian
	for _, test := range []struct {
		element element
		bytes   string
		want    float64
	}{
		{element{'u', 1, little}, "\xff", 255},
		{element{'i', 1, little}, "\xff", -1},
		{element{'u', 2, big}, "\x01\x02", 258},
		{element{'i', 2, little}, "\x00\x80", -32768},
		{element{'i', 4, big}, "\xff\xff\xff\xfe", -2},
		{element{'u', 8, little}, "\x00\x00\x00\x00\x00\x00\x00\x80", 1 << 63},
		{element{'i', 8, little}, "\xff\xff\xff\xff\xff\xff\xff\xff", -1},
		{element{'f', 2, little}, "\x00\x3c", 1},
		{element{'f', 2, little}, "\x00\xc0", -2},
		{element{'f', 2, little}, "\x01\x00", 1.0 / (1 << 24)}, // the least above 0
		{element{'f', 2, big}, "\x7b\xff", 65504},              // the largest
		{element{'f', 4, big}, "\x3f\x80\x00\x00", 1},
		{element{'f', 8, little}, "\x00\x00\x00\x00\x00\x00\xe0\x3f", 0.5},
	} {
		if got := test.element.value([]byte(test.bytes)); got != test.want || !test.element.known() {
			t.Errorf("%v of % x: got %v, want %v", test.element, test.bytes, got, test.want)
		}
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b,label\n1,2,x\n3.5,\"4\",y\n"), "", false)
	f.Add([]byte("1;2\n3;4\n"), "-1", true)
	f.Add([]byte(square(5, nil)), "", false)
	f.Add([]byte(",0,1,2\n0,7,8,9\n1,7,8,9\n"), "2", false)
	f.Add([]byte("# x y\n1 2\n3 4\n"), "y", true)
	f.Fuzz(func(t *testing.T, file []byte, label string, regression bool) {
		var source *Source
		err := hostile.Bounded(t, bytes.Repeat(file, 4), func([]byte) (err error) {
			source, err = openBytes("set.csv", file, Options{Label: label, Regression: regression})
			return err
		})
		checkOpened(t, source, err)
	})
}

// checkOpened complains unless there is a sound source, or an error of a line.
func checkOpened(t *testing.T, source *Source, err error) {
	if err != nil {
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("error of several lines: %q", err)
		}
		return
	}
	for _, s := range []*Set{source.Train, source.Test} {
		if err := s.Check(); err != nil || s.Len() == 0 {
			t.Errorf("%d examples, %v", s.Len(), err)
		}
	}
}

func FuzzNPZ(f *testing.F) {
	y := npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (2,), ", 2)
	for _, x := range []string{"'descr': '<f4', 'fortran_order': True, 'shape': (2, 6), ", "'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4), "} {
		f.Add(zipFile(f, map[string][]byte{"x.npy": npyFile(x, 48)[:len(x)+60], "y.npy": y}))
	}
	f.Add(zipFile(f, map[string][]byte{"arr_0.npy": npyFile("'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), ", 48), "arr_1.npy": y}))
	f.Fuzz(func(t *testing.T, file []byte) {
		var source *Source
		err := hostile.Bounded(t, bytes.Repeat(file, 200), func([]byte) (err error) {
			source, err = openBytes("set.npz", file, Options{})
			return err
		})
		checkOpened(t, source, err)
	})
}

// Unpacked through the archive's reader, an .npy is fuzzed without its checksum.
func FuzzNPY(f *testing.F) {
	f.Add(npyFile("'descr': '<f4', 'fortran_order': True, 'shape': (2, 6), ", 48))
	f.Add(npyFile("'descr': '<U2', 'fortran_order': False, 'shape': (3,), ", 24))
	f.Fuzz(func(t *testing.T, file []byte) {
		at := stored{&tree{root: "folder", files: fstest.MapFS{"x.npy": {Data: file}}}, "x.npy"}
		_ = hostile.Bounded(t, bytes.Repeat(file, 8), func([]byte) error {
			a, err := readNPY(at, true)
			if err == nil && len(a.bytes)+len(a.floats)+len(a.texts) != a.len()*a.width() {
				t.Errorf("%d numbers of shape %v", len(a.bytes)+len(a.floats)+len(a.texts), a.shape)
			}
			return err
		})
	})
}
