package train

import (
	"testing"
	"time"
)

// The time that is left counts all epochs that are to come, of a training that was
// resumed too, and says nothing before there is a pace.
func TestTimeLeft(t *testing.T) {
	k := &kerasProgress{start: time.Now(), first: 2, epochs: 3}
	if got := k.left(&StepEnd{Epoch: 2, Step: 1, Steps: 100}, k.start.Add(paceKnown/2)); got != "" {
		t.Errorf("got %q of the first steps", got)
	}
	if got := k.left(&StepEnd{Epoch: 2, Step: 50, Steps: 100}, k.start.Add(10*time.Second)); got != " - 30s left" {
		t.Errorf("got %q, want 30 s: 150 steps are left after 50 in 10 s", got)
	}
}
