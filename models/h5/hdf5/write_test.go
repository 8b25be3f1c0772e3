package hdf5

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"digits/models/weights"
)

// write writes a tree and opens what came out.
func write(t *testing.T, tree *Tree) *Group {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, tree); err != nil {
		t.Fatal(err)
	}
	root, err := Open(b.Bytes(), b.Len()+8<<20)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// same reports where a group differs from the tree that it was written from.
func same(t *testing.T, g *Group, tree *Tree) {
	t.Helper()
	want := slices.Concat(slices.Collect(maps.Keys(tree.Groups)), slices.Collect(maps.Keys(tree.Datasets)))
	slices.Sort(want)
	if !slices.Equal(g.Names(), want) {
		t.Errorf("%s: names are %.200q, want %.200q", g.where, g.Names(), want)
		return
	}
	for _, a := range tree.Attributes {
		if got, ok, err := g.Strings(a.Name); err != nil || !ok || !slices.Equal(got, a.Values) {
			t.Errorf("%s: attribute %s is %.200q, %v, %v, want %.200q", g.where, a.Name, got, ok, err, a.Values)
		}
	}
	for name, a := range tree.Datasets {
		d, err := g.Dataset(name)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := d.Float32s()
		if err != nil || !slices.Equal(d.Shape, a.Shape) || !slices.Equal(patterns(got), patterns(a.Values)) {
			t.Errorf("%s: %s is %v of shape %v, %v, want %v of shape %v", g.where, name, got, d.Shape, err, a.Values, a.Shape)
		}
	}
	for name, sub := range tree.Groups {
		child, err := g.Group(name)
		if err != nil {
			t.Error(err)
			continue
		}
		same(t, child, sub)
	}
}

func TestWriteRead(t *testing.T) {
	long := make([]string, 900)
	for i := range long {
		long[i] = fmt.Sprintf("%s%d", strings.Repeat("n", 60), i)
	}
	tree := &Tree{Attributes: []Attribute{
		{Name: "text", Values: []string{"über π"}, Scalar: true, UTF8: true},
		{Name: "none", Values: []string{""}, Scalar: true},
		{Name: "long", Values: []string{strings.Repeat("x", 100000)}, Scalar: true},
		{Name: "list", Values: []string{"a", "", "ccc"}},
		{Name: "empty"},
		{Name: "fixed", Values: long, Fixed: true},
		{Name: "references", Values: long},
	}}
	for path, a := range map[string]weights.Array{
		"a/b/matrix": {Shape: []int{5, 7}, Values: values(35)},
		"a/scalar":   {Shape: []int{}, Values: values(1)},
		"a/empty":    {Shape: []int{0, 3}, Values: []float32{}},
		"über/π":     {Shape: []int{1, 1, 1, 1}, Values: values(1)},
	} {
		if err := tree.Put(path, a); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tree.Group("nothing/in/it"); err != nil {
		t.Fatal(err)
	}
	same(t, write(t, tree), tree)
}

// Symbol nodes hold 8 names and b-tree nodes 32 children: these are at the
// edges of none, one and two levels.
func TestWriteManyNames(t *testing.T) {
	for _, n := range []int{0, 1, 8, 9, 256, 257, 3000, 8192, 8193} {
		tree := &Tree{Groups: map[string]*Tree{}}
		for i := range n {
			tree.Groups[fmt.Sprint("g", i)] = &Tree{}
		}
		same(t, write(t, tree), tree)
	}
}

// A collection of 4096 bytes has room for 4080: strings are at its edges.
func TestWriteHeap(t *testing.T) {
	for _, n := range []int{1, 8, 16, 4040, 4048, 4056, 4064, 4065, 4072, 4080, 9000} {
		s := strings.Repeat("s", n)
		tree := &Tree{Attributes: []Attribute{{Name: "a", Values: []string{s, "b", s, "c", s}}}}
		same(t, write(t, tree), tree)
	}
}

func TestWriteIsDeterministic(t *testing.T) {
	tree := &Tree{}
	for i := range 50 {
		if err := tree.Put(fmt.Sprintf("g%d/x%d", i%7, i), weights.Array{Shape: []int{2}, Values: values(2)}); err != nil {
			t.Fatal(err)
		}
	}
	var a, b bytes.Buffer
	if err := Write(&a, tree); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, tree); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same tree was written as different bytes")
	}
}

func TestPutRefuses(t *testing.T) {
	good := weights.Array{Shape: []int{2}, Values: values(2)}
	for _, c := range []struct {
		path string
		a    weights.Array
	}{
		{"", good},
		{"a//b", good},
		{"a/", good},
		{"./b", good},
		{"a/.", good},
		{"a\x00b", good},
		{"taken", good},
		{"taken/below", good},
		{"group", good},
		{"a", weights.Array{Shape: []int{3}, Values: values(2)}},
		{"a", weights.Array{Shape: make([]int, 33)}},
	} {
		tree := &Tree{Groups: map[string]*Tree{"group": {}}, Datasets: map[string]weights.Array{"taken": good}}
		if err := tree.Put(c.path, c.a); err == nil {
			t.Errorf("%q of shape %v was put", c.path, c.a.Shape)
		}
	}
}

func TestWriteRefusesLongHeaders(t *testing.T) {
	tree := &Tree{Attributes: []Attribute{{Name: "a", Values: []string{strings.Repeat("x", 1<<16)}, Fixed: true}}}
	if err := Write(io.Discard, tree); err == nil {
		t.Error("an attribute of 64 KiB was written into a header")
	}
}
