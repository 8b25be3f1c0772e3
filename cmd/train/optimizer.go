package main

import (
	"flag"
	"fmt"
	"strings"

	"digits/internal/command"
	"digits/optim"
	"digits/optim/schedule"
)

// optimizerFlags are those that say how the weights move.
func (c *commandLine) optimizerFlags(f *flag.FlagSet) {
	command.Named(f, &c.optimizer.Name, "optimizer", "", optim.Names(), "the `optimizer`, in the form and with the defaults of the recipe's library (the recipe's, adam, if not given): "+strings.Join(optim.Names(), ", "))
	f.Float64Var(&c.optimizer.Momentum, "momentum", 0, "of sgd, momentum, nesterov (0.9 if not given) and rmsprop, from 0 to less than 1")
	f.StringVar(&c.schedule, "schedule", "", "how the learning rate goes: "+schedule.Forms+" (until the end of the training; the recipe's if not given)")
	f.IntVar(&c.optimizer.Warmup, "warmup", 0, "`steps` in which the learning rate first rises from 0")
	f.StringVar(&c.optimizer.Clip, "clip", "", "clip the gradients: value:LIMIT each element, norm:LIMIT each parameter's, global:LIMIT all together")
	f.StringVar(&c.optimizer.Decay, "decay", "", "weight decay: a number, decoupled from the gradient (AdamW's and Keras'), or l2:NUMBER, added to it (PyTorch's), or l1:NUMBER, its sign added")
}

// chooseOptimizer changes the recipe's optimizer as the flags say, and checks it.
func (c *commandLine) chooseOptimizer() (err error) {
	if m := c.optimizer.Momentum; !(m >= 0 && m < 1) {
		return fmt.Errorf("-momentum: got %v, want at least 0 and less than 1", m)
	}
	c.optimizer.LearningRate = c.rate
	if c.schedule != "" {
		if c.optimizer.Schedule, err = schedule.Parse(c.schedule); err != nil {
			return fmt.Errorf("-schedule: %w", err)
		}
	}
	none := c.given["schedule"] && c.schedule == ""
	c.recipe.Optimizer = c.optimizer.Or(c.recipe.Optimizer)
	if none {
		c.recipe.Optimizer.Schedule = nil
	}
	if _, err := c.recipe.Optimizer.New(schedule.Length{}); err != nil {
		return fmt.Errorf("-%w", err)
	}
	return nil
}

// optimizerText names what the flags ask for.
func (s settings) optimizerText() string {
	o, err := s.recipe.Optimizer.New(schedule.Length{})
	if err != nil {
		return s.recipe.Optimizer.Name
	}
	return fmt.Sprint(o)
}
