package queue

import (
	"encoding/json"
	"sync"
	"time"

	"digits/train/study"
)

// beatLimit is the shortest time between two beats of a job.
const beatLimit = 200 * time.Millisecond

// beats tells the server, while a job is in hand, that it is, and the study how
// far it has come.
type beats struct {
	team *team
	task task
	stop chan struct{}
	done sync.WaitGroup

	mu   sync.Mutex
	beat study.Beat
	last time.Time
}

func (t *team) beat(k task, job study.Job) *beats {
	b := &beats{team: t, task: k, stop: make(chan struct{})}
	b.beat = study.Beat{JobID: job.ID(), Worker: t.Name}
	b.done.Go(func() {
		tick := time.NewTicker(k.site.wait / 4)
		defer tick.Stop()
		life := t.c.lives.Load()
		for {
			select {
			case <-b.stop:
				return
			case <-tick.C:
				k.message.InProgress()
				b.send(0)
				if now := t.c.lives.Load(); now != life { // and others may have the job by now
					life = now
					k.pardon(job)
				}
			}
		}
	})
	return b
}

func (b *beats) end() {
	close(b.stop)
	b.done.Wait()
}

// progress is told how many epochs are done.
func (b *beats) progress(epoch int) {
	b.mu.Lock()
	b.beat.Epoch = epoch
	b.mu.Unlock()
	b.send(beatLimit)
}

// send sends a beat, if the last one is so long ago. A lost one does not matter.
func (b *beats) send(after time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Since(b.last) < after || b.team.c.lost() {
		return
	}
	b.last = time.Now()
	if text, err := json.Marshal(b.beat); err == nil {
		b.team.c.nc.Publish(beatSubjects+b.task.site.study.Name, text)
	}
}
