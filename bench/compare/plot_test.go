package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"
)

// Medians of the rounds, in the order of the work, deeper networks by themselves.
func TestCurves(t *testing.T) {
	r := results{
		{Kind: kindSize, Workload: "784-9-10", Program: "p", Threads: 2, Work: 30, Median: 3},
		{Kind: kindSize, Workload: "784-5-10", Program: "p", Threads: 2, Work: 10, Median: 2},
		{Kind: kindSize, Workload: "784-5-10", Program: "p", Threads: 2, Work: 10, Median: 1},
		{Kind: kindSize, Workload: "784-5-5-10", Program: "p", Threads: 2, Work: 20, Median: 7},
		{Kind: kindSize, Workload: "784-9-10", Program: "q", Threads: 2, Work: 30, Median: 9},
	}
	want := []plotter.XYs{{{X: 10, Y: 1.5}, {X: 30, Y: 3}}, {{X: 20, Y: 7}}}
	if got := r.curves("p", 2); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDrawSizes(t *testing.T) {
	folder := t.TempDir()
	lines := []line{
		{Kind: kindSize, Workload: "a", Program: "a peer", Threads: 2, Work: 10, Median: 2},
		{Kind: kindSize, Workload: "b", Program: "a peer", Threads: 2, Work: 300, Median: 9},
	}
	if err := drawSizes(folder, lines); err != nil {
		t.Fatal(err)
	}
	svg, err := os.ReadFile(filepath.Join(folder, "sizes.svg"))
	if err != nil || !strings.Contains(string(svg), "a peer") {
		t.Errorf("error %v, want the program's name in\n%.200s", err, svg)
	}
	if err := drawSizes(folder, []line{{Kind: kindTrain}}); err == nil {
		t.Error("no sizes: got no error")
	}
}

// A plot that cannot be written is said before anything is measured.
func TestPlotFolderFirst(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "none")
	err := compare(context.Background(), []string{"-what", "size", "-plot", folder}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "there is no folder "+folder) {
		t.Errorf("got %v, want that there is no folder", err)
	}
}
