"""Records the losses of 20 training steps of keras-conv and torch-conv without dropout in the real libraries: from the
repository's root, python interop/convsteps.py keras|torch writes graph/testdata/steps-conv-LIBRARY.json, in float64 and in
float32. Images are MNIST's first, in order, 8 or 2 a step; weights are given by the formula of graph/float64_test.go, of
kernels (rows, columns, channels, filters) with fans times the field's size.
"""

import json
import math
import os
import pathlib
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np

import mnist

STEPS = 20


def mix(h):
    h = h.astype("u8")
    for shift, factor in (16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1):
        h = ((h ^ (h >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    return h


def uniform(n, offset):
    return 2 * mix(np.arange(n) + offset).astype("f8") / 2**32 - 1


def weights(shapes):
    """Kernels and biases, layer by layer."""
    for k, shape in enumerate(shapes):
        field = math.prod(shape[:-2])
        limit = math.sqrt(6 / (field * (shape[-2] + shape[-1])))
        yield (limit * uniform(math.prod(shape), 10000000 * k + 2001)).astype("f4").reshape(shape)
        yield (0.01 * uniform(shape[-1], 10000000 * k + 5002000)).astype("f4")


def with_keras(kind, images, labels):
    import keras
    from keras import layers

    keras.config.set_floatx(kind)
    model = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(32, 3, activation="relu"), layers.MaxPooling2D(), layers.Conv2D(64, 3, activation="relu"),
        layers.MaxPooling2D(), layers.Flatten(), layers.Dense(10, activation="softmax"),
    ])
    model.set_weights(list(weights([(3, 3, 1, 32), (3, 3, 32, 64), (1600, 10)])))
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    x = images.astype(kind)[..., None] / np.asarray(255, kind)
    for i in range(0, 8 * STEPS, 8):
        model.reset_metrics()
        yield float(np.asarray(model.train_on_batch(x[i : i + 8], np.eye(10, dtype=kind)[labels[i : i + 8]])).ravel()[0])


def with_torch(kind, images, labels):
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    of = getattr(torch, kind)
    conv1, conv2, fc1, fc2 = nn.Conv2d(1, 32, 3, 1), nn.Conv2d(32, 64, 3, 1), nn.Linear(9216, 128), nn.Linear(128, 10)
    parts = nn.ModuleList([conv1, conv2, fc1, fc2]).to(of)
    values = list(weights([(3, 3, 1, 32), (3, 3, 32, 64), (9216, 128), (128, 10)]))
    with torch.no_grad():
        for k, part in enumerate(parts):
            kernel = torch.from_numpy(values[2 * k])
            part.weight.copy_(kernel.permute(3, 2, 0, 1) if kernel.ndim == 4 else kernel.T)
            part.bias.copy_(torch.from_numpy(values[2 * k + 1]))
    optimizer = torch.optim.Adadelta(parts.parameters(), lr=1.0)
    x = torch.from_numpy((images.astype(kind) / np.asarray(255, kind) - np.asarray(np.float32(0.1307), kind)) / np.asarray(np.float32(0.3081), kind))[:, None]
    for i in range(0, 2 * STEPS, 2):
        optimizer.zero_grad()
        y = F.max_pool2d(conv2(conv1(x[i : i + 2]).relu()).relu(), 2).flatten(1)
        loss = F.nll_loss(F.log_softmax(fc2(fc1(y).relu()), 1), torch.from_numpy(labels[i : i + 2].astype("i8")))
        loss.backward()
        optimizer.step()
        yield loss.item()


def main():
    images, labels = mnist.load("train")
    images, labels = images[:200].reshape(-1, 28, 28), labels[:200]
    library = sys.argv[1]
    losses = {kind: list({"keras": with_keras, "torch": with_torch}[library](kind, images, labels)) for kind in ("float64", "float32")}
    pathlib.Path(f"graph/testdata/steps-conv-{library}.json").write_text(json.dumps(losses) + "\n")


if __name__ == "__main__":
    main()
