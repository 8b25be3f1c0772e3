package hdf5

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Group is a group of an open file: attributes, and groups and datasets by
// name.
type Group struct {
	file   *file
	where  string
	place  uint64
	object object
	links  []link // by name
}

// link is a name in a group and the address of what it names.
type link struct {
	name    string
	address uint64
}

// group returns the group whose header is at an address. Each is read once.
func (f *file) group(address uint64, parent, name string) (*Group, error) {
	if g, ok := f.groups[address]; ok {
		return g, nil
	}
	where := join(parent, name)
	if err := f.allowance.take(1, groupCost, where); err != nil {
		return nil, err
	}
	o, err := f.object(address, where)
	if err != nil {
		return nil, err
	}
	g := &Group{file: f, where: where, place: address, object: o}
	if err := g.readLinks(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(g.links, func(a, b link) int { return cmp.Compare(a.name, b.name) })
	f.groups[address] = g
	return g, nil
}

// readLinks reads the group's names, from a symbol table or from link
// messages.
func (g *Group) readLinks() error {
	if data, ok := g.object.find(messageSymbolTable); ok {
		return g.readSymbolTable(data)
	}
	data, ok := g.object.find(messageLinkInfo)
	if !ok {
		return fmt.Errorf("hdf5: %s: got no symbol table and no link information, want a group: %w", g.where, ErrMalformed)
	}
	return g.readNewLinks(data)
}

// add adds a link found in the file, charging for it.
func (g *Group) add(name []byte, address uint64) error {
	if err := g.file.step(1, linkCost+uint64(len(name)), g.where); err != nil {
		return err
	}
	g.links = append(g.links, link{string(name), address})
	return nil
}

// Names returns the names in the group, sorted by bytes.
func (g *Group) Names() []string {
	names := make([]string, len(g.links))
	for i, l := range g.links {
		names[i] = l.name
	}
	return names
}

// Has reports whether the group itself has the name; a path is not followed.
func (g *Group) Has(name string) bool {
	_, ok := g.find(name)
	return ok
}

// Kind is what a name in a group stands for.
type Kind int

// The kinds.
const (
	Nothing Kind = iota // no such name, or a link to elsewhere
	IsGroup
	IsDataset
)

// Kind returns what a name in the group itself stands for.
func (g *Group) Kind(name string) (Kind, error) {
	l, ok := g.find(name)
	if !ok || l.address == undefined {
		return Nothing, g.file.step(1, nodeCost, g.where)
	}
	if _, ok := g.file.groups[l.address]; ok {
		return IsGroup, g.file.step(1, nodeCost, g.where)
	}
	o, err := g.file.object(l.address, join(g.where, name))
	if err != nil {
		return Nothing, err
	}
	if _, ok := o.find(messageLayout); ok {
		return IsDataset, nil
	}
	for _, kind := range []int{messageSymbolTable, messageLinkInfo} {
		if _, ok := o.find(kind); ok {
			return IsGroup, nil
		}
	}
	return Nothing, nil
}

// Place returns the highest address in the file of what makes the group: its
// header, and the b-tree and the heap of an old-style one. HDF5 gives out
// addresses as it makes things, so that of two groups the one made first has
// the lower place, if not all of the other fit in a gap. A file that was packed
// anew may differ.
func (g *Group) Place() uint64 { return g.place }

func (g *Group) find(name string) (link, bool) {
	i, ok := slices.BinarySearchFunc(g.links, name, func(l link, name string) int { return cmp.Compare(l.name, name) })
	if !ok {
		return link{}, false
	}
	return g.links[i], true
}

// Group returns the group at a path from this one, names parted by slashes.
// A path that does not exist is an error that wraps ErrMissing.
func (g *Group) Group(path string) (*Group, error) {
	for name := range strings.SplitSeq(path, "/") {
		address, err := g.child(name)
		if err != nil {
			return nil, err
		}
		if g, err = g.file.group(address, g.where, name); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// parent returns the group that holds the last name of a path, and that name.
func (g *Group) parent(path string) (*Group, string, error) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return g, path, nil
	}
	parent, err := g.Group(path[:i])
	return parent, path[i+1:], err
}

// child returns the address of what a name stands for.
func (g *Group) child(name string) (uint64, error) {
	if err := g.file.step(1, nodeCost, g.where); err != nil {
		return 0, err
	}
	l, ok := g.find(name)
	if !ok {
		return 0, fmt.Errorf("hdf5: %s is %w", join(g.where, name), ErrMissing)
	}
	if l.address == undefined {
		return 0, fmt.Errorf("hdf5: %s is a soft or external link: %w", join(g.where, name), ErrUnsupported)
	}
	return l.address, nil
}

// shown is how much of a name and of a path an error shows.
const shown = 100

// join is the path of a name in a group, for an error: in one line, and short
// whatever the file says.
func join(where, name string) string {
	if len(name) > shown {
		name = name[:shown] + "…"
	}
	if quoted := strconv.Quote(name); quoted != `"`+name+`"` {
		name = quoted
	}
	if len(where) > shown {
		where = "…"
	}
	return strings.TrimSuffix(where, "/") + "/" + name
}
