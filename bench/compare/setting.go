package main

import (
	"flag"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// setting is what is to be compared, and how often.
type setting struct {
	kinds         []string
	threads       []int
	rounds        int
	epochs        int
	python        string
	data          string         // folder of MNIST's four .gz files
	raw           string         // file for the JSON lines, or empty
	from          []string       // such files to report from, instead of measuring
	plot          string         // folder for the plot of sizes, or empty
	onlyPrograms  *regexp.Regexp // by name
	onlyWorkloads *regexp.Regexp // by name
}

// parse reads the arguments; what is wrong with them, or their explanation, goes
// to w as well.
func parse(args []string, w io.Writer) (setting, error) {
	var s setting
	f := flag.NewFlagSet("compare", flag.ContinueOnError)
	f.SetOutput(w)
	what := f.String("what", "train,predict,script", "comma-separated `kinds` of work: "+strings.Join(kinds, ", "))
	threads := f.String("threads", defaultThreads(), "comma-separated `numbers` of cores")
	programs := f.String("programs", "", "`pattern` of the programs' names (if not given: all)")
	workloads := f.String("networks", "", "`pattern` of the networks and recipes (if not given: all)")
	f.IntVar(&s.rounds, "rounds", 3, "how often each program runs")
	f.IntVar(&s.epochs, "epochs", 3, "epochs that count, after one that does not")
	f.StringVar(&s.python, "python", "python3", "the `interpreter` that has bench/requirements.txt installed")
	f.StringVar(&s.data, "data", "", "`folder` of MNIST's four .gz files (if not given: the module's that carries them)")
	f.StringVar(&s.raw, "raw", "", "`file` to append all JSON lines to")
	from := f.String("from", "", "comma-separated `files` that -raw wrote: print their tables and measure nothing")
	f.StringVar(&s.plot, "plot", "", "`folder` for the plot of sizes, sizes.png and sizes.svg")
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if *from != "" {
		s.from = strings.Split(*from, ",")
	}
	if s.rounds < 1 || s.epochs < 1 {
		return s, fmt.Errorf("compare: got -rounds %d, -epochs %d, want at least 1 of each", s.rounds, s.epochs)
	}
	var err error
	if s.onlyPrograms, err = regexp.Compile(*programs); err != nil {
		return s, fmt.Errorf("compare: -programs: %w", err)
	}
	if s.onlyWorkloads, err = regexp.Compile(*workloads); err != nil {
		return s, fmt.Errorf("compare: -networks: %w", err)
	}
	if s.kinds, err = parseKinds(*what); err != nil {
		return s, err
	}
	s.threads, err = parseThreads(*threads)
	return s, err
}

func parseKinds(list string) ([]string, error) {
	chosen := strings.Split(list, ",")
	for _, kind := range chosen {
		if !slices.Contains(kinds, kind) {
			return nil, fmt.Errorf("compare: -what: got %q, want some of %s", kind, strings.Join(kinds, ", "))
		}
	}
	return chosen, nil
}

// parseThreads returns the numbers in ascending order.
func parseThreads(list string) ([]int, error) {
	var threads []int
	for field := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 1 || n > runtime.NumCPU() {
			return nil, fmt.Errorf("compare: -threads: got %q, want 1 to this machine's %d", field, runtime.NumCPU())
		}
		threads = append(threads, n)
	}
	slices.Sort(threads)
	return slices.Compact(threads), nil
}

// defaultThreads is one core and all of them.
func defaultThreads() string {
	if n := runtime.NumCPU(); n > 1 {
		return fmt.Sprintf("1,%d", n)
	}
	return "1"
}
