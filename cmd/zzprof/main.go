package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"time"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/train"
	"digits/train/optim"
)

func main() {
	t, _ := strconv.Atoi(os.Args[2])
	runtime.GOMAXPROCS(t)
	src, err := data.MNIST("")
	if err != nil { panic(err) }
	r, _ := models.RecipeNamed(os.Args[1])
	m, _ := models.New(r, 28, 28, 10, 1)
	p, _ := m.Compile(graph.Training, r.Batch, m.Loss, &graph.Clock{Seed: 1})
	o := &optim.Adam{LearningRate: r.Adam.LearningRate, Epsilon: r.Adam.Epsilon, EpsilonHat: r.Adam.EpsilonHat}
	s := map[string][]float64{}
	labels := make([]int32, r.Batch)
	order := data.Order(src.Train.Len(), 1, 0, nil)
	steps := 0
	for e := 0; e < 3; e++ {
		for b := range src.Train.Batches(order, r.Batch) {
			if b.Len() < r.Batch { break }
			t0 := time.Now()
			train.Write(p, m, b, labels)
			s["0 write"] = append(s["0 write"], time.Since(t0).Seconds()*1e6)
			n := 0
			steps++
			if steps%2 == 1 { t0 = time.Now(); if err := p.Run(); err != nil { panic(err) }; s["90 run"] = append(s["90 run"], time.Since(t0).Seconds()*1e6) } else {
			err := p.Profile(func(op string, took time.Duration) { n++; k := fmt.Sprintf("%2d %s", n, op); s[k] = append(s[k], took.Seconds()*1e6) })
			if err != nil { panic(err) } }; t0 = time.Now()
			if err := o.Step(p.Gradients()); err != nil { panic(err) }
			s["99 adam"] = append(s["99 adam"], time.Since(t0).Seconds()*1e6)
		}
	}
	var ks []string
	for k := range s { ks = append(ks, k) }
	sort.Strings(ks)
	for _, k := range ks { sort.Float64s(s[k]); fmt.Printf("%-28s %6.1f\n", k, s[k][len(s[k])/2]) }
}
