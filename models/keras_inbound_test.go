package models

import (
	"fmt"
	"strings"
	"testing"

	"digits/graph"
)

// What a layer of a Functional model is called with is read, or refused: never left out.
// Keras itself is compared in interop/strangers_settings.py.
func TestArgumentsOfKerasLayers(t *testing.T) {
	const tensor = `{"class_name":"__keras_tensor__","config":{"shape":[null,4,6],"dtype":"float32","keras_history":["x",0,0]}}`
	read := func(class, config, args, kwargs string) (graph.Layer, error) {
		n, err := parseKeras(fmt.Appendf(nil, `{"module":"keras","class_name":"Functional","config":{"name":"m","layers":[
			{"module":"keras.layers","class_name":"InputLayer","config":{"batch_shape":[null,4,6],"name":"x"},"name":"x","inbound_nodes":[]},
			{"module":"keras.layers","class_name":%q,"config":{"name":"l"%s},"name":"l","inbound_nodes":[{"args":[%s],"kwargs":{%s}}]}],
			"input_layers":[["x",0,0]],"output_layers":[["l",0,0]]}}`, class, config, args, kwargs), "3.15.1")
		if err != nil {
			return nil, err
		}
		return n.wiring[0].Layer, nil
	}
	for _, c := range []struct {
		class, config, args, kwargs string
		want                        string // the layer, or a part of the error
	}{
		{"Subtract", "", tensor + ",1.0", "", "{ 1 -1}"},
		{"Subtract", "", "1.0," + tensor, "", "{ -1 1}"},
		{"Add", "", "2.0," + tensor, "", "{ 1 2}"},
		{"TrueDivide", "", tensor + ",4.0", "", "{ 0.25 0}"},
		{"TrueDivide", "", "4.0," + tensor, "", `layer "l", a "TrueDivide": it divides by 0, or by what it reads`},
		{"Multiply", "", tensor + `,{"class_name":"__numpy__","config":{"value":[1,2],"dtype":"float32"}}`, "", `layer "l", a "Multiply": it is called with the argument`},
		{"Dropout", `,"rate":0.5`, tensor, `"training":null`, "{l 0.5}"},
		{"Dropout", `,"rate":0.5`, tensor, `"training":true`, `layer "l", a "Dropout": it is called with training=True`},
		{"GaussianDropout", `,"rate":0.5`, tensor, `"training":true`, `it is called with training=True`},
		{"Softmax", `,"axis":-1`, tensor, `"mask":null`, "softmax"},
		{"Softmax", `,"axis":2`, tensor, "", "softmax"},
		{"Softmax", `,"axis":1`, tensor, "", "works on the axis 1"},
		{"BatchNormalization", `,"axis":-1`, tensor, "", "put a Flatten before it"},
		{"LayerNormalization", `,"axis":2`, tensor, "", "put a Flatten before it"},
		{"Normalization", `,"axis":-1,"mean":[1,2,3,4,5,6],"variance":[1,2,3,4,5,6]`, tensor, "", "put a Flatten before it"},
		{"Dense", `,"units":2,"activation":{"value":["4wEA",null,null]}`, tensor, "", "its activation is a lambda"},
	} {
		l, err := read(c.class, c.config, c.args, c.kwargs)
		if err != nil {
			if !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s %s: got %v, want %q", c.class, c.args, err, c.want)
			}
			continue
		}
		got := fmt.Sprint(l)
		if a, ok := l.(graph.Activation); ok {
			got = graph.ActivationText(a)
		}
		if got != c.want {
			t.Errorf("%s %s %s: got %s, want %s", c.class, c.args, c.kwargs, got, c.want)
		}
	}
}
