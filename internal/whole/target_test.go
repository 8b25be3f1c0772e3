//go:build unix

package whole

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, folder string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// What a link leads to is replaced, also if it is still to be made; the links stay.
func TestWriteFollowsLinks(t *testing.T) {
	folder, other := t.TempDir(), t.TempDir()
	end := filepath.Join(other, "end")
	must(t, os.Symlink(end, filepath.Join(folder, "second")))
	must(t, os.Symlink("second", filepath.Join(folder, "first")))
	for _, text := range []string{"made", "replaced"} {
		must(t, WriteFile(filepath.Join(folder, "first"), []byte(text)))
		if got := read(t, end); got != text {
			t.Errorf("the end holds %q, want %q", got, text)
		}
	}
	for _, name := range []string{"first", "second"} {
		if info, err := os.Lstat(filepath.Join(folder, name)); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v, %v", name, info, err)
		}
	}
	if got := len(names(t, folder)) + len(names(t, other)); got != 3 {
		t.Errorf("%d names, want three", got)
	}
	must(t, os.Symlink("round", filepath.Join(folder, "round")))
	if err := WriteFile(filepath.Join(folder, "round"), nil); err == nil || !strings.Contains(err.Error(), "too many") {
		t.Errorf("a link to itself: %v", err)
	}
}

// A new file has what the umask leaves of 0666, an old one what it had.
func TestWriteKeepsTheMode(t *testing.T) {
	folder := t.TempDir()
	old := syscall.Umask(0o027)
	defer syscall.Umask(old)
	path := filepath.Join(folder, "f")
	must(t, WriteFile(path, nil))
	for _, mode := range []os.FileMode{0o640, 0o600, 0o755, 0o666} { // the first is 0666 &^ 0027
		must(t, WriteFile(path, []byte("again")))
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm() != mode {
			t.Errorf("mode is %v, want %v", info.Mode().Perm(), mode)
		}
		next := map[os.FileMode]os.FileMode{0o640: 0o600, 0o600: 0o755, 0o755: 0o666, 0o666: 0o666}[mode]
		must(t, os.Chmod(path, next))
	}
}

// Who is not root does not replace a write-protected file.
func TestWriteProtected(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("root may write everything")
	}
	path := filepath.Join(t.TempDir(), "f")
	must(t, os.WriteFile(path, []byte("old"), 0o444))
	if err := WriteFile(path, nil); err == nil || Writable(path) == nil {
		t.Errorf("got %v, want an error", err)
	}
}

// A pipe and a device are written to, and are what they were.
func TestWriteToPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	must(t, syscall.Mkfifo(pipe, 0o600))
	got := make(chan string)
	go func() {
		text, _ := os.ReadFile(pipe)
		got <- string(text)
	}()
	must(t, WriteFile(pipe, []byte("through")))
	if text := <-got; text != "through" {
		t.Errorf("got %q through the pipe", text)
	}
	if _, err := os.Stat("/dev/null"); err == nil {
		must(t, WriteFile("/dev/null", []byte("away")))
	}
	if err := Writable(pipe); err != nil {
		t.Error(err)
	}
	if err := Replaceable(pipe); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("Replaceable says %v of a pipe", err)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe is %v, %v", info, err)
	}
}

// The other programs of these tests are this one.
func TestMain(m *testing.M) {
	switch path := os.Getenv("WHOLE_TEST_PATH"); os.Getenv("WHOLE_TEST_DO") {
	case "stdout":
		if err := WriteFile("/dev/stdout", []byte("second\n")); err != nil {
			fmt.Println(err)
		}
	case "hang": // in the middle of a save
		Write(path, func(w io.Writer) error {
			fmt.Println("here")
			time.Sleep(time.Minute)
			return nil
		})
	case "lock":
		_, err := Lock(path)
		fmt.Println("here", err)
		time.Sleep(time.Minute)
	default:
		os.Exit(m.Run())
	}
}

// another starts this program to do something, and waits until it says that it does.
func another(t *testing.T, do, path string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "WHOLE_TEST_DO="+do, "WHOLE_TEST_PATH="+path)
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || !strings.HasPrefix(line, "here") {
		t.Fatalf("the other program says %q, %v", line, err)
	}
	return c
}

// A file that is a program's stdout is not taken away from who has opened it.
func TestWriteToStdout(t *testing.T) {
	if _, err := os.Stat("/dev/stdout"); err != nil {
		t.Skip("there is no /dev/stdout here")
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	must(t, err)
	defer f.Close()
	f.WriteString("first\n")
	c := exec.Command(os.Args[0])
	c.Env, c.Stdout = append(os.Environ(), "WHOLE_TEST_DO=stdout"), f
	must(t, c.Run())
	if got := read(t, f.Name()); got != "first\nsecond\n" || !isAt(f, f.Name()) {
		t.Errorf("the file holds %q", got)
	}
}

// What a killed save has left is removed by the next save of that name; not what
// one that goes on has, nor another name's.
func TestLeftovers(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "f")
	other := filepath.Join(folder, ".f.x.123.partial")
	must(t, os.WriteFile(other, nil, 0o600))
	killed := another(t, "hang", path)
	another(t, "hang", path)
	if got := len(names(t, folder)); got != 3 {
		t.Fatalf("%q, want two partial files and another", names(t, folder))
	}
	killed.Process.Kill()
	killed.Wait()
	must(t, WriteFile(path, []byte("new")))
	if got := names(t, folder); len(got) != 3 || read(t, path) != "new" {
		t.Errorf("%q, want f, another and the partial file of who lives", got)
	}
}

// A long name has a partial file too.
func TestLongName(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 255))
	must(t, WriteFile(path, []byte("long")))
	if read(t, path) != "long" {
		t.Error("not written")
	}
}

// A lock is one program's, until that ends.
func TestLock(t *testing.T) {
	folder := t.TempDir()
	path, link := filepath.Join(folder, "backup"), filepath.Join(folder, "link")
	must(t, os.Symlink("backup", link))
	release, err := Lock(path)
	must(t, err)
	if _, err := Lock(link); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%s is in use by process %d: ", link, os.Getpid())) {
		t.Errorf("the second lock: %v", err)
	}
	release()
	if got := names(t, folder); len(got) != 1 {
		t.Errorf("the lock has left %q", got)
	}
	holder := another(t, "lock", path)
	if _, err := Lock(path); err == nil || !strings.Contains(err.Error(), fmt.Sprint(holder.Process.Pid)) {
		t.Errorf("another program has it: %v", err)
	}
	holder.Process.Kill()
	holder.Wait()
	release, err = Lock(path)
	must(t, err)
	release()
}

// Only regular files are read, without waiting, and no more than allowed.
func TestReadFile(t *testing.T) {
	folder := t.TempDir()
	path, pipe := filepath.Join(folder, "f"), filepath.Join(folder, "pipe")
	must(t, WriteFile(path, []byte("12345")))
	must(t, syscall.Mkfifo(pipe, 0o600))
	if got, err := ReadFile(path, 5); err != nil || string(got) != "12345" {
		t.Errorf("got %q, %v", got, err)
	}
	for path, want := range map[string]string{
		path: "too large: it has 5 bytes, want at most 4", pipe: "no plain file but a pipe", folder: "but a folder",
		"/dev/zero": "but a device", filepath.Join(folder, "no"): "no such file",
	} {
		if _, err := ReadFile(path, 4); err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}
