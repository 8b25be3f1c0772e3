package main

import "testing"

// Of the wide products the slower has 100 of the peak's 120; ten classes do not
// count.
func TestSlowest(t *testing.T) {
	l := line{Products: []productRate{
		{Name: "NN 128x784x512", Best: 100, Peak: 120, Rows: 128, Deep: 784, Cols: 512},
		{Name: "NT 128x400x800", Best: 110, Peak: 121, Rows: 128, Deep: 400, Cols: 800},
		{Name: "NN 128x512x10", Best: 60, Peak: 120, Rows: 128, Deep: 512, Cols: 10},
	}}
	if got, want := l.slowest(), 1.2; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestProductTable(t *testing.T) {
	product := func(best float64) []productRate { return []productRate{{Name: "NN 1x2x3", Best: best, Peak: 120}} }
	r := results{
		{Threads: 1, Products: product(80)}, {Threads: 1, Products: product(120)}, {Threads: 2, Products: product(9)},
	}
	want := `| rows x depth x columns | GFLOP/s | peak | peak / product |
|---|---:|---:|---:|
| NN 1x2x3 | 100 | 120 | 1.20 |
`
	if got := r.productTable(1); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
