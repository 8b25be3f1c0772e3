package pth

import (
	"fmt"
	"strings"
)

// stateDictKeys are where a checkpoint keeps its state dict.
var stateDictKeys = []string{"model_state_dict", "state_dict"}

// item is a tensor of a state dict.
type item struct {
	name   string
	tensor *tensor
}

// findStateDict takes the state dict out of the value of a file, and says
// under which key it stood and whether an optimizer's state stood beside it.
func findStateDict(v any) (d *dict, key string, optimizer bool, err error) {
	d, ok := v.(*dict)
	if !ok {
		return nil, "", false, fmt.Errorf("pth: got a %s, want a state dict: save it with torch.save(model.state_dict(), …)", typeName(v))
	}
	for _, p := range d.pairs {
		if name, ok := p.key.(string); ok && strings.Contains(strings.ToLower(name), "optim") {
			optimizer = true
		}
	}
	for _, key := range stateDictKeys {
		for _, p := range d.pairs {
			if inner, ok := p.value.(*dict); ok && p.key == key {
				return inner, key, optimizer, nil
			}
		}
	}
	return d, "", false, nil
}

// items returns the tensors of a state dict in its order.
func (d *dict) items(b *budget) ([]item, error) {
	if err := b.take(len(d.pairs), 24+48); err != nil { // the list and the set of names
		return nil, fmt.Errorf("pth: %d arrays: %w", len(d.pairs), err)
	}
	items := make([]item, 0, len(d.pairs))
	seen := make(map[string]bool, len(d.pairs))
	for _, p := range d.pairs {
		name, isName := p.key.(string)
		t, isTensor := p.value.(*tensor)
		if !isName || !isTensor {
			return nil, fmt.Errorf("pth: got a %s under %s, want tensors by name, or a checkpoint with them under one of %q",
				typeName(p.value), keyName(p.key), stateDictKeys)
		}
		if seen[name] {
			return nil, fmt.Errorf("pth: %w: got %s twice, want each name once", ErrFormat, keyName(name))
		}
		seen[name] = true
		items = append(items, item{name, t})
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("pth: got an empty state dict, want at least one array")
	}
	return items, nil
}

// keyName is a key for an error, cut short.
func keyName(key any) string {
	if s, ok := key.(string); ok {
		return fmt.Sprintf("%.100q", s)
	}
	return "a key of type " + typeName(key)
}
