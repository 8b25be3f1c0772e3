package train

import (
	"fmt"
	"slices"

	"digits/data"
	"digits/data/augment"
	"digits/graph/kernel"
)

// augmented gives augmented batches to a program. While the program runs, the next
// batch is prepared where a core is idle.
type augmented struct{ now, next *rendition }

// newAugmented returns nil if there is nothing to change.
func newAugmented(s augment.Settings, set *data.Set, seed uint64) (*augmented, error) {
	if s == (augment.Settings{}) {
		return nil, nil
	}
	if set.Pixels == nil {
		return nil, fmt.Errorf("train: augmentation changes images, %s has numbers", set.Name)
	}
	a, err := augment.New(s, set.Height, set.Width, seed)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return &augmented{&rendition{augmenter: a}, &rendition{augmenter: a}}, nil
}

// write feeds images as they are in the epoch.
func (a *augmented) write(f *Feed) {
	b := f.Batch
	a.now, a.next = a.next, a.now
	if !a.now.is(b, f.epoch) {
		a.now.set(b, f.epoch)
	}
	a.now.end()
	f.Model.FeedImages(f.Program, a.now.image)
	a.next.set(b.Next(), f.epoch)
	a.next.begin()
}

// close ends what is being prepared.
func (a *augmented) close() {
	if a != nil {
		a.next.beside.Cancel()
	}
}

// rendition is a batch's images as they are in an epoch. As a kernel.Job its items
// are the images.
type rendition struct {
	batch     data.Batch
	augmenter *augment.Augmenter
	beside    kernel.Beside
	labels    []int32
	pixels    []byte // (images, pixels)
	epoch     int
}

// set makes it the rendition of another batch.
func (r *rendition) set(b data.Batch, epoch int) {
	r.beside.Cancel()
	r.batch, r.epoch = b, epoch
	if b.Len() == 0 {
		return
	}
	r.labels = slices.Grow(r.labels[:0], b.Len())[:b.Len()]
	b.Labels(r.labels)
	if need := b.Len() * len(b.Image(0)); len(r.pixels) < need {
		r.pixels = make([]byte, need)
	}
}

// is tells whether it is that of the batch.
func (r *rendition) is(b data.Batch, epoch int) bool {
	if r.epoch != epoch || r.batch.Len() != b.Len() {
		return false
	}
	for i := range b.Len() {
		if r.batch.Index(i) != b.Index(i) {
			return false
		}
	}
	return true
}

func (r *rendition) begin() { r.beside.Begin(r.batch.Len(), r) }
func (r *rendition) end()   { r.beside.End(r.batch.Len(), r) }

func (r *rendition) image(i int) []byte {
	size := len(r.batch.Image(i))
	return r.pixels[i*size : (i+1)*size]
}

// Run changes images lo..hi-1. The last come first, as they do beside other work,
// and the one that will follow is fetched meanwhile.
func (r *rendition) Run(lo, hi int) {
	for i := hi - 1; i >= lo; i-- {
		if i > 0 {
			kernel.Prefetch(r.batch.Image(i - 1))
		}
		r.augmenter.Image(r.image(i), r.batch.Image(i), byte(r.labels[i]), r.epoch, r.batch.Index(i))
	}
}
