"""What the peers' programs of experiments/ have in common: arguments, data, and the JSON that they print."""

import argparse
import json
import statistics
import time

import numpy as np

import mnist
import setting as settings

# What in our programs comes after a first training: of a teacher, of a body.
SECOND = {("distillation", "taught"), ("freezing", "frozen"), ("freezing", "slow")}


def parse(modes, description):
    """Reads the arguments, and keeps the process on as many cores as it has threads."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--mode", choices=modes, default=modes[0])
    parser.add_argument("--only", default="", help="the name of one experiment")
    parser.add_argument("--examples", type=int, default=12800, help="train on the first N (0: all)")
    parser.add_argument("--lasting", type=float, default=1.0, help="seconds that each training is measured")
    parser.add_argument("--threads", type=int, default=2, help="cores to use")
    parser.add_argument("--data", required=True, help="folder of MNIST's four .gz files")
    chosen = parser.parse_args()
    settings.pin(chosen.threads)
    return chosen


def examples(chosen, experiment, network):
    """Returns inputs as float32, what they are trained for, and the examples a step."""
    if experiment == "table":  # Friedman's first problem, as the experiment makes it, by other numbers
        random = np.random.default_rng(1)
        x = random.random((2000, 10), np.float32)
        y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
        return x, (y + random.standard_normal(2000)).astype(np.float32), 32
    x, y = mnist.load(chosen.data, mnist.TRAIN, 0)
    if chosen.examples:
        x, y = x[: chosen.examples], y[: chosen.examples]
    if experiment == "freezing":
        few = np.flatnonzero(y >= 5)[: max(len(x) // 100, 50)]
        return x[few], y[few] - 5, 8
    return x, y, 128


def measure(chosen, experiment, network, batch, epoch):
    """Calls epoch, which returns its steps, for so long, and prints a step's time, the median of the epochs.

    The first two do not count: they compile."""
    for _ in range(2):
        epoch()
    times, end = [], time.perf_counter() + chosen.lasting
    while len(times) < 3 or time.perf_counter() < end:
        began = time.perf_counter()
        steps = epoch()
        times.append((time.perf_counter() - began) / steps * 1e6)
    second = (experiment, network) in SECOND
    line = {"experiment": experiment, "network": network, "training": 1 + second, "batch": batch}
    print(json.dumps(line | {"microseconds_per_step": statistics.median(times), "microseconds_per_step_best": min(times)}), flush=True)
