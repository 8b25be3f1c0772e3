package models

import (
	"fmt"
	"strings"

	"digits/models/weights"
)

// unknown are arrays of layers of PyTorch that a file of weights cannot have here, by the
// beginnings of their names in the layer: what the layer is, and what to do.
var unknown = []struct{ begins, what, remedy string }{
	{"in_proj_", "a MultiheadAttention", otherLibrary},
	{"weight_ih_l", "a recurrent layer (RNN, LSTM, GRU)", otherLibrary},
	{"weight_hh_l", "a recurrent layer (RNN, LSTM, GRU)", otherLibrary},
	{"weight_mask", "a pruned layer", "call torch.nn.utils.prune.remove(layer, \"weight\") before saving"},
	{"weight_u", "a layer with spectral_norm", "call torch.nn.utils.remove_spectral_norm(layer) before saving"},
	{"original", "a parametrized layer, as by spectral_norm", "call torch.nn.utils.parametrize.remove_parametrizations(layer, \"weight\") before saving"},
	{"n_averaged", "an AveragedModel", "save averaged.module.state_dict()"},
}

const otherLibrary = "there is no layer for that here: predict in PyTorch, or save another network"

// unknownLayer says what a layer is that no Dense layer or normalization has an array
// like this of; nil where nothing is known of it.
func unknownLayer(a weights.Array) error {
	last := a.Name[strings.LastIndexByte(a.Name, '.')+1:]
	for _, u := range unknown {
		if strings.HasPrefix(last, u.begins) {
			return fmt.Errorf("%.100q is of %s: %s", a.Name, u.what, u.remedy)
		}
	}
	if last == "weight" && len(a.Shape) >= 3 && len(a.Shape) <= 5 {
		what := []string{"a Conv1d or a Bilinear", "a Conv2d", "a Conv3d"}[len(a.Shape)-3]
		return fmt.Errorf("%.100q, %v, is of %s: %s", a.Name, a.Shape, what, otherLibrary)
	}
	return nil
}

// bareBatchNorm takes a BatchNorm without weights, which has statistics alone.
func bareBatchNorm(name string, group map[string]weights.Array) (*norm, error) {
	mean, ok1 := group["running_mean"]
	_, ok2 := group["running_var"]
	if !ok1 || !ok2 || len(mean.Values) == 0 {
		return nil, nil
	}
	n := &norm{name: name, torch: true, arrays: map[string]weights.Array{}}
	return n, n.rest(group, "bias", "running_mean", "running_var", "num_batches_tracked")
}
