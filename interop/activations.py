"""Every activation in the real Keras and onnxruntime: run from the repository's root as

    python interop/activations.py [keras|onnx]

cmd/train trains a small network with each activation for an epoch, or refuses the format in
one line; Keras 3 must load the .h5 and .keras files, and onnxruntime the .onnx file, and
predict the first 1,000 test images as this project does, within 1e-5. Keras saves its model
again, and this project must predict with that file as Keras does.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np

import formats
import mnist

NAMES = """celu elu exponential gelu glu hard_shrink hard_sigmoid hard_sigmoid_keras2 hard_silu hard_tanh leaky_relu linear
log_sigmoid log_softmax mish prelu relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparsemax
sparse_sigmoid squareplus tanh tanh_shrink threshold thresholded_relu elu(alpha=0.5) leaky_relu(negative_slope=0.1)
relu(max_value=6)""".split()


def convert(folder, source, target):
    done = subprocess.run([folder / "convert", source, target], capture_output=True, text=True)
    if done.returncode:
        print(f"  {target.suffix}: {done.stderr.strip()}", flush=True)
    return done.returncode == 0


def with_keras(folder, source, images, want):
    import keras

    for extension in (".h5", ".keras"):
        path = folder / ("m" + extension)
        if not convert(folder, source, path):
            continue
        model = keras.models.load_model(path, compile=False)
        shaped = lambda x: x.reshape(-1, *model.input_shape[1:]).astype("f4") / 255
        formats.compare(f"  Keras, {path.name}", model.predict(shaped(images[:1000]), verbose=0), want[:1000])
        model.save(path)
        formats.compare(f"  {path.name} back", formats.ours(folder, path)[:1000], want[:1000])


def with_onnx(folder, source, images, want):
    import onnxruntime

    path = folder / "m.onnx"
    if convert(folder, source, path):
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        value = session.get_inputs()[0]
        x = (images[:1000].astype("f4") / 255).reshape(-1, *value.shape[1:])
        formats.compare("  onnxruntime", session.run(None, {value.name: x})[0], want[:1000])


def main():
    images, _ = mnist.load("t10k")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        formats.build(folder, "./cmd/train", "./cmd/convert", "./interop/outputs")
        for activation in NAMES:
            print(activation, flush=True)
            source = folder / "m.safetensors"
            formats.command(folder / "train", "-arch", "keras-small", "-activation", activation, "-epochs", "1", "-verbose", "0", "-batch", "256", "-lr", "0.0003", "-out", source)
            want = formats.ours(folder, source)
            for library in sys.argv[1:] or ("keras", "onnx"):
                {"keras": with_keras, "onnx": with_onnx}[library](folder, source, images, want)


if __name__ == "__main__":
    main()
