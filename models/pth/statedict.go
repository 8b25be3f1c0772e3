package pth

import (
	"fmt"
	"slices"
	"strings"
)

// stateDictKeys are where a checkpoint keeps its state dict, the surest name
// first.
var stateDictKeys = []string{"model_state_dict", "state_dict", "model_state", "model", "net", "network", "module", "weights", "params", "parameters"}

// selection is the tensors that a file's arrays are made of.
type selection struct {
	key     string // the path of their dict
	items   []item
	modules []string
}

// choose takes the state dict out of what a file has: the only dict with
// weights, else the one of a name that says so, else all of them, named by
// their paths.
func (c *contents) choose() (*selection, error) {
	candidates := slices.DeleteFunc(slices.Clone(c.groups), func(g *group) bool { return !g.weights() })
	if len(candidates) == 0 {
		candidates = c.groups
	}
	one := sole(candidates)
	if err := c.packed(one); err != nil {
		return nil, err
	}
	if one == nil {
		return c.merge(candidates)
	}
	for _, g := range c.groups {
		if g != one {
			for _, line := range g.lines() {
				if err := c.note(line[0], line[1]); err != nil {
					return nil, err
				}
			}
		}
	}
	return &selection{one.path, one.items, moduleNames(one.dict)}, nil
}

// packed reports layers of a state dict whose weights are quantised and packed
// together with others, as those of torch.ao.nn.quantized are.
func (c *contents) packed(g *group) error {
	for _, path := range c.quantised {
		if g == nil || strings.HasPrefix(path, join(g.path, "")) || g.path == "" {
			return fmt.Errorf("%.100q: got quantised weights, want plain numbers: %s", path, remedyOf(quantised))
		}
	}
	return nil
}

// sole returns the one group that is the state dict, nil if none or several
// may be.
func sole(groups []*group) *group {
	if len(groups) == 1 {
		return groups[0]
	}
	for _, key := range stateDictKeys {
		var named []*group
		for _, g := range groups {
			if g.path[strings.LastIndexByte(g.path, '.')+1:] == key {
				named = append(named, g)
			}
		}
		if len(named) == 1 {
			return named[0]
		}
	}
	return nil
}

// weights reports whether a group has what a layer's kernel is: floats in two
// dimensions or more.
func (g *group) weights() bool {
	return slices.ContainsFunc(g.items, func(i item) bool {
		return len(i.tensor.shape) > 1 && !slices.Contains([]string{"bool", "int64", "int32", "int16", "uint8"}, i.tensor.kind.dtype)
	})
}

// lines are the group in a list of what is not used: in one line, or a line
// for each of few tensors.
func (g *group) lines() (lines [][2]string) {
	const few = 4
	if len(g.items) > few {
		return [][2]string{{g.path, fmt.Sprintf("%d tensors", len(g.items))}}
	}
	for _, i := range g.items {
		lines = append(lines, [2]string{join(g.path, i.name), i.tensor.describe()})
	}
	return lines
}

// merge takes the tensors of several dicts, each with its path.
func (c *contents) merge(groups []*group) (*selection, error) {
	s := &selection{}
	for _, g := range c.groups {
		if !slices.Contains(groups, g) {
			for _, line := range g.lines() {
				if err := c.note(line[0], line[1]); err != nil {
					return nil, err
				}
			}
			continue
		}
		for _, i := range g.items {
			name := join(g.path, i.name)
			if err := c.budget.take(len(name)+32, 2); err != nil {
				return nil, err
			}
			s.items = append(s.items, item{name, i.tensor})
		}
	}
	return s, nil
}

// unique reports a name that stands twice.
func (s *selection) unique(b *budget) error {
	if err := b.take(len(s.items), 48); err != nil {
		return err
	}
	seen := make(map[string]bool, len(s.items))
	for _, i := range s.items {
		if seen[i.name] {
			return fmt.Errorf("%w: got %s twice, want each name once", ErrFormat, keyName(i.name))
		}
		seen[i.name] = true
	}
	return nil
}

// moduleNames lists the modules that a state dict's _metadata has: all of the
// network, also those without weights.
func moduleNames(d *dict) []string {
	if d.attributes == nil {
		return nil
	}
	for _, p := range d.attributes.pairs {
		metadata, ok := p.value.(*dict)
		if !ok || p.key != "_metadata" {
			continue
		}
		var names []string
		for _, m := range metadata.pairs {
			if name, ok := m.key.(string); ok && name != "" {
				names = append(names, name)
			}
		}
		return names
	}
	return nil
}

// nothing says why a file has no state dict.
func (c *contents) nothing(v any) error {
	switch {
	case len(c.modules) > 0:
		return fmt.Errorf("got a whole module, of class %.100q, and its code is not in the file: in its own program, save its weights alone with torch.save(model.state_dict(), \"weights.pth\")", c.modules[0])
	case c.optimizer:
		return fmt.Errorf("got the state of an optimizer and no weights: save the network's with torch.save(model.state_dict(), \"weights.pth\")")
	case len(c.rest) > 0:
		return fmt.Errorf("got no dict of tensors, but %.300s: save one with torch.save(model.state_dict(), \"weights.pth\")", strings.Join(c.rest, ", "))
	}
	if d, ok := v.(*dict); ok && len(d.pairs) == 0 {
		return fmt.Errorf("got an empty state dict, want at least one array")
	}
	return fmt.Errorf("got a %.100s, want a state dict: save it with torch.save(model.state_dict(), \"weights.pth\")", typeName(v))
}

// keyName is a key for an error, cut short.
func keyName(key any) string {
	if s, ok := key.(string); ok {
		return fmt.Sprintf("%.100q", s)
	}
	return "a key of type " + typeName(key)
}
