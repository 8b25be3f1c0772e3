"""The first 100 training steps, side by side: run from the repository's root as

    python interop/parity.py [RECIPE ...]

This project saves a new model and trains it; Keras 3 on JAX, or PyTorch for the recipe torch,
loads the file and trains it with the same images in the same order, without dropout. Printed are both
losses of each tenth step, and the largest difference of all.

The first losses agree to rounding. Training is chaotic: where a pre-activation falls within
rounding of 0, ReLU's gradient flips, and Adam makes a full step of a gradient however small.
From the first such flip on the runs part, as two libraries in Python do. A wrong formula would
show from the first steps on; the tests of train and graph exclude it, on weights without flips.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np

import mnist
from formats import WIDTHS, network, scaled


def keras_losses(path, arch, x, y, batch):
    import keras

    model = keras.models.load_model(path)
    model.compile(optimizer=model.optimizer, loss=model.loss)  # without metrics: a loss a step
    targets = np.eye(10)[y] if arch == "keras-lesson" else y
    x = x.reshape(-1, *model.input_shape[1:])
    for i in range(0, len(x), batch):
        model.reset_metrics()
        yield float(np.asarray(model.train_on_batch(x[i : i + batch], targets[i : i + batch])).ravel()[0])


def torch_losses(path, arch, x, y, batch):
    import torch

    model = network(arch)
    model.load_state_dict(torch.load(path, weights_only=True))
    optimizer = torch.optim.Adam(model.parameters())
    x, y = torch.from_numpy(x), torch.from_numpy(y.astype("i8"))
    for i in range(0, len(x), batch):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x[i : i + batch]), y[i : i + batch])
        loss.backward()
        optimizer.step()
        yield loss.item()


def main():
    images, labels = mnist.load("train")
    if len(sys.argv) != 2:  # a process each: two libraries bring an LLVM, which does not bear another
        for arch in sys.argv[1:] or WIDTHS:
            subprocess.run([sys.executable, __file__, arch], check=True)
        return
    for arch in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as name:
            path = pathlib.Path(name) / ("model.pth" if arch == "torch" else "model.h5")
            report = pathlib.Path(name) / "steps.json"
            subprocess.run(["go", "run", "./interop/steps", arch, str(path), str(report)], check=True)
            ours = json.loads(report.read_text())
            x, y = scaled(arch, images[ours["order"]]), labels[ours["order"]]
            theirs = list((torch_losses if arch == "torch" else keras_losses)(path, arch, x, y, ours["batch"]))
        library = "PyTorch" if arch == "torch" else "Keras"
        print(f"\n{arch}\nstep        here  {library:>10}  difference")
        for step in [1, *range(10, 101, 10)]:
            a, b = ours["losses"][step - 1], theirs[step - 1]
            print(f"{step:4}  {a:10.7f}  {b:10.7f}  {abs(a - b):10.1e}")
        largest = max(abs(a - b) for a, b in zip(ours["losses"], theirs, strict=True))
        print(f"largest difference of 100 steps: {largest:.1e}")


if __name__ == "__main__":
    main()
