"""What is no model, under names as if it were, for strangers.py."""

import gzip
import io
import json
import os
import pickle
import tarfile
import zipfile

import numpy as np


def make(m):
    png = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010800000000" "3a7e9b550000000a49444154789c63600000000200015d2b" "d1d60000000049454e44ae426082")
    npz, tar, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    np.savez(npz, w1=np.zeros((3, 2), "f4"))
    with tarfile.open(fileobj=tar, mode="w") as t:
        t.addfile(tarfile.TarInfo("model.pth"))
    with zipfile.ZipFile(packed, "w") as z:
        z.writestr("out/model.pth", b"")
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "sequential", "layers": []}}
    for name, content, words in [
        ("html.pth", b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>", "HTML"),
        ("lfs.safetensors", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n", "Git LFS"),
        ("picture.h5", png, "picture"),
        ("gguf.safetensors", b"GGUF\x03\0\0\0" + bytes(64), "GGUF"),
        ("npz.pth", npz.getvalue(), "numpy"),
        ("npy.pth", b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }" + bytes(60), "numpy"),
        ("pickle.pth", pickle.dumps({"w": np.zeros((3, 2))}), "pickle"),
        ("gzip.keras", gzip.compress(json.dumps(config).encode()), "gzip"),
        ("tar.pth", tar.getvalue(), "tar"),
        ("zip.pth", packed.getvalue(), "zip"),
        ("config.keras", json.dumps(config).encode(), "without weights"),
        ("yaml.h5", b"backend: tensorflow\nclass_name: Sequential\nconfig:\n  name: sequential\n", "without weights"),
        ("index.safetensors", json.dumps({"metadata": {}, "weight_map": {"fc1.weight": "model-00001-of-00002.safetensors"}}).encode(), "several"),
        ("text.h5", b"Guten Tag\n", "text"),
        ("program.pth", b"import torch\nmodel = torch.nn.Linear(1, 1)\n", "program"),
        ("empty.pth", b"", "empty"),
        ("tflite.h5", b"\x1c\0\0\0TFL3" + bytes(64), "TensorFlow Lite"),
        ("cut.safetensors", b"\x10\x27\0\0\0\0\0\0" + b'{"fc1.weight":{"dtype":"F32"', "cut"),
        ("cut.keras", packed.getvalue()[:30], "cut"),
    ]:
        name = "no-" + name
        if m.wanted(name):
            m.path(name).write_bytes(content)
            m.expect(name, "17 no model", words, refused=[words])
    folder(m, "no-savedmodel", ["saved_model.pb", "variables/x"], "SavedModel")
    folder(m, "no-peft", ["adapter_config.json", "adapter_model.safetensors"], "adapter")
    folder(m, "no-folder", ["readme.md"], "folder")


def folder(m, name, files, word):
    if not m.wanted(name):
        return
    for f in files:
        path = m.path(name) / f
        os.makedirs(path.parent, exist_ok=True)
        path.write_bytes(b"")
    m.expect(name, "17 no model", word, refused=[word])
