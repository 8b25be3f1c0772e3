//go:build linux

// Package proof shows, with processes that are killed and hosts that are cut off,
// that a study's outcome does not depend on what happens to its parts.
package proof

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"digits/internal/stripes"
	"digits/train/study"
	"digits/train/study/queue"
)

// asked is the variable that asks for the whole proof: that many runs of each form,
// in network namespaces if root may make them.
const asked = "DIGITS_PROOF"

// opening is the variable with which the test's binary is a process that makes a
// study's queue on a server, with a short AckWait, before the study does.
const opening = "DIGITS_PROOF_OPEN"

func TestMain(m *testing.M) {
	if folder := os.Getenv(serving); folder != "" {
		serveAlone(folder)
	}
	if what := os.Getenv(opening); what != "" {
		if err := openQueue(what); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// proof is what all runs have in common.
type proof struct {
	programs
	net     *network
	images  string // the folder of the data set
	setting []string
	jobs    int // how many records there are in the end
	ackWait time.Duration
	limit   time.Duration // of a run
	pause   int           // between two harms, in milliseconds
}

const (
	studyName  = "proof"
	user       = "anna"
	password   = "secret"
	serverHost = 1 + workers // the first server's host
	workers    = 3
	hosts      = 7 // the study's, the workers' and up to three servers'
)

// The whole proof takes some twenty minutes, and shows four forms: a nats-server, the
// study's own server, halving with its checkpoints, and a cluster of three servers:
//
//	DIGITS_PROOF=10 go test ./train/study/queue/proof -v -timeout 60m
//
// Without the variable, it is one run of a smaller study on loopback, with its own
// server.
func TestProof(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	p := &proof{programs: build(t, os.Getenv(asked) != ""), net: loopback, ackWait: time.Second, limit: time.Minute, pause: 400}
	runs, rounds, units, images, batch := 1, 1, 6, 12_000, "8"
	if text := os.Getenv(asked); text != "" {
		var err error
		if runs, err = strconv.Atoi(text); err != nil {
			t.Fatalf("%s: %v", asked, err)
		}
		rounds, units, images, batch = 2, 20, 24_000, "16"
		p.limit, p.pause = 5*time.Minute, 900
		if p.net, err = newNetwork(t, hosts); err != nil {
			t.Logf("on loopback, since there are no namespaces: %v", err)
			p.net = loopback
		}
	}
	p.images = stripes.Folder(t, stripes.Set{Side: 12, Classes: 4, Train: images, Test: 100})
	var list []string
	for u := range units {
		list = append(list, strconv.Itoa(4+u))
	}
	plain := []string{"-arch", "keras", "-units", strings.Join(list, ","), "-runs", "2", "-epochs", "27", "-batch", batch}
	for _, form := range []struct {
		name    string
		setting []string
		servers int
	}{
		{"server", plain, 1},
		{"embedded", plain, 0},
		{"halving", append(slices.Clone(plain), "-batch", "4", "-halving"), 1},
		{"cluster", plain, 3},
	} {
		if form.servers > 0 && os.Getenv(asked) == "" {
			continue
		}
		t.Run(form.name, func(t *testing.T) {
			p.setting = form.setting
			want := p.undisturbed(t)
			for seed := 1; seed <= runs; seed++ {
				t.Run(fmt.Sprintf("seed%d", seed), func(t *testing.T) {
					p.disturbed(t, uint64(seed), rounds, form.servers, want)
				})
			}
		})
	}
}

// outcome is what is compared, byte for byte.
type outcome struct{ trials, settings []byte }

func read(t *testing.T, folder string) (o outcome) {
	t.Helper()
	var err error
	if o.trials, err = os.ReadFile(filepath.Join(folder, study.TrialsFile)); err == nil {
		o.settings, err = os.ReadFile(filepath.Join(folder, study.SettingsFile))
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// studyArgs is the study's command line in a folder of studies.
func (p *proof) studyArgs(dir string, more ...string) []string {
	args := append([]string{p.study, "-name", studyName, "-data", p.images, "-dir", dir}, p.setting...)
	return append(args, more...)
}

// undisturbed runs the study in one process alone.
func (p *proof) undisturbed(t *testing.T) outcome {
	t.Helper()
	dir := t.TempDir()
	alone := &process{net: loopback, args: p.studyArgs(dir), log: filepath.Join(dir, "log")}
	begin := time.Now()
	if err := alone.start(); err != nil {
		t.Fatal(err)
	}
	if err := alone.wait(p.limit); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, studyName)
	p.jobs = len(records(t, folder))
	t.Logf("undisturbed, in one process: %d results in %.1f s", p.jobs, time.Since(begin).Seconds())
	return read(t, folder)
}

// records are the lines of records.jsonl by job: one each.
func records(t *testing.T, folder string) map[string]study.Record {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, study.RecordsFile))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]study.Record{}
	for line := range strings.Lines(string(text)) {
		var r study.Record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if _, twice := all[r.Result.JobID]; twice {
			t.Errorf("job %s is counted twice", r.Result.JobID)
		}
		all[r.Result.JobID] = r
	}
	return all
}

// disturbed runs the study with workers on other hosts and does harm to all of it.
func (p *proof) disturbed(t *testing.T, seed uint64, rounds, servers int, want outcome) {
	t.Helper()
	dir := t.TempDir()
	folder := filepath.Join(dir, studyName)
	c := &chaos{t: t, net: p.net, ackWait: p.ackWait, pause: p.pause, random: rand.New(rand.NewPCG(seed, 0)), done: map[string]int{}}
	begin := time.Now()
	p.prepare(t, c, dir, folder, servers)
	for i := range workers {
		c.workers = append(c.workers, &process{net: p.net, host: 1 + i, log: filepath.Join(dir, fmt.Sprintf("worker%d", i)), args: p.workerArgs(i, servers)})
	}
	for _, w := range append(slices.Clone(c.workers), c.study) {
		c.check(w.start())
		defer w.end()
	}
	c.run(rounds)
	if err := c.study.wait(p.limit); err != nil {
		t.Error(err)
		return
	}
	seconds := time.Since(begin).Seconds()
	p.end(t, c)
	got := read(t, folder)
	if !bytes.Equal(got.trials, want.trials) || !bytes.Equal(got.settings, want.settings) {
		t.Errorf("the tables differ from the undisturbed run's:\n%s\nwant\n%s", got.trials, want.trials)
	}
	if n := len(records(t, folder)); n != p.jobs {
		t.Errorf("%d records, want %d", n, p.jobs)
	}
	done, late := p.lines(t, c.workers)
	t.Logf("%.1f s; killed -9: workers %d times, the study %d, servers %d; cut off: %d; workers sent %d results for %d jobs, %d of them too late to count",
		seconds, c.done["worker"], c.done["study"], c.done["server"], c.done["cut"], done, p.jobs, late)
}

// prepare makes the study's queue, so that cut-off workers are given up soon, and
// starts the servers if the study has none of its own.
func (p *proof) prepare(t *testing.T, c *chaos, dir, folder string, servers int) {
	t.Helper()
	at := []string{"-listen", p.client(0, 0), "-workers", "1"}
	if servers > 0 {
		at = []string{"-nats", p.urls(servers), "-workers", "0"}
	}
	for i := range servers {
		s := &process{net: p.net, host: serverHost + i, log: filepath.Join(dir, fmt.Sprintf("nats%d", i)), args: p.serverArgs(dir, i, servers)}
		c.servers = append(c.servers, s)
		c.check(s.start())
		t.Cleanup(s.end)
	}
	c.study = &process{net: p.net, host: 0, log: filepath.Join(dir, "study"), args: p.studyArgs(dir, append(at, "-user", user, "-password", password)...)}
	// A first start that is killed at once leaves study.json, which says what the queue is for.
	c.check(c.study.start())
	for range 500 {
		if _, err := study.Load(folder); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.study.kill()
	open := p.net.command(0, os.Args[0])
	open.Env = append(os.Environ(), opening+"="+strings.Join([]string{folder, cmp.Or(p.urls(servers), "none"), p.ackWait.String(), strconv.Itoa(servers)}, " "))
	if out, err := open.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// client is where server i listens for clients; with its host, since on loopback
// all have one address.
func (p *proof) client(host, i int) string {
	return fmt.Sprintf("%s:%d", p.net.address(host), p.port(14222)+i)
}

// urls are those of the servers; "" if there is none but the study's own.
func (p *proof) urls(servers int) string {
	var urls []string
	for i := range servers {
		urls = append(urls, "nats://"+p.client(serverHost+i, i))
	}
	return strings.Join(urls, ",")
}

func (p *proof) serverArgs(dir string, i, servers int) []string {
	args := []string{
		p.server, "-js", "-sd", filepath.Join(dir, fmt.Sprintf("store%d", i)), "--user", user, "--pass", password,
		"-n", fmt.Sprintf("server%d", i), "-a", p.net.address(serverHost + i), "-p", strconv.Itoa(p.port(14222) + i),
	}
	if servers == 1 {
		return args
	}
	route := func(i int) string {
		return fmt.Sprintf("nats://%s:%d", p.net.address(serverHost+i), p.port(16222)+i)
	}
	var routes []string
	for other := range servers {
		routes = append(routes, route(other))
	}
	return append(args, "--cluster_name", "proof", "--cluster", route(i), "--routes", strings.Join(routes, ","))
}

// openQueue makes the queue of the study in a folder, on a server or in the folder.
func openQueue(what string) error {
	fields := strings.Split(what, " ")
	s, err := study.Load(fields[0])
	if err != nil {
		return err
	}
	wait, err := time.ParseDuration(fields[2])
	if err != nil {
		return err
	}
	ctx := context.Background()
	var c *queue.Connection
	servers, err := strconv.Atoi(fields[3])
	if err != nil {
		return err
	}
	if servers == 0 {
		server, err := queue.Serve(queue.Serving{Folder: fields[0]})
		if err != nil {
			return err
		}
		defer server.Close()
		if c, err = server.Connect(ctx, nil); err != nil {
			return err
		}
	} else if c, err = connect(ctx, fields[1]); err != nil {
		return err
	}
	defer c.Close()
	q, err := c.Open(ctx, s, queue.Options{AckWait: wait, Replicas: max(servers, 1)})
	if err != nil {
		return err
	}
	q.Close()
	return nil
}

// connect waits until the servers of a cluster have found each other.
func connect(ctx context.Context, urls string) (c *queue.Connection, err error) {
	for range 50 {
		if c, err = queue.Connect(ctx, queue.Access{URL: urls, User: user, Password: password}, nil); err == nil {
			return c, nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	return nil, err
}

// port is the standard one in a namespace, where nobody else has it.
func (p *proof) port(here int) int {
	if p.net.namespaces {
		return here - 10_000
	}
	return here
}

func (p *proof) workerArgs(i, servers int) []string {
	urls := p.urls(servers)
	if servers == 0 {
		urls = "nats://" + p.client(0, 0)
	}
	return []string{
		p.worker, "-nats", urls, "-user", user, "-password", password,
		"-data", p.images, "-slots", "1", "-name", fmt.Sprintf("host%d", i),
	}
}

// end ends the workers as Ctrl-C does.
func (p *proof) end(t *testing.T, c *chaos) {
	t.Helper()
	for _, w := range c.workers {
		w.signal(syscall.SIGINT)
	}
	for _, w := range c.workers {
		if err := w.wait(20 * time.Second); err != nil {
			t.Error(err)
		}
	}
	for _, s := range c.servers {
		s.end()
	}
}

var line = regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d ` + studyName + ` ([0-9a-f]{16}\.\d+): .* s(, as another worker's before)?$`)

// lines reads the workers' output: how many results were sent, and how many of them
// did not count. No job's result counts twice.
func (p *proof) lines(t *testing.T, workers []*process) (done, late int) {
	t.Helper()
	counted := map[string]bool{}
	for _, w := range workers {
		text, err := os.ReadFile(w.log)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range line.FindAllStringSubmatch(string(text), -1) {
			done++
			if m[2] != "" {
				late++
				continue
			}
			if counted[m[1]] {
				t.Errorf("job %s was counted twice", m[1])
			}
			counted[m[1]] = true
		}
	}
	return done, late
}
