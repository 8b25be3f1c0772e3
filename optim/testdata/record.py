"""Records what Keras and PyTorch do, in float64, for the tests of optim.

    python optim/testdata/record.py optim/testdata

writes schedules.json, wrappers.json and surfaces.json. Made with Keras 3.15.1 on
PyTorch 2.15.0 and with PyTorch itself; the formulas of the surfaces stand here
once more.
"""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy as np
import torch

torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
folder = sys.argv[1]


def write(name, content):
    content["made_with"] = f"Keras {keras.__version__} on PyTorch, PyTorch {torch.__version__}, float64"
    with open(os.path.join(folder, name), "w") as f:
        json.dump(content, f, indent=0)
        f.write("\n")


def keras_rates(schedule, steps):
    return [float(schedule(s)) for s in steps]


def torch_rates(make, steps):
    w = torch.nn.Parameter(torch.zeros(1))
    o = torch.optim.SGD([w], lr=0.1)
    s = make(o)
    rates = []
    for _ in range(max(steps) + 1):
        rates.append(o.param_groups[0]["lr"])
        o.step()
        s.step()
    return [rates[i] for i in steps]


steps = [0, 1, 2, 5, 9, 10, 11, 19, 20, 21, 30, 49, 50, 51, 60]
k, t = keras.optimizers.schedules, torch.optim.lr_scheduler
write("schedules.json", {"initial": 0.1, "steps": steps, "rates": {
    "keras ExponentialDecay(10, 0.5)": keras_rates(k.ExponentialDecay(0.1, 10, 0.5), steps),
    "keras ExponentialDecay(10, 0.5, staircase)": keras_rates(k.ExponentialDecay(0.1, 10, 0.5, staircase=True), steps),
    "keras PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01])": keras_rates(k.PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01]), steps),
    "keras CosineDecay(50)": keras_rates(k.CosineDecay(0.1, 50), steps),
    "keras CosineDecay(50, alpha=0.1)": keras_rates(k.CosineDecay(0.1, 50, alpha=0.1), steps),
    "keras CosineDecay(40, warmup 10)": keras_rates(k.CosineDecay(0.0, 40, warmup_target=0.1, warmup_steps=10), steps),
    "torch ExponentialLR(0.9)": torch_rates(lambda o: t.ExponentialLR(o, 0.9), steps),
    "torch StepLR(10, 0.5)": torch_rates(lambda o: t.StepLR(o, 10, 0.5), steps),
    "torch MultiStepLR([10, 20], 0.1)": torch_rates(lambda o: t.MultiStepLR(o, [10, 20], 0.1), steps),
    "torch CosineAnnealingLR(60, 0.01)": torch_rates(lambda o: t.CosineAnnealingLR(o, 60, 0.01), steps),
    "torch LinearLR(1/3, 10)": torch_rates(lambda o: t.LinearLR(o, 1 / 3, 1.0, 10), steps),
    "torch OneCycleLR(0.1, 62)": torch_rates(lambda o: t.OneCycleLR(o, 0.1, 62, cycle_momentum=False), steps),
}})

# Surfaces: name, start, and the function of a pair of tensors.
surfaces = {
    "lesson": ([1, 1], lambda x, y: ((x - 1) ** 2 + (y + 1) ** 2) / 2),
    "bowl": ([-2, 1], lambda x, y: (x**2 + 10 * y**2) / 2),
    "booth": ([-3, -2], lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2),
    "beale": ([1, 1], lambda x, y: (1.5 - x * (1 - y)) ** 2 + (2.25 - x * (1 - y**2)) ** 2 + (2.625 - x * (1 - y**3)) ** 2),
    "himmelblau": ([0, 0], lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2),
    "rosenbrock": ([-1.2, 1], lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    "saddle": ([-1, 0.01], lambda x, y: x**2 - y**2),
}


def gradient(f, w):
    v = torch.tensor(np.asarray(w, dtype=np.float64), requires_grad=True)
    f(v[0], v[1]).backward()
    return v.grad


def keras_end(optimizer, start, f, n):
    v = keras.Variable(np.array(start, dtype=np.float64), dtype="float64")
    optimizer.build([v])
    for _ in range(n):
        optimizer.apply([gradient(f, v.numpy())])
    return v.numpy().tolist()


def torch_end(make, start, f, n, clip=None):
    v = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    o = make([v])
    for _ in range(n):
        v.grad = gradient(f, v.detach().numpy())
        if clip:
            clip([v])
        o.step()
    return v.detach().numpy().tolist()


rates = {
    "sgd": 0.001, "momentum": 0.001, "nesterov": 0.001, "rmsprop": 0.01, "adagrad": 0.5, "adadelta": 1.0, "adam": 0.05,
    "amsgrad": 0.05, "adamw": 0.05, "adamax": 0.05, "nadam": 0.05, "radam": 0.001, "lion": 0.01, "ftrl": 0.5,
}
ko, to = keras.optimizers, torch.optim
kerases = {
    "sgd": lambda r: ko.SGD(r), "momentum": lambda r: ko.SGD(r, 0.9), "nesterov": lambda r: ko.SGD(r, 0.9, nesterov=True),
    "rmsprop": lambda r: ko.RMSprop(r), "adagrad": lambda r: ko.Adagrad(r), "adadelta": lambda r: ko.Adadelta(r),
    "adam": lambda r: ko.Adam(r), "amsgrad": lambda r: ko.Adam(r, amsgrad=True), "adamw": lambda r: ko.AdamW(r),
    "adamax": lambda r: ko.Adamax(r), "nadam": lambda r: ko.Nadam(r), "lion": lambda r: ko.Lion(r), "ftrl": lambda r: ko.Ftrl(r),
}
torches = {
    "sgd": lambda r: lambda p: to.SGD(p, r), "momentum": lambda r: lambda p: to.SGD(p, r, 0.9),
    "nesterov": lambda r: lambda p: to.SGD(p, r, 0.9, nesterov=True), "rmsprop": lambda r: lambda p: to.RMSprop(p, r),
    "adagrad": lambda r: lambda p: to.Adagrad(p, r), "adadelta": lambda r: lambda p: to.Adadelta(p, r),
    "adam": lambda r: lambda p: to.Adam(p, r), "amsgrad": lambda r: lambda p: to.Adam(p, r, amsgrad=True),
    "adamw": lambda r: lambda p: to.AdamW(p, r), "adamax": lambda r: lambda p: to.Adamax(p, r),
    "nadam": lambda r: lambda p: to.NAdam(p, r), "radam": lambda r: lambda p: to.RAdam(p, r),
}
n = 150
ends = {"steps": n, "rates": rates, "keras": {}, "torch": {}}
for name, rate in rates.items():
    for form, makes in (("keras", kerases), ("torch", torches)):
        if name in makes:
            ends[form][name] = {
                s: (keras_end(makes[name](rate), start, f, n) if form == "keras" else torch_end(makes[name](rate), start, f, n))
                for s, (start, f) in surfaces.items()
            }
write("surfaces.json", ends)

start, f = surfaces["booth"]
clip = torch.nn.utils
write("wrappers.json", {"surface": "booth", "steps": 20, "ends": {
    "keras clipvalue=0.5": keras_end(ko.SGD(0.01, clipvalue=0.5), start, f, 20),
    "keras clipnorm=0.5": keras_end(ko.SGD(0.01, clipnorm=0.5), start, f, 20),
    "keras global_clipnorm=0.5": keras_end(ko.SGD(0.01, global_clipnorm=0.5), start, f, 20),
    "keras weight_decay=0.1": keras_end(ko.SGD(0.01, weight_decay=0.1), start, f, 20),
    "keras l1=1, l2=0.5, shrinkage=0.1, beta=0.2": keras_end(ko.Ftrl(0.5, l1_regularization_strength=1.0, l2_regularization_strength=0.5, l2_shrinkage_regularization_strength=0.1, beta=0.2), start, f, 20),
    "torch clip_grad_norm_(0.5)": torch_end(lambda p: to.SGD(p, 0.01), start, f, 20, lambda p: clip.clip_grad_norm_(p, 0.5)),
    "torch clip_grad_value_(0.5)": torch_end(lambda p: to.SGD(p, 0.01), start, f, 20, lambda p: clip.clip_grad_value_(p, 0.5)),
    "torch weight_decay=0.1": torch_end(lambda p: to.SGD(p, 0.01, weight_decay=0.1), start, f, 20),
    "torch l1=0.5": torch_end(lambda p: to.SGD(p, 0.01), start, lambda x, y: f(x, y) + 0.5 * (x.abs() + y.abs()), 20),
    "torch dampening=0.3": torch_end(lambda p: to.SGD(p, 0.01, 0.9, dampening=0.3), start, f, 20),
    "torch RMSprop centered, momentum": torch_end(lambda p: to.RMSprop(p, 0.01, momentum=0.9, centered=True), start, f, 20),
}})
