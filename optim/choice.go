package optim

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pkg/errors"

	"digits/optim/schedule"
)

// Choice is an optimizer and what is put around it, in the words of a command
// line. Empty texts mean none.
type Choice struct {
	Name string // one of Names
	Settings
	Schedule string // what schedule.Parse reads
	Warmup   int    // steps in which the learning rate rises from 0, before the schedule
	Clip     string // value:LIMIT, norm:LIMIT of each gradient, global:LIMIT of all together
	Decay    string // a number, decoupled weight decay; or l2:NUMBER
}

// New makes the optimizer for a training of that length. Its errors begin with the
// name of what is wrong: optimizer, momentum, schedule, warmup, clip or decay.
func (c Choice) New(l schedule.Length) (Optimizer, error) {
	o, err := c.decayed()
	if err != nil {
		return nil, err
	}
	if o, err = c.clipped(o); err != nil {
		return nil, err
	}
	if c.Warmup < 0 {
		return nil, errors.Errorf("warmup: got %d, want a number of steps", c.Warmup)
	}
	if c.Schedule == "" && c.Warmup == 0 {
		return o, nil
	}
	var s schedule.Schedule = schedule.Constant{}
	if c.Schedule != "" {
		l.Total -= c.Warmup // a cosine ends where the training does
		if s, err = schedule.Parse(c.Schedule, l); err != nil {
			return nil, errors.WithMessage(err, "schedule")
		}
	}
	if c.Warmup > 0 {
		s = schedule.Warmup{Steps: c.Warmup, Then: s}
	}
	return &Scheduled{Optimizer: o, Schedule: s}, nil
}

// decayed is the optimizer with its weight decay, which is AdamW's own where it is
// decoupled.
func (c Choice) decayed() (Optimizer, error) {
	if !slices.Contains(Names(), c.Name) {
		return nil, errors.Errorf("optimizer: got %q, want one of %s", c.Name, strings.Join(Names(), ", "))
	}
	settings, text := c.Settings, c.Decay
	text, l2 := strings.CutPrefix(text, "l2:")
	var decay float64
	if c.Decay != "" {
		var err error
		if decay, err = strconv.ParseFloat(text, 64); err != nil || !(decay > 0 && decay < 1e9) {
			return nil, errors.Errorf("decay: got %q, want a number above 0, or l2: and one", c.Decay)
		}
	}
	own := c.Name == "adamw" && !l2
	if own && decay > 0 {
		settings.Decay = decay
	}
	o, err := Named(c.Name, settings)
	switch {
	case err != nil:
		return nil, errors.Errorf("momentum: %s has none to set", c.Name)
	case decay == 0 || own:
		return o, nil
	case l2:
		return &L2{Optimizer: o, Decay: decay}, nil
	}
	return &Decoupled{Optimizer: o, Decay: decay}, nil
}

func (c Choice) clipped(o Optimizer) (Optimizer, error) {
	if c.Clip == "" {
		return o, nil
	}
	by, text, _ := strings.Cut(c.Clip, ":")
	limit, err := strconv.ParseFloat(text, 64)
	if err == nil && limit > 0 && limit < 1e30 {
		switch by {
		case "value":
			return &ClipValue{Optimizer: o, Limit: limit}, nil
		case "norm":
			return &ClipNorm{Optimizer: o, Limit: limit}, nil
		case "global":
			return &ClipGlobalNorm{Optimizer: o, Form: c.Form, Limit: limit}, nil
		}
	}
	return nil, errors.Errorf("clip: got %q, want value:LIMIT, norm:LIMIT or global:LIMIT, with a limit above 0", c.Clip)
}
