package optim

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/pkg/errors"

	"digits/optim/schedule"
)

// Choice is an optimizer as data: its name, its numbers, and what is put around it.
// What is zero is the optimizer's default in the form, or none.
type Choice struct {
	Name         string // one of Names
	Form         Form
	LearningRate float64
	Momentum     float64 // of sgd, momentum, nesterov and rmsprop alone
	Epsilon      float64 // of those that have one

	Schedule schedule.Schedule // nil: the learning rate stays
	Warmup   int               // steps in which the learning rate rises from 0, before the schedule
	Clip     string            // value:LIMIT, norm:LIMIT of each gradient, global:LIMIT of all together
	Decay    string            // a number, decoupled weight decay; or l2:NUMBER or l1:NUMBER
}

// Or fills in what the choice leaves open from another one, a recipe's: the name,
// and what stands around the optimizer; its numbers where both are of one name. The
// form is always the other's.
func (c Choice) Or(other Choice) Choice {
	c.Name, c.Form = cmp.Or(c.Name, other.Name), other.Form
	if c.Name == other.Name {
		if c.peak() == 0 {
			c.LearningRate = cmp.Or(c.LearningRate, other.LearningRate)
		}
		c.Momentum = cmp.Or(c.Momentum, other.Momentum)
		c.Epsilon = cmp.Or(c.Epsilon, other.Epsilon)
	}
	if c.Schedule == nil {
		c.Schedule = other.Schedule
	}
	c.Warmup, c.Clip, c.Decay = cmp.Or(c.Warmup, other.Warmup), cmp.Or(c.Clip, other.Clip), cmp.Or(c.Decay, other.Decay)
	return c
}

// peak is the learning rate that the schedule is for, 0 for any.
func (c Choice) peak() float64 {
	if s, ok := c.Schedule.(interface{ Peak() float64 }); ok {
		return s.Peak()
	}
	return 0
}

// New makes the optimizer for a training of that length; zero is one that is not
// known. Its errors begin with the name of what is wrong: optimizer, learning_rate,
// momentum, epsilon, schedule, warmup, clip or decay.
func (c Choice) New(l schedule.Length) (Optimizer, error) {
	if top := c.peak(); top > 0 && c.LearningRate != 0 && c.LearningRate != top {
		return nil, errors.Errorf("schedule: onecycle's peak is %g, learning_rate %g: want one of them", top, c.LearningRate)
	} else if top > 0 {
		c.LearningRate = top
	}
	o, err := c.decayed()
	if err != nil {
		return nil, err
	}
	if o, err = c.clipped(o); err != nil {
		return nil, err
	}
	switch {
	case c.Warmup < 0:
		return nil, errors.Errorf("warmup: got %d, want a number of steps", c.Warmup)
	case c.Warmup > 0 && c.Warmup >= l.Total && l.Total > 0:
		return nil, errors.Errorf("warmup: got %d steps, want less than the training's %d", c.Warmup, l.Total)
	case c.Warmup > 0:
		return &Scheduled{Optimizer: o, Schedule: schedule.For(schedule.Warmup{Steps: c.Warmup, Then: c.Schedule}, l)}, nil
	case c.Schedule != nil:
		return &Scheduled{Optimizer: o, Schedule: schedule.For(c.Schedule, l)}, nil
	}
	return o, nil
}

// decayed is the optimizer with its weight decay, which is AdamW's own where it is
// decoupled.
func (c Choice) decayed() (Optimizer, error) {
	o, err := c.make()
	if err != nil || c.Decay == "" {
		return o, err
	}
	kind, text, of := strings.Cut(c.Decay, ":")
	if !of {
		text = c.Decay
	}
	decay, err := strconv.ParseFloat(text, 64)
	if err != nil || !(decay > 0 && decay < 1e9) || of && kind != "l1" && kind != "l2" {
		return nil, errors.Errorf("decay: got %q, want a number above 0, or l2: or l1: and one", c.Decay)
	}
	switch {
	case of && kind == "l2":
		return &L2{Optimizer: o, Decay: decay}, nil
	case of:
		return &L1{Optimizer: o, Decay: decay}, nil
	}
	if _, s := o.(described).describe(); s.set(settingDecay, decay) == nil {
		return o, nil
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
