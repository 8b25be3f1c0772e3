package data

import (
	"fmt"
)

// tableGroup is a data set of CSV files: one, or one a part.
type tableGroup struct {
	site
	files [portions][]array
}

// addTable puts a CSV file with those that lie beside it and begin alike. One that
// names no part is by itself.
func (p *place) addTable(r role, f array) {
	dir := home(f.name)
	key := dir + "\x00" + r.prefix
	if r.part == wholeSet {
		key += "\x00"
	}
	g := p.tables.of(key)
	g.site = site{f.tree, dir, r.prefix}
	g.files[r.part] = append(g.files[r.part], f)
}

func (g *tableGroup) candidate() *candidate {
	c := g.site.candidate(formCSV)
	if g.files[trainPart] == nil {
		g.files[trainPart] = g.files[wholeSet]
	}
	var chosen [portions]*array
	for _, part := range []portion{trainPart, validationPart, testPart} {
		f, err := pick(g.files[part])
		if err != nil {
			c.broken = fmt.Errorf("%s: %w", c.path, err)
		}
		if chosen[part] = f; f != nil {
			c.files = append(c.files, f.name)
		}
	}
	if f := chosen[trainPart]; f == nil && c.broken == nil {
		c.broken = fmt.Errorf("%w: %s has no training part", ErrMissing, c.path)
	} else if f != nil && g.files[wholeSet] != nil {
		c.path, c.from = f.path(), f.path()
	}
	c.read = func(r *reading) (train, test *examples, err error) { return r.tables(chosen) }
	return c
}
