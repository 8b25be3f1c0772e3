package foreign

import (
	"encoding/json"
	"strings"
)

// longestDocument bounds what of a JSON file is decoded.
const longestDocument = 1 << 20

// document names a JSON file by its keys.
func document(content []byte) string {
	const other = "a JSON file: want a model's file"
	if len(content) > longestDocument {
		return other
	}
	var keys struct {
		WeightMap  json.RawMessage `json:"weight_map"`
		Topology   json.RawMessage `json:"modelTopology"`
		Class      string          `json:"class_name"`
		Peft       string          `json:"peft_type"`
		ModelType  string          `json:"model_type"`
		Structures json.RawMessage `json:"architectures"`
		Notebook   json.RawMessage `json:"nbformat"`
		Trees      json.RawMessage `json:"learner"`
		Message    json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(content, &keys); err != nil {
		if strings.HasPrefix(strings.TrimSpace(string(content[:min(len(content), 64)])), "[") {
			return other
		}
		return "a text that begins as JSON does and is damaged: get it again"
	}
	switch {
	case keys.WeightMap != nil:
		return "the index of a model in several safetensors files: join them in Python, with safetensors' load_file for each and save_file for all"
	case keys.Topology != nil:
		return "a TensorFlow.js model" + convert
	case keys.Peft != "":
		return "the configuration of an adapter (" + quoted(keys.Peft) + ") without weights: merge it into its model with merge_and_unload(), and save that"
	case keys.Class != "":
		return "a Keras configuration (JSON) without weights: save the whole model as .keras or .h5"
	case keys.ModelType != "" || keys.Structures != nil:
		return "a configuration (JSON) without weights: want the file of weights beside it, such as model.safetensors"
	case keys.Notebook != nil:
		return "a notebook: want the file that it saves"
	case keys.Trees != nil:
		return "an XGBoost model: it has trees and cannot be read here"
	case keys.Message != nil:
		return "an error message (JSON): the download failed: try it again"
	}
	return other
}
