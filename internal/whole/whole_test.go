package whole

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, text := range []string{"first", "second, longer", ""} {
		if err := WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, path); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
}

// A writing that fails half-way leaves the old file, and nothing beside it.
func TestFailureLeavesTheOldFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "f")
	if err := WriteFile(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left")
	err := Write(path, func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("new", 100000))
		return full
	})
	if !errors.Is(err, full) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that wraps the cause and names the file", err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 || read(t, path) != "old" {
		t.Errorf("the folder holds %v, %v; the file %q", files, err, read(t, path))
	}
}

// On a device that is full (Linux has one) the error arrives.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no /dev/full here")
	}
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	path := filepath.Join(t.TempDir(), "f")
	err = Write(path, func(io.Writer) error {
		_, err := f.Write([]byte("x"))
		return err
	})
	if _, statErr := os.Stat(path); err == nil || !os.IsNotExist(statErr) {
		t.Errorf("got %v, and the file %v", err, statErr)
	}
}

// An error of the partial is told by the file's name alone.
func TestCause(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	var partial string
	err := Write(path, func(w io.Writer) error {
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(files) != 1 {
			t.Fatalf("%v, %v", files, err)
		}
		partial = filepath.Join(filepath.Dir(path), files[0].Name())
		return &os.PathError{Op: "write", Path: partial, Err: errors.New("full")}
	})
	if err == nil || err.Error() != "write "+path+": full" {
		t.Errorf("got %v", err)
	}
	other := &os.PathError{Op: "read", Path: "other", Err: errors.New("gone")}
	if err := Write(path, func(io.Writer) error { return other }); !errors.Is(err, other) || !strings.Contains(err.Error(), "other: gone") {
		t.Errorf("another file's: %v", err)
	}
}

func TestWritable(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "f")
	if err := WriteFile(file, nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(folder, "new")} {
		if err := Writable(path); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	for path, want := range map[string]string{
		folder:                           "is a folder",
		filepath.Join(folder, "no", "f"): "no folder",
		filepath.Join(file, "f"):         "is no folder",
	} {
		if err := Writable(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", path, err, want)
		}
	}
	if files, _ := os.ReadDir(folder); len(files) != 1 {
		t.Errorf("trying has left %v", files)
	}
}

// WritableFolder accepts a folder, and one that could be made, and makes none.
func TestWritableFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "f")
	if err := WriteFile(file, nil); err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{
		dir:                           "",
		filepath.Join(dir, "a", "b"):  "",
		file:                          file + " is no folder",
		filepath.Join(file, "a", "b"): file + " is no folder",
	}
	if runtime.GOOS == "linux" {
		cases["/proc/self/a"] = "takes no files" // not even root's
	}
	for path, want := range cases {
		err := WritableFolder(path)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), "cannot write in folder "+path+": ") || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("the folder holds %v, %v, want the file alone", files, err)
	}
}

// What WriteNext replaces stays under another name, of a link's end as well; a writing that
// fails changes nothing.
func TestWriteNext(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "f")
	if err := os.Symlink("end", path); err != nil {
		t.Skip(err)
	}
	end, previous := filepath.Join(folder, "end"), filepath.Join(folder, "end.previous")
	if got := Previous(path); got != previous {
		t.Errorf("the older one is %s, want %s", got, previous)
	}
	for i, text := range []string{"1", "2", "3"} {
		if err := WriteNext(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got := read(t, end); got != text {
			t.Errorf("the newer one is %q, want %q", got, text)
		}
		if _, err := os.Stat(previous); i == 0 && !os.IsNotExist(err) {
			t.Errorf("an older one of the first: %v", err)
		} else if i > 0 && read(t, previous) != []string{"1", "2"}[i-1] {
			t.Errorf("after %q the older one is %q", text, read(t, previous))
		}
	}
	if err := put(path, true, func(io.Writer) error { return errors.New("full") }); err == nil || read(t, end) != "3" || read(t, previous) != "2" {
		t.Errorf("a failure: %v; %q, %q", err, read(t, end), read(t, previous))
	}
}
