package data

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // formats that are read
	_ "image/jpeg" //
	_ "image/png"  //
	"io"
	"path"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	_ "golang.org/x/image/bmp"  //
	_ "golang.org/x/image/tiff" //
	_ "golang.org/x/image/webp" //
)

// Bounds of a picture in a data set.
const (
	maxPictureFile = 4 << 20
	maxPictureSide = 512
)

// pictureGroup is a data set of pictures: for each part, folders of classes.
type pictureGroup struct {
	site
	files [portions][]stored
}

// addPicture puts a picture with those of the same part: dir/part/class/file, or
// dir/class/file.
func (p *place) addPicture(f stored) {
	parent := path.Dir(path.Dir(f.name))
	if parent == "." && path.Dir(f.name) == "." {
		p.see(f.name, formPicture)
		return
	}
	part := roleOf(path.Base(parent)).part
	if part != wholeSet {
		parent = path.Dir(parent)
	}
	g := p.pictures.of(parent)
	g.site = site{f.tree, parent, ""}
	g.files[part] = append(g.files[part], f)
}

// candidate returns nil of pictures that lie about otherwise.
func (g *pictureGroup) candidate() *candidate {
	c := g.site.candidate(formPicture)
	if g.files[trainPart] == nil {
		g.files[trainPart] = g.files[wholeSet]
	}
	if g.classes(trainPart) < 2 {
		return nil
	}
	c.read = func(r *reading) (train, test *examples, err error) {
		var read [portions]*examples
		side := image.Point{}
		for _, part := range []portion{trainPart, validationPart, testPart} {
			if read[part], err = r.pictures(g.files[part], &side); err != nil {
				return nil, nil, err
			}
		}
		train, err = r.validated(read[trainPart], read[validationPart])
		return train, read[testPart], err
	}
	return c
}

// classes counts the folders.
func (g *pictureGroup) classes(part portion) int {
	seen := map[string]bool{}
	for _, f := range g.files[part] {
		seen[path.Dir(f.name)] = true
	}
	return len(seen)
}

// pictures reads pictures of one size, which the first of all decides.
func (r *reading) pictures(files []stored, size *image.Point) (*examples, error) {
	if len(files) == 0 {
		return nil, nil
	}
	if r.Regression {
		return nil, fmt.Errorf("%s: %w: folders are classes, got numbers to be predicted", r.found.path, ErrSet)
	}
	files = inOrder(files)
	first := *size
	if _, err := readPicture(files[0], &first); err != nil {
		return nil, err
	}
	*size = first
	total, err := checkShape([]int{len(files), size.Y, size.X})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.found.path, err)
	}
	e := &examples{
		path: path.Dir(files[0].path()), height: size.Y, width: size.X,
		coding: integers, pixels: bytesOf(total), labels: make([]byte, len(files)),
	}
	for i, f := range files {
		if e.labels[i], err = r.classes.number([]byte(path.Base(path.Dir(f.name)))); err != nil {
			return nil, fmt.Errorf("%s: %w", f.path(), err)
		}
	}
	return e, e.decode(files, *size)
}

// decode reads the pictures on all cores. Of several errors it returns the first
// picture's.
func (e *examples) decode(files []stored, size image.Point) error {
	errs := make([]error, len(files))
	var next atomic.Int64
	var failed atomic.Bool
	var decoding sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		decoding.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files) && !failed.Load(); i = int(next.Add(1)) - 1 {
				own := size
				grey, err := readPicture(files[i], &own)
				copy(row(e.pixels, i, e.size()), grey)
				if errs[i] = err; err != nil {
					failed.Store(true)
				}
			}
		})
	}
	decoding.Wait()
	return cmp.Or(errs...)
}

// inOrder returns pictures in the order of their numbers, if each has one of its
// own, as those have that were made of MNIST; else by class and name.
func inOrder(files []stored) []stored {
	number := func(f stored) int {
		base := path.Base(f.name)
		n, err := strconv.Atoi(base[:len(base)-len(path.Ext(base))])
		if err != nil {
			return -1
		}
		return n
	}
	seen := map[int]bool{}
	for _, f := range files {
		n := number(f)
		if n < 0 || seen[n] {
			return files
		}
		seen[n] = true
	}
	ordered := slices.Clone(files)
	slices.SortFunc(ordered, func(a, b stored) int { return cmp.Compare(number(a), number(b)) })
	return ordered
}

// readPicture returns a picture's pixels in grey, row-major. It must have that
// size, or, if that is zero, decides it.
func readPicture(f stored, size *image.Point) (grey []byte, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder's panic
			err = fmt.Errorf("%w: %v", ErrForm, r)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", f.path(), err)
		}
	}()
	opened, err := f.tree.files.Open(f.name)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	file, err := io.ReadAll(io.LimitReader(opened, maxPictureFile+1))
	if err != nil {
		return nil, contentError(err)
	}
	if len(file) > maxPictureFile {
		return nil, fmt.Errorf("%w: want at most %d MB", ErrTooLarge, maxPictureFile>>20)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if is := image.Pt(c.Width, c.Height); *size == (image.Point{}) && fits(is) {
		*size = is
	} else if is != *size {
		return nil, fmt.Errorf("%w: the picture is %d x %d pixels, want all of one size, the first's %d x %d, and at most %d x %d",
			ErrSet, is.X, is.Y, size.X, size.Y, maxPictureSide, maxPictureSide)
	}
	img, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return greyOf(img)
}

func fits(size image.Point) bool {
	return size.X > 0 && size.Y > 0 && size.X <= maxPictureSide && size.Y <= maxPictureSide
}

// greyOf returns a picture's pixels in grey. What shows through is refused: whether
// white or black lies behind it is not known.
func greyOf(img image.Image) ([]byte, error) {
	b := img.Bounds()
	grey := make([]byte, 0, b.Dx()*b.Dy())
	for y := b.Min.Y; y < b.Max.Y; y++ {
		if plain, ok := img.(*image.Gray); ok {
			at := plain.PixOffset(b.Min.X, y)
			grey = append(grey, plain.Pix[at:at+b.Dx()]...)
			continue
		}
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if c.A != 255 {
				return nil, fmt.Errorf("%w: pixel %d, %d is transparent: save the pictures without an alpha channel", ErrSet, x, y)
			}
			grey = append(grey, luma(c.R, c.G, c.B))
		}
	}
	return grey, nil
}
