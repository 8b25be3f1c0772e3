//go:build unix

package command

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"digits/internal/whole"
)

// The other programs of these tests are this one: they wait for what never comes.
func TestMain(m *testing.M) {
	path := os.Getenv("COMMAND_TEST_PATH")
	waits := map[string]Func{
		"pipe": func(_ context.Context, _ []string, w io.Writer) error {
			fmt.Fprintln(w, "here")
			_, err := os.Open(path)
			return err
		},
		"save": func(ctx context.Context, _ []string, w io.Writer) error {
			return whole.Write(path, func(file io.Writer) error {
				fmt.Fprintln(w, "here")
				<-ctx.Done()
				_, err := io.WriteString(file, "saved")
				return err
			})
		},
	}
	if do := waits[os.Getenv("COMMAND_TEST_DO")]; do != nil {
		Main("wait", do)
	}
	os.Exit(m.Run())
}

// start starts this program and waits until it waits.
func start(t *testing.T, do, path string) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), "COMMAND_TEST_DO="+do, "COMMAND_TEST_PATH="+path)
	said := &strings.Builder{}
	c.Stderr = said
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "here\n" {
		t.Fatalf("the program says %q, %v", line, err)
	}
	return c, said
}

// A program ends with a signal, also one that hangs, for the test would otherwise.
func TestSignalEnds(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		if signal.Ignored(s) { // as nohup has it, and programs below it
			continue
		}
		c, said := start(t, "pipe", pipe)
		c.Process.Signal(s)
		c.Wait()
		if c.ProcessState.ExitCode() != ExitInterrupted || said.String() != "wait: interrupted\n" {
			t.Errorf("%v: %v, %q", s, c.ProcessState, said)
		}
	}
}

func TestSignalLetsSave(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	c, said := start(t, "save", path)
	c.Process.Signal(syscall.SIGTERM)
	c.Wait()
	if text, err := os.ReadFile(path); err != nil || string(text) != "saved" || c.ProcessState.ExitCode() != 0 {
		t.Errorf("%v, %q; the file is %q, %v", c.ProcessState, said, text, err)
	}
}
