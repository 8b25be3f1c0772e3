package hdf5

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"digits/models/dtype"
)

// open opens a file that testdata/make.py made with h5py.
func open(t *testing.T, name string) *Group {
	t.Helper()
	data := content(t, name)
	root, err := Open(data, len(data)+1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// content is a file of testdata, which may be there compressed.
func content(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err == nil {
		return data
	}
	packed, err := os.Open("testdata/" + name + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err == nil {
		data, err = io.ReadAll(z)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// values are what make.py puts into arrays: (37·i mod 64 - 32) / 64.
func values(n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(37*i%64-32) / 64
	}
	return v
}

func TestFloats(t *testing.T) {
	half := []float32{
		0, float32(math.Copysign(0, -1)), 1, -2, 65504, 1.0 / (1 << 14), 1.0 / (1 << 24), 1023.0 / (1 << 24),
		float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
	}
	for _, c := range []struct {
		file, path string
		shape      []int
		want       []float32
	}{
		{"floats.h5", "lef2", []int{5, 7}, values(35)},
		{"floats.h5", "bef2", []int{5, 7}, values(35)},
		{"floats.h5", "lef4", []int{5, 7}, values(35)},
		{"floats.h5", "bef4", []int{5, 7}, values(35)},
		{"floats.h5", "lef8", []int{5, 7}, values(35)},
		{"floats.h5", "bef8", []int{5, 7}, values(35)},
		{"floats.h5", "bfloat16", []int{5, 7}, values(35)},
		{"floats.h5", "opaque", []int{4}, values(4)},
		{"floats.h5", "half", []int{11}, half},
		{"floats.h5", "scalar", []int{}, []float32{1.5}},
		{"floats.h5", "empty", []int{0, 3}, []float32{}},
		{"floats.h5", "compact", []int{5, 7}, values(35)},
		{"chunks.h5", "plain", []int{10, 7}, values(70)},
		{"chunks.h5", "gzip", []int{10, 7}, values(70)},
		{"chunks.h5", "shuffle", []int{10, 7}, values(70)},
		{"chunks.h5", "cube", []int{3, 5, 7}, values(105)},
		{"chunks.h5", "many", []int{1000}, values(1000)},
		{"chunks.h5", "wide", []int{5}, values(5)},
		{"groups.h5", "many/g42/deep/er/x", []int{3}, values(3)},
		{"groups.h5", "hard/deep/er/x", []int{3}, values(3)},
		{"version2.h5", "group/x4", []int{7}, values(7)},
		{"version2.h5", "gzip", []int{10, 7}, values(70)},
		{"version2.h5", "dense/x1", []int{2}, values(2)},
		{"version3.h5", "x", []int{4}, values(4)},
		{"latest.h5", "x", []int{5, 7}, values(35)},
		{"latest.h5", "few/x", []int{5, 7}, values(35)},
		{"latest.h5", "dense/a link with a name of some length, number 0", []int{5, 7}, values(35)},
		{"latest.h5", "dense/a link with a name of some length, number 1499", []int{5, 7}, values(35)},
		{"latest.h5", "single", []int{5, 7}, values(35)},
		{"latest.h5", "bare", []int{5, 7}, values(35)},
		{"latest.h5", "fixed", []int{10, 7}, values(70)},
		{"latest.h5", "pages", []int{1500}, values(1500)},
		{"latest.h5", "two", []int{10, 7}, values(70)},
		{"latest.h5", "twogzip", []int{10, 7}, values(70)},
		{"latest.h5", "implicit", []int{10, 7}, values(70)},
		{"chunks.h5", "fletcher", []int{10}, values(10)},
		{"chunks.h5", "lzf", []int{10}, values(10)},
		{"numbers.h5", "lzf", []int{40, 7}, values(280)},
		{"numbers.h5", "fletcher", []int{40, 7}, values(280)},
		{"numbers.h5", "all", []int{40, 7}, values(280)},
		{"numbers.h5", "gzipsum", []int{40, 7}, values(280)},
		{"numbers.h5", "sumgzip", []int{40, 7}, values(280)},
		{"numbers.h5", "zeros", []int{3000}, make([]float32, 3000)},
		{"ordered.h5", "ga/x", []int{4}, values(4)},
		{"ordered.h5", "gc/x", []int{4}, values(4)},
	} {
		t.Run(c.file+"/"+c.path, func(t *testing.T) {
			d, err := open(t, c.file).Dataset(c.path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := d.Float32s()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(d.Shape, c.shape) {
				t.Errorf("shape is %v, want %v", d.Shape, c.shape)
			}
			if !slices.Equal(patterns(got), patterns(c.want)) {
				t.Errorf("values are %v, want %v", got, c.want)
			}
		})
	}
}

// patterns makes zeros of either sign differ, and NaN equal itself.
func patterns(v []float32) []uint32 {
	b := make([]uint32, len(v))
	for i := range v {
		b[i] = math.Float32bits(v[i])
		if v[i] != v[i] {
			b[i] = 0x7fc00000
		}
	}
	return b
}

func TestNoFloats(t *testing.T) {
	for _, c := range []struct {
		file, path string
		want       error
		words      string
	}{
		{"numbers.h5", "text", ErrUnsupported, "/text: got values of class variable-length, 16 bytes each, want numbers"},
		{"numbers.h5", "pairs", ErrUnsupported, "/pairs: got values of class compound, 8 bytes each, want numbers"},
		{"numbers.h5", "scaled", ErrUnsupported, "compressed by filter 6 (scaleoffset), want gzip, lzf"},
		{"latest.h5", "one", ErrUnsupported, "can grow without end"},
		{"floats.h5", "unwritten", ErrUnsupported, "never written"},
		{"floats.h5", "nothing", ErrMissing, "/nothing"},
		{"floats.h5", "lef4/deeper", ErrMalformed, "want a group"},
		{"chunks.h5", "sparse", ErrUnsupported, "chunk 1 of 3 was never written"},
		{"groups.h5", "many", ErrMalformed, "want a dataset"},
		{"groups.h5", "many/outside", ErrUnsupported, "in another file"},
		{"groups.h5", "soft", ErrUnsupported, "link"},
		{"groups.h5", "external/x", ErrUnsupported, "link"},
		{"groups.h5", "", ErrMissing, ""},
		{"version2.h5", "soft/x1", ErrUnsupported, "link"},
	} {
		t.Run(c.file+"/"+c.path, func(t *testing.T) {
			d, err := open(t, c.file).Dataset(c.path)
			if err == nil {
				_, err = d.Float32s()
			}
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error is %q, want %q with %q", err, c.want, c.words)
			}
		})
	}
}

// Integers are 37·i mod 64, less 32 where there is a sign.
func TestIntegers(t *testing.T) {
	for name, want := range map[string]dtype.Type{
		"lei1": dtype.Int8, "lei2": dtype.Int16, "lei4": dtype.Int32, "lei8": dtype.Int64, "bei4": dtype.Int32, "bei8": dtype.Int64,
		"leu1": dtype.Uint8, "leu2": dtype.Uint16, "leu4": dtype.Uint32, "leu8": dtype.Uint64, "beu2": dtype.Uint16, "bool": dtype.Bool,
	} {
		d, err := open(t, "numbers.h5").Dataset(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Float32s()
		if err != nil || d.Type() != want || len(got) != 35 {
			t.Fatalf("%s: got %d of %s, %v, want 35 of %s", name, len(got), d.Type(), err, want)
		}
		for i, v := range got {
			n := 37 * i % 64
			switch name[2] {
			case 'i':
				n -= 32
			case 'o':
				n %= 2
			}
			if v != float32(n) {
				t.Fatalf("%s: value %d: got %g, want %d", name, i, v, n)
			}
		}
	}
}

// What lzf cannot make shorter stands in the chunk as it is.
func TestLZFOfNoise(t *testing.T) {
	var got [2][]float32
	for i, name := range []string{"lzfnoise", "noise"} {
		d, err := open(t, "numbers.h5").Dataset(name)
		if err == nil {
			got[i], err = d.Float32s()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(got[0], got[1]) {
		t.Errorf("got %v, want %v", got[0], got[1])
	}
}

func TestManyLinks(t *testing.T) {
	g, err := open(t, "latest.h5").Group("dense")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(g.Names()); n != 1500 {
		t.Errorf("got %d names, want 1500", n)
	}
}

func TestDamagedLZF(t *testing.T) {
	for name, src := range map[string][]byte{
		"cut literal":     {3, 1, 2},
		"copy of nothing": {32, 0},
		"cut copy":        {0, 1, 32},
		"too much":        {0, 1, 0xe0, 255, 0},
		"too little":      {0, 1},
		"literal beyond":  {8, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	} {
		if err := unlzf(make([]byte, 8), src); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v, want ErrMalformed", name, err)
		}
	}
	// 7 zeros behind the first byte: length 7 = 2 + 5, one back.
	dst := make([]byte, 8)
	if err := unlzf(dst, []byte{0, 9, 5 << 5, 0}); err != nil || !slices.Equal(dst, []byte{9, 9, 9, 9, 9, 9, 9, 9}) {
		t.Errorf("got %v, %v, want eight 9", dst, err)
	}
}

func TestNames(t *testing.T) {
	root := open(t, "groups.h5")
	if want := []string{"empty", "external", "hard", "many", "soft", "über"}; !slices.Equal(root.Names(), want) {
		t.Errorf("names are %q, want %q", root.Names(), want)
	}
	many, err := root.Group("many")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"outside"}
	for i := range 300 {
		want = append(want, fmt.Sprint("g", i))
	}
	slices.Sort(want)
	if !slices.Equal(many.Names(), want) {
		t.Errorf("names are %q", many.Names())
	}
	empty, err := root.Group("empty")
	if err != nil || len(empty.Names()) != 0 {
		t.Errorf("empty group: %v, %v", empty, err)
	}
	if g, err := root.Group("über/π"); err != nil || g.Has("x") || !root.Has("über") {
		t.Errorf("group of a unicode name: %v", err)
	}
}

func TestKind(t *testing.T) {
	for _, c := range []struct {
		file, name string
		want       Kind
	}{
		{"groups.h5", "many", IsGroup},
		{"groups.h5", "soft", Nothing},
		{"groups.h5", "nothing", Nothing},
		{"floats.h5", "lef4", IsDataset},
		{"latest.h5", "dense", IsGroup},
		{"latest.h5", "x", IsDataset},
	} {
		if got, err := open(t, c.file).Kind(c.name); err != nil || got != c.want {
			t.Errorf("%s/%s: got %v, %v, want %v", c.file, c.name, got, err, c.want)
		}
	}
}

func TestStrings(t *testing.T) {
	for _, c := range []struct {
		file, name string
		want       []string
	}{
		{"attributes.h5", "text", []string{"Ziffern über π"}},
		{"attributes.h5", "bytes", []string{"plain"}},
		{"attributes.h5", "none", []string{""}},
		{"attributes.h5", "list", []string{"one", "two", "", "four"}},
		{"attributes.h5", "bytelist", []string{"one", "two"}},
		{"attributes.h5", "fixed", []string{"one", "three"}},
		{"attributes.h5", "terminated", []string{"pad"}},
		{"attributes.h5", "spaces", []string{"pad"}},
		{"attributes.h5", "empty", nil},
		{"attributes.h5", "long", []string{strings.Repeat("x", 100000)}},
		{"version2.h5", "text", []string{"new"}},
		{"latest.h5", "a0", []string{"text 0"}},
		{"latest.h5", "a8", []string{"text 8"}},
		{"latest.h5", "far", []string{strings.Repeat("y", 5000)}},
		{"version2.h5", "list", []string{"one", "two"}},
	} {
		got, ok, err := open(t, c.file).Strings(c.name)
		if err != nil || !ok || !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %.100q, %v, %v, want %.100q", c.file, c.name, got, ok, err, c.want)
		}
	}
	root := open(t, "attributes.h5")
	if _, ok, err := root.Strings("absent"); ok || err != nil {
		t.Errorf("attribute that does not exist: %v, %v", ok, err)
	}
	if _, _, err := root.Strings("number"); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "want strings") {
		t.Errorf("attribute that is a number: %v", err)
	}
	many, err := root.Group("many")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if got, _, err := many.Strings(fmt.Sprint("a", i)); err != nil || len(got) != 1 || got[0] != fmt.Sprint(i) {
			t.Errorf("attribute %d of 200: %q, %v", i, got, err)
		}
	}
}
