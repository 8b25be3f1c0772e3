package pth

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// group is a dict that has tensors, and where it stands in the file.
type group struct {
	path  string
	dict  *dict
	items []item
}

// item is a tensor of a group.
type item struct {
	name   string
	tensor *tensor
}

// contents is what was found in the value of a file.
type contents struct {
	groups    []*group
	rest      []string // what is neither a group nor an optimizer's state
	modules   []string // where whole modules stand, and of which class
	quantised []string // paths of quantised weights that are packed in lists
	optimizer bool

	budget *budget
	seen   map[any]bool
	steps  int // how many values have been looked at
}

// Bounds on what is listed.
const (
	maxRest  = 64
	maxDepth = 16
	maxSteps = 1 << 20
	sizeSeen = 64
	sizeLine = 320
)

// search walks the value of a file.
func search(v any, b *budget) (*contents, error) {
	c := &contents{budget: b, seen: map[any]bool{}}
	_, err := c.walk("", v, 0)
	return c, err
}

// note lists what is not a weight.
func (c *contents) note(path, what string) error {
	if len(c.rest) >= maxRest || path == "" {
		return nil
	}
	if err := c.budget.take(1, sizeLine); err != nil {
		return err
	}
	c.rest = append(c.rest, fmt.Sprintf("%.100s: %.100s", path, what))
	return nil
}

// walk looks for tensors in a value. It reports whether there are any; if not,
// the value is one line of the list.
func (c *contents) walk(path string, v any, depth int) (found bool, err error) {
	switch v := v.(type) {
	case *dict:
		return c.enter(path, v, v, depth)
	case *object:
		return c.object(path, v, depth)
	case *list:
		return c.sequence(path, v, v.items, depth)
	case tuple:
		return c.sequence(path, nil, v, depth)
	case *tensor:
		return true, c.note(path, v.describe())
	}
	return false, c.note(path, describe(v))
}

// visit reports whether a value is to be walked: once, and not too deep.
func (c *contents) visit(v any, depth int) (bool, error) {
	if depth > maxDepth || (v != nil && c.seen[v]) {
		return false, nil
	}
	if v == nil {
		return true, nil
	}
	c.seen[v] = true
	return true, c.budget.take(1, sizeSeen)
}

// enter walks a dict.
func (c *contents) enter(path string, identity any, d *dict, depth int) (found bool, err error) {
	if isOptimizer(path, d) {
		c.optimizer = true
		return true, nil
	}
	if ok, err := c.visit(identity, depth); !ok || err != nil {
		return false, err
	}
	if c.steps += len(d.pairs); c.steps > maxSteps {
		return false, fmt.Errorf("%w: got more than %d values", ErrTooLarge, maxSteps)
	}
	g := &group{path: path, dict: d}
	before := len(c.rest)
	for _, p := range d.pairs {
		name, isName := p.key.(string)
		if !isName {
			name = describe(p.key)
		}
		if t, ok := p.value.(*tensor); ok && isName {
			if g.items, err = push(c.budget, 24, g.items, item{name, t}); err != nil {
				return false, err
			}
			continue
		}
		inner, err := c.walk(join(path, name), p.value, depth+1)
		if err != nil {
			return false, err
		}
		found = found || inner
	}
	if len(g.items) > 0 {
		c.groups = append(c.groups, g)
		return true, c.budget.take(1, sizeLine)
	}
	if !found && path != "" {
		c.rest = c.rest[:before]
		return false, c.note(path, describe(d))
	}
	return found, nil
}

// object walks what an object is made of.
func (c *contents) object(path string, o *object, depth int) (found bool, err error) {
	attributes, _ := o.state.(*dict)
	if attributes != nil && has(attributes, "_modules", "_parameters") {
		if len(c.modules) < maxRest {
			c.modules = append(c.modules, fmt.Sprintf("%.100s", string(o.class)))
		}
		return true, c.note(path, "a whole module of class "+string(o.class))
	}
	if o.items != nil && len(o.items.pairs) > 0 {
		return c.enter(path, o, o.items, depth)
	}
	if ok, err := c.visit(o, depth); !ok || err != nil {
		return false, err
	}
	before := len(c.rest)
	if attributes != nil {
		if found, err = c.enter(path, attributes, attributes, depth+1); err != nil {
			return found, err
		}
	}
	if !found {
		c.rest = c.rest[:before]
		return false, c.note(path, describe(o))
	}
	return found, nil
}

// deepest is how deep tuples are walked: unlike lists and dicts they have no
// identity, so that one may be met again and again.
const deepest = 3

// sequence walks a list or, if it is nil, the items of a tuple.
func (c *contents) sequence(path string, l *list, items []any, depth int) (found bool, err error) {
	if c.steps += len(items); c.steps > maxSteps {
		return false, fmt.Errorf("%w: got more than %d values", ErrTooLarge, maxSteps)
	}
	ok := depth <= deepest
	if l != nil {
		ok, err = c.visit(l, depth)
	}
	before, tensors := len(c.rest), 0
	for i, v := range items {
		if !ok || err != nil {
			break
		}
		inner := false
		switch v := v.(type) {
		case *tensor:
			tensors++
			if v.quantised() && len(c.quantised) < maxRest {
				c.quantised, err = append(c.quantised, path), c.budget.take(1, sizeLine)
			}
		case *dict, *object, *list, tuple:
			inner, err = c.walk(join(path, strconv.Itoa(i)), v, depth+1)
		}
		found = found || inner
	}
	if found || err != nil {
		return true, err
	}
	c.rest = c.rest[:before]
	if tensors > 0 {
		return true, c.note(path, fmt.Sprintf("a list of %d with %d tensors", len(items), tensors))
	}
	if l != nil {
		return false, c.note(path, describe(l))
	}
	return false, c.note(path, describe(tuple(items)))
}

// isOptimizer reports whether a dict is an optimizer's state, by its name or by
// what it has.
func isOptimizer(path string, d *dict) bool {
	last := path[strings.LastIndexByte(path, '.')+1:]
	return strings.Contains(strings.ToLower(last), "optim") || len(d.pairs) == 2 && has(d, "state", "param_groups")
}

// has reports whether a dict has all of some names.
func has(d *dict, names ...string) bool {
	n := 0
	for _, p := range d.pairs {
		if name, ok := p.key.(string); ok && slices.Contains(names, name) {
			n++
		}
	}
	return n >= len(names)
}

// join is the path of a name in a dict.
func join(path, name string) string {
	if path == "" {
		return name
	}
	if len(path) > 200 {
		path = "…"
	}
	return path + "." + name
}
