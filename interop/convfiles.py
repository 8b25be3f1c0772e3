"""The files of keras-conv and torch-conv, in the real libraries and back: run from the repository's root as

    python interop/convfiles.py keras|torch MODEL

MODEL is what cmd/train -arch keras-conv (a .keras) or torch-conv (a .pth) saved. Keras, or PyTorch with the network of
pytorch/examples' mnist, loads it and must predict the test images as this project does, to 1e-5; a summary has as many
weights; then the library trains it on 1,280 images, saves it in each of its formats, and this project must predict with the
file as the library does.
"""

import os
import pathlib
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np

import mnist
from formats import build, command, compare, ours, softmax


def with_keras(folder, path, train, test):
    import keras

    model = keras.models.load_model(path)
    assert model.count_params() == 34826 and [l.__class__.__name__ for l in model.layers][:2] == ["Conv2D", "MaxPooling2D"], model.summary()
    predict = lambda: np.asarray(model.predict(test[..., None].astype("f4") / 255, batch_size=500, verbose=0))
    compare(f"Keras, {path.name}", predict(), ours(folder, path))
    images, labels = train
    model.fit(images[..., None].astype("f4") / 255, np.eye(10)[labels], batch_size=128, epochs=1, verbose=0)
    for name in "back.keras", "back.h5":
        model.save(folder / name)
        compare(f"  trained on in Keras, {name}", ours(folder, folder / name), predict())
    model.save_weights(folder / "back.weights.h5")
    compare("  trained on in Keras, back.weights.h5", ours(folder, folder / "back.weights.h5"), predict())


def with_torch(folder, path, train, test):
    import safetensors.torch
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    class Net(nn.Module):  # of pytorch/examples
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = nn.Conv2d(1, 32, 3, 1), nn.Conv2d(32, 64, 3, 1)
            self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
            self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)

        def forward(self, x):
            x = self.conv2(self.conv1(x).relu()).relu()
            x = self.dropout1(F.max_pool2d(x, 2))
            x = self.dropout2(self.fc1(x.flatten(1)).relu())
            return F.log_softmax(self.fc2(x), 1)

    model = Net()
    model.load_state_dict(torch.load(path, weights_only=True))
    assert sum(p.numel() for p in model.parameters()) == 1199882
    scaled = lambda x: torch.from_numpy(((x.astype("f4") / 255 - np.float32(0.1307)) / np.float32(0.3081))[:, None])

    def predict():
        model.eval()
        with torch.no_grad():
            return np.concatenate([model(scaled(test[i : i + 500])).exp().numpy() for i in range(0, len(test), 500)])

    compare(f"PyTorch, {path.name}", predict(), ours(folder, path))
    optimizer = torch.optim.Adadelta(model.parameters())
    images, labels = train
    model.train()
    for i in range(0, len(images), 64):
        optimizer.zero_grad()
        F.nll_loss(model(scaled(images[i : i + 64])), torch.from_numpy(labels[i : i + 64].astype("i8"))).backward()
        optimizer.step()
    torch.save(model.state_dict(), folder / "back.pt")
    compare("  trained on in PyTorch, back.pt", ours(folder, folder / "back.pt"), predict())
    safetensors.torch.save_file(model.state_dict(), folder / "back.safetensors")
    compare("  trained on in PyTorch, back.safetensors", ours(folder, folder / "back.safetensors"), predict())


def main():
    images, labels = mnist.load("train")
    test, _ = mnist.load("t10k")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(folder, "./interop/predict")
        {"keras": with_keras, "torch": with_torch}[sys.argv[1]](folder, pathlib.Path(sys.argv[2]), (images[:1280].reshape(-1, 28, 28), labels[:1280]), test.reshape(-1, 28, 28))


if __name__ == "__main__":
    main()
