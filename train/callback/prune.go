package callback

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"digits/models"
	"digits/optim"
	"digits/train"
)

// Prune makes the smallest weights of kernels 0, and keeps them at 0, as the training
// goes (Han et al., 2015): at the beginning of each epoch that Shares names, so that the
// other weights are trained on. What is pruned stays so. Of n weights round(share·n) are
// 0, those of the least magnitude; of equals the first. Each kernel is pruned by itself,
// as by PyTorch's l1_unstructured; with Global all are taken together, as by its
// global_unstructured.
//
// The masks are in the optimizer, which checkpoints have, and an average of weights
// beside it also remembers what they were before they were 0: average from an epoch
// after the last that is named.
type Prune struct {
	Model     *models.Model
	Optimizer *optim.Masked   // of the training
	Shares    map[int]float64 // by epoch, from 1: the share of the weights that are 0 from there on
	Match     string          // a regular expression found in the parameters' names; "" is "/kernel$"
	Global    bool

	names []string
}

// On is the train.Callback.
func (p *Prune) On(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		if err := p.begin(); err != nil || e.Resumed == nil {
			return err
		}
		return p.resume(e.Resumed)
	case *train.EpochBegin:
		if share, ok := p.Shares[e.Epoch]; ok {
			p.prune(share)
		}
	case *train.Snapshot:
		return e.Checkpoint.Put(pruneState, p.state())
	}
	return nil
}

// begin finds the kernels.
func (p *Prune) begin() error {
	if p.Model == nil || p.Optimizer == nil {
		return fmt.Errorf("callback: prune: got no model or no optimizer, want both")
	}
	last, lastEpoch := 0.0, 0
	for _, epoch := range p.epochs() {
		share := p.Shares[epoch]
		if epoch < 1 || !(share >= last && share < 1) {
			return fmt.Errorf("callback: prune: got the share %v at epoch %d after %v at epoch %d, want 0 ≤ share < 1 that does not fall, from epoch 1 on", share, epoch, last, lastEpoch)
		}
		last, lastEpoch = share, epoch
	}
	match := p.Match
	if match == "" {
		match = "/kernel$"
	}
	m, err := regexp.Compile(match)
	if err != nil {
		return fmt.Errorf("callback: prune: %w", err)
	}
	outline, err := p.Model.Outline()
	if err != nil {
		return err
	}
	p.names = nil
	for _, name := range outline.Trained {
		if m.MatchString(name) {
			p.names = append(p.names, name)
		}
	}
	if len(p.names) == 0 {
		return fmt.Errorf("callback: prune: %q matches none of the trained parameters %s", match, strings.Join(outline.Trained, ", "))
	}
	return nil
}

// epochs returns those that are named, in order.
func (p *Prune) epochs() (epochs []int) {
	for epoch := range p.Shares {
		epochs = append(epochs, epoch)
	}
	slices.Sort(epochs)
	return epochs
}

// prune makes a share of the weights 0.
func (p *Prune) prune(share float64) {
	groups := [][]string{p.names}
	if !p.Global {
		groups = nil
		for _, name := range p.names {
			groups = append(groups, []string{name})
		}
	}
	for _, names := range groups {
		p.pruneTogether(names, share)
	}
}

// pruneTogether prunes kernels as if they were one.
func (p *Prune) pruneTogether(names []string, share float64) {
	var weights []float32
	for _, name := range names {
		weights = append(weights, p.Model.Params.Get(name).Float32s()...)
	}
	for name, mask := range masksOf(p.smallest(names, weights, share), names, p.Model) {
		w := p.Model.Params.Get(name).Float32s()
		for i, free := range mask {
			if !free {
				w[i] = 0
			}
		}
		p.Optimizer.SetMask(name, mask)
	}
}

// smallest returns which of the weights stay. Those that are pruned already come first.
func (p *Prune) smallest(names []string, weights []float32, share float64) (stay []bool) {
	var pruned []bool
	for _, name := range names {
		mask := p.Optimizer.Mask(name)
		for i := range p.Model.Params.Get(name).DataSize() {
			pruned = append(pruned, mask != nil && !mask[i])
		}
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	size := func(i int) float64 {
		if pruned[i] {
			return -1
		}
		return math.Abs(float64(weights[i]))
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := size(a), size(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	stay = make([]bool, len(weights))
	for rank, i := range order {
		stay[i] = rank >= int(math.RoundToEven(share*float64(len(weights)))) && !pruned[i]
	}
	return stay
}

// masksOf cuts a mask into those of parameters.
func masksOf(stay []bool, names []string, m *models.Model) map[string][]bool {
	masks := map[string][]bool{}
	for _, name := range names {
		n := m.Params.Get(name).DataSize()
		masks[name], stay = stay[:n], stay[n:]
	}
	return masks
}

// Sparsity returns the share of the chosen weights that are 0.
func (p *Prune) Sparsity() float64 {
	zeros, all := 0, 0
	for _, name := range p.names {
		for _, w := range p.Model.Params.Get(name).Float32s() {
			if all++; w == 0 {
				zeros++
			}
		}
	}
	return float64(zeros) / float64(max(all, 1))
}

// pruneState is under which name a checkpoint has the settings.
const pruneState = "prune"

func (p *Prune) state() optim.State {
	s := optim.State{Numbers: map[string]float64{"global": 0}}
	if p.Global {
		s.Numbers["global"] = 1
	}
	for epoch, share := range p.Shares {
		s.Numbers[fmt.Sprintf("share of epoch %d", epoch)] = share
	}
	for _, name := range p.names {
		s.Numbers["of "+strings.ReplaceAll(name, "/", " ")] = 1
	}
	return s
}

// resume reports a checkpoint of a training that was pruned otherwise.
func (p *Prune) resume(c *train.Checkpoint) error {
	s, err := c.Take(pruneState)
	if err != nil {
		return err
	}
	want := p.state().Numbers
	for name, got := range s.Numbers {
		if x, ok := want[name]; !ok || x != got {
			return fmt.Errorf("callback: %w: the checkpoint was pruned by %s %v, this training by %v", train.ErrResume, name, got, x)
		}
	}
	if len(s.Numbers) != len(want) {
		return fmt.Errorf("callback: %w: the checkpoint was pruned by %d settings, this training by %d", train.ErrResume, len(s.Numbers), len(want))
	}
	return nil
}
