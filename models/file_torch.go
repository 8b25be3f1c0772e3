package models

import (
	"io"
	"regexp"
	"strconv"

	"digits/graph"
	"digits/models/pth"
)

func (m *Model) writeTorch(w io.Writer) error {
	dict, err := m.StateDict()
	if err != nil {
		return err
	}
	return pth.Write(w, dict)
}

// counted are the names that Keras gives: they say nothing.
var counted = regexp.MustCompile(`^dense(_\d+)?$`)

// torchNames returns the names of the Dense layers in a state dict: their own
// if all have one, else their places in an nn.Sequential of the same network.
func torchNames(layers graph.Sequential) []string {
	var own, places []string
	place := 0
	for _, layer := range layers {
		if d, ok := layer.(graph.Dense); ok {
			places = append(places, strconv.Itoa(place))
			if d.Name != "" && !counted.MatchString(d.Name) {
				own = append(own, d.Name)
			}
			if d.Activation != nil && d.Activation != graph.Linear {
				place++ // there, an activation is a module of its own
			}
		}
		place++
	}
	if len(own) == len(places) {
		return own
	}
	return places
}
