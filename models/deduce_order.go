package models

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// compareNames orders names by the numbers in them: 3.weight before 10.weight.
func compareNames(a, b string) int {
	for a != "" && b != "" {
		n, m := digits(a), digits(b)
		if n > 0 && m > 0 {
			x, _ := strconv.Atoi(a[:n])
			y, _ := strconv.Atoi(b[:m])
			if x != y {
				return x - y
			}
			a, b = a[n:], b[m:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

// digits returns how many digits a text begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

// order puts Dense layers one behind the other: the one chain that their sizes allow
// where layers whose names differ by numbers alone stand in the order of these; without
// regard to numbers if that is none. made, if not nil, is the order in which the layers
// were made, which decides between several.
func order(parts []dense, made []string) (chain []dense, byMaking bool, err error) {
	for _, numbered := range []bool{true, false} {
		s := chaining{parts: parts, numbered: numbered, used: make([]bool, len(parts))}
		s.search(nil)
		switch len(s.found) {
		case 0:
			continue
		case 1:
			return s.chain(0), false, nil
		}
		if made != nil {
			slices.SortFunc(parts, func(a, b dense) int { return slices.Index(made, a.name) - slices.Index(made, b.name) })
			if chains(parts) {
				return parts, true, nil
			}
		}
		var lists []string
		for i := range s.found {
			var names []string
			for _, d := range s.chain(i) {
				names = append(names, d.name)
			}
			lists = append(lists, strings.Join(names, ", "))
		}
		return nil, false, fmt.Errorf("the layers' sizes allow several orders, and their names tell none: %.300s: name them by numbers, as fc1, fc2 …, in the state dict, and save again", strings.Join(lists, "; or "))
	}
	var names []string
	for _, d := range parts[:min(len(parts), 6)] {
		names = append(names, fmt.Sprintf("%.40s %d-%d", d.name, d.inputs(), d.units()))
	}
	return nil, false, fmt.Errorf("the layers' sizes do not follow from one another: %s: save the state dict of one network, whole", strings.Join(names, ", "))
}

// chaining looks for orders of layers.
type chaining struct {
	parts    []dense
	numbered bool
	used     []bool
	steps    int
	found    [][]int
}

// Two orders are enough to know that the sizes tell none. The search has an end.
const (
	mostOrders = 2
	mostSteps  = 1 << 16
)

func (s *chaining) search(chain []int) {
	if s.steps++; s.steps > mostSteps || len(s.found) == mostOrders {
		return
	}
	if len(chain) == len(s.parts) {
		s.found = append(s.found, slices.Clone(chain))
		return
	}
	for i, d := range s.parts {
		if s.used[i] || len(chain) > 0 && s.parts[chain[len(chain)-1]].units() != d.inputs() || s.numbered && !s.next(i) {
			continue
		}
		s.used[i] = true
		s.search(append(chain, i))
		s.used[i] = false
	}
}

// next reports whether all layers whose names differ from layer i's by lower numbers are
// in the chain.
func (s *chaining) next(i int) bool {
	for k, d := range s.parts {
		if !s.used[k] && k != i && pattern(d.name) == pattern(s.parts[i].name) && compareNames(d.name, s.parts[i].name) < 0 {
			return false
		}
	}
	return true
}

func (s *chaining) chain(i int) []dense {
	var chain []dense
	for _, k := range s.found[i] {
		chain = append(chain, s.parts[k])
	}
	return chain
}

func chains(parts []dense) bool {
	for i := 1; i < len(parts); i++ {
		if parts[i-1].units() != parts[i].inputs() {
			return false
		}
	}
	return len(parts) > 0
}
