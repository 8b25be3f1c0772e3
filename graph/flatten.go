package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Flatten turns (batch, height, width, …) into (batch, height·width·…).
type Flatten struct {
	Name string // "flatten", "flatten_1" … if empty

	// ChannelsFirst takes the first axis of an example for the channels, and puts it
	// last before it flattens, as Keras does for that data_format.
	ChannelsFirst bool

	// Planes flattens images, whose channels are last here, channel by channel, as PyTorch
	// does, where they are first.
	Planes bool
}

func (f Flatten) name() string { return f.Name }

// Apply reshapes x. The network's input is not copied: its flat form is a node
// over the same memory.
func (f Flatten) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	switch {
	case x.Dims() == 2:
		return x, nil
	case f.Planes && x.Dims() == 4:
		var err error
		if x, err = op.Permute(x, 3, 1, 2); err != nil {
			return nil, err
		}
	case f.ChannelsFirst:
		axes := make([]int, x.Dims()-1)
		for i := range axes {
			axes[i] = (i+1)%len(axes) + 1
		}
		var err error
		if x, err = op.Permute(x, axes...); err != nil {
			return nil, err
		}
	case x == s.input:
		return s.flat, nil
	}
	shape := x.Shape()
	return op.Reshape(x, shape[0], shape[1:].TotalSize())
}

func (f Flatten) config() (Config, error) {
	format := ""
	if f.ChannelsFirst {
		format = channelsFirst
	}
	return Config{"Flatten", settingsOf(NamedValue{"name", f.Name}, NamedValue{"data_format", format}, NamedValue{"planes", f.Planes})}, nil
}

func readFlatten(r *configReader) Layer {
	return Flatten{Name: r.text("name"), ChannelsFirst: r.text("data_format") == channelsFirst, Planes: r.yes("planes", false)}
}

const channelsFirst = "channels_first"
