package study

// agenda is a study with what follows from it alone, computed once.
type agenda struct {
	study    Study
	settings []Settings
	trials   []Trial    // of setting i: trials[i*Runs:(i+1)*Runs]
	rungs    []int      // epochs
	ids      [][]string // of the jobs, by rung and trial
}

func newAgenda(s Study) *agenda {
	a := &agenda{study: s, settings: s.Settings(), rungs: s.rungs()}
	a.trials = s.trialsOf(a.settings)
	a.ids = make([][]string, len(a.rungs))
	for _, t := range a.trials {
		id := t.ID()
		for k, epochs := range a.rungs {
			a.ids[k] = append(a.ids[k], jobID(id, epochs))
		}
	}
	return a
}

// Next returns the jobs that may run now and have no result among the given ones,
// by job ID: those of the highest rung first, then in the order of the trials. The
// study is done when there are none. It is a pure function: more results never
// take back a job.
func (s Study) Next(results map[string]Result) (jobs []Job, done bool) {
	a := newAgenda(s)
	known := func(id string) (*Result, bool) {
		r, ok := results[id]
		return &r, ok
	}
	jobs = a.next(a.climb(known), known)
	return jobs, len(jobs) == 0
}

// lookup finds a job's result by its ID.
type lookup func(id string) (*Result, bool)

func (a *agenda) next(rungs []rung, known lookup) (jobs []Job) {
	for k := len(rungs) - 1; k >= 0; k-- {
		for i, setting := range rungs[k].settings {
			if rungs[k].scores[i].complete {
				continue
			}
			for run := range a.study.Runs {
				if _, ok := known(a.jobID(setting, run, k)); !ok {
					jobs = append(jobs, a.job(setting, run, k))
				}
			}
		}
	}
	return jobs
}

// climb returns the rungs as the results make them.
func (a *agenda) climb(known lookup) []rung {
	all := make([]int, len(a.settings))
	for i := range all {
		all[i] = i
	}
	rungs := []rung{a.rung(0, all, true, known)}
	for k := 1; k < len(a.rungs); k++ {
		below := rungs[k-1]
		promoted := a.study.Halving.promoted(below)
		for i, at := range promoted {
			promoted[i] = below.settings[at]
		}
		rungs = append(rungs, a.rung(k, promoted, below.over, known))
	}
	return rungs
}

func (a *agenda) rung(k int, settings []int, closed bool, known lookup) rung {
	r := rung{settings: settings, over: closed, scores: make([]score, len(settings))}
	for i, setting := range settings {
		r.scores[i] = a.score(setting, k, known)
		r.over = r.over && r.scores[i].complete
	}
	return r
}

// score is the mean over a setting's runs at a rung.
func (a *agenda) score(setting, k int, known lookup) score {
	s := score{complete: true}
	for run := range a.study.Runs {
		r, ok := known(a.jobID(setting, run, k))
		if !ok {
			s.complete = false
			continue
		}
		s.failed = s.failed || r.Failed != ""
		s.accuracy += r.ValAccuracy / float64(a.study.Runs)
		s.loss += r.ValLoss / float64(a.study.Runs)
	}
	return s
}

// jobIDs are those of all jobs that the study may ever offer.
func (a *agenda) jobIDs() map[string]bool {
	all := map[string]bool{}
	for _, ids := range a.ids {
		for _, id := range ids {
			all[id] = true
		}
	}
	return all
}

func (a *agenda) jobID(setting, run, k int) string {
	return a.ids[k][setting*a.study.Runs+run]
}

func (a *agenda) job(setting, run, k int) Job {
	j := Job{Study: a.study.Name, Trial: a.trials[setting*a.study.Runs+run], Epochs: a.rungs[k], Plan: a.study.Plan()}
	if k > 0 {
		j.From = a.rungs[k-1]
	}
	return j
}
