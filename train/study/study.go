package study

// Version is that of study.json, of jobs and of results.
const Version = 1

// Study is a question and how it is asked: pure data, study.json in the study's
// folder. From it and the results alone follows what there is to do and what the
// table says.
type Study struct {
	Version    int     `json:"version"`
	Name       string  `json:"name"`
	Space      Space   `json:"space"`
	Runs       int     `json:"runs"` // trials of each setting, with seeds counting up
	Seed       uint64  `json:"seed"` // of the first run, and of the drawing of random points
	Epochs     int     `json:"epochs"`
	Halving    Halving `json:"halving"`
	DataName   string  `json:"data"`
	DataSHA256 string  `json:"dataSHA256"`
	Validation int     `json:"validation"` // how many of the last training images validate
}

// Plan is what the study's jobs have in common.
func (s Study) Plan() Plan {
	return Plan{Version: s.Version, DataSHA256: s.DataSHA256, Validation: s.Validation}
}

// Trials returns all trials: setting by setting in the space's order, each with
// its runs.
func (s Study) Trials() []Trial { return s.trialsOf(s.Settings()) }

func (s Study) trialsOf(points []Settings) []Trial {
	var trials []Trial
	for _, settings := range points {
		for run := range s.Runs {
			trials = append(trials, Trial{Settings: settings, Seed: s.Seed + uint64(run)})
		}
	}
	return trials
}

// Settings returns the points of the space, in its order, with nothing left to the
// recipe.
func (s Study) Settings() []Settings {
	points := s.Space.points(s.Seed)
	for i, p := range points {
		p.Epochs = s.Epochs
		if filled, err := p.filled(); err == nil { // Complete refuses what cannot be filled
			p = filled
		}
		points[i] = p
	}
	return points
}
