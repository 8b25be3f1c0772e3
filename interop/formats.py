"""Every recipe's model in every format, in the real libraries: run from the repository's root as

    python interop/formats.py [keras|torch|onnx]

A model that cmd/train trained is written by cmd/convert, loaded in Keras 3 on JAX, in PyTorch
and in onnxruntime, and must predict the 10,000 test images as this project does: differences
of at most 1e-5, the same arg max on all. Keras and PyTorch then train it for one epoch and
save it, and this project must predict with their file as they do. Each library has a process
of its own: two of them bring an LLVM, which does not bear another.
"""

import collections
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np

import mnist

WIDTHS = {
    "keras": (512,),
    "keras-dropout": (128, 128),
    "keras-small": (128,),
    "keras-lesson": (800, 400),
    "torch": (128, 64),
}


def compare(what, got, want, limit=1e-5):
    """Prints and asserts the largest difference, and that every arg max is the same."""
    difference = float(np.abs(got - want).max())
    same = int((got.argmax(1) == want.argmax(1)).sum())
    print(f"{what}: {len(want)} images, largest difference {difference:.1e}, same arg max {same}", flush=True)
    assert difference <= limit and same == len(want)


def build(*commands):
    """Builds this project's commands, once."""
    subprocess.run(["go", "build", "-o", str(commands[0]) + os.sep, *commands[1:]], check=True)


def command(*arguments):
    subprocess.run([str(a) for a in arguments], check=True, stdout=subprocess.DEVNULL)


def ours(folder, path):
    command(folder / "outputs", path, folder / "out")
    return np.fromfile(folder / "out", "<f4").reshape(-1, 10)


def scaled(arch, images):
    x = images.astype("f4") / 255
    return (x - 0.5) / 0.5 if arch == "torch" else x


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def with_keras(folder, arch, train, test, want):
    import keras

    (images, labels), x = train, scaled(arch, test)
    for extension in (".h5", ".keras"):
        path = folder / (arch + extension)
        command(folder / "convert", folder / f"{arch}.safetensors", path)
        model = keras.models.load_model(path)
        shaped = lambda pixels: pixels.reshape(-1, *model.input_shape[1:])
        probabilities = lambda: (softmax if arch == "torch" else np.asarray)(model.predict(shaped(x), verbose=0))
        compare(f"Keras, {path.name}", probabilities(), want)
        targets = np.eye(10)[labels] if arch == "keras-lesson" else labels
        model.fit(shaped(scaled(arch, images)), targets, batch_size=128, epochs=1, verbose=0)
        model.save(path)
        compare(f"  trained on in Keras, {path.name} back", ours(folder, path), probabilities())
        weights = folder / (arch + ".weights.h5")
        model.save_weights(weights)
        if arch != "torch":  # Keras' file says nothing of the recipe's scaling, nor of logits
            compare(f"  trained on in Keras, {weights.name} back", ours(folder, weights), probabilities())
        command(folder / "convert", folder / f"{arch}.safetensors", weights)
        model.load_weights(weights)
        compare(f"Keras, {weights.name}", probabilities(), want)


def network(arch):
    """The network as a PyTorch program has it: names fc1, fc2, fc3 for torch, else an nn.Sequential."""
    import torch

    sizes = (784, *WIDTHS[arch], 10)
    modules = []
    if arch in ("keras-dropout", "keras-small"):
        modules.append(torch.nn.Flatten())
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        modules.append((f"fc{i + 1}", torch.nn.Linear(a, b)) if arch == "torch" else torch.nn.Linear(a, b))
        if i < len(sizes) - 2:
            modules.append((f"relu{i + 1}", torch.nn.ReLU()) if arch == "torch" else torch.nn.ReLU())
            if arch == "keras-dropout":
                modules.append(torch.nn.Dropout(0.2))
    if arch == "torch":
        return torch.nn.Sequential(collections.OrderedDict(modules))
    return torch.nn.Sequential(*modules)


def with_torch(folder, arch, train, test, want):
    import torch

    path = folder / f"{arch}.pth"
    command(folder / "convert", folder / f"{arch}.safetensors", path)
    model, x = network(arch), torch.from_numpy(scaled(arch, test))

    def probabilities():
        model.eval()
        with torch.no_grad():
            return torch.softmax(model(x), 1).numpy()

    model.load_state_dict(torch.load(path, weights_only=True))
    compare(f"PyTorch, {path.name}", probabilities(), want)
    images, labels = train
    inputs, labels = torch.from_numpy(scaled(arch, images)), torch.from_numpy(labels.astype("i8"))
    optimizer = torch.optim.Adam(model.parameters())
    model.train()
    for i in range(0, len(inputs), 64):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(inputs[i : i + 64]), labels[i : i + 64]).backward()
        optimizer.step()
    torch.save(model.state_dict(), path)
    compare(f"  trained on in PyTorch, {path.name} back", ours(folder, path), probabilities())


def with_onnx(folder, arch, train, test, want):
    import onnx
    import onnxruntime

    for raw in (False, True):
        path = folder / f"{arch}{'-raw' if raw else ''}.onnx"
        command(folder / "convert", folder / f"{arch}.safetensors", path, *["-raw"] * raw)
        onnx.checker.check_model(onnx.load(path), full_check=True)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        value = session.get_inputs()[0]
        x = test if raw else scaled(arch, test)
        got = session.run(None, {value.name: x.reshape(-1, *value.shape[1:])})[0]
        compare(f"onnxruntime, {path.name}", softmax(got) if arch == "torch" and not raw else got, want)


LIBRARIES = {"keras": with_keras, "torch": with_torch, "onnx": with_onnx}


def main():
    if len(sys.argv) == 1:
        for library in LIBRARIES:
            subprocess.run([sys.executable, __file__, library], check=True)
        return
    check = LIBRARIES[sys.argv[1]]
    images, labels = mnist.load("train")
    train = images[:10000], labels[:10000]
    test, _ = mnist.load("t10k")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(folder, "./cmd/train", "./cmd/convert", "./interop/outputs")
        for arch in WIDTHS:
            command(folder / "train", "-arch", arch, "-epochs", "1", "-verbose", "0", "-out", folder / f"{arch}.safetensors")
            want = ours(folder, folder / f"{arch}.safetensors")
            check(folder, arch, train, test, want)


if __name__ == "__main__":
    main()
