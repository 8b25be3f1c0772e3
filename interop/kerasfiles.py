"""Files to Keras and back: run from the repository's root as

    python interop/kerasfiles.py            # Keras 3 on JAX
    python interop/kerasfiles.py tf_keras   # Keras 2, as tf_keras

A network made and trained here is saved, read and written again by this project's code, and
loaded in Keras, where it must predict the 10,000 test images as before, and train on. Then
the attributes, groups and arrays of the two .h5 files are compared, item by item.
The file is named so that "import keras" finds Keras, and not this file.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
if "tf_keras" in sys.argv[1:]:
    import tf_keras as keras
else:
    import keras
import h5py
import numpy as np

import mnist

layers = keras.layers


def small():
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28)),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def dropout():
    return keras.Sequential(
        [
            layers.Flatten(input_shape=(28, 28)),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(10, activation="softmax"),
        ]
    )


def functional():
    x = inputs = layers.Input((28, 28), name="pixels")
    x = layers.Flatten()(x)
    x = layers.Dense(16, use_bias=False, name="hidden")(x)
    x = layers.Activation("tanh")(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax", name="classes")(x), name="chain")


def convert(source, target):
    subprocess.run(["go", "run", "./interop/rewrite", str(source), str(target)], check=True)
    return target


def fit(model, images, labels):
    history = model.fit(images, labels, batch_size=32, epochs=1, verbose=0)
    return history.history["loss"][0]


def compare(what, got, want, limit=1e-5):
    """Prints and asserts the largest difference, and that every arg max is the same."""
    difference = float(np.abs(got - want).max())
    same = int((got.argmax(1) == want.argmax(1)).sum())
    print(f"{what}: {len(want)} images, largest difference {difference:.1e}, same arg max {same}")
    assert difference <= limit and same == len(want)


def datatype(t):
    """All that HDF5 knows of a type."""
    if isinstance(t, h5py.h5t.TypeStringID):
        length = "variable" if t.is_variable_str() else t.get_size()
        return f"string {length}, set {t.get_cset()}, padding {t.get_strpad()}"
    return f"{t.dtype.str}"


def items(path):
    """Every group, array and attribute of a file: its name to its type, shape and values."""
    found = {}

    def attributes(where, thing):
        for name, value in thing.attrs.items():
            a = h5py.h5a.open(thing.id, name.encode())
            found[f"{where}@{name}"] = (datatype(a.get_type()), a.shape, np.asarray(value).tolist())

    def visit(where, thing):
        if isinstance(thing, h5py.Group):
            found[where + "/"] = (sorted(thing),)
        else:
            plist = thing.id.get_create_plist()
            found[where] = (datatype(thing.id.get_type()), thing.shape, plist.get_layout(), np.asarray(thing).tolist())
        attributes(where, thing)

    with h5py.File(path) as f:
        found["superblock"] = f.id.get_create_plist().get_version()
        attributes("", f)
        f.visititems(visit)
    return found


def itemize(theirs, ours):
    """Compares two files; the optimizer's state is what ours does not have."""
    a, b = items(theirs), items(ours)
    a = {k: v for k, v in a.items() if not k.startswith(("optimizer", "metrics"))}
    for k in sorted(a.keys() | b.keys()):
        assert a.get(k) == b.get(k), f"{k}: Keras has {str(a.get(k))[:300]}, we have {str(b.get(k))[:300]}"
    arrays = sum(k.split("@")[0] == k and not k.endswith("/") for k in a) - 1
    attributes = sum("@" in k for k in a)
    print(f"{ours.name}: {arrays} arrays, {attributes} attributes and {len(a) - arrays - attributes - 1} groups are Keras' own")


def main():
    print(f"{keras.__name__} {keras.__version__}, h5py {h5py.__version__}, numpy {np.__version__}")
    images, labels = mnist.load("train")
    images, labels = images[:4000].reshape(-1, 28, 28).astype("f4") / 255, labels[:4000]
    test, _ = mnist.load("t10k")
    test = test.reshape(-1, 28, 28).astype("f4") / 255
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for build in (small, dropout, functional):
            check(folder, build, images, labels, test)


def load(build, path):
    """A model of a file; of weights only, a new one: tf_keras wants the metrics of a trained one as well."""
    if not path.name.endswith((".weights.h5", ".legacy.h5")):
        return keras.models.load_model(path)
    model = build()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.load_weights(path)
    return model


def check(folder, build, images, labels, test):
    name = build.__name__
    model = build()
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    fit(model, images, labels)
    want = model.predict(test, verbose=0)
    for extension in (".h5", ".keras", ".weights.h5"):
        theirs, ours = folder / f"{name}{extension}", folder / f"{name}-ours{extension}"
        weights_only = extension == ".weights.h5"
        (model.save_weights if weights_only else model.save)(theirs)
        again = load(build, convert(theirs, ours))
        compare(ours.name, again.predict(test, verbose=0), want)
        if extension == ".h5" or weights_only and keras.__name__ == "keras":  # we write Keras 3's layout
            itemize(theirs, ours)
        loss = fit(again, images, labels)
        trained = again.predict(test, verbose=0)
        back = folder / f"{name}-back{extension}"
        (again.save_weights if weights_only else again.save)(back)
        again = load(build, convert(back, ours))
        compare(f"  trained on, loss {loss:.4f}, saved, read and written", again.predict(test, verbose=0), trained)
    legacy = convert(folder / f"{name}.h5", folder / f"{name}.legacy.h5")
    compare(legacy.name, load(build, legacy).predict(test, verbose=0), want)


if __name__ == "__main__":
    main()
