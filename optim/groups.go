package optim

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// Groups steps the parameters in groups, each by an optimizer of its own: other
// learning rates, no decay of biases, layers that stay as they are. They are
// PyTorch's parameter groups. A parameter goes to the first group that its name
// matches:
//
//	optim.Groups{
//		{Match: "^dense/"}, // frozen
//		{Match: "/bias$", Optimizer: &optim.SGD{}},
//		{Match: "", Optimizer: &optim.AdamW{}}, // all others
//	}
//
// A parameter without a name or a group, and a group without a parameter, are
// errors: of Check, or of the first step.
type Groups []Group

// Group is the parameters of one optimizer.
type Group struct {
	Match     string    // a regular expression (package regexp) that is found in their names; "" is found in each
	Optimizer Optimizer // nil: the parameters are frozen

	members  []int // positions
	names    []string
	model    []gorgonia.ValueGrad
	restored int // parameters of a state that was restored, until the next step; 0: not known
	holder   holder
}

// String names the group by its expression.
func (g Group) String() string {
	if g.Optimizer == nil {
		return fmt.Sprintf("%q frozen", g.Match)
	}
	return fmt.Sprintf("%q by %v", g.Match, g.Optimizer)
}

// String says which optimizers they are, with their settings.
func (g Groups) String() string {
	var texts []string
	for _, group := range g {
		texts = append(texts, group.String())
	}
	return "groups: " + strings.Join(texts, "; ")
}

// Check sorts the parameters of these names into the groups, and reports those that
// have none, and groups that have none.
func (g Groups) Check(names []string) error {
	all, err := g.sort(names)
	if err != nil {
		return err
	}
	trained := false
	for i, group := range g {
		trained = trained || group.Optimizer != nil
		if len(all[i]) == 0 {
			return errors.Errorf("optim: groups: %q matches none of the parameters %s that the groups before it leave", group.Match, strings.Join(names, ", "))
		}
		for _, before := range g[:i] {
			if same(before.Optimizer, group.Optimizer) {
				return errors.Errorf("optim: groups: %q and %q share one optimizer, want one each", before.Match, group.Match)
			}
		}
	}
	if !trained {
		return errors.New("optim: groups: got no group with an optimizer: nothing would be trained")
	}
	return nil
}

// same reports whether two groups have one optimizer.
func same(a, b Optimizer) bool {
	return a != nil && b != nil && reflect.TypeOf(a).Comparable() && a == b
}

// sort returns the positions of each group's parameters.
func (g Groups) sort(names []string) ([][]int, error) {
	all, matches := make([][]int, len(g)), make([]*regexp.Regexp, len(g))
	for i, group := range g {
		var err error
		if matches[i], err = regexp.Compile(group.Match); err != nil {
			return nil, errors.Wrapf(err, "optim: groups: %q", group.Match)
		}
	}
	for position, name := range names {
		i := 0
		for i < len(g) && !matches[i].MatchString(name) {
			i++
		}
		switch {
		case name == "":
			return nil, errors.Errorf("optim: groups: parameter %d has no name: give it a method Name() string", position)
		case i == len(g):
			return nil, errors.Errorf("optim: groups: no group matches the parameter %s: end with one whose Match is \"\"", name)
		}
		all[i] = append(all[i], position)
	}
	return all, nil
}

// begin sorts the parameters at the first step.
func (g Groups) begin(model []gorgonia.ValueGrad) error {
	names := make([]string, len(model))
	for i, p := range model {
		names[i] = nameOf(p)
	}
	if err := g.Check(names); err != nil {
		return err
	}
	all, err := g.sort(names)
	if err != nil {
		return err
	}
	for i := range g {
		if n := g[i].restored; n > 0 && n != len(all[i]) {
			return errors.Wrapf(ErrState, "optim: groups: the state of %q is of %d parameters, it has %d", g[i].Match, n, len(all[i]))
		}
	}
	for i := range g {
		g[i].members, g[i].restored = all[i], 0
		g[i].names = make([]string, len(all[i]))
		g[i].model = make([]gorgonia.ValueGrad, len(all[i]))
		for k, position := range all[i] {
			g[i].names[k] = names[position]
		}
	}
	return nil
}

// Step updates the parameters in place, but for the frozen ones.
func (g Groups) Step(model []gorgonia.ValueGrad) error {
	if len(g) == 0 {
		return errors.New("optim: groups: got no groups")
	}
	model, err := g[0].holder.hold("groups", model)
	if err != nil {
		return err
	}
	if err := g.share(model); err != nil {
		return err
	}
	for i := range g {
		if g[i].Optimizer == nil {
			continue
		}
		if err := g[i].Optimizer.Step(g[i].model); err != nil {
			return errors.WithMessagef(err, "optim: groups: %q", g[i].Match)
		}
	}
	return nil
}

// share gives each group its parameters.
func (g Groups) share(model []gorgonia.ValueGrad) error {
	if len(g) > 0 && g[0].members == nil {
		if err := g.begin(model); err != nil {
			return err
		}
	}
	total := 0
	for i := range g {
		total += len(g[i].members)
		for k, position := range g[i].members {
			if position >= len(model) || nameOf(model[position]) != g[i].names[k] {
				return errors.Errorf("optim: groups: parameter %d was %s at the first step: the parameters' order must not change", position, g[i].names[k])
			}
			g[i].model[k] = model[position]
		}
	}
	if total != len(model) {
		return errors.Errorf("optim: groups: got %d parameters, had %d at the first step", len(model), total)
	}
	return nil
}

// silence makes 0 the gradients of what groups inside an optimizer leave as it is:
// in PyTorch, what is frozen has none, and does not count in a norm of all.
func silence(o Optimizer, model []gorgonia.ValueGrad) error {
	switch o := o.(type) {
	case Groups:
		return o.silence(model)
	case Wrapper:
		return silence(o.Unwrap(), model)
	}
	return nil
}

func (g Groups) silence(model []gorgonia.ValueGrad) error {
	if err := g.share(model); err != nil {
		return err
	}
	for _, group := range g {
		err := silence(group.Optimizer, group.model)
		if group.Optimizer == nil {
			err = eachGradient("groups", group.model, func(g []float32) { clear(g) }, func(g []float64) { clear(g) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Rates points to the learning rates of the groups in turn, but for the frozen.
func (g Groups) Rates() []*float64 {
	var rates []*float64
	for _, group := range g {
		if group.Optimizer != nil {
			rates = append(rates, group.Optimizer.Rates()...)
		}
	}
	return rates
}

// Current returns the rates that the last step took, in the order of Rates.
func (g Groups) Current() []float64 {
	var current []float64
	for _, group := range g {
		if group.Optimizer != nil {
			current = append(current, Current(group.Optimizer)...)
		}
	}
	return current
}
