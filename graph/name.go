package graph

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pkg/errors"
)

// names gives each layer of a network a name that no other has.
type names struct {
	used  map[string]int    // how many names of a kind were made
	taken map[string]string // a layer's name to the kind of the layer that has it
}

func newNames() names { return names{used: map[string]int{}, taken: map[string]string{}} }

// give names a layer within another, "" for none: by the name that it wants, or as
// Keras does, dense, dense_1, dense_2 …, leaving out what is taken. A wanted name
// that is taken is an error: two layers of one name would have one set of weights.
func (n *names) give(within, wanted, kind string) (string, error) {
	if wanted != "" {
		name := join(within, wanted)
		if err := checkName(name); err != nil {
			return "", err
		}
		if other, ok := n.taken[name]; ok {
			return "", errors.Errorf("graph: the name %s is taken by another layer, of kind %s: choose another name, or share weights by Share", name, other)
		}
		n.taken[name] = kind
		return name, nil
	}
	base := join(within, snake(kind))
	for {
		name := base
		if k := n.used[base]; k > 0 {
			name = fmt.Sprintf("%s_%d", base, k)
		}
		n.used[base]++
		if _, ok := n.taken[name]; !ok {
			n.taken[name] = kind
			return name, nil
		}
	}
}

// checkName reports a name that files and regular expressions have trouble with.
func checkName(name string) error {
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if strings.ContainsFunc(name, unprintable) || !utf8.ValidString(name) || slices.Contains(strings.Split(name, "/"), "") {
		return errors.Errorf("graph: got the name %.100q, want printable characters, and some between slashes", name)
	}
	return nil
}

// join puts the name of a layer's part behind the layer's.
func join(layer, part string) string {
	if layer == "" {
		return part
	}
	return layer + "/" + part
}

// cutLast takes the last part off a layer's name.
func cutLast(name string) (layer, part string) {
	i := strings.LastIndexByte(name, '/')
	if i < 0 {
		return "", name
	}
	return name[:i], name[i+1:]
}

// named is a layer that may carry a name of its own.
type named interface{ name() string }

// snake writes a type's name as Keras writes the names of its layers: "Dense" is
// "dense", "LeakyReLU" is "leaky_re_lu".
func snake(kind string) string {
	kind = word.ReplaceAllString(kind, "${1}_${2}")
	return strings.ToLower(hump.ReplaceAllString(kind, "${1}_${2}"))
}

// word and hump are those of Keras' to_snake_case.
var (
	word = regexp.MustCompile("(.)([A-Z][a-z]+)")
	hump = regexp.MustCompile("([a-z])([A-Z])")
)
