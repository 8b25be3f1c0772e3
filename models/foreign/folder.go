package foreign

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Folder says what a folder is that was given for a model's file, and what to
// do, to go on after "got".
func Folder(folder string) string {
	const most = 1000
	d, err := os.Open(folder)
	if err != nil {
		return "a folder: want a model's file"
	}
	defer d.Close()
	names, _ := d.Readdirnames(most) // what cannot be read is not there
	slices.Sort(names)
	return folderOf(names)
}

func folderOf(names []string) string {
	has := func(name string) bool { return slices.Contains(names, name) }
	ends := func(suffix string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, suffix) })
	}
	switch {
	case has("saved_model.pb"):
		return "a SavedModel folder: in Python, tf_keras.models.load_model(path).save(\"model.h5\")"
	case has("adapter_model.safetensors") || has("adapter_model.bin"):
		return "a folder with an adapter (LoRA, PEFT): merge it into its model with merge_and_unload(), and save that"
	case ends(".safetensors.index.json"):
		return "a folder with a model in several safetensors files: join them in Python, with safetensors' load_file for each and save_file for all"
	case has("model.weights.h5") && has("config.json"):
		return "a .keras file, unpacked: zip config.json, metadata.json and model.weights.h5 again, as model.keras"
	case has("data.pkl"):
		return "a PyTorch file, unpacked: zip it again without compression, with its folder, or save it again"
	case ends(".distcp"):
		return "a distributed checkpoint of PyTorch: join it with python -m torch.distributed.checkpoint.format_utils dcp_to_torch"
	case has("_METADATA") || has("_CHECKPOINT_METADATA"):
		return "a checkpoint of Orbax (JAX): in Python, write its arrays with safetensors.flax.save_file"
	case has("Manifest.json") && has("Data"):
		return "a Core ML package" + convert
	case has("checkpoint") || ends(".index"):
		return "a folder of TensorFlow's checkpoints: load one in TensorFlow, and save the model as .keras or .h5"
	}
	for _, name := range names {
		if slices.Contains(modelEndings, filepath.Ext(name)) {
			return "a folder: give the file in it, " + quoted(name)
		}
	}
	return "a folder: want a model's file"
}
