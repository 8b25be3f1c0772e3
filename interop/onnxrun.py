"""Our ONNX models in onnxruntime: run from the repository's root as python interop/onnxrun.py

A network trained here in PyTorch is exported by this project's code, with the
scaling of the pixels in the model and without. ONNX's checker must accept it,
and onnxruntime predict the 10,000 test images as PyTorch does, in batches of
any size. The name is not onnx.py, so that "import onnx" finds ONNX.
"""

import pathlib
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch

import mnist
from pytorch import compare, convert, network, predict, scaled, train


def run(path, inputs, batch):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: inputs[i : i + batch]})[0] for i in range(0, len(inputs), batch)])


def main():
    torch.manual_seed(1)
    test, _ = mnist.load("t10k")
    images, labels = mnist.load("train")
    model = network()
    train(model, images[:6400], labels[:6400], 100)
    want = predict(model, scaled(test))
    folder = pathlib.Path(tempfile.mkdtemp())
    torch.save(model.state_dict(), folder / "torch.pth")
    for target, inputs, flags in (
        ("scaled.onnx", scaled(test).numpy(), []),
        ("raw.onnx", test.reshape(-1, 28, 28), ["-raw"]),
    ):
        path = convert(folder / "torch.pth", folder / target, *flags)
        onnx.checker.check_model(onnx.load(path), full_check=True)
        for batch in (10000, 128, 1):
            compare(f"{target}, batches of {batch}", run(path, inputs, batch), want)


if __name__ == "__main__":
    main()
