// Package callback has what acts on a training as it goes: early stopping, a
// learning rate reduced on a plateau, a checkpoint of the best epoch; and the
// test that finds a learning rate. The first three decide as Keras' callbacks of
// those names do. A callback is its settings, with what it acts on; its method
// On is a train.Callback for one training.
package callback

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"digits/train"
)

// ErrMonitor is the cause of errors about a monitored metric.
var ErrMonitor = errors.New("cannot monitor")

// Mode says when a metric improves.
type Mode int

// Auto is Min for a loss and Max for an accuracy.
const (
	Auto Mode = iota
	Min
	Max
)

// Monitor says which metric is watched and what counts as an improvement.
type Monitor struct {
	Metric   string  // "": val_loss
	Mode     Mode    // Auto, Min or Max
	MinDelta float64 // a change must be more than this
}

// Name returns the metric's name.
func (m Monitor) Name() string {
	if m.Metric == "" {
		return "val_loss"
	}
	return m.Metric
}

// Validates reports whether the metric is one of the validation.
func (m Monitor) Validates() bool { return strings.HasPrefix(m.Name(), "val_") }

// Check reports an unknown metric or a MinDelta that is no number of at least 0. The
// metrics of one's own that the training measures are named; of these it is not known
// whether more is better, which Mode must say.
func (m Monitor) Check(measures ...string) error {
	own := strings.TrimPrefix(m.Name(), "val_")
	if slices.Contains(measures, own) && m.Mode == Auto {
		return fmt.Errorf("%w: got the metric %s of one's own in mode auto, want mode min or max", ErrMonitor, m.Name())
	}
	var known []string
	for _, metric := range (train.Log{Validated: true}).Metrics() {
		known = append(known, metric.Name)
	}
	for _, name := range measures {
		known = append(known, name, "val_"+name)
	}
	if !slices.Contains(known, m.Name()) {
		return fmt.Errorf("%w: got metric %q, want one of %s", ErrMonitor, m.Metric, strings.Join(known, ", "))
	}
	if !(m.MinDelta >= 0) || math.IsInf(m.MinDelta, 0) {
		return fmt.Errorf("%w: got a least change of %v, want at least 0", ErrMonitor, m.MinDelta)
	}
	return nil
}

// of returns the metric's value in an epoch.
func (m Monitor) of(log train.Log) (float64, error) {
	for _, metric := range log.Metrics() {
		if metric.Name == m.Name() {
			return metric.Value, nil
		}
	}
	return 0, fmt.Errorf("%w: %s: the training has no validation set", ErrMonitor, m.Name())
}

// best is the best value of a metric so far.
type best struct {
	value float64
	epoch int // 0: there is none yet
}

// improve reports whether a value is better than the best, and keeps it then.
func (b *best) improve(m Monitor, epoch int, value float64) bool {
	better := value+m.MinDelta < b.value
	if m.Mode == Max || m.Mode == Auto && strings.HasSuffix(m.Name(), "accuracy") {
		better = value-m.MinDelta > b.value
	}
	if b.epoch == 0 || better {
		*b = best{value, epoch}
		return true
	}
	return false
}
