package data

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// maxSniffed bounds how many files are opened to see what they are.
const maxSniffed = 2000

// place is what was found at a path: data sets, whole or not, and other things.
type place struct {
	tree       *tree
	inner      []*tree // of zip files below it
	arrays     groups[arrayGroup]
	tables     groups[tableGroup]
	pictures   groups[pictureGroup]
	candidates []*candidate
	seen       []string // some of what is there, for messages
}

// groups are the parts of data sets by what they have in common, in the order in
// which they were found.
type groups[T any] struct {
	keys []string
	by   map[string]*T
}

func (g *groups[T]) of(key string) *T {
	if g.by == nil {
		g.by = map[string]*T{}
	}
	if g.by[key] == nil {
		g.by[key] = new(T)
		g.keys = append(g.keys, key)
	}
	return g.by[key]
}

func (p *place) close() {
	for _, t := range append(p.inner, p.tree) {
		t.close()
	}
}

// explore finds the data sets of a tree.
func (t *tree) explore() *place {
	p := &place{tree: t}
	sniffed := 0
	for _, name := range t.names {
		if pictureExtensions[extension(name)] {
			p.addPicture(stored{t, name})
			continue
		}
		if sniffed++; sniffed > maxSniffed {
			break
		}
		p.add(stored{t, name})
	}
	p.finish()
	return p
}

// add puts a file where it belongs.
func (p *place) add(f stored) {
	is, err := sniff(f)
	if err != nil {
		is = "unreadable"
	}
	base := path.Base(f.name)
	r := roleOf(base)
	switch {
	case is == formIDX && r.kind != unknown:
		p.addArray(r, array{stored: f, read: readIDX})
	case is == formNPY && r.kind != unknown:
		p.addArray(r, array{stored: f, read: readNPY})
	case is == formZip:
		p.addZip(f, r)
	case is == formCSV && tableExtensions[extension(base)] && r.kind != outputs && !strings.Contains(strings.ToLower(base), "submission"):
		p.addTable(r, array{stored: f})
	}
	if is == formCSV && !tableExtensions[extension(base)] {
		is = "text"
	}
	p.see(f.name, is)
}

// addZip looks into a zip file that is an array or several, or a packed table.
func (p *place) addZip(f stored, r role) {
	t, err := newZipTree(f)
	if err != nil {
		return
	}
	p.inner = append(p.inner, t)
	switch {
	case isNPZ(t) && len(t.names) == 1:
		if r.kind != unknown {
			p.addArray(r, array{stored: f, inner: stored{t, t.names[0]}, read: readNPY})
		}
	case isNPZ(t):
		p.addNPZ(f, t)
	case len(t.names) == 1 && tableExtensions[extension(t.names[0])]:
		p.addTable(r, array{stored: f, inner: stored{t, t.names[0]}})
	}
}

func isNPZ(t *tree) bool {
	return len(t.names) > 0 && !slices.ContainsFunc(t.names, func(name string) bool { return path.Ext(name) != ".npy" })
}

// see remembers some of what is there.
func (p *place) see(name string, is form) {
	if len(p.seen) < 8 {
		p.seen = append(p.seen, fmt.Sprintf("%s (%s)", name, is))
	}
}

// finish makes candidates of what was grouped.
func (p *place) finish() {
	for _, key := range p.arrays.keys {
		p.candidates = append(p.candidates, p.arrays.by[key].candidate())
	}
	for _, key := range p.tables.keys {
		p.candidates = append(p.candidates, p.tables.by[key].candidate())
	}
	for _, key := range p.pictures.keys {
		if c := p.pictures.by[key].candidate(); c != nil {
			p.candidates = append(p.candidates, c)
		}
	}
}

func (p *place) keep(wanted func(c *candidate) bool) {
	p.candidates = slices.DeleteFunc(p.candidates, func(c *candidate) bool { return !wanted(c) })
}

// site is where the files of a data set lie, and how their names begin.
type site struct {
	tree        *tree
	dir, prefix string
}

func (s site) candidate(f form) *candidate {
	from := filepath.Join(s.tree.root, filepath.FromSlash(s.dir))
	c := &candidate{path: from, from: from, prefix: s.prefix, form: f}
	if s.prefix != "" {
		c.path = filepath.Join(from, s.prefix)
	}
	if s.dir != "." {
		c.depth = 1 + strings.Count(s.dir, "/")
	}
	return c
}
