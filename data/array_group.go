package data

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

// array is a file that holds an array or a table, or one of these in a zip file.
type array struct {
	stored
	inner stored // its place, if it is not the file itself
	read  func(f stored, images bool) (*numbers, error)
}

func (a array) numbers(images bool) (*numbers, error) { return a.read(a.content(), images) }

// content is where to read.
func (a array) content() stored {
	if a.inner.tree != nil {
		return a.inner
	}
	return a.stored
}

// arrayGroup is a data set of arrays: which of them is what.
type arrayGroup struct {
	site
	npz    bool
	arrays [portions][kinds][]array
	others []array
}

// addArray puts an array with those that lie beside it and begin alike.
func (p *place) addArray(r role, a array) {
	dir := home(a.name)
	g := p.arrays.of(dir + "\x00" + r.prefix)
	g.site = site{a.tree, dir, r.prefix}
	g.arrays[r.part][r.kind] = append(g.arrays[r.part][r.kind], a)
}

// addNPZ takes the arrays of an .npz for a data set.
func (p *place) addNPZ(f stored, t *tree) {
	g := p.arrays.of(f.name + "\x00npz")
	g.site, g.npz = site{f.tree, f.name, ""}, true
	for _, name := range t.names {
		a := array{stored: f, inner: stored{t, name}, read: readNPY}
		r := roleOf(path.Base(name))
		if r.kind == unknown {
			g.others = append(g.others, a)
			continue
		}
		g.arrays[r.part][r.kind] = append(g.arrays[r.part][r.kind], a)
	}
	g.guessKinds()
}

// guessKinds takes two arrays without telling names, as numpy.savez(x, y) leaves
// them, for examples and labels.
func (g *arrayGroup) guessKinds() {
	if whole := &g.arrays[wholeSet]; len(g.others) == 2 && path.Base(g.others[0].inner.name) == "arr_0.npy" && whole[inputs] == nil {
		whole[inputs], whole[outputs], g.others = g.others[:1], g.others[1:], nil
	}
}

func (g *arrayGroup) candidate() *candidate {
	c := g.site.candidate(formIDX)
	switch {
	case g.npz:
		c.form, c.depth = formNPZ, strings.Count(g.dir, "/")
	case !g.isIDX():
		c.form = formNPY
	}
	if train := g.arrays[trainPart]; train[inputs] == nil && train[outputs] == nil {
		g.arrays[trainPart] = g.arrays[wholeSet]
	}
	var chosen [portions][kinds]*array
	for _, part := range []portion{trainPart, validationPart, testPart} {
		for _, kind := range []kind{inputs, outputs} {
			a, err := pick(g.arrays[part][kind])
			if err != nil && c.broken == nil {
				c.broken = fmt.Errorf("%s: %w", c.path, err)
			}
			if chosen[part][kind] = a; a != nil {
				c.files = append(c.files, a.name)
			}
		}
	}
	c.broken = cmp.Or(c.broken, missing(c, chosen))
	c.read = func(r *reading) (train, test *examples, err error) {
		for _, a := range g.others {
			r.note("%s is not used", a.inner.path())
		}
		return r.arrays(chosen)
	}
	return c
}

func (g *arrayGroup) isIDX() bool {
	for _, part := range g.arrays {
		for _, a := range slices.Concat(part[inputs], part[outputs]) {
			if a.inner.tree == nil && extension(a.name) != ".npy" {
				return true
			}
		}
	}
	return false
}

// pick chooses among files of one content: plain before packed, high before deep,
// MNIST's own names before others.
func pick(files []array) (*array, error) {
	if len(files) == 0 {
		return nil, nil
	}
	plain := func(a array) string {
		return strings.NewReplacer(".", "-", "_", "-").Replace(strings.ToLower(stem(path.Base(cmp.Or(a.inner.name, a.name)))))
	}
	rank := func(a array) int {
		n := strings.Count(a.name, "/") * 4
		if strings.HasSuffix(strings.ToLower(a.name), ".gz") {
			n += 2
		}
		if strings.Contains(a.name, ".idx") {
			n++
		}
		return n
	}
	for _, other := range files[1:] {
		if plain(other) != plain(files[0]) {
			return nil, fmt.Errorf("%w: both %s and %s may be the %v: leave one", ErrSet, files[0].where(), other.where(), roleOf(path.Base(other.name)).kind)
		}
	}
	best := slices.MinFunc(files, func(a, b array) int { return rank(a) - rank(b) })
	return &best, nil
}

func (a array) where() string { return cmp.Or(a.inner.name, a.name) }

// missing says which part of the training data is not there, or which half of
// another part.
func missing(c *candidate, chosen [portions][kinds]*array) error {
	for _, part := range []portion{trainPart, validationPart, testPart} {
		have := chosen[part]
		if have[inputs] == nil && (part == trainPart || have[outputs] != nil) {
			return fmt.Errorf("%w: %s has no %v images", ErrMissing, c.path, part)
		}
		if have[outputs] == nil && part != testPart && have[inputs] != nil {
			return fmt.Errorf("%w: %s has no %v labels", ErrMissing, c.path, part)
		}
	}
	return nil
}

// arrays reads the arrays of all parts, side by side.
func (r *reading) arrays(chosen [portions][kinds]*array) (train, test *examples, err error) {
	var read [portions][kinds]*numbers
	var failed [portions][kinds]error
	var reading sync.WaitGroup
	for part, pair := range chosen {
		for kind, a := range pair {
			if a != nil {
				reading.Go(func() { read[part][kind], failed[part][kind] = a.numbers(kind == int(inputs)) })
			}
		}
	}
	reading.Wait()
	var parts [portions]*examples
	for part, pair := range read {
		if err := cmp.Or(failed[part][inputs], failed[part][outputs]); err != nil {
			return nil, nil, err
		}
		if pair[inputs] == nil {
			continue
		}
		if pair[outputs] == nil {
			parts[part], err = r.inputs(pair[inputs])
		} else {
			parts[part], err = r.fromArrays(pair[inputs], pair[outputs])
		}
		if err != nil {
			return nil, nil, err
		}
	}
	train, err = r.validated(parts[trainPart], parts[validationPart])
	return train, parts[testPart], err
}

// validated puts the examples of a validation part behind those to train with.
func (r *reading) validated(train, validation *examples) (*examples, error) {
	if validation == nil {
		return train, nil
	}
	r.note("the validation part is the last %d training examples: validate with as many", validation.len())
	return train.joined(validation)
}
