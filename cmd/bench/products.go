package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"digits/graph/kernel"
	"digits/internal/machine"
)

// products are how fast the dense products of the networks are.
type products struct {
	Peer     string    `json:"peer"`
	Threads  int       `json:"threads"`
	Mode     string    `json:"mode"` // the instruction set of the kernels
	Products []product `json:"products"`
}

// product is one of them: x·W + b with ReLU, xᵀ·dY or dY·Wᵀ.
type product struct {
	Name string  `json:"product"` // such as NN 128x784x512: rows, depth, columns
	Rate float64 `json:"gflop_per_second"`
	Best float64 `json:"gflop_per_second_best"`
	Peak float64 `json:"peak_gflop_per_second"` // of multiply-adds in registers, measured around it

	Rows    int `json:"rows"`
	Depth   int `json:"depth"`
	Columns int `json:"columns"`

	called func()
}

const (
	productTime = 150 * time.Millisecond
	sampleTime  = 50 * time.Microsecond // of calls between two looks at the clock
)

// measureProducts measures each product of the workloads' layers once.
func (s settings) measureProducts(ctx context.Context, w io.Writer) error {
	all := products{Peer: "digits", Threads: s.threads, Mode: kernel.ISA()}
	for _, p := range productsOf(s.workloads) {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.measure(s.threads)
		all.Products = append(all.Products, p)
	}
	if s.json {
		return json.NewEncoder(w).Encode(all)
	}
	return all.print(w)
}

func (all products) print(w io.Writer) error {
	r := report{w: w}
	fmt.Fprintf(w, "%s; %s kernels, %d in use\n\n", machine.Name(), all.Mode, all.Threads)
	err := r.table(func(t io.Writer) {
		fmt.Fprintln(t, "GFLOP/s\tbest\tpeak\tpeak/best\t  product")
		for _, p := range all.Products {
			fmt.Fprintf(t, "%.0f\t%.0f\t%.0f\t%.2f\t  %s\n", p.Rate, p.Best, p.Peak, p.Peak/p.Best, p.Name)
		}
	})
	fmt.Fprint(w, `
The rows, the depth and the columns of the product: NN is x·W + b and ReLU, TN the
kernel's gradient xᵀ·dY, NT the input's dY·Wᵀ. The peak is the best burst of
multiply-adds in registers, measured around each product, "best" the product's own.
`)
	return err
}

// productsOf returns the products of the layers' training steps, each once.
func productsOf(workloads []workload) []product {
	var all []product
	add := func(p product) {
		if !slices.ContainsFunc(all, func(q product) bool { return q.Name == p.Name }) {
			all = append(all, p)
		}
	}
	for _, w := range workloads {
		for i, units := range w.widths[1:] {
			batch, in := w.recipe.Batch, w.widths[i]
			x, kernels, y := noise(batch*in), noise(in*units), noise(batch*units)
			bias := noise(units)
			add(newProduct("NN", batch, in, units, func() { kernel.NN(batch, units, in, x, kernels, bias, y, true) }))
			add(newProduct("TN", in, batch, units, func() { kernel.TN(in, units, batch, x, y, kernels) }))
			if i > 0 {
				add(newProduct("NT", batch, units, in, func() { kernel.NT(batch, in, units, y, kernels, x) }))
			}
		}
	}
	return all
}

func newProduct(layout string, m, k, n int, called func()) product {
	return product{Name: fmt.Sprintf("%s %dx%dx%d", layout, m, k, n), Rows: m, Depth: k, Columns: n, called: called}
}

// noise returns numbers around 0.
func noise(n int) []float32 {
	x := kernel.Aligned[float32](n)
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	for i := range x {
		x[i] = r.Float32() - .5
	}
	return x
}

// measure calls the product for a while, several times between two looks at the
// clock where it is short.
func (p *product) measure(threads int) {
	peak := kernel.Peak(threads)
	calls := max(1, int(sampleTime.Seconds()/p.time(10)))
	least, samples := math.Inf(1), []float64(nil)
	for start := time.Now(); time.Since(start) < productTime; {
		seconds := p.time(calls)
		least, samples = min(least, seconds), append(samples, seconds)
	}
	flop := 2e-9 * float64(p.Rows) * float64(p.Depth) * float64(p.Columns)
	p.Rate, p.Best = round(flop/median(samples), 1), round(flop/least, 1)
	p.Peak = round(max(peak, kernel.Peak(threads))/1e9, 1)
}

// time returns the seconds that a call takes.
func (p *product) time(calls int) float64 {
	start := time.Now()
	for range calls {
		p.called()
	}
	return time.Since(start).Seconds() / float64(calls)
}
