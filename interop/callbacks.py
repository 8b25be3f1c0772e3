#!/usr/bin/env python3
"""Write what Keras' callbacks decide on given sequences of a metric.

    python interop/callbacks.py > train/callback/testdata/keras.json

The real EarlyStopping, ReduceLROnPlateau and ModelCheckpoint are called epoch
by epoch with logs; the model is a stand-in that counts what is asked of it.
The tests of train/callback compare our decisions with these. Values differ by
more than float32 resolves, since Keras compares in float32.
"""

import json
import random
import sys
import types

import keras

FALLING = [0.9, 0.7, 0.72, 0.71, 0.6, 0.61, 0.62, 0.59, 0.63, 0.64, 0.65, 0.66, 0.5, 0.55, 0.56, 0.57, 0.58]
FLAT = [0.5] * 12
SMALL = [0.5, 0.4995, 0.499, 0.4985, 0.498, 0.4975, 0.45, 0.4499, 0.4498, 0.4497, 0.4]
RISING = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def noisy(seed, n=40):
    r = random.Random(seed)
    return [round(1 / (1 + i / 5) + r.uniform(-0.1, 0.1), 4) for i in range(n)]


class Model:
    """What the callbacks touch of a model."""

    def __init__(self, rate=0.01):
        self.optimizer = types.SimpleNamespace(learning_rate=rate)
        self.stop_training = False
        self.epoch = 0  # the weights are the number of the epoch
        self.saved = []
        self.metrics = []

    def get_weights(self):
        return self.epoch

    def set_weights(self, epoch):
        self.epoch = epoch

    def save(self, *args, **kwargs):
        self.saved.append(self.epoch)


def run(callback, metric, values):
    """Return the model and the learning rate after each epoch."""
    model = Model()
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for i, value in enumerate(values):
        model.epoch = i + 1
        callback.on_epoch_begin(i)
        callback.on_epoch_end(i, {metric: value})
        rates.append(float(model.optimizer.learning_rate))
        if model.stop_training:
            break
    epochs = model.epoch
    callback.on_train_end()
    return model, epochs, rates


def cases():
    sequences = {"falling": FALLING, "flat": FLAT, "small": SMALL, "rising": RISING}
    sequences |= {f"noisy {seed}": noisy(seed) for seed in range(3)}
    for name, values in sequences.items():
        for metric, mode in (("val_loss", "min"), ("val_accuracy", "max")):
            for delta in (0, 1e-3, 0.05):
                yield name, values, metric, mode, delta


def main():
    out = {"keras": keras.__version__, "stop": [], "plateau": [], "checkpoint": []}
    for name, values, metric, mode, delta in cases():
        case = {"name": name, "values": values, "metric": metric, "mode": mode, "min_delta": delta}
        for patience in (0, 1, 3):
            for restore in (False, True):
                model, epochs, _ = run(keras.callbacks.EarlyStopping(
                    monitor=metric, mode=mode, min_delta=delta, patience=patience, restore_best_weights=restore), metric, values)
                out["stop"].append(case | {"patience": patience, "restore": restore, "epochs": epochs, "weights": model.epoch})
        for patience, cooldown, least in ((1, 0, 0), (2, 0, 1e-4), (2, 2, 0), (0, 1, 2e-3)):
            _, _, rates = run(keras.callbacks.ReduceLROnPlateau(
                monitor=metric, mode=mode, min_delta=delta, factor=0.5, patience=patience, cooldown=cooldown, min_lr=least), metric, values)
            out["plateau"].append(case | {"patience": patience, "cooldown": cooldown, "min_lr": least, "rates": rates})
        if delta == 0:
            model, _, _ = run(keras.callbacks.ModelCheckpoint(
                "m.keras", monitor=metric, mode=mode, save_best_only=True), metric, values)
            out["checkpoint"].append(case | {"saved": model.saved})
    json.dump(out, sys.stdout, separators=(",", ":"))
    print()


if __name__ == "__main__":
    main()
