//go:build linux

package proof

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is a program that is started again after it was killed, and after it has
// found no server, as a system's own supervisor would do. All of its output is in
// one file.
type process struct {
	net  *network
	host int
	args []string
	log  string

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{}
	err   error
	over  bool // for good
}

// start starts it.
func (p *process) start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.launch()
}

func (p *process) launch() error {
	out, err := os.OpenFile(p.log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	p.cmd = p.net.command(p.host, p.args...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		return err
	}
	cmd, ended := p.cmd, make(chan struct{})
	p.ended = ended
	go func() {
		err := cmd.Wait()
		p.mu.Lock()
		p.err = err
		p.mu.Unlock()
		close(ended)
		if err != nil && !signaled(err) && p.noServer() {
			time.Sleep(200 * time.Millisecond)
			p.again(ended)
		}
	}()
	return nil
}

// again starts the process, unless that has been done.
func (p *process) again(after chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended == after && !p.over {
		p.launch()
	}
}

// signal sends a signal, if the process runs.
func (p *process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cmd.Process.Signal(s)
}

// kill kills it as a power cut would, and tells whether it had not ended by itself.
func (p *process) kill() bool {
	p.signal(syscall.SIGKILL)
	p.mu.Lock()
	ended := p.ended
	p.mu.Unlock()
	<-ended
	p.mu.Lock()
	defer p.mu.Unlock()
	return signaled(p.err)
}

// end kills it for good.
func (p *process) end() {
	p.mu.Lock()
	p.over = true
	p.mu.Unlock()
	p.kill()
}

func signaled(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signaled()
}

// wait waits until the process ends by itself, however often it is started again
// meanwhile.
func (p *process) wait(limit time.Duration) error {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		ended := p.ended
		p.mu.Unlock()
		select {
		case <-ended:
		default:
			continue
		}
		p.mu.Lock()
		err, same := p.err, ended == p.ended
		p.mu.Unlock()
		switch {
		case !same, signaled(err), err != nil && p.noServer():
		case err != nil:
			return fmt.Errorf("%s: %w: %s", filepath.Base(p.args[0]), err, tail(p.log))
		default:
			return nil
		}
	}
	return fmt.Errorf("%s has not ended after %v: %s", filepath.Base(p.args[0]), limit, tail(p.log))
}

// noServer tells whether the process has ended because there was no server, or one
// of a cluster without a leader.
func (p *process) noServer() bool {
	lines := strings.Split(strings.TrimSpace(tail(p.log)), "\n")
	last := lines[len(lines)-1]
	return strings.Contains(last, "no NATS server answers") || strings.Contains(last, "no answer from JetStream")
}

// tail is the end of a file.
func tail(path string) string {
	text, _ := os.ReadFile(path)
	return string(text[max(0, len(text)-500):])
}

// programs are built once.
type programs struct{ server, study, worker string }

func build(t *testing.T, server bool) (p programs) {
	t.Helper()
	folder := t.TempDir()
	for _, b := range []struct {
		path *string
		name string
	}{
		{&p.server, "github.com/nats-io/nats-server/v2"}, {&p.study, "digits/cmd/study"}, {&p.worker, "digits/cmd/worker"},
	} {
		if b.path == &p.server && !server {
			continue
		}
		*b.path = filepath.Join(folder, filepath.Base(filepath.Dir(b.name))+filepath.Base(b.name))
		if out, err := exec.Command("go", "build", "-o", *b.path, b.name).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return p
}
