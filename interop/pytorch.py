"""Weights to PyTorch and back: run from the repository's root as python interop/pytorch.py

A network made and trained here is saved, converted by this project's code, and
loaded in PyTorch again, where it must predict the 10,000 test images as before.
The file is named so that "import torch" finds PyTorch, and not this file.
"""

import pathlib
import subprocess
import tempfile

import numpy as np
import torch
from safetensors.torch import load_file, save_file

import mnist


def network():
    return torch.nn.Sequential(
        torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Dropout(0.2),
        torch.nn.Linear(128, 64), torch.nn.ReLU(), torch.nn.Dropout(0.2),
        torch.nn.Linear(64, 10),
    )  # fmt: skip


def convert(source, target):
    subprocess.run(["go", "run", "./interop/rewrite", str(source), str(target)], check=True)
    return target


def scaled(images):
    return torch.from_numpy(images.astype(np.float32) / 255 * 2 - 1)


def predict(model, x):
    model.eval()
    with torch.no_grad():
        return torch.softmax(model(x), 1).numpy()


def compare(what, got, want, limit=1e-5):
    """Prints and asserts the largest difference, and that every arg max is the same."""
    difference = float(np.abs(got - want).max())
    same = int((got.argmax(1) == want.argmax(1)).sum())
    print(f"{what}: {len(want)} images, largest difference {difference:.1e}, same arg max {same}")
    assert difference <= limit and same == len(want)


def train(model, images, labels, steps):
    model.train()
    optimizer = torch.optim.Adam(model.parameters())
    x, y = scaled(images), torch.from_numpy(labels.astype(np.int64))
    for step in range(steps):
        batch = slice(64 * step % len(x), 64 * step % len(x) + 64)
        loss = torch.nn.functional.cross_entropy(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return optimizer, loss.item()


def load(path):
    """Loads a state dict as PyTorch does by default, which runs no code from the file."""
    model = network()
    weights = load_file(path) if path.suffix == ".safetensors" else torch.load(path, weights_only=True)
    model.load_state_dict(weights)
    return model


def main():
    torch.manual_seed(1)
    test, _ = mnist.load("t10k")
    images, labels = mnist.load("train")
    x = scaled(test)
    folder = pathlib.Path(tempfile.mkdtemp())
    model = network()
    for round in ("fresh", "trained on"):
        optimizer, loss = train(model, images[:6400], labels[:6400], 100)
        print(f"{round}: loss after 100 steps {loss:.4f}")
        want, state = predict(model, x), model.state_dict()
        torch.save(state, folder / "zip.pth")
        torch.save(state, folder / "legacy.pth", _use_new_zipfile_serialization=False)
        torch.save({"model_state_dict": state, "optimizer_state_dict": optimizer.state_dict()}, folder / "checkpoint.pth")
        save_file(state, folder / "torch.safetensors")
        for source in ("zip.pth", "legacy.pth", "checkpoint.pth", "torch.safetensors"):
            for target in ("out.pth", "out.safetensors"):
                loaded = load(convert(folder / source, folder / target))
                compare(f"{source} -> {target}", predict(loaded, x), want)
                for name, value in loaded.state_dict().items():
                    assert torch.equal(value, state[name]), name
        model = load(convert(folder / "zip.pth", folder / "out.pth"))
        mapped = torch.load(folder / "out.pth", weights_only=True, mmap=True)
        assert all(torch.equal(mapped[name], state[name]) for name in state)
    repeat = convert(folder / "out.pth", folder / "again.pth")
    assert repeat.read_bytes() == (folder / "out.pth").read_bytes()
    print("our own file, read and written again: the same bytes")


if __name__ == "__main__":
    main()
