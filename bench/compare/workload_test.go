package main

import "testing"

// One layer of 784-512-10: 784·512 = 401,408 weights, 2 passes; the other: 5,120,
// 3 passes; 2 operations a weight, pass and example: 2·(2·401408+3·5120)·60000.
func TestFlopsOf784x512x10(t *testing.T) {
	w := workload{network: "784-512-10"}
	if got, want := w.flops(), 98_181_120_000.0; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWorkloadsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range workloads {
		if w.kind != kindProduct && (w.flops() == 0 || w.batch == 0) || w.name == "" || metrics[w.kind] == nil {
			t.Errorf("%+v lacks a network, batch, name or metric", w)
		}
		if key := w.kind + w.name; seen[key] {
			t.Errorf("%s %s is there twice: their lines would be taken together", w.kind, w.name)
		} else {
			seen[key] = true
		}
		if w.kind == kindScript && (w.recipe == "" || w.epochs == 0) {
			t.Errorf("script %s lacks its recipe or epochs", w.name)
		}
	}
}
