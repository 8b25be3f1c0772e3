"""Writes the small data sets of data/testdata with the usual tools, each the same
30 training and 12 test images of MNIST, and tables of scikit-learn's; and the mean
images of MNIST's classes, by which data tells images that lie on their side.

    pip install -r interop/requirements.txt
    python interop/datasets.py
"""

import gzip
import io
import pathlib
import pickle
import struct
import zipfile

import numpy as np
import pandas as pd
import PIL.Image
import sklearn.datasets

import mnist

TO = pathlib.Path(__file__).parent.parent / "data" / "testdata"
SIZES = {"train": 30, "t10k": 12}


def idx(path, array, kind=8):
    """IDX by the description beside THE MNIST DATABASE; numpy has no writer."""
    header = struct.pack(">HBB", 0, kind, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    content = header + array.astype(array.dtype.newbyteorder(">")).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)


def pickled(path, value):
    path.write_bytes(gzip.compress(pickle.dumps(value), mtime=0))


def png(image):
    file = io.BytesIO()
    PIL.Image.fromarray(image).save(file, "PNG", optimize=True)
    return file.getvalue()


def means():
    x, y = mnist.load("train")
    rows = [np.round(x[y == digit].mean(0)).astype(np.uint8).tobytes() for digit in range(10)]
    (TO.parent / "mnist_means.bin").write_bytes(b"".join(rows))


def images():
    parts = {name: tuple(a[:n] for a in mnist.load(name)) for name, n in SIZES.items()}
    (x, y), (xt, yt) = parts["train"], parts["t10k"]
    square = {name: a.reshape(-1, 28, 28) for name, (a, _) in parts.items()}
    for name, (_, labels) in parts.items():
        idx(TO / "idx" / f"{name}-images-idx3-ubyte.gz", square[name])
        idx(TO / "idx" / f"{name}-labels-idx1-ubyte.gz", labels)
    # QMNIST's names, and its labels of eight numbers an example.
    for name, part in {"train": "train", "test": "t10k"}.items():
        labels = parts[part][1].astype(np.int32)
        extended = np.stack([labels, labels * 0 + 4, np.arange(len(labels)) + 2000, labels, labels + 30, np.arange(len(labels)), labels * 0, labels * 0], 1).astype(np.int32)
        idx(TO / "qmnist" / f"qmnist-{name}-images-idx3-ubyte.gz", square[part])
        idx(TO / "qmnist" / f"qmnist-{name}-labels-idx2-int", extended, 0x0C)

    np.savez_compressed(TO / "mnist.npz", x_train=square["train"], y_train=y, x_test=square["t10k"], y_test=yt)
    eye = np.eye(10, dtype=np.float32)
    np.savez_compressed(TO / "scaled.npz", train_images=(x / 255).reshape(-1, 28, 28, 1).astype(np.float32), train_labels=eye[y],
                        test_images=(xt / 255).reshape(-1, 28, 28, 1), test_labels=eye[yt])
    np.savez(TO / "object.npz", x_train=np.array([[1, 2], [3]], dtype=object), y_train=np.array([0, 1]))
    pickled(TO / "mnist.pkl.gz", ((x[:2], y[:2]), (xt[:2], yt[:2])))

    (TO / "npy").mkdir(exist_ok=True)
    np.save(TO / "npy" / "X_train.npy", np.asfortranarray(x))
    np.save(TO / "npy" / "y_train.npy", y.astype(np.int64))
    np.save(TO / "npy" / "X_test.npy", xt)
    np.save(TO / "npy" / "y_test.npy", yt.astype(str))

    # Kaggle's Digit Recognizer: pixel0 to pixel783, a label in train.csv alone.
    pixels = [f"pixel{i}" for i in range(784)]
    frame = pd.DataFrame(x, columns=pixels)
    frame.insert(0, "label", y)
    with zipfile.ZipFile(TO / "digit-recognizer.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("train.csv", frame.to_csv(index=False))
        archive.writestr("test.csv", pd.DataFrame(xt, columns=pixels).to_csv(index=False))
        archive.writestr("sample_submission.csv", pd.DataFrame({"ImageId": range(1, 13), "Label": 0}).to_csv(index=False))
    # The usual mnist_train.csv has no heading; here also labels last, with pandas' index.
    (TO / "csv").mkdir(exist_ok=True)
    np.savetxt(TO / "csv" / "mnist_train.csv.gz", np.column_stack([y, x]), "%d", ",")
    np.savetxt(TO / "csv" / "mnist_test.csv.gz", np.column_stack([yt, xt]), "%d", ",")
    last = {name: pd.DataFrame(a).assign(label=labels) for name, (a, labels) in parts.items()}
    (TO / "last").mkdir(exist_ok=True)
    last["train"].to_csv(TO / "last" / "train.csv.zip")
    last["t10k"].to_csv(TO / "last" / "test.csv.zip")

    with zipfile.ZipFile(TO / "pictures.zip", "w") as archive:
        for folder, part in {"training": "train", "testing": "t10k"}.items():
            for i, (image, label) in enumerate(zip(square[part], parts[part][1])):
                archive.writestr(f"mnist_png/{folder}/{label}/{i}.png", png(image))


def tables():
    iris = sklearn.datasets.load_iris(as_frame=True)
    frame = iris.data.assign(species=iris.target_names[iris.target])
    frame.to_csv(TO / "iris.csv", index=False)
    sklearn.datasets.load_diabetes(as_frame=True).frame.head(60).to_csv(TO / "diabetes.csv", index=False)
    # Red, green and blue, and what Pillow makes of them.
    colour = np.random.default_rng(1).integers(0, 256, (6, 5, 4, 3), np.uint8)
    grey = np.stack([np.asarray(PIL.Image.fromarray(image).convert("L")) for image in colour])
    np.savez_compressed(TO / "colour.npz", x=colour, y=np.array([1, 2, 10, 1, 2, 10]))
    np.save(TO / "grey.npy", grey)


if __name__ == "__main__":
    TO.mkdir(exist_ok=True)
    means()
    images()
    tables()
