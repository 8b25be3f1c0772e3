package pretrained

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"testing"

	"digits"

	"digits/data"
	"digits/data/augment"
	"digits/models"
)

func TestFile(t *testing.T) {
	sum := sha256.Sum256(digits.Weights)
	if got := hex.EncodeToString(sum[:]); got != SHA256 {
		t.Errorf("SHA-256 is %s, want %s: the file and the constant are changed together", got, SHA256)
	}
	m := model(t)
	if again, err := Model(); err != nil || again != m {
		t.Errorf("a second call gives %p, %v, want the first one's %p", again, err, m)
	}
	if m.Recipe != models.Own.Name || m.Seed != 1 {
		t.Errorf("it is a %s of seed %d, want own and 1", m.Recipe, m.Seed)
	}
}

// The accuracy that the training command prints. Kernels in plain Go may see an
// image or two otherwise.
func TestAccuracy(t *testing.T) {
	test := mnist(t)
	p, err := model(t).Predict(test.Pixels)
	if err != nil {
		t.Fatal(err)
	}
	const want = 0.9932
	if accuracy, _ := rightFrom(p, test.Labels, 0); math.Abs(accuracy-want) > 0.0002 {
		t.Errorf("test accuracy %.4f, want %.4f", accuracy, want)
	}
}

// SureFrom is what its comment says.
func TestSureFrom(t *testing.T) {
	test, m := mnist(t), model(t)
	a, err := augment.New(augment.Full, test.Height, test.Width, 1000)
	if err != nil {
		t.Fatal(err)
	}
	changed := make([]byte, len(test.Pixels))
	for i := range test.Len() {
		a.Image(changed[i*test.Size():][:test.Size()], test.Image(i), test.Labels[i], 1, i)
	}
	p, err := m.Predict(changed)
	if err != nil {
		t.Fatal(err)
	}
	const enough, step = 0.995, 0.01
	if right, sure := rightFrom(p, test.Labels, digits.SureFrom); right < enough || sure < 0.9 {
		t.Errorf("%.4f are sure and %.4f of these right, want 0.9 and %v", sure, right, enough)
	}
	if right, _ := rightFrom(p, test.Labels, digits.SureFrom-step); right >= enough {
		t.Errorf("from %v on, %.4f are right: SureFrom could be lower", digits.SureFrom-step, right)
	}
}

// rightFrom returns how many of the answers from that probability on are right,
// and how many there are, as shares.
func rightFrom(p []float32, labels []byte, from float32) (right, sure float64) {
	classes := len(p) / len(labels)
	for i, label := range labels {
		q := p[i*classes : (i+1)*classes]
		best := models.ArgMax(q)
		if q[best] < from {
			continue
		}
		sure++
		if best == int(label) {
			right++
		}
	}
	return right / sure, sure / float64(len(labels))
}

func model(t *testing.T) *models.Model {
	t.Helper()
	m, err := Model()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func mnist(t *testing.T) *data.Set {
	t.Helper()
	source, err := data.MNIST("")
	if err != nil {
		t.Fatal(err)
	}
	return source.Test
}
