"""Each optimizer as Keras 3 finds it in our files: run from the repository's root as

    python interop/optimizers.py

A model that cmd/train trained is loaded from .h5 and .keras, must have Keras' own optimizer of
that name with Keras' own settings, and can be trained on.
"""

import os
import pathlib
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import keras
from keras import optimizers as o

import formats
import mnist

# By the flags of cmd/train; None is what Keras does not have.
OPTIMIZERS = {
    "sgd": o.SGD(),
    "momentum": o.SGD(momentum=0.9),
    "nesterov -momentum 0.8 -lr 0.05": o.SGD(0.05, momentum=0.8, nesterov=True),
    "rmsprop": o.RMSprop(),
    "adagrad": o.Adagrad(),
    "adadelta": o.Adadelta(),
    "adam": o.Adam(),
    "adam -lr 0.002 -schedule cosine": o.Adam(0.002),
    "amsgrad": o.Adam(amsgrad=True),
    "adamw -decay 0.01": o.AdamW(weight_decay=0.01),
    "adamax": o.Adamax(),
    "nadam": o.Nadam(),
    "lion": o.Lion(),
    "ftrl": o.Ftrl(),
    "sgd -decay 0.25 -clip value:0.5": o.SGD(weight_decay=0.25, clipvalue=0.5),
    "adam -clip norm:1": o.Adam(clipnorm=1.0),
    "adam -clip global:2": o.Adam(global_clipnorm=2.0),
    "radam": None,
    "sgd -decay l2:0.01": None,
}


def settings(optimizer):
    """What get_config gives, but for the name, which counts the objects of a process."""
    return None if optimizer is None else (type(optimizer).__name__, {k: v for k, v in optimizer.get_config().items() if k != "name"})


def main():
    images, labels = mnist.load("t10k")
    images = images[:320].reshape(-1, 28, 28).astype("f4") / 255
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        formats.build(folder, "./cmd/train")
        for flags, want in OPTIMIZERS.items():
            for extension in (".h5", ".keras"):
                path = folder / ("m" + extension)
                formats.command(folder / "train", "-arch", "keras-small", "-epochs", "1", "-verbose", "0", "-batch", "1000", "-optimizer", *flags.split(), "-out", path)
                model = keras.models.load_model(path)
                got = getattr(model, "optimizer", None)
                assert settings(got) == settings(want), f"{flags}: {extension} has {settings(got)}, want {settings(want)}"
                if got is not None:
                    model.fit(images, labels[:320], verbose=0)
            print(f"{flags}: {settings(got) and settings(got)[0]}", flush=True)


if __name__ == "__main__":
    main()
