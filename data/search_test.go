package data

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// offline is a search for the fixture in two empty folders and nowhere else.
func offline(t testing.TB) *search {
	root := t.TempDir()
	return &search{
		cache:  filepath.Join(root, "cache", "digits", "mnist"),
		module: filepath.Join(root, "module"),
		client: newClient(),
		sums:   newFixture().sums(),
	}
}

func TestSearchOrder(t *testing.T) {
	s := offline(t)
	newFixture().writeGzip(t, s.module)
	source, err := s.find()
	if err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "MNIST", s.module)

	newFixture().writeGzip(t, s.cache)
	if source, err = s.find(); err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "MNIST", s.cache)
}

// A folder that the search knows must hold MNIST; what is not passes unused.
func TestSearchChecksSums(t *testing.T) {
	s := offline(t)
	other := newFixture()
	other[trainImages][17]++
	other.writeGzip(t, s.cache)
	if _, err := s.find(); !errors.Is(err, ErrChecksum) || !strings.Contains(err.Error(), s.cache) {
		t.Errorf("another set in the cache: got error %v, want ErrChecksum", err)
	}
	newFixture().writeGzip(t, s.module)
	source, err := s.find()
	if err != nil {
		t.Fatal(err)
	}
	isFixture(t, source, "MNIST", s.module)
}

// MNIST is known however its files are packed.
func TestRecognise(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "numbers")
	f := newFixture()
	f.writeGzip(t, dir)
	// One plain, and one by another gzip, which leaves other bytes: here two members.
	writeFile(t, filepath.Join(dir, "t10k-labels-idx1-ubyte"), f[testLabels])
	members := append(gzipped(f[trainImages][:7]), gzipped(f[trainImages][7:])...)
	writeFile(t, filepath.Join(dir, "train-images-idx3-ubyte.gz"), members)
	source, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	source.recognise(f.sums())
	isFixture(t, source, "MNIST", dir)

	f[trainImages][27]++ // the last pixel: all else is MNIST's
	writeFile(t, filepath.Join(dir, "train-images-idx3-ubyte.gz"), gzipped(f[trainImages]))
	if source, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	source.recognise(newFixture().sums())
	if source.Train.Name != "numbers" {
		t.Errorf("got name %q, want %q", source.Train.Name, "numbers")
	}
}

func TestSearchWithoutFolders(t *testing.T) {
	s := offline(t)
	s.cache, s.module = "", ""
	_, err := s.find()
	if !errors.Is(err, ErrMissing) || !strings.Contains(fmt.Sprint(err), "no cache folder") {
		t.Errorf("got error %v, want ErrMissing and why nothing was downloaded", err)
	}
}

func TestModuleFolder(t *testing.T) {
	home, list := t.TempDir(), string(os.PathListSeparator)
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, test := range []struct{ modCache, path, want string }{
		{"/mods", "/one" + list + "/two", "/mods"},
		{"", "/one" + list + "/two", "/one/pkg/mod"},
		{"", "", filepath.Join(home, "go/pkg/mod")},
	} {
		t.Setenv("GOMODCACHE", test.modCache)
		t.Setenv("GOPATH", test.path)
		if got, want := moduleFolder(), filepath.Join(test.want, carrier); got != want {
			t.Errorf("GOMODCACHE=%q GOPATH=%q: got %q, want %q", test.modCache, test.path, got, want)
		}
	}
}

// The folder's name carries the version that go.mod requires.
func TestModuleVersion(t *testing.T) {
	requirements, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	name := strings.NewReplacer("!g", "G", "!m", "M", "!n", "N", "!i", "I", "!s", "S", "!t", "T").Replace(carrier)
	want := strings.Replace(strings.TrimSuffix(name, "/data"), "@", " ", 1)
	if !strings.Contains(string(requirements), want+"\n") {
		t.Errorf("go.mod does not require %q", want)
	}
}
