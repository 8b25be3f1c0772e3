// Command strangers reads every model that interop/strangers.py has made, and
// prints a table: right, refused, unclear or wrong.
//
//	go run ./interop/strangers [-all] [-own] [-back BACK] FOLDER
//
// -own makes models of our own in the folder first, of layers, losses and optimizers
// that no stranger's file has; -seed and -units make others.
// -back writes each model that is read right in every format into another folder, for
// interop/strangers.py back to read it in the real libraries.
//
// A file is right if its outputs are those of the library that made it, to
// 1e-5. It is refused if the error is one short line that has one of the words
// which the kind wants; any other error is unclear.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"digits/models"
)

// expected is what FILE.expected.json says.
type expected struct {
	Group, Kind   string
	Inputs        string      // "bytes784.bin: uint8 (20, 784)"
	Scale         string      // "x = b/255"
	Probabilities [][]float64 // of the library
	Refused       []string    // words of which a refusal has one; empty: it must be right
	Options       struct {
		Activation string
		Logits     bool
		Limit      float64
		Unknowable bool // nobody could know from the file
	}
}

// row is one file's result.
type row struct{ group, file, result, note string }

func main() {
	all := flag.Bool("all", false, "print the files that are right, too")
	back := flag.String("back", "", "write the models that are right in every format into this `folder`")
	ours := flag.Bool("own", false, "make models of our own in FOLDER first")
	seed := flag.Uint64("seed", 1, "of these")
	units := flag.Int("units", 16, "of their hidden layers")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: strangers [-all] [-own] [-back BACK] FOLDER")
		os.Exit(2)
	}
	if *ours {
		if err := own(flag.Arg(0), *seed, *units); err != nil {
			fmt.Fprintln(os.Stderr, "strangers:", err)
			os.Exit(1)
		}
	}
	rows, err := table(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "strangers:", err)
		os.Exit(1)
	}
	bad := report(rows, *all)
	if *back != "" {
		again, err := wayBack(flag.Arg(0), *back, rows)
		if err != nil {
			fmt.Fprintln(os.Stderr, "strangers:", err)
			os.Exit(1)
		}
		fmt.Print("written again, and read back here: ")
		bad = report(again, *all) || bad
	}
	if bad {
		os.Exit(1)
	}
}

// report prints the table and whether something is wrong or unclear.
func report(rows []row, all bool) bool {
	count := map[string]int{}
	for _, r := range rows {
		count[r.result]++
		if all || r.result == "wrong" || r.result == "unclear" {
			fmt.Printf("%-8s %-28s %-34s %s\n", r.result, r.group, r.file, r.note)
		}
	}
	fmt.Printf("%d files: %d right, %d refused, %d unclear, %d wrong\n", len(rows), count["right"], count["refused"], count["unclear"], count["wrong"])
	return count["wrong"]+count["unclear"] > 0
}

func table(folder string) (rows []row, err error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.expected.json"))
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("%s has no files with .expected.json: make them with interop/strangers.py", folder)
	}
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		e, err := read(path)
		if err != nil {
			return nil, err
		}
		r, err := try(strings.TrimSuffix(path, ".expected.json"), e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.group, b.group) })
	return rows, nil
}

// try reads one file; an error is one of the inputs.
func try(path string, e expected) (row, error) {
	r := row{group: cmp.Or(e.Group, e.Kind), file: filepath.Base(path)}
	inputs, err := e.inputs(filepath.Dir(path))
	if err != nil {
		return r, err
	}
	got, err := predict(path, inputs, e)
	if err != nil {
		r.result, r.note = "unclear", err.Error()
		if clear(r.note, r.file, e.Refused) {
			r.result = "refused"
		}
		return r, nil
	}
	if len(e.Probabilities) == 0 {
		r.result, r.note = "wrong", "read, and is no model"
		return r, nil
	}
	difference := e.difference(got)
	r.result, r.note = "right", fmt.Sprintf("%.1e", difference)
	if limit := cmp.Or(e.Options.Limit, 1e-5); !(difference <= limit) {
		r.result = "wrong"
		if e.Options.Unknowable {
			r.result = "refused"
		}
	}
	return r, nil
}

// inputs reads the rows of bytes.
func (e expected) inputs(folder string) ([]byte, error) {
	if e.Inputs == "" {
		return nil, nil
	}
	name, _, _ := strings.Cut(e.Inputs, ":")
	return os.ReadFile(filepath.Join(folder, filepath.Base(name)))
}

// predict loads a model as a person would who knows how the pixels were scaled.
func predict(path string, inputs []byte, e expected) (p []float32, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	o, err := options(e)
	if err != nil {
		return nil, err
	}
	m, err := models.LoadWith(path, o)
	if err != nil || inputs == nil {
		return nil, err
	}
	return m.Predict(inputs)
}

// read reads the expectations of a file.
func read(path string) (e expected, err error) {
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &e)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return e, err
}

// scales are the names of the scalings in the expected files.
var scales = map[string]string{"x = b/255": "unit", "x = (b/255-0.5)/0.5": "signed"}

func options(e expected) (models.LoadOptions, error) {
	return models.NamedOptions("", scales[e.Scale], e.Options.Activation)
}

// clear reports whether a refusal is one short line with a word that is wanted.
func clear(text, file string, words []string) bool {
	if strings.Contains(text, "\n") || len(text) > 500 || strings.HasPrefix(text, "panic") {
		return false
	}
	text = strings.ReplaceAll(strings.ToLower(text), strings.ToLower(file), "") // the name of the file says nothing
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, strings.ToLower(w)) })
}

// difference is the largest of the outputs.
func (e expected) difference(got []float32) float64 {
	largest, i := 0.0, 0
	for _, row := range e.Probabilities {
		for _, want := range row {
			if i >= len(got) {
				return math.Inf(1)
			}
			if d := math.Abs(float64(got[i]) - want); !(d <= largest) {
				largest = d
			}
			i++
		}
	}
	if i != len(got) {
		return math.Inf(1)
	}
	return largest
}
