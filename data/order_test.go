package data

import (
	"math"
	"slices"
	"testing"
)

func TestOrderIsPermutation(t *testing.T) {
	for _, n := range []int{0, 1, 2, 127, 60000} {
		order := Order(n, 1, 2, nil)
		slices.Sort(order)
		for i := range n {
			if order[i] != i {
				t.Fatalf("n = %d: got %d in place %d when sorted", n, order[i], i)
			}
		}
		if len(order) != n {
			t.Errorf("n = %d: got %d numbers", n, len(order))
		}
	}
	if got := Order(-3, 1, 1, nil); len(got) != 0 {
		t.Errorf("n = -3: got %v, want none", got)
	}
}

func TestOrderIsPure(t *testing.T) {
	const n, seed, epoch = 1000, 42, 3
	want := Order(n, seed, epoch, nil)
	dst := Order(n+5, 7, 7, nil)
	got := Order(n, seed, epoch, dst)
	if !slices.Equal(got, want) {
		t.Error("the order depends on what dst held")
	}
	if &got[0] != &dst[0] {
		t.Error("dst has room but is not used")
	}
	for name, other := range map[string][]int{
		"seed":  Order(n, seed+1, epoch, nil),
		"epoch": Order(n, seed, epoch+1, nil),
	} {
		if slices.Equal(other, want) {
			t.Errorf("another %s gives the same order", name)
		}
	}
}

// All 24 orders of four come equally often over the epochs of one seed: with
// 23 degrees of freedom chi-square exceeds 49.73 once in a thousand (any table
// of its quantiles). The numbers are fixed, so the test does not flicker.
func TestOrderIsUniform(t *testing.T) {
	const epochs = 24000
	count := map[[4]int]float64{}
	var order []int
	for epoch := range epochs {
		order = Order(4, 1, epoch, order)
		count[[4]int(order)]++
	}
	var chiSquare float64
	for _, seen := range count {
		chiSquare += (seen - epochs/24) * (seen - epochs/24) / (epochs / 24)
	}
	if len(count) != 24 || chiSquare > 49.73 {
		t.Errorf("%d orders seen, want 24; chi-square %.1f, want at most 49.73", len(count), chiSquare)
	}
}

// Two independent orders agree in one place on average, with variance 1,
// whatever n. Neighbours in epoch or in seed must look independent: the mean
// over 2000 pairs lies within 4 standard errors of 1.
func TestOrderNeighboursAreIndependent(t *testing.T) {
	const n, pairs = 100, 2000
	for name, at := range map[string]func(i int) []int{
		"epochs": func(i int) []int { return Order(n, 5, i, nil) },
		"seeds":  func(i int) []int { return Order(n, uint64(i), 5, nil) },
	} {
		agreements := 0
		for i := range pairs {
			one, next := at(i), at(i+1)
			for place := range n {
				if one[place] == next[place] {
					agreements++
				}
			}
		}
		if mean := float64(agreements) / pairs; math.Abs(mean-1) > 4/math.Sqrt(pairs) {
			t.Errorf("neighbouring %s agree in %.3f places, want 1", name, mean)
		}
	}
}

func BenchmarkOrder(b *testing.B) {
	var order []int
	for epoch := 0; b.Loop(); epoch++ {
		order = Order(60000, 1, epoch, order)
	}
}
