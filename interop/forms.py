"""Makes data sets of MNIST's first images in each form by its usual tool, trains on each,
and compares the SHA-256 of the model with that of IDX files.

    pip install -r interop/requirements.txt torchvision
    go build -o /tmp/train ./cmd/train
    python interop/forms.py /tmp/train
"""

import gzip
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
import pandas as pd
import PIL.Image
import sklearn.datasets
import torchvision

import datasets
import mnist

SIZES = {"train": 3000, "t10k": 500}
ROOT = pathlib.Path(tempfile.mkdtemp())


def idx(folder, prefix="", test="t10k", ending="", images=None, between="-idx3-ubyte", parts=("train", "t10k")):
    for part in parts:
        name = prefix + (test if part == "t10k" else part)
        datasets.idx(folder / f"{name}-images{between}{ending}", X[part] if images is None else images[part])
        datasets.idx(folder / f"{name}-labels{between.replace('3', '1')}{ending}", Y[part])
    return folder


def torchvision_root():
    root = ROOT / "torchvision"
    idx(root / "MNIST" / "raw")
    for part in SIZES:  # it is its layout if it loads
        loaded = torchvision.datasets.MNIST(str(root), train=part == "train")
        assert np.array_equal(loaded.data.numpy(), X[part]) and np.array_equal(loaded.targets.numpy(), Y[part])
    return root


def csv(folder, name, write):
    (ROOT / folder).mkdir()
    for part in SIZES:
        write(ROOT / folder / name.format("train" if part == "train" else "test"), FLAT[part], Y[part])
    return ROOT / folder


def pandas_csv(label_last=False, **settings):
    def write(path, x, y):
        frame = pd.DataFrame(x, columns=[f"pixel{i}" for i in range(784)])
        frame.insert(784 if label_last else 0, "label", y)
        frame.to_csv(path, **settings)
    return write


def savetxt(path, x, y):
    np.savetxt(path, np.column_stack([y, x]), "%d", ",")


def scikit(path, x, y):
    """As fetch_openml("mnist_784", as_frame=True).frame.to_csv writes it."""
    bunch = sklearn.utils.Bunch(frame=pd.DataFrame(x, columns=[f"pixel{i + 1}" for i in range(784)]).assign(**{"class": y.astype(str)}))
    bunch.frame.to_csv(path, index=False)


def npz(**arrays):
    path = ROOT / f"set{len(list(ROOT.iterdir()))}.npz"
    np.savez_compressed(path, **arrays)
    return path


def npy():
    folder = ROOT / "npy"
    folder.mkdir()
    for part, name in zip(SIZES, ("train", "test")):
        np.save(folder / f"X_{name}.npy", FLAT[part].astype(np.float32) / 255)
        np.save(folder / f"y_{name}.npy", Y[part].astype(np.int64))
    return folder


def pictures():
    for part, name in zip(SIZES, ("train", "test")):
        for i, (image, label) in enumerate(zip(X[part], Y[part])):
            path = ROOT / "pictures" / name / str(label) / f"{i}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            PIL.Image.fromarray(image).save(path)
    torchvision.datasets.ImageFolder(str(ROOT / "pictures" / "train"))  # it is its layout if it loads
    return ROOT / "pictures"


def zipped(folder):
    path = ROOT / f"{folder.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder.parent))
    return path


def gzipped(folder):
    for file in folder.iterdir():
        subprocess.run(["gzip", file], check=True)
    return folder


def kaggle():
    """The archive of Kaggle's Digit Recognizer: no labels in test.csv."""
    path = ROOT / "digit-recognizer.zip"
    names = [f"pixel{i}" for i in range(784)]
    train = pd.DataFrame(FLAT["train"], columns=names)
    train.insert(0, "label", Y["train"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("train.csv", train.to_csv(index=False))
        archive.writestr("test.csv", pd.DataFrame(FLAT["t10k"], columns=names).to_csv(index=False))
        archive.writestr("sample_submission.csv", "ImageId,Label\n1,0\n")
    return path


def trained(train, data):
    out = ROOT / "model.safetensors"
    run = subprocess.run([train, "-arch", "keras-small", "-epochs", "1", "-verbose", "0", "-data", data, "-out", out], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{data}: {run.stderr}")
    return hashlib.sha256(out.read_bytes()).hexdigest()


def main(train):
    wholes = {
        "torchvision's root, MNIST/raw": torchvision_root(),
        "QMNIST's names, .gz": idx(ROOT / "qmnist", "qmnist-", "test", ".gz"),
        "EMNIST's names, images on their side": idx(ROOT / "emnist", "emnist-mnist-", "test", images={p: x.transpose(0, 2, 1).copy() for p, x in X.items()}),
        "TensorFlow's .idx3-ubyte": idx(ROOT / "dots", between=".idx3-ubyte"),
        "gzip": gzipped(idx(ROOT / "gzip")),
        "pandas, label first": csv("first", "{}.csv", pandas_csv(index=False)),
        "pandas, label last, with its index, .gz": csv("last", "{}.csv.gz", pandas_csv(True)),
        "pandas, ; and CRLF and a BOM": csv("excel", "{}.csv", pandas_csv(index=False, sep=";", lineterminator="\r\n", encoding="utf-8-sig")),
        "pandas, .zip": csv("zips", "{}.csv.zip", pandas_csv(index=False)),
        "numpy.savetxt, mnist_train.csv": csv("savetxt", "mnist_{}.csv", savetxt),
        "scikit-learn's frame of OpenML": csv("openml", "{}.csv", scikit),
        "Keras' mnist.npz": npz(x_train=X["train"], y_train=Y["train"], x_test=X["t10k"], y_test=Y["t10k"]),
        "npz of float64 in 0..1, one-hot": npz(train_images=X["train"] / 255, train_labels=np.eye(10)[Y["train"]], test_images=X["t10k"] / 255, test_labels=np.eye(10)[Y["t10k"]]),
        "numpy.save, float32": npy(),
        "torchvision's ImageFolder": pictures(),
        "zip of pictures": zipped(ROOT / "pictures"),
        "zip of IDX": zipped(ROOT / "qmnist"),
    }
    lone = {"Kaggle's archive": kaggle(), "npz without a test part": npz(x=X["train"], y=Y["train"])}
    failed = 0
    for reference, forms in ((idx(ROOT / "idx"), wholes), (idx(ROOT / "lone", parts=["train"]), lone)):
        want = trained(train, reference)
        for name, path in forms.items():
            got = trained(train, path)
            failed += got != want
            print(f"{name:40}  {got[:16]}  {'as of IDX' if got == want else 'OTHER THAN ' + want[:16]}")
    sys.exit(f"{failed} differ" if failed else None)


if __name__ == "__main__":
    loaded = {part: tuple(a[:n] for a in mnist.load(part)) for part, n in SIZES.items()}
    X = {part: x.reshape(-1, 28, 28) for part, (x, _) in loaded.items()}
    FLAT = {part: x.reshape(-1, 784) for part, x in X.items()}
    Y = {part: y for part, (_, y) in loaded.items()}
    main(sys.argv[1])
