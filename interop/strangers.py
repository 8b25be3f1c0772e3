"""Models as strangers make them, in every kind, made anew, and the way back: run from the repository's root as

    python interop/strangers.py all FOLDER

It makes the files in each library that there is, reads them (go run ./interop/strangers), writes what is
right in every format into FOLDER-back, reads that in the libraries, and prints the tables of what is
right, refused, unclear and wrong. --only k3-bn makes the files whose names begin so; --seed, --units and
--rows make others. An environment of its own for a library is --with torch=/opt/torch/bin/python. Parts of it:

    python interop/strangers.py keras FOLDER               # Keras 3 on JAX
    python interop/strangers.py tf_keras FOLDER            # Keras 2
    python interop/strangers.py torch FOLDER               # PyTorch, safetensors, ONNX
    python interop/strangers.py tf2onnx FOLDER             # Keras 3 on TensorFlow, by tf2onnx
    python interop/strangers.py other FOLDER               # what is no model
    go run ./interop/strangers -own -back BACK FOLDER      # the tables
    python interop/strangers.py keras --back BACK          # what we have written, in the library

Each file has FILE.expected.json beside it: the inputs (rows of bytes in bytesN.bin), how they were
scaled, and what the library itself computes for them. Each library has a process, and perhaps an
environment, of its own.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np

SCALES = {
    "unit": ("x = b/255", lambda b: b.astype("f4") / np.float32(255)),
    "signed": ("x = (b/255-0.5)/0.5", lambda b: (b.astype("f4") / np.float32(255) - np.float32(0.5)) / np.float32(0.5)),
    "raw": ("x = b (the model scales)", lambda b: b.astype("f4")),
}


def softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


class Maker:
    """Makes files in a folder, and what is expected of them."""

    def __init__(self, folder, seed, units, rows, only):
        self.folder, self.seed, self.units, self.rows, self.only = pathlib.Path(folder), seed, units, rows, only
        self.folder.mkdir(parents=True, exist_ok=True)
        self.made = 0

    def wanted(self, name):
        return name.startswith(self.only)

    def path(self, name):
        return self.folder / name

    def bytes(self, size):
        """Images like digits: a fifth of the pixels are not background."""
        r = np.random.default_rng([self.seed, size])
        b = (r.integers(0, 256, (self.rows, size)) * (r.random((self.rows, size)) < 0.2)).astype("u1")
        (self.folder / f"bytes{size}.bin").write_bytes(b.tobytes())
        return b

    def inputs(self, size, scale="unit"):
        return SCALES[scale][1](self.bytes(size))

    def expect(self, name, group, kind, size=None, scale="unit", output=None, logits=False, refused=(), options=None):
        """Writes what is expected: the output, or that the file is refused in a line with one of some words."""
        e = {"group": group, "kind": kind}
        if size is not None:
            output = np.asarray(output, "f8")
            p = softmax(output) if logits and output.shape[-1] > 1 else output
            e |= {"inputs": f"bytes{size}.bin: uint8 ({self.rows}, {size})", "scale": SCALES[scale][0], "output": np.round(output, 9).tolist(), "probabilities": np.round(p, 9).tolist()}
        if refused:
            e["refused"] = list(refused)
        if options:
            e["options"] = options
        (self.folder / f"{name}.expected.json").write_text(json.dumps(e))
        self.made += 1


LIBRARIES = {"keras": "keras, jax", "tf_keras": "tf_keras", "torch": "torch, safetensors", "tf2onnx": "tf2onnx, tensorflow", "other": "numpy"}


def whole(a):
    """Makes, reads, converts and reads back, with the libraries that are there. Returns the exit status."""
    pythons = dict(w.split("=", 1) for w in getattr(a, "with"))
    there = [l for l, modules in LIBRARIES.items() if run(f"import {modules}", pythons.get(l, sys.executable))]
    print(f"libraries: {', '.join(there)}", flush=True)
    back = a.folder.rstrip("/") + "-back"
    script = [__file__]
    arguments = ["--seed", a.seed, "--units", a.units, "--rows", a.rows]
    bad = 0
    for l in there:
        for only in a.only.split(","):
            bad += call(pythons.get(l, sys.executable), *script, l, a.folder, *arguments, "--only", only)
    bad += call("go", "run", "./interop/strangers", *(["-own", "-seed", a.seed, "-units", a.units] if "" in a.only.split(",") or "own" in a.only else []), "-back", back, a.folder)
    for l in there:
        if l not in ("other", "tf2onnx"):
            bad += call(pythons.get(l, sys.executable), *script, l, "--back", back)
    return 1 if bad else 0


def run(program, python):
    return subprocess.run([python, "-c", program], capture_output=True).returncode == 0


def call(*arguments):
    return subprocess.run([str(x) for x in arguments]).returncode


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("library", choices=["all", *LIBRARIES])
    p.add_argument("folder")
    p.add_argument("--back", action="store_true", help="read in the library what is in the folder")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--units", type=int, default=16, help="of hidden layers")
    p.add_argument("--rows", type=int, default=20, help="inputs of each size")
    p.add_argument("--only", default="", help="files whose names begin so, or so, with commas between")
    p.add_argument("--with", action="append", default=[], metavar="LIBRARY=PYTHON", help="the python that has the library")
    a = p.parse_args()
    if a.library == "all":
        sys.exit(whole(a))
    if a.back:
        import strangers_back

        strangers_back.main(a.library, a.folder)
    maker = Maker(a.folder, a.seed, a.units, a.rows, a.only)
    if a.library in ("keras", "tf_keras"):
        import strangers_keras

        strangers_keras.make(maker)
    elif a.library == "torch":
        import strangers_torch

        import strangers_trainers

        strangers_torch.make(maker)
        strangers_trainers.make(maker)
    elif a.library == "tf2onnx":
        import strangers_tf2onnx

        strangers_tf2onnx.make(maker)
    else:
        import strangers_other

        strangers_other.make(maker)
    print(f"{maker.made} files in {a.folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
