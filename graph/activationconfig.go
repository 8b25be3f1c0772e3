package graph

// Keras' activations that are layers, with the settings that these have.

func readActivation(r *configReader) Layer {
	name := r.text("name")
	a := r.activation("activation")
	if p, ok := a.(PReLU); ok {
		p.Layer = name
		return p
	}
	return a
}

func (p PReLU) config() (Config, error) {
	return Config{"Activation", settingsOf(NamedValue{"name", p.Layer}, NamedValue{"activation", ActivationText(p)})}, nil
}

func readSoftmax(r *configReader) Layer {
	r.text("name")
	if axis := r.number("axis", -1); axis != -1 && axis != 1 {
		r.fail("axis", axis, "the last: one over another axis is another function")
	}
	return Softmax
}

func readELU(r *configReader) Layer {
	r.text("name")
	return ELU{Alpha: r.nonzero("alpha", 1)}
}

func readThresholdedReLU(r *configReader) Layer {
	r.text("name")
	return ThresholdedReLU{Theta: r.nonzero("theta", 1)}
}

// readLeakyReLU reads Keras 2's alpha too. A slope of 0 is ReLU.
func readLeakyReLU(r *configReader) Layer {
	r.text("name")
	slope := r.number("negative_slope", r.number("alpha", 0.3))
	if slope == 0 {
		return ReLU
	}
	return LeakyReLU{NegativeSlope: slope}
}

func readReLU(r *configReader) Layer {
	r.text("name")
	l := RectifiedLinear{MaxValue: r.number("max_value", 0), NegativeSlope: r.number("negative_slope", 0), Threshold: r.number("threshold", 0)}
	if l == (RectifiedLinear{}) {
		return ReLU
	}
	return l
}
