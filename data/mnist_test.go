package data

import (
	"bytes"
	"errors"
	"math"
	"sync"
	"testing"
)

var readMNIST = sync.OnceValues(func() (*Source, error) { return MNIST("") })

// mnist returns the real one, which all tests share.
func mnist(t testing.TB) *Source {
	t.Helper()
	source, err := readMNIST()
	if errors.Is(err, ErrMissing) {
		t.Skip("MNIST is neither in the cache folder nor in the module cache, and cannot be downloaded: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// The numbers of the literature. Counts: yann.lecun.com/exdb/mnist; the counts
// of each training label: the docs of PyTorch Lightning's MNIST data set
// (torch.bincount); mean and standard deviation: PyTorch's MNIST example, which
// normalizes by (0.1307, 0.3081); first labels: LeNet's and Keras' tutorials,
// which show the 5 and the 7.
func TestMNIST(t *testing.T) {
	source := mnist(t)
	train, test := source.Train, source.Test
	if train.Len() != 60000 || test.Len() != 10000 {
		t.Fatalf("got %d and %d examples, want 60000 and 10000", train.Len(), test.Len())
	}
	if got := SHA256(train, test); got != MNISTSum { // by hashlib in Python, of the four files
		t.Errorf("SHA-256 %s, want %s", got, MNISTSum)
	}
	for _, s := range []*Set{train, test} {
		if err := s.Check(); err != nil {
			t.Error(err)
		}
		if s.Name != "MNIST" || s.Height != 28 || s.Width != 28 || s.Classes != 10 {
			t.Errorf("got %s, %d x %d, %d classes, want MNIST, 28 x 28, 10", s.Name, s.Height, s.Width, s.Classes)
		}
	}
	if train.Labels[0] != 5 || test.Labels[0] != 7 {
		t.Errorf("first labels are %d and %d, want 5 and 7", train.Labels[0], test.Labels[0])
	}
	var count [10]int
	for _, label := range train.Labels {
		count[label]++
	}
	if want := [10]int{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}; count != want {
		t.Errorf("training labels come %v times, want %v", count, want)
	}
	mean, deviation := moments(train.Pixels)
	if math.Abs(mean-0.1307) > 5e-5 || math.Abs(deviation-0.3081) > 5e-5 {
		t.Errorf("pixels have mean %.5f and deviation %.5f, want 0.1307 and 0.3081", mean, deviation)
	}
}

// moments are those of the pixels scaled to 0..1.
func moments(pixels []byte) (mean, deviation float64) {
	var sum, squares uint64
	for _, pixel := range pixels {
		sum += uint64(pixel)
		squares += uint64(pixel) * uint64(pixel)
	}
	n := float64(len(pixels))
	mean = float64(sum) / n
	return mean / 255, math.Sqrt(float64(squares)/n-mean*mean) / 255
}

// Unpacked, or packed by another gzip, MNIST is still known, by the sums of its
// content.
func TestMNISTContent(t *testing.T) {
	source := mnist(t)
	images := func(s *Set) *file {
		return &file{Array: &Array{Shape: []int{s.Len(), s.Height, s.Width}, Values: s.Pixels}}
	}
	labels := func(s *Set) *file {
		return &file{Array: &Array{Shape: []int{s.Len()}, Values: s.Labels}}
	}
	if err := newSearch().verify([parts]*file{
		trainImages: images(source.Train), trainLabels: labels(source.Train),
		testImages: images(source.Test), testLabels: labels(source.Test),
	}); err != nil {
		t.Error(err)
	}
}

// Fashion-MNIST has 6,000 training and 1,000 test images of each of ten classes
// (Xiao, Rasul, Vollgraf 2017, arXiv:1708.07747, section 2).
func TestFashionMNIST(t *testing.T) {
	const dir = "/usr/share/datasets/fashion-mnist"
	source, err := MNIST(dir)
	if errors.Is(err, ErrMissing) {
		t.Skip("wants Debian's package dataset-fashion-mnist: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	for s, each := range map[*Set]int{source.Train: 6000, source.Test: 1000} {
		if s.Name != "fashion-mnist" || s.Height != 28 || s.Width != 28 || s.Classes != 10 {
			t.Errorf("got %s, %d x %d, %d classes, want fashion-mnist, 28 x 28, 10", s.Name, s.Height, s.Width, s.Classes)
		}
		for class := range s.Classes {
			if got := bytes.Count(s.Labels, []byte{byte(class)}); got != each {
				t.Errorf("class %d has %d images, want %d", class, got, each)
			}
		}
	}
}

func BenchmarkMNIST(b *testing.B) {
	mnist(b)
	for b.Loop() {
		if _, err := MNIST(""); err != nil {
			b.Fatal(err)
		}
	}
}
