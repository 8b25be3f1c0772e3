"""MNIST from its four IDX .gz files, held in memory."""

import gzip
import pathlib

import numpy as np

TRAIN = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")
TEST = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")


def load(folder, names, low):
    """Returns images as float32 (n, 784) scaled to low..1, and labels as int32 (n,)."""
    images, labels = (idx(pathlib.Path(folder) / name) for name in names)
    x = images.reshape(len(images), -1).astype(np.float32)
    x *= np.float32((1 - low) / 255)
    x += np.float32(low)
    return x, labels.astype(np.int32)


def idx(path):
    """Reads an IDX file of unsigned bytes: 0, 0, 8, the rank, then big-endian sizes."""
    raw = gzip.decompress(path.read_bytes())
    if raw[:3] != b"\x00\x00\x08":
        raise ValueError(f"mnist: {path}: not an IDX file of bytes")
    rank = raw[3]
    shape = np.frombuffer(raw, ">i4", rank, 4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * rank).reshape(shape)


def one_hot(labels):
    """Returns labels as float32 (n, 10)."""
    return np.eye(10, dtype=np.float32)[labels]
