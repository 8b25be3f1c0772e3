package data

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// What Open's errors wrap besides where a path leaves more than one way open, and where
// labels are hardly classes.
var (
	ErrSeveral = errors.New("several data sets")
	ErrLabel   = errors.New("the column to be predicted is not known")
	ErrNumber  = errors.New("is it a number to be predicted?")
)

// Open reads the data set at a path, in whatever form it is, which it tells by
// names and content:
//
//   - MNIST's files and those of sets like it, in IDX form: plain or gzipped, by all
//     usual names, of all types, somewhere below the path;
//   - an .npz file with x_train, y_train, x_test and y_test, or other names that say
//     as much, or .npy files so named;
//   - CSV: train and test, or one file, with a column that is to be predicted, plain,
//     .gz or in a .zip;
//   - a folder of pictures for each class, below train and test or not;
//   - a zip file of any of these.
//
// An empty path is MNIST itself, as MNIST finds it. A path that does not exist may
// be a folder and the beginning of names in it, such as EMNIST/raw/emnist-letters.
//
// Images are bytes where the file's numbers are bytes, or bytes divided by 255: the
// same images give the same sets, by SHA256, in every form that keeps their order.
// Other numbers are Values as they are. Labels that are not 0, 1, 2 and so on are
// numbered in their order, with ClassNames. What was read, guessed and done is in
// the source's Notes.
func Open(path string, o Options) (*Source, error) {
	source, err := open(path, o)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return source, nil
}

func open(name string, o Options) (*Source, error) {
	if name == "" {
		if o != (Options{Seed: o.Seed}) {
			return nil, fmt.Errorf("%w: MNIST needs no options: give them with the path of a data set", ErrSet)
		}
		return newSearch().find()
	}
	place, err := locate(name)
	if err != nil {
		return nil, err
	}
	defer place.close()
	c, err := place.choose(name)
	if err != nil {
		return nil, err
	}
	r := &reading{Options: o, found: c}
	train, test, err := c.read(r)
	if err != nil {
		return nil, err
	}
	return r.source(train, test)
}

// locate looks at what a path is, and finds the data sets there.
func locate(name string) (*place, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return locateBeginning(name)
	case err != nil:
		return nil, err
	case info.IsDir():
		t, err := newTree(name)
		if err != nil {
			return nil, err
		}
		return t.explore(), nil
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w: it is neither a file nor a folder", name, ErrForm)
	}
	return locateFile(name)
}

// locateBeginning takes a path for a folder, or a zip file and a folder in it, and
// the beginning of names there: the path by which a data set is listed.
func locateBeginning(name string) (*place, error) {
	name = filepath.Clean(name)
	missing := fmt.Errorf("%w: there is no file or folder %s", ErrMissing, name)
	above := filepath.Dir(name)
	for above != filepath.Dir(above) && strings.Contains(strings.ToLower(above), ".zip") && !exists(above) {
		above = filepath.Dir(above)
	}
	t, err := newTree(above)
	if info, failed := os.Stat(above); failed == nil && info.Mode().IsRegular() {
		t, err = newZipTree(storedAt(above))
	}
	if err != nil {
		return nil, missing
	}
	p := t.explore()
	p.keep(func(c *candidate) bool { return c.path == name })
	if len(p.candidates) == 0 {
		p.close()
		return nil, missing
	}
	return p, nil
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// locateFile takes a file with those that belong to it.
func locateFile(name string) (*place, error) {
	f := storedAt(name)
	is, err := sniff(f)
	if err != nil {
		return nil, err
	}
	base := path.Base(f.name)
	switch is {
	case formZip:
		return locateZip(f)
	case formIDX, formNPY:
		return locateAround(name, f)
	case formCSV:
		if roleOf(base).part == trainPart && tableExtensions[extension(base)] {
			return locateAround(name, f)
		}
		p := &place{tree: f.tree}
		p.addTable(wholeRole(base), array{stored: f})
		p.finish()
		return p, nil
	case formPicture:
		return nil, fmt.Errorf("%s: %w: it is one picture: give the folder above the folders of the classes", name, ErrForm)
	}
	return nil, fmt.Errorf("%s: %w: it is %s: %s", name, ErrForm, is, refusals[is])
}

// wholeRole is that of a file that is a data set by itself.
func wholeRole(base string) role { return role{prefix: stem(base)} }

// locateZip takes a zip file for the array file that an .npz is, or for a folder.
func locateZip(f stored) (*place, error) {
	t, err := newZipTree(f)
	if err != nil {
		return nil, err
	}
	if !isNPZ(t) {
		return t.explore(), nil
	}
	if len(t.names) == 1 {
		t.close()
		return locateAround(f.path(), f)
	}
	p := &place{tree: f.tree, inner: []*tree{t}}
	p.addNPZ(f, t)
	p.finish()
	return p, nil
}

// locateAround explores the folder of a file, for what goes with it.
func locateAround(name string, f stored) (*place, error) {
	t, err := newTree(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	p := t.explore()
	p.keep(func(c *candidate) bool { return slices.Contains(c.files, f.name) })
	if len(p.candidates) == 0 {
		p.close()
		return nil, fmt.Errorf("%w: %s alone is no data set: want images and labels side by side, called as in x_train.npy and y_train.npy", ErrMissing, name)
	}
	return p, nil
}

// choose returns the only data set, or the only one that is nearest to the path.
func (p *place) choose(name string) (*candidate, error) {
	whole := slices.DeleteFunc(slices.Clone(p.candidates), func(c *candidate) bool { return c.broken != nil })
	if len(whole) == 0 {
		if len(p.candidates) > 0 {
			return nil, p.candidates[0].broken
		}
		return nil, fmt.Errorf("%w: %s has no data set: found %s; want %s", ErrMissing, name, p.sightings(), forms)
	}
	slices.SortStableFunc(whole, func(a, b *candidate) int { return a.depth - b.depth })
	if len(whole) > 1 && whole[0].depth == whole[1].depth {
		var list []string
		for _, c := range whole {
			list = append(list, c.describe())
		}
		return nil, fmt.Errorf("%w below %s: give the path of one: %s", ErrSeveral, name, listed(list))
	}
	return whole[0], nil
}

// sightings lists what lies below the path.
func (p *place) sightings() string {
	if len(p.seen) == 0 {
		return "no file"
	}
	return strings.Join(p.seen, ", ")
}

// baseName is what a file or folder is called, without endings.
func baseName(name string) string {
	if absolute, err := filepath.Abs(name); err == nil {
		name = absolute
	}
	return stem(filepath.Base(name))
}
