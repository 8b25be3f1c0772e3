package hdf5

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// open opens a file that testdata/make.py made with h5py.
func open(t *testing.T, name string) *Group {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	root, err := Open(data, len(data)+1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return root
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
			if !slices.Equal(bits(got), bits(c.want)) {
				t.Errorf("values are %v, want %v", got, c.want)
			}
		})
	}
}

// bits makes zeros of either sign differ, and NaN equal itself.
func bits(v []float32) []uint32 {
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
		{"floats.h5", "ints", ErrUnsupported, "/ints: got values of class fixed-point, 8 bytes each, want floats"},
		{"floats.h5", "unwritten", ErrUnsupported, "never written"},
		{"floats.h5", "nothing", ErrMissing, "/nothing"},
		{"floats.h5", "lef4/deeper", ErrMalformed, "want a group"},
		{"chunks.h5", "fletcher", ErrUnsupported, "filter 3"},
		{"chunks.h5", "lzf", ErrUnsupported, "filter 32000"},
		{"chunks.h5", "sparse", ErrUnsupported, "chunk 1 of 3 was never written"},
		{"groups.h5", "many", ErrMalformed, "want a dataset"},
		{"groups.h5", "many/outside", ErrUnsupported, "in another file"},
		{"groups.h5", "soft", ErrUnsupported, "link"},
		{"groups.h5", "external/x", ErrUnsupported, "link"},
		{"groups.h5", "", ErrMissing, ""},
		{"version2.h5", "dense/x1", ErrUnsupported, "fractal heap"},
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

func TestVersion3IsRefused(t *testing.T) {
	data, err := os.ReadFile("testdata/version3.h5")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(data, 1<<20); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "version 3") {
		t.Errorf("error is %v, want one about version 3", err)
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
