package callback

import (
	"fmt"

	"gorgonia.org/gorgonia"
)

// Rate points to an optimizer's learning rate, to be read or changed between
// steps. Those of optim have one.
func Rate(s gorgonia.Solver) (*float64, error) {
	if o, ok := s.(interface{ Rate() *float64 }); ok {
		return o.Rate(), nil
	}
	return nil, fmt.Errorf("callback: got an optimizer %T, want one whose learning rate can be set", s)
}
