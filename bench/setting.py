"""What is measured: the arguments that every program here understands."""

import argparse
import os


def parse(modes, description):
    """Reads the arguments, and keeps the process on as many cores as it has threads.

    Call it before importing the library to be measured: most of them count the
    cores when they are loaded.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--network", default="784-512-10", help="widths, input first, or keras-conv or torch-conv")
    parser.add_argument("--batch", type=int, default=128, help="examples a step")
    parser.add_argument("--dropout", type=float, default=0.0, help="rate after each hidden layer")
    parser.add_argument("--low", type=float, default=0.0, help="pixels are scaled to low..1")
    parser.add_argument("--one-hot", action="store_true", help="labels as ten floats, not an integer")
    parser.add_argument("--threads", type=int, default=2, help="cores to use")
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--epochs", type=int, default=3, help="epochs that count")
    parser.add_argument("--warmup", type=int, default=1, help="epochs before them")
    parser.add_argument("--data", required=True, help="folder of MNIST's four .gz files")
    parser.add_argument("--save", default="", help="file to save the trained model in")
    setting = parser.parse_args()
    setting.conv = setting.network if setting.network.endswith("-conv") else ""
    setting.widths = [] if setting.conv else [int(width) for width in setting.network.split("-")]
    pin(setting.threads)
    return setting


def pin(threads):
    """Binds the process to its last cores, as many as threads: the first serve interrupts."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[-threads:])
