package data

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// All that interop/datasets.py wrote of the same 30 and 12 images of MNIST.
func TestOpenGivesOneSet(t *testing.T) {
	want := opened(t, "testdata/idx", Options{})
	genuine := mnist(t)
	if got, want := SHA256(want.Train, want.Test), SHA256(genuine.Train.Slice(0, 30), genuine.Test.Slice(0, 12)); got != want {
		t.Errorf("IDX: SHA-256 %s, want that of MNIST's first images, %s", got, want)
	}
	for path, o := range map[string]Options{
		"testdata/qmnist":                         {},
		"testdata/mnist.npz":                      {},
		"testdata/scaled.npz":                     {},
		"testdata/npy":                            {},
		"testdata/npy/X_train.npy":                {},
		"testdata/csv":                            {},
		"testdata/csv/mnist":                      {},
		"testdata/last":                           {},
		"testdata/last/train.csv.zip":             {Label: "label", Test: Split{Count: 5}},
		"testdata/pictures.zip":                   {},
		"testdata/pictures.zip/mnist_png":         {},
		"testdata/idx/train-labels-idx1-ubyte.gz": {},
	} {
		got := opened(t, path, o)
		if o.Test.Count > 0 {
			if n := got.Train.Len(); n != 25 || got.Test.Len() != 5 {
				t.Errorf("%s: %d and %d examples, want 25 and 5", path, n, got.Test.Len())
			}
			continue
		}
		if SHA256(got.Train) != SHA256(want.Train) || SHA256(got.Test) != SHA256(want.Test) {
			t.Errorf("%s: another set: %q", path, got.Notes)
		}
	}
}

func opened(t testing.TB, path string, o Options) *Source {
	t.Helper()
	source, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*Set{source.Train, source.Test} {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
	}
	return source
}

// Where people have the four files, by their own names or by others.
func TestOpenFindsIDX(t *testing.T) {
	f := newFixture()
	names := func(change func(name string) string) (files [parts]string) {
		for p, name := range partNames {
			files[p] = change(name)
		}
		return files
	}
	for name, files := range map[string][parts]string{
		"torchvision": names(func(n string) string { return "MNIST/raw/" + n }),
		"nested":      names(func(n string) string { return n + "/" + strings.Replace(n, "-idx", ".idx", 1) }),
		"EMNIST":      names(func(n string) string { return "EMNIST/raw/emnist-letters-" + strings.Replace(n, "t10k", "test", 1) }),
		"capitals":    names(strings.ToUpper),
		"images only": names(func(n string) string { return n[:strings.Index(n, "-idx")] }),
	} {
		dir := filepath.Join(t.TempDir(), "set")
		for p, file := range files {
			writeFile(t, filepath.Join(dir, file), f[p])
			writeFile(t, filepath.Join(dir, file+".gz"), []byte("\x1f\x8bnot to be looked at"))
		}
		source := opened(t, dir, Options{})
		from := filepath.Join(dir, filepath.Dir(files[0]))
		called := "set"
		switch name {
		case "torchvision":
			called = "raw"
		case "EMNIST":
			called = "emnist-letters"
		case "nested":
			from = dir
		}
		isFixture(t, source, called, from)
	}
}

func TestOpenChoosesOrAsks(t *testing.T) {
	dir := t.TempDir()
	f := newFixture()
	f.writeGzip(t, filepath.Join(dir, "MNIST", "raw"))
	f.writeGzip(t, filepath.Join(dir, "FashionMNIST", "raw"))
	_, err := Open(dir, Options{})
	if !errors.Is(err, ErrSeveral) ||
		!strings.Contains(err.Error(), filepath.Join(dir, "FashionMNIST", "raw")+" (IDX)") {
		t.Errorf("two sets: %v", err)
	}
	f.writeGzip(t, dir) // nearer
	isFixture(t, opened(t, dir, Options{}), filepath.Base(dir), dir)

	for p, content := range f {
		writeFile(t, filepath.Join(dir, "raw", "emnist-letters-"+partNames[p]), content)
		writeFile(t, filepath.Join(dir, "raw", "emnist-digits-"+partNames[p]), content)
	}
	isFixture(t, opened(t, filepath.Join(dir, "raw", "emnist-digits"), Options{}), "emnist-digits", filepath.Join(dir, "raw"))
	if _, err = Open(filepath.Join(dir, "raw"), Options{}); !errors.Is(err, ErrSeveral) || !strings.Contains(err.Error(), "emnist-letters (IDX)") {
		t.Errorf("two beginnings: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "one.png"), []byte("\x89PNG"))
	for path, says := range map[string]string{
		"testdata/mnist.pkl.gz":             "a pickle may run any code",
		"testdata/object.npz":               "Python objects",
		"testdata/grey.npy":                 "alone is no data set",
		filepath.Join(dir, "one.png"):       "one picture",
		"/dev/zero":                         "neither a file nor a folder",
		"testdata/digit-recognizer.zip/x":   "digit-recognizer.zip/x",
		"testdata/idx/train":                "no file or folder",
		filepath.Join(dir, "..", "nowhere"): "no file or folder",
	} {
		_, err := Open(path, Options{})
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got error %v, want one line with %q", path, err, says)
		}
	}
}

// Kaggle's archive: its test.csv has no labels.
func TestOpenKaggle(t *testing.T) {
	source := opened(t, "testdata/digit-recognizer.zip", Options{Seed: 3})
	if source.Train.Len() != 24 || source.Test.Len() != 6 {
		t.Errorf("got %d and %d images, want 24 and 6 of the 30", source.Train.Len(), source.Test.Len())
	}
	notes := strings.Join(source.Notes, "\n")
	for _, want := range []string{"column 1 (label) is what to predict", "test.csv has no labels", "6 of the 30 examples, chosen by seed 3"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes are %q, want %q", notes, want)
		}
	}
	again := opened(t, "testdata/digit-recognizer.zip", Options{Seed: 3})
	other := opened(t, "testdata/digit-recognizer.zip", Options{Seed: 4})
	if SHA256(again.Test) != SHA256(source.Test) || SHA256(other.Test) == SHA256(source.Test) {
		t.Error("the seed does not decide the split")
	}
	// Parted, each of the 30 is there once.
	all := map[string]int{}
	for _, s := range []*Set{source.Train, source.Test} {
		for i := range s.Len() {
			all[string(s.Image(i))+string(s.Labels[i])]++
		}
	}
	whole := opened(t, "testdata/idx", Options{}).Train
	for i := range whole.Len() {
		all[string(whole.Image(i))+string(whole.Labels[i])]--
	}
	for _, n := range all {
		if n != 0 {
			t.Fatal("the split loses or doubles images")
		}
	}
}

// Text classes are numbered in their order and named.
func TestOpenIris(t *testing.T) {
	source := opened(t, "testdata/iris.csv", Options{Test: Split{Share: 0.2}})
	train := source.Train
	if train.Len() != 120 || source.Test.Len() != 30 || train.Width != 4 || train.Height != 1 || train.Pixels != nil {
		t.Errorf("got %d and %d rows of %d x %d", train.Len(), source.Test.Len(), train.Height, train.Width)
	}
	if want := []string{"setosa", "versicolor", "virginica"}; train.Classes != 3 || !slices.Equal(train.ClassNames, want) {
		t.Errorf("classes are %v, want %v", train.ClassNames, want)
	}
	// The first flower is 5.1, 3.5, 1.4, 0.2, a setosa (Fisher 1936, table I).
	for _, s := range []*Set{train, source.Test} {
		for i := range s.Len() {
			if slices.Equal(s.Values[4*i:4*i+4], []float32{5.1, 3.5, 1.4, 0.2}) && s.Labels[i] == 0 {
				return
			}
		}
	}
	t.Error("Fisher's first flower is not there")
}

// scikit-learn's diabetes: ten numbers, and one to predict, 151 first.
func TestOpenRegression(t *testing.T) {
	if _, err := Open("testdata/diabetes.csv", Options{}); !errors.Is(err, ErrSet) || !strings.Contains(err.Error(), "number to be predicted") {
		t.Errorf("as classes: %v", err)
	}
	source := opened(t, "testdata/diabetes.csv", Options{Regression: true, Test: Split{Count: 10}})
	s := source.Train
	if s.Len() != 50 || s.Width != 10 || s.Outputs != 1 || s.Labels != nil || s.Classes != 0 {
		t.Errorf("got %d rows of %d, %d outputs, %d classes", s.Len(), s.Width, s.Outputs, s.Classes)
	}
	for _, s := range []*Set{s, source.Test} {
		if i := slices.Index(s.Targets, 151); i >= 0 && s.Values[10*i] == 0.0380759064334241 {
			return
		}
	}
	t.Error("the first patient is not there")
}

// Pillow made the grey pictures.
func TestOpenColour(t *testing.T) {
	source := opened(t, "testdata/colour.npz", Options{Test: Split{Count: 1}})
	grey, err := os.ReadFile("testdata/grey.npy")
	if err != nil {
		t.Fatal(err)
	}
	grey = grey[128:] // behind the header
	for _, s := range []*Set{source.Train, source.Test} {
		if s.Height != 5 || s.Width != 4 || !slices.Equal(s.ClassNames, []string{"1", "2", "10"}) {
			t.Errorf("got %d x %d pixels, classes %v", s.Height, s.Width, s.ClassNames)
		}
		for i := range s.Len() {
			if !strings.Contains(string(grey), string(s.Image(i))) {
				t.Errorf("an image is not Pillow's: %v", s.Image(i))
			}
		}
	}
}

// On their side, MNIST's images are noticed and turned; Fashion-MNIST's are not.
func TestOpenTurns(t *testing.T) {
	source := mnist(t)
	write := func(dir string, images *Set, turned bool) string {
		set := *images.Slice(0, 300)
		set.Pixels = slices.Clone(set.Pixels)
		for i := range set.Len() {
			if turned {
				transpose(set.Image(i), 28)
			}
		}
		for _, part := range []string{"train", "t10k"} {
			writeArray(t, filepath.Join(dir, part+"-images-idx3-ubyte"), []int{set.Len(), 28, 28}, set.Pixels)
			writeArray(t, filepath.Join(dir, part+"-labels-idx1-ubyte"), []int{set.Len()}, set.Labels)
		}
		return dir
	}
	want := string(source.Train.Slice(0, 300).Pixels)
	lying := write(filepath.Join(t.TempDir(), "lying"), source.Train, true)
	if got := opened(t, lying, Options{}); string(got.Train.Pixels) != want || string(got.Test.Pixels) != want || !strings.Contains(strings.Join(got.Notes, ""), "on their side") {
		t.Errorf("images on their side are not turned: %q", got.Notes)
	}
	if got := opened(t, lying, Options{Transpose: TransposeNo}); string(got.Train.Pixels) == want {
		t.Error("images are turned that should not be")
	}
	standing := write(filepath.Join(t.TempDir(), "standing"), source.Train, false)
	if got := opened(t, standing, Options{}); string(got.Train.Pixels) != want {
		t.Error("standing images are turned")
	}
	if got := opened(t, standing, Options{Transpose: TransposeYes}); string(got.Train.Pixels) == want {
		t.Error("images are not turned that should be")
	}
	fashion, err := Open("/usr/share/datasets/fashion-mnist", Options{})
	if err != nil {
		t.Skip("wants Debian's package dataset-fashion-mnist: ", err)
	}
	if strings.Contains(strings.Join(fashion.Notes, ""), "side") || fashion.Train.ClassNames[9] != "Ankle boot" {
		t.Errorf("Fashion-MNIST: %q, %q", fashion.Notes, fashion.Train.ClassNames)
	}
}

func writeArray(t testing.TB, path string, shape []int, values []byte) {
	t.Helper()
	var b strings.Builder
	if err := WriteIDX(&b, &Array{shape, values}); err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, []byte(b.String()))
}

// Letters count from 1, and a class may be in one part only.
func TestOpenMapsLabels(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "emnist-letters")
	f := newFixture()
	f[trainLabels] = append(idxHeader(3), 1, 26, 3)
	f[testLabels] = append(idxHeader(2), 3, 7)
	f.writeGzip(t, dir)
	source := opened(t, dir, Options{})
	if want := []string{"1", "3", "7", "26"}; !slices.Equal(source.Train.ClassNames, want) || source.Test.Classes != 4 {
		t.Errorf("classes are %v, want %v", source.Train.ClassNames, want)
	}
	if !slices.Equal(source.Train.Labels, []byte{0, 3, 1}) || !slices.Equal(source.Test.Labels, []byte{1, 2}) {
		t.Errorf("labels are %v and %v", source.Train.Labels, source.Test.Labels)
	}
	notes := strings.Join(source.Notes, "\n")
	for _, want := range []string{"labels 1, 3, 7, 26 are classes 0 to 3", "the training part has no example of 7", "the test part has no example of 1, 26"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes are %q, want %q", notes, want)
		}
	}
}

// EMNIST's letters are 1 to 26, its other splits begin with the digits.
func TestOpenNamesEMNIST(t *testing.T) {
	for classes, last := range map[int]string{26: "Z", 47: "t", 62: "z"} {
		dir := filepath.Join(t.TempDir(), "emnist")
		for _, part := range []string{"train", "test"} {
			labels := make([]byte, 2*classes)
			for i := range labels {
				labels[i] = byte(i % classes)
				if classes == 26 {
					labels[i]++
				}
			}
			writeArray(t, filepath.Join(dir, "emnist-split-"+part+"-images-idx3-ubyte"), []int{len(labels), 1, 2}, make([]byte, 2*len(labels)))
			writeArray(t, filepath.Join(dir, "emnist-split-"+part+"-labels-idx1-ubyte"), []int{len(labels)}, labels)
		}
		s := opened(t, dir, Options{}).Test
		if len(s.ClassNames) != classes || s.ClassNames[classes-1] != last || s.Labels[0] != 0 {
			t.Errorf("%d classes are %v", classes, s.ClassNames)
		}
	}
}

// MedMNIST's arrays: three parts, labels (examples, 1).
func TestOpenValidation(t *testing.T) {
	x := npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 2), ", 12)
	y := npyFile("'descr': '|u1', 'fortran_order': False, 'shape': (3, 1), ", 3)
	y[len(y)-1] = 1
	files := map[string][]byte{}
	for _, part := range []string{"train", "val", "test"} {
		files[part+"_images.npy"], files[part+"_labels.npy"] = x, y
	}
	source, err := openBytes("set.npz", zipFile(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := source.Train.Labels, []byte{0, 0, 1, 0, 0, 1}; !slices.Equal(got, want) || source.Test.Len() != 3 {
		t.Errorf("labels %v and %v, want %v and half as many", got, source.Test.Labels, want)
	}
	if _, err := openBytes("set.npz", zipFile(t, files), Options{Test: Split{Count: 1}}); !errors.Is(err, ErrSet) {
		t.Errorf("a test part besides: got error %v, want ErrSet", err)
	}
}

// Headings, quotes, separators, and columns that only count.
func TestOpenCSV(t *testing.T) {
	for name, test := range map[string]struct {
		file  string
		label string
		names string
	}{
		"comma":            {"a,b,class\n1.5,2,cat\n3,-4,dog\n5,6,cat\n", "", "cat dog"},
		"semicolon, CRLF":  {"a;b;class\r\n1.5;2;cat\r\n3;-4;dog\r\n5;6;cat\r\n", "", "cat dog"},
		"tab, a mark":      {"\xef\xbb\xbfclass\ta\tb\ncat\t1.5\t2\ndog\t3\t-4\ncat\t5\t6", "", "cat dog"},
		"quotes":           {"\"a\",\"b\",\"class\"\n\"1.5\",\"2\",\"c,at\"\n\"3\", \"-4\" ,\"d\"\"og\"\n5,6,\"c,at\"\n\n", "", "c,at d\"og"},
		"no heading":       {"1.5,2,cat\n3,-4,dog\n5,6,cat\n", "", "cat dog"},
		"by name":          {"class,a,b\n1.5,2,7\n3,-4,8\n5,6,7\n", "B", "7 8"},
		"by number":        {"7,1.5,2\n8,3,-4\n7,5,6\n", "1", "7 8"},
		"from the end":     {"1.5,2,7\n3,-4,8\n5,6,7\n", "-1", "7 8"},
		"pandas' index":    {",a,b,label\n0,1.5,2,7\n1,3,-4,8\n2,5,6,7\n", "", "7 8"},
		"numpy's heading":  {"# a b y\n1.5 2 7\n3 -4 8\n5 6 7\n", "", "7 8"},
		"numbers as names": {"0,1,2\n1.5,2,7\n3,-4,8\n5,6,7\n", "-1", "7 8"},
		"ids":              {"Id,a,b,target\n11,1.5,2,7.0\n12,3,-4,8\n13,5,6,7\n", "", "7 8"},
	} {
		source, err := openBytes("set.csv", []byte(test.file), Options{Label: test.label, Test: Split{Count: 1}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := map[string]string{}
		for _, s := range []*Set{source.Train, source.Test} {
			for i := range s.Len() {
				got[fmt.Sprint(s.Values[2*i:2*i+2])] = s.ClassNames[s.Labels[i]]
			}
		}
		names := strings.SplitN(test.names, " ", 2)
		want := map[string]string{"[1.5 2]": names[0], "[3 -4]": names[1], "[5 6]": names[0]}
		if !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// IDX of other types and ranks: the fixture's images as (n, 4) would be a table, so
// here are images of 6 x 6.
func TestOpenIDXTypes(t *testing.T) {
	pixels := make([]byte, 3*36)
	for i := range pixels {
		pixels[i] = byte(i * 2)
	}
	for name, test := range map[string]struct {
		kind  byte
		shape []uint32
		write func(b []byte, v byte) []byte
	}{
		"bytes, rank 2": {0x08, []uint32{3, 36}, func(b []byte, v byte) []byte { return append(b, v) }},
		"bytes, rank 4": {0x08, []uint32{3, 6, 6, 1}, func(b []byte, v byte) []byte { return append(b, v) }},
		"channel first": {0x08, []uint32{3, 1, 6, 6}, func(b []byte, v byte) []byte { return append(b, v) }},
		"short":         {0x0b, []uint32{3, 6, 6}, func(b []byte, v byte) []byte { return append(b, 0, v) }},
		"int":           {0x0c, []uint32{3, 6, 6}, func(b []byte, v byte) []byte { return append(b, 0, 0, 0, v) }},
		"float":         {0x0d, []uint32{3, 36}, func(b []byte, v byte) []byte { return binary.BigEndian.AppendUint32(b, math.Float32bits(float32(v))) }},
		"double, scaled": {0x0e, []uint32{3, 6, 6}, func(b []byte, v byte) []byte {
			return binary.BigEndian.AppendUint64(b, math.Float64bits(float64(v)/255))
		}},
	} {
		dir := t.TempDir()
		images := idxHeader(test.shape...)
		images[2] = test.kind
		for _, v := range pixels {
			images = test.write(images, v)
		}
		for _, part := range []string{"train", "test"} {
			writeFile(t, filepath.Join(dir, part+"-images.idx"), images)
			writeFile(t, filepath.Join(dir, part+"-labels.idx"), append(idxHeader(3), 0, 1, 2))
		}
		if s := opened(t, dir, Options{}).Train; s.Height != 6 || s.Width != 6 || !slices.Equal(s.Pixels, pixels) {
			t.Errorf("%s: got %d x %d pixels, %v", name, s.Height, s.Width, s.Pixels)
		}
	}
}

// BenchmarkOpenCSV reads MNIST as Kaggle has it: a heading, labels first, 128 MB.
func BenchmarkOpenCSV(b *testing.B) {
	source, dir := mnist(b), b.TempDir()
	bytes := 0
	for name, s := range map[string]*Set{"mnist_train.csv": source.Train, "mnist_test.csv": source.Test} {
		file := []byte("label")
		for i := range s.Size() {
			file = fmt.Appendf(file, ",pixel%d", i)
		}
		for i := range s.Len() {
			file = strconv.AppendInt(append(file, '\n'), int64(s.Labels[i]), 10)
			for _, v := range s.Image(i) {
				file = strconv.AppendInt(append(file, ','), int64(v), 10)
			}
		}
		writeFile(b, filepath.Join(dir, name), file)
		bytes += len(file)
	}
	b.SetBytes(int64(bytes))
	b.ReportAllocs()
	for b.Loop() {
		if got := opened(b, dir, Options{}); SHA256(got.Train) != SHA256(source.Train) {
			b.Fatal("another set")
		}
	}
}
