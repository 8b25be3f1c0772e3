package foreign

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"digits/internal/hostile"
)

// archive is a zip of empty files.
func archive(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The beginnings are those that the formats' definitions and libraries give.
func TestFile(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"empty":           {"", "an empty file"},
		"spaces":          {" \n", "an empty file"},
		"page":            {"\n<!DOCTYPE html>\n<html lang=en>", "a web page (HTML)"},
		"page, short":     {"<html><body>Sign in", "a web page (HTML)"},
		"Git LFS":         {"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n", "a pointer of Git LFS"},
		"PNG":             {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a picture (PNG)"},
		"JPEG":            {"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture (JPEG)"},
		"GIF":             {"GIF89a", "a picture (GIF)"},
		"WebP":            {"RIFF\x24\x00\x00\x00WEBPVP8 ", "a picture (WebP)"},
		"BMP":             {"BM\x0a\x00\x00\x00\x00\x00\x00\x00", "a picture (BMP)"},
		"GGUF":            {"GGUF\x03\x00\x00\x00", "a GGUF file"},
		"TFLite":          {"\x1c\x00\x00\x00TFL3\x14\x00", "a TensorFlow Lite model"},
		"npy":             {"\x93NUMPY\x01\x00v\x00{'descr'", "an array of numpy's"},
		"npz":             {archive(t, "w1.npy", "w2.npy"), "arrays of numpy's (.npz)"},
		"IDX":             {"\x00\x00\x08\x03\x00\x00\xea\x60", "a data set's images"},
		"tar":             {strings.Repeat("\x00", 257) + "ustar\x0000", "a tar archive"},
		"gzip":            {"\x1f\x8b\x08\x00", "compressed by gzip"},
		"zlib":            {"\x78\x9c\x00", "compressed by zlib"},
		"zip of a model":  {archive(t, "readme.txt", "out/model.pth"), `unpack it, and give "out/model.pth"`},
		"zip of nothing":  {archive(t), "an empty zip"},
		"zip of SavedM.":  {archive(t, "m/saved_model.pb"), "a zip of a SavedModel"},
		"zip of others":   {archive(t, "a.txt"), `without a model: it has "a.txt"`},
		"docx":            {archive(t, "[Content_Types].xml"), "an office document"},
		"zip, cut":        {archive(t, "w.npy")[:20], "the beginning of a zip archive"},
		"pickle":          {"\x80\x04\x95\x0f\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x01a\x94K\x01s.", "a pickle of Python's that torch.save has not written, as of scikit-learn"},
		"scikit-learn":    {"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00\x8c\x1fsklearn.linear_model._logistic", "of scikit-learn"},
		"torch's tensors": {"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00\x8c\x0dtorch._utils", "with PyTorch's tensors"},
		"protocol 0":      {"(dp0\nS'a'\np1\nI1\ns.", "a pickle of Python's"},
		"shards":          {`{"metadata": {}, "weight_map": {"fc1.weight": "model-00001-of-00002.safetensors"}}`, "the index of a model in several safetensors files"},
		"Keras' JSON":     {`{"module": "keras", "class_name": "Sequential", "config": {}}`, "a Keras configuration (JSON) without weights"},
		"Keras' YAML":     {"backend: tensorflow\nclass_name: Sequential\nconfig:\n", "a Keras configuration (YAML) without weights"},
		"TensorFlow.js":   {`{"format": "layers-model", "modelTopology": {}, "weightsManifest": []}`, "a TensorFlow.js model"},
		"PEFT":            {`{"peft_type": "LORA", "r": 8}`, "the configuration of an adapter"},
		"transformers":    {`{"architectures": ["Net"], "model_type": "mlp"}`, "a configuration (JSON) without weights"},
		"notebook":        {`{"cells": [], "nbformat": 4}`, "a notebook"},
		"error":           {`{"error": "Repository not found"}`, "an error message (JSON)"},
		"JSON":            {`[1, 2]`, "a JSON file"},
		"JSON, cut":       {`{"a": `, "damaged"},
		"program":         {"import torch\n", "a program's text"},
		"failed download": {"Entry not found", `a text, "Entry not found": the download failed`},
		"text":            {"Guten Tag,\n\n  ein  Modell", `a text, "Guten Tag, ein Modell": want`},
		"long text":       {strings.Repeat("größe ", 5000), `a text, "größe größe`},
		"safetensors cut": {"\x10\x27\x00\x00\x00\x00\x00\x00" + `{"fc1.weight":{"dtype":`, "the beginning of a safetensors file"},
		"TF checkpoint":   {"\x00\x01\x02" + tableEnd, "the index of a TensorFlow checkpoint"},
		"list of them":    {"model_checkpoint_path: \"ckpt-1\"\n", "a list of TensorFlow's checkpoints"},
		"Flax":            {"\x82\xa6params\x81\xa7Dense_0", "weights of Flax"},
		"LightGBM":        {"tree\nversion=v4\n", "a LightGBM model"},
		"unknown":         {"\x00\x01\x02\xff\xfe", ""},
	} {
		got := File([]byte(c.content))
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) || strings.Contains(got, "\n") || len(got) > 300 || !utf8.ValidString(got) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// Files as their programs wrote them.
func TestFilesOfOtherPrograms(t *testing.T) {
	for text, want := range map[string]string{
		// pickle.dumps({"w": numpy.zeros(1)}), Python 3.11, numpy 2.4
		"gASVmAAAAAAAAAB9lIwBd5SMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwHbmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsBhZRoBYwFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGKJQwgAAAAAAAAAAJR0lGJzLg==": "of numpy's arrays",
	} {
		content, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := File(content); !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFolder(t *testing.T) {
	for names, want := range map[string]string{
		"assets saved_model.pb variables":                           "a SavedModel folder",
		"adapter_config.json adapter_model.safetensors":             "an adapter",
		"config.json model.safetensors":                             `give the file in it, "model.safetensors"`,
		"model-00001-of-00002.safetensors m.safetensors.index.json": "in several safetensors files",
		"config.json metadata.json model.weights.h5":                "a .keras file, unpacked",
		"data data.pkl version":                                     "a PyTorch file, unpacked",
		".metadata __0_0.distcp":                                    "a distributed checkpoint",
		"_METADATA checkpoint d":                                    "Orbax",
		"checkpoint ckpt-1.index":                                   "TensorFlow's checkpoints",
		"Data Manifest.json":                                        "Core ML",
		"a.txt":                                                     "a folder: want a model's file",
		"":                                                          "a folder: want a model's file",
	} {
		folder := t.TempDir()
		for _, name := range strings.Fields(names) {
			if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := Folder(folder); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", names, got, want)
		}
	}
	if got := Folder(filepath.Join(t.TempDir(), "none")); got == "" {
		t.Error("got nothing of a folder that is not there")
	}
}

func FuzzFile(f *testing.F) {
	for _, s := range []string{"", "{}", "PK\x03\x04", "\x80\x04", "BM", "<html>", "a: b", "\x82\xa6params"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var got string
		_ = hostile.Bounded(t, content, func(content []byte) error { got = File(content); return nil })
		if strings.ContainsAny(got, "\n\r") || !utf8.ValidString(got) || len(got) > 400 {
			t.Errorf("got %q, want a short line", got)
		}
	})
}
