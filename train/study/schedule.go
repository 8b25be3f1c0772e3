package study

// schedule is a study with what follows from it alone, computed once.
type schedule struct {
	study    Study
	settings []Settings
	trials   []Trial    // of setting i: trials[i*Runs:(i+1)*Runs]
	rungs    []int      // epochs
	ids      [][]string // of the jobs, by rung and trial
}

func newSchedule(s Study) *schedule {
	p := &schedule{study: s, settings: s.Settings(), trials: s.Trials(), rungs: s.rungs()}
	p.ids = make([][]string, len(p.rungs))
	for _, t := range p.trials {
		id := t.ID()
		for k, epochs := range p.rungs {
			p.ids[k] = append(p.ids[k], jobID(id, epochs))
		}
	}
	return p
}

// Next returns the jobs that may run now and have no result among the given ones,
// by job ID: those of the highest rung first, then in the order of the trials. The
// study is done when there are none. It is a pure function: more results never
// take back a job.
func (s Study) Next(results map[string]Result) (jobs []Job, done bool) {
	jobs = newSchedule(s).next(results)
	return jobs, len(jobs) == 0
}

func (p *schedule) next(results map[string]Result) (jobs []Job) {
	rungs := p.climb(results)
	for k := len(rungs) - 1; k >= 0; k-- {
		for _, setting := range rungs[k].settings {
			for run := range p.study.Runs {
				if _, ok := results[p.jobID(setting, run, k)]; !ok {
					jobs = append(jobs, p.job(setting, run, k))
				}
			}
		}
	}
	return jobs
}

// climb returns the rungs as the results make them.
func (p *schedule) climb(results map[string]Result) []rung {
	all := make([]int, len(p.settings))
	for i := range all {
		all[i] = i
	}
	rungs := []rung{p.rung(0, all, true, results)}
	for k := 1; k < len(p.rungs); k++ {
		below := rungs[k-1]
		promoted := p.study.Halving.promoted(below)
		for i, at := range promoted {
			promoted[i] = below.settings[at]
		}
		rungs = append(rungs, p.rung(k, promoted, below.over(), results))
	}
	return rungs
}

func (p *schedule) rung(k int, settings []int, closed bool, results map[string]Result) rung {
	r := rung{settings: settings, closed: closed, scores: make([]score, len(settings))}
	for i, setting := range settings {
		r.scores[i] = p.score(setting, k, results)
	}
	return r
}

// score is the mean over a setting's runs at a rung.
func (p *schedule) score(setting, k int, results map[string]Result) score {
	s := score{complete: true}
	for run := range p.study.Runs {
		r, ok := results[p.jobID(setting, run, k)]
		if !ok {
			s.complete = false
			continue
		}
		s.failed = s.failed || r.Failed != ""
		s.accuracy += r.ValAccuracy / float64(p.study.Runs)
		s.loss += r.ValLoss / float64(p.study.Runs)
	}
	return s
}

func (p *schedule) jobID(setting, run, k int) string {
	return p.ids[k][setting*p.study.Runs+run]
}

func (p *schedule) job(setting, run, k int) Job {
	j := Job{Study: p.study.Name, Trial: p.trials[setting*p.study.Runs+run], Epochs: p.rungs[k], Plan: p.study.Plan()}
	if k > 0 {
		j.From = p.rungs[k-1]
	}
	return j
}
