"""Records what Keras writes of a compiled model's optimizer into its files, and where that
optimizer goes, for the tests of optim.

    python optim/testdata/record_compiled.py > optim/testdata/compiled.json

Each case has the text of config.json in a .keras file, the training_config of a .h5 file, and
the weights after 30 steps from w[i] = sin(i+1) by the gradients cos(0.7t + i) + 0.1w, in float64.
"""
import json
import math
import os
import tempfile
import zipfile

os.environ["KERAS_BACKEND"] = "torch"
import h5py
import keras
import numpy as np
import torch

keras.config.set_floatx("float64")
o, s = keras.optimizers, keras.optimizers.schedules
STEPS = 30
CASES = {
    "SGD": lambda: o.SGD(0.5),
    "SGD, nesterov, decay": lambda: o.SGD(0.1, momentum=0.8, nesterov=True, weight_decay=0.25),
    "RMSprop": lambda: o.RMSprop(0.05, rho=0.8, momentum=0.5, epsilon=1e-3, centered=True),
    "Adagrad": lambda: o.Adagrad(0.05, initial_accumulator_value=0.25),
    "Adadelta": lambda: o.Adadelta(0.5),
    "Adam": lambda: o.Adam(0.01, beta_1=0.8, epsilon=1e-5),
    "Adam, beta_1 of 0": lambda: o.Adam(0.01, beta_1=0.0),
    "Adam, amsgrad": lambda: o.Adam(0.01, amsgrad=True),
    "Adam, clipvalue": lambda: o.Adam(0.01, clipvalue=0.5),
    "Adam, clipnorm, decay": lambda: o.Adam(0.01, clipnorm=0.5, weight_decay=0.25),
    "SGD, global_clipnorm": lambda: o.SGD(0.01, global_clipnorm=0.5),
    "AdamW": lambda: o.AdamW(0.01, beta_1=0.0, weight_decay=0.1),
    "Adamax": lambda: o.Adamax(0.01),
    "Nadam": lambda: o.Nadam(0.01),
    "Lion": lambda: o.Lion(0.01, weight_decay=0.1),
    "Ftrl": lambda: o.Ftrl(0.5, l1_regularization_strength=0.1, beta=0.25),
    "ExponentialDecay": lambda: o.Adam(s.ExponentialDecay(0.01, 10, 0.5)),
    "ExponentialDecay, staircase": lambda: o.SGD(s.ExponentialDecay(1.0, 10, 0.5, staircase=True)),
    "CosineDecay": lambda: o.Adam(s.CosineDecay(0.01, 20, alpha=0.25)),
    "CosineDecay, warm-up": lambda: o.SGD(s.CosineDecay(0.01, 15, warmup_target=0.1, warmup_steps=10)),
    "PiecewiseConstantDecay": lambda: o.SGD(s.PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01]), momentum=0.9),
    "PolynomialDecay": lambda: o.SGD(s.PolynomialDecay(0.1, 20)),
    "use_ema": lambda: o.SGD(0.1, use_ema=True, ema_momentum=0.9),
    "accumulation": lambda: o.SGD(0.1, gradient_accumulation_steps=2),
}


def walk(optimizer):
    v = keras.Variable(np.array([math.sin(i + 1) for i in range(6)]), dtype="float64")
    optimizer.build([v])
    for step in range(STEPS):
        wave = np.array([math.cos(0.7 * step + i) for i in range(6)])
        optimizer.apply([torch.tensor(wave + 0.1 * v.numpy())])
    return v.numpy().tolist()


def files(optimizer):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile(optimizer, "mse")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "m.keras")
        model.save(path)
        archive = zipfile.ZipFile(path).read("config.json").decode()
        path = os.path.join(folder, "m.h5")
        model.save(path)
        with h5py.File(path) as f:
            h5 = f.attrs["training_config"]
    return {"keras": archive, "h5": h5 if isinstance(h5, str) else h5.decode()}


cases = {name: {**files(make()), "weights": walk(make())} for name, make in CASES.items()}
print(json.dumps({"made_with": f"Keras {keras.__version__} on PyTorch {torch.__version__}", "steps": STEPS, "cases": cases}, indent=0))
