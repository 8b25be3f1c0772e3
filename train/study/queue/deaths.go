package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// A job that was with so many workers when they died runs alone in its process,
// so that it takes no others with it; with so many, it has failed.
const (
	suspectDeaths = 2
	maxDeaths     = 5
)

// maxTerms is how often the end of the study itself is no reason to blame a job.
const maxTerms = 20

// deaths is what is known of a job's earlier deliveries. A job that was delivered
// again was with a worker that died, was cut off or met an error, unless it is
// pardoned: the worker gave it back when it was asked to end, the server was away and
// the worker is still there, or the whole study was ended and begun again meanwhile.
type deaths struct {
	Pardoned uint64 `json:"pardoned"`
	Term     string `json:"term"`  // of the study's driver, when last looked at
	Terms    int    `json:"terms"` // how many there were
	Why      string `json:"why,omitempty"`
	count    int
	revision uint64
}

// How the reasons begin that a result gives for having failed.
const (
	notRun = "could not be run"
	died   = "its worker died"
)

func (d deaths) failed() string {
	if d.Why != "" {
		return fmt.Sprintf("%s, %d times: %s", notRun, maxDeaths, d.Why)
	}
	return fmt.Sprintf("%s, %d times", died, maxDeaths)
}

// given tells whether a result was given to a job in this way. Then a worker that
// was only cut off may yet come with another one, which does not count.
func given(r study.Result) bool {
	return strings.HasPrefix(r.Failed, notRun) || strings.HasPrefix(r.Failed, died)
}

// deaths counts those of a job that was delivered before. The usual job was not,
// and costs no call.
func (k task) deaths(ctx context.Context, job study.Job) (d deaths, err error) {
	m, err := k.message.Metadata()
	if err != nil || m.NumDelivered < 2 {
		return d, err
	}
	if d, err = k.known(ctx, job); err != nil {
		return d, err
	}
	term, err := k.term(ctx)
	if err != nil {
		return d, err
	}
	if term != d.Term {
		if d.Term != "" && d.Terms < maxTerms {
			d.Pardoned = m.NumDelivered - 1
		}
		d.Term, d.Terms = term, d.Terms+1
		k.remember(ctx, job, d)
	}
	d.count = int(m.NumDelivered) - 1 - int(d.Pardoned)
	return d, nil
}

func (k task) known(ctx context.Context, job study.Job) (d deaths, err error) {
	entry, err := k.site.bucket.Get(ctx, deathKeys+job.ID())
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.revision = entry.Revision()
	return d, json.Unmarshal(entry.Value(), &d)
}

// term is the present driver's; that of nobody is "".
func (k task) term(ctx context.Context) (string, error) {
	entry, err := k.site.bucket.Get(ctx, driverKey)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var h holder
	return h.Term, json.Unmarshal(entry.Value(), &h)
}

// remember writes what is known, unless another worker has just done so. It may be
// lost: then a job is blamed once more or once less.
func (k task) remember(ctx context.Context, job study.Job, d deaths) {
	if text, err := json.Marshal(d); err == nil {
		k.site.bucket.Update(ctx, deathKeys+job.ID(), text, d.revision)
	}
}

func (k task) amend(job study.Job, change func(*deaths)) {
	ctx, cancel := context.WithTimeout(context.Background(), lastChance/2)
	defer cancel()
	if d, err := k.known(ctx, job); err == nil {
		change(&d)
		k.remember(ctx, job, d)
	}
}

// pardon says that the delivery that ends now is not the job's fault.
func (k task) pardon(job study.Job) { k.amend(job, func(d *deaths) { d.Pardoned++ }) }

// blame says why it is.
func (k task) blame(job study.Job, why error) {
	k.amend(job, func(d *deaths) { d.Why = why.Error() })
}
