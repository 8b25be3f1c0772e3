"""What is measured: the arguments that every program here understands."""

import argparse
import dataclasses
import os


@dataclasses.dataclass
class Setting:
    """A network, how it is fed, and how often. network is its widths, input first."""

    network: str
    batch: int
    dropout: float
    low: float  # pixels lie in low..1
    one_hot: bool  # labels as ten floats instead of an integer
    threads: int
    mode: str
    epochs: int
    warmup: int  # epochs that run first and are not counted
    data: str
    save: str  # file for the trained model, or empty

    @property
    def widths(self):
        return [int(width) for width in self.network.split("-")]


# The networks of the five recipes; any other trains as DEFAULT says.
DEFAULT = dict(batch=128, dropout=0.0, low=0.0, one_hot=False)
NETWORKS = {
    "784-128-64-10": dict(batch=64, low=-1.0),
    "784-128-128-10": dict(batch=32, dropout=0.2),
    "784-128-10": dict(batch=32),
    "784-800-400-10": dict(one_hot=True),
}


def parse(modes, description):
    """Reads the arguments, and keeps the process on as many cores as it has threads.

    Call it before importing the library to be measured: most of them count the
    cores when they are loaded.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--network", default="784-512-10", help="widths, input first")
    parser.add_argument("--batch", type=int, help="examples a step; default: the recipe's")
    parser.add_argument("--dropout", type=float, help="rate after each hidden layer; default: the recipe's")
    parser.add_argument("--threads", type=int, default=2, help="cores to use")
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--epochs", type=int, default=3, help="epochs that count")
    parser.add_argument("--warmup", type=int, default=1, help="epochs before them")
    parser.add_argument("--data", required=True, help="folder of MNIST's four .gz files")
    parser.add_argument("--save", default="", help="file to save the trained model in")
    given = vars(parser.parse_args())
    chosen = DEFAULT | NETWORKS.get(given["network"], {})
    chosen |= {name: value for name, value in given.items() if value is not None}
    setting = Setting(**chosen)
    pin(setting.threads)
    return setting


def pin(threads):
    """Binds the process to its last cores, as many as threads: the first serve interrupts."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[-threads:])
