package main

import (
	"flag"
	"fmt"
	"strings"

	"digits/optim"
	"digits/optim/schedule"
	"digits/train"
)

// optimizerFlags are those that say how the weights move.
func optimizerFlags(f *flag.FlagSet, c *optim.Choice) {
	f.StringVar(&c.Name, "optimizer", "adam", "the `optimizer`, in the form and with the defaults of the recipe's library: "+strings.Join(optim.Names(), ", "))
	f.Float64Var(&c.Momentum, "momentum", 0, "of sgd, momentum, nesterov (0.9 if not given) and rmsprop, from 0 to less than 1")
	f.StringVar(&c.Schedule, "schedule", "", "how the learning rate goes: "+schedule.Forms+" (until the end of the training; the recipe's if not given)")
	f.IntVar(&c.Warmup, "warmup", 0, "`steps` in which the learning rate first rises from 0")
	f.StringVar(&c.Clip, "clip", "", "clip the gradients: value:LIMIT each element, norm:LIMIT each parameter's, global:LIMIT all together")
	f.StringVar(&c.Decay, "decay", "", "weight decay: a number, decoupled from the gradient (AdamW's and Keras'), or l2:NUMBER, added to it (PyTorch's)")
}

// chooseOptimizer completes the choice by the recipe's form and learning rate, and
// checks it.
func (c *commandLine) chooseOptimizer() error {
	c.optimizer.LearningRate = c.rate
	asked := c.optimizer.Schedule
	c.optimizer = train.CompleteOptimizer(c.recipe, c.optimizer)
	if c.given["schedule"] {
		c.optimizer.Schedule = asked // "" is none
	}
	if m := c.optimizer.Momentum; !(m >= 0 && m < 1) {
		return fmt.Errorf("-momentum: got %v, want at least 0 and less than 1", m)
	}
	if _, err := c.optimizer.New(schedule.Length{Epoch: 1, Total: 1}); err != nil {
		return fmt.Errorf("-%w", err)
	}
	return nil
}

// optimizerText names what the flags ask for. A schedule of epochs is named as
// the flag has it.
func (s settings) optimizerText() string {
	choice := s.optimizer
	choice.Schedule, choice.Warmup = "", 0
	o, err := choice.New(schedule.Length{})
	if err != nil {
		return choice.Name
	}
	text := fmt.Sprint(o)
	if s.optimizer.Schedule != "" {
		text += ", schedule " + s.optimizer.Schedule
	}
	if s.optimizer.Warmup > 0 {
		text += fmt.Sprintf(", warm-up of %d steps", s.optimizer.Warmup)
	}
	return text
}
