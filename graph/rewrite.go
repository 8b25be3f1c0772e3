package graph

import (
	"fmt"
	"slices"

	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// rewrites are what becomes of gorgonia's operations before a graph runs, once it has been
// derived: operations of ours that compute the same into memory of their own. Each returns
// nil where it does not apply. What nothing needs any longer, such as a transpose whose
// product reads the matrix as it lies, is not computed.
var rewrites = []struct {
	name  string
	apply func(r *rewriting, n *gorgonia.Node) (*gorgonia.Node, error)
}{
	{"chains of pointwise operations become one", (*rewriting).chain},
	{"products, also by a transpose, are our kernels'", (*rewriting).product},
	{"transposes are copies", (*rewriting).transpose},
	{"reshapes are copies, not views", (*rewriting).reshape},
	{"repeats are copies", (*rewriting).repeat},
	{"sums over the first or the last axes", (*rewriting).sum},
	{"sizes are constants", (*rewriting).size},
	{"a gradient's copy of what nothing else uses is that", (*rewriting).copy},
}

// rewriting is the state of one pass over a program's graph.
type rewriting struct {
	scope  *Scope
	users  map[*gorgonia.Node]gorgonia.Nodes // one an edge
	roots  map[*gorgonia.Node]bool
	done   map[*gorgonia.Node]*gorgonia.Node // the old nodes' new ones
	chains map[*gorgonia.Node]*gorgonia.Node
	was    map[*gorgonia.Node]*gorgonia.Node // the new nodes' old ones
}

// rewrite replaces what the program reads, unless all operations are ours.
func (p *Program) rewrite() error {
	r := &rewriting{
		scope: p.scope, users: map[*gorgonia.Node]gorgonia.Nodes{}, roots: map[*gorgonia.Node]bool{},
		done: map[*gorgonia.Node]*gorgonia.Node{}, chains: map[*gorgonia.Node]*gorgonia.Node{}, was: map[*gorgonia.Node]*gorgonia.Node{},
	}
	var order gorgonia.Nodes
	for _, read := range p.reads {
		order = r.visit(read.node, order)
		r.roots[read.node] = true
	}
	for _, g := range p.grads {
		order = r.visit(g.(*gradient).node, order)
		r.roots[g.(*gradient).node] = true
	}
	if !slices.ContainsFunc(order, func(n *gorgonia.Node) bool { return n.Op() != nil && len(childrenOf(n)) > 0 && !op.OwnsOutput(n) }) {
		return nil
	}
	r.group(order)
	for _, n := range order {
		if err := r.replace(n); err != nil {
			return err
		}
	}
	for i := range p.reads {
		p.reads[i].node = r.of(p.reads[i].node)
	}
	for _, g := range p.grads {
		g.(*gradient).node = r.of(g.(*gradient).node)
	}
	p.was = r.was
	return nil
}

func childrenOf(n *gorgonia.Node) (children gorgonia.Nodes) {
	for of := n.Graph().From(n.ID()); of.Next(); {
		children = append(children, of.Node().(*gorgonia.Node))
	}
	return children
}

// visit appends n behind all that it is computed of.
func (r *rewriting) visit(n *gorgonia.Node, order gorgonia.Nodes) gorgonia.Nodes {
	if _, seen := r.done[n]; seen {
		return order
	}
	r.done[n] = nil
	for _, child := range childrenOf(n) {
		order = r.visit(child, order)
		r.users[child] = append(r.users[child], n)
	}
	return append(order, n)
}

// of is what has become of an old node: nil for one within a chain.
func (r *rewriting) of(n *gorgonia.Node) *gorgonia.Node { return r.done[n] }

// replace makes the new node of an old one, whose children have theirs.
func (r *rewriting) replace(n *gorgonia.Node) error {
	if within := r.chains[n]; within != nil && within != n {
		return nil
	}
	r.done[n] = n
	children := childrenOf(n)
	if len(children) == 0 {
		return nil
	}
	for _, rule := range rewrites {
		fresh, err := rule.apply(r, n)
		if err != nil {
			return fmt.Errorf("graph: %s: %v: %w", rule.name, n.Op(), err)
		}
		if fresh != nil {
			r.note(n, fresh)
			return nil
		}
	}
	changed := false
	for i, child := range children {
		children[i] = r.of(child)
		changed = changed || children[i] != child
	}
	if !changed {
		return nil
	}
	fresh, err := gorgonia.ApplyOp(n.Op(), children...)
	if err == nil {
		r.note(n, fresh)
	}
	return err
}

func (r *rewriting) note(n, fresh *gorgonia.Node) {
	r.done[n] = fresh
	if _, has := r.was[fresh]; !has {
		r.was[fresh] = n
	}
	if owner, has := r.scope.owners[n]; has {
		r.scope.owners[fresh] = owner
	}
}

// group finds the chains: an operation whose results only one chain uses is done within
// it. order has the users of a node behind it.
func (r *rewriting) group(order gorgonia.Nodes) {
	sizes := map[*gorgonia.Node]int{}
	for _, n := range slices.Backward(order) {
		if _, ok := pointwiseOf(n); !ok {
			continue
		}
		r.chains[n] = n
		if last := r.onlyChain(n); last != nil && sizes[last] < op.MostPointwise && slices.Equal(n.Shape(), last.Shape()) {
			r.chains[n] = last
		}
		sizes[r.chains[n]]++
	}
}

// onlyChain returns the end of the chain that all users of n are in, nil if there is none.
func (r *rewriting) onlyChain(n *gorgonia.Node) (last *gorgonia.Node) {
	if r.roots[n] {
		return nil
	}
	for i, user := range r.users[n] {
		if of := r.chains[user]; of == nil || i > 0 && of != last {
			return nil
		}
		last = r.chains[user]
	}
	return last
}
