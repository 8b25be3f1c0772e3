// Command cycles prints what the inner loops of the kernels cost a turn, with AVX2 and with
// NEON: their instructions, and cycles by the models of llvm-mca. It is what can be said of
// a CPU that is not here; it knows neither caches nor what is waited for.
//
//	go run ./cycles
//
// It wants Debian's packages llvm and binutils, and Go for both.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// kernels are the functions shown; each loop that has no other in it is one row of those
// with the most instructions.
var kernels = []string{
	"tiles6x16AVX2", "row64AVX2", "accumulate64AVX2", "columns64AVX2", "pairs32AVX2", "copyPanel32AVX2", "finish64AVX2",
	"adamAVX2", "rmspropAVX2", "dropoutAVX2", "reluBackwardAVX2", "expRowsAVX2", "scaleBytesAVX2",
}

// cpus are llvm-mca's models: what is not among those that an old LLVM has is left out.
var cpus = map[string][]string{
	"amd64": {"znver3"},
	"arm64": {"apple-m1", "cortex-a57", "neoverse-v2", "neoverse-n2"},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("cycles: ")
	folder := flag.String("kernel", "..", "the kernels' `folder`")
	flag.Parse()
	if err := run(*folder); err != nil {
		log.Fatal(err)
	}
}

func run(folder string) error {
	work, err := os.MkdirTemp("", "cycles")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	binaries := map[string]string{}
	for arch := range cpus {
		binaries[arch] = filepath.Join(work, arch)
		build := exec.Command("go", "test", "-c", "-o", binaries[arch], ".")
		build.Dir = folder
		build.Env = append(os.Environ(), "GOARCH="+arch)
		if out, err := build.CombinedOutput(); err != nil {
			return fmt.Errorf("%w\n%s", err, out)
		}
	}
	known := map[string][]string{}
	for arch, names := range cpus {
		for _, cpu := range names {
			if _, err := mca(arch, cpu, []string{"nop"}); err == nil {
				known[arch] = append(known[arch], cpu)
			}
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "largest loop of\tAVX2\tNEON\tratio\t%s\t%s\t\n", strings.Join(known["amd64"], "\t"), strings.Join(known["arm64"], "\t"))
	for _, k := range kernels {
		row := map[string][]string{}
		for arch, binary := range binaries {
			if row[arch], err = largestLoop(binary, k); err != nil {
				return err
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%.2f\t", strings.TrimSuffix(k, "AVX2"), len(row["amd64"]), len(row["arm64"]), float64(len(row["arm64"]))/float64(len(row["amd64"])))
		for _, arch := range []string{"amd64", "arm64"} {
			for _, cpu := range known[arch] {
				cycles, err := mca(arch, cpu, row[arch])
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "%.1f\t", cycles)
			}
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

var (
	line   = regexp.MustCompile(`^\s*([0-9a-f]+):\s+(.*?)\s*$`)
	branch = regexp.MustCompile(`^(?:j\w+|b\.?\w*|cbn?z|tbn?z)\s.*?(?:0x)?([0-9a-f]+)(?:\s+<.*>)?$`)
)

// largestLoop returns the instructions of a function's loop that has the most of them, of
// the loops with no other inside, without the jump back.
func largestLoop(binary, function string) ([]string, error) {
	symbols, err := exec.Command("go", "tool", "nm", "-size", binary).Output()
	if err != nil {
		return nil, err
	}
	m := regexp.MustCompile(`(?m)^\s*([0-9a-f]+)\s+(\d+)\s+T\s+digits/graph/kernel\.` + function + `(?:\.abi0)?$`).FindSubmatch(symbols)
	if m == nil {
		return nil, fmt.Errorf("no function %s", function)
	}
	start, _ := strconv.ParseUint(string(m[1]), 16, 64)
	size, _ := strconv.ParseUint(string(m[2]), 10, 64)
	dump, err := exec.Command("llvm-objdump", "-d", "--no-show-raw-insn", fmt.Sprintf("--start-address=%#x", start), fmt.Sprintf("--stop-address=%#x", start+size), binary).Output()
	if err != nil {
		return nil, err
	}
	var at []uint64
	var code []string
	for l := range strings.Lines(string(dump)) {
		if m := line.FindStringSubmatch(l); m != nil {
			address, _ := strconv.ParseUint(m[1], 16, 64)
			at, code = append(at, address), append(code, strings.ReplaceAll(m[2], "\t", " "))
		}
	}
	var best []string
	last := -1 // where the last loop ended
	for i, c := range code {
		m := branch.FindStringSubmatch(c)
		if m == nil {
			continue
		}
		to, _ := strconv.ParseUint(m[1], 16, 64)
		from, found := slices.BinarySearch(at, to)
		if !found || from > i {
			continue
		}
		if from > last && i-from > len(best) {
			best = code[from:i]
		}
		last = i
	}
	if best == nil {
		return nil, fmt.Errorf("no loop in %s", function)
	}
	return best, nil
}

var perTurn = regexp.MustCompile(`Iterations:\s+(\d+)\s+Instructions:\s+\d+\s+Total Cycles:\s+(\d+)`)

// mca returns the cycles of a turn.
func mca(arch, cpu string, code []string) (float64, error) {
	var source bytes.Buffer
	for _, c := range code {
		if branch.MatchString(c) {
			continue // to addresses that are nowhere
		}
		c, _, _ = strings.Cut(c, " <")
		source.WriteString(c + "\n")
	}
	triple := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[arch]
	cmd := exec.Command("llvm-mca", "-mtriple="+triple, "-mcpu="+cpu, "-iterations=200")
	cmd.Stdin = &source
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil || strings.Contains(said.String(), "not a recognized processor") {
		return 0, fmt.Errorf("llvm-mca for %s: %v %s", cpu, err, said.String())
	}
	m := perTurn.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("llvm-mca for %s says nothing", cpu)
	}
	turns, _ := strconv.ParseFloat(string(m[1]), 64)
	cycles, _ := strconv.ParseFloat(string(m[2]), 64)
	return cycles / turns, nil
}
