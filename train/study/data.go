package study

import (
	"fmt"
	"sync"

	"digits/data"
)

// Data is what trials train on. The test images are not among it.
type Data struct {
	Train  *data.Set
	SHA256 string // of all of the source, test images included

	mu     sync.Mutex
	splits map[int]split // by the number of validation images
}

// split is the training images parted, with their checksums, which take time.
type split struct {
	train, validation *data.Set
	checksums         func() map[*data.Set]string // computed at the first call
}

// split parts the training images, once for each number.
func (d *Data) split(validation int) (s split, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s, ok := d.splits[validation]
	if ok {
		return s, nil
	}
	if s.train, s.validation, err = d.Train.Tail(validation); err != nil {
		return s, err
	}
	set, held := s.train, s.validation
	s.checksums = sync.OnceValue(func() map[*data.Set]string {
		return map[*data.Set]string{set: data.SHA256(set), held: data.SHA256(held)}
	})
	if d.splits == nil {
		d.splits = map[int]split{}
	}
	d.splits[validation] = s
	return s, nil
}

// NewData takes a source's training images, and its SHA-256 as a study knows it:
// of the sizes, pixels and labels of both sets.
func NewData(s *data.Source) *Data {
	return &Data{Train: s.Train, SHA256: data.SHA256(s.Train, s.Test)}
}

// Check returns an error unless the job is one of this program's version and data.
func (d *Data) Check(p Plan) error {
	switch {
	case p.Version != Version:
		return fmt.Errorf("study: got a job of version %d, want %d: run the same program on all machines", p.Version, Version)
	case p.DataSHA256 != d.SHA256:
		return fmt.Errorf("study: the data here, %s, has SHA-256 %.16s…, the study's has %.16s…: give the folder of the same data", d.Train.Name, d.SHA256, p.DataSHA256)
	case p.Validation < 1 || p.Validation >= d.Train.Len():
		return fmt.Errorf("study: validation: got %d images, want 1 to %d: less than there are to train on", p.Validation, d.Train.Len()-1)
	}
	return nil
}
