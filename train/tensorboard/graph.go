package tensorboard

import (
	"digits/graph"
	"digits/models"
)

// graphDef is a TensorFlow GraphDef of the model's layers: the input, then each
// layer behind the one before, with its parameters as nodes of its own.
// NodeDef has name 1, op 2, input 3, attr 5; GraphDef has node 1.
func graphDef(m *models.Model) ([]byte, error) {
	summary, err := graph.Summarize(m.Net(), m.Input)
	if err != nil {
		return nil, err
	}
	def := message(nil).Bytes(1, node("input", "Placeholder", m.Input))
	last := "input"
	for _, layer := range summary {
		inputs := []string{last}
		for name, t := range m.Params.All() {
			if owner, _ := splitName(name); owner == layer.Name {
				def = def.Bytes(1, node(name, "Variable", t.Shape()))
				inputs = append(inputs, name)
			}
		}
		last = layer.Name + "/output"
		def = def.Bytes(1, node(last, layer.Kind, layer.Output, inputs...))
	}
	return def, nil
}

// splitName parts "dense/kernel" at its last slash.
func splitName(name string) (layer, param string) {
	for i := len(name) - 1; i >= 0; i-- {
		if name[i] == '/' {
			return name[:i], name[i+1:]
		}
	}
	return "", name
}

// node is a NodeDef with its output's shape for one example.
func node(name, op string, shape []int, inputs ...string) message {
	m := message(nil).Text(1, name).Text(2, op)
	for _, in := range inputs {
		m = m.Text(3, in)
	}
	// An AttrValue's list 1 of shapes 7; a TensorShapeProto's dim 2 of size 1.
	var dims message
	for _, n := range shape {
		dims = dims.Bytes(2, message(nil).Integer(1, n))
	}
	list := message(nil).Bytes(1, message(nil).Bytes(7, dims))
	return m.Bytes(5, message(nil).Text(1, "_output_shapes").Bytes(2, list))
}
