"""A network that a .safetensors file of this project's describes, as modules of PyTorch's with the names that its state dict has."""

import json
import re

import numpy as np
import torch
from safetensors import safe_open
from torch import nn
from torch.nn import functional as F

COUNTED = re.compile(r"(dense|batch_normalization|layer_normalization|p_re_lu)(_\d+)?$")
WEIGHTED = ("Dense", "BatchNormalization", "LayerNormalization", "PReLU")


def call(text):
    """Reads leaky_relu(negative_slope=0.1)."""
    name, _, numbers = text.rstrip(")").partition("(")
    return name, {k.strip(): float(v) for k, v in (n.split("=") for n in numbers.split(",") if "=" in n)}


def hard_sigmoid(x):
    return F.relu6(x + 3) / 6


ACTIVATIONS = {
    "linear": lambda x: x, "relu": F.relu, "softmax": lambda x: F.softmax(x, -1), "sigmoid": torch.sigmoid, "tanh": torch.tanh, "selu": F.selu,
    "gelu": F.gelu, "softplus": F.softplus, "softsign": F.softsign, "exponential": torch.exp, "hard_sigmoid": hard_sigmoid, "swish": F.silu, "silu": F.silu,
    "hard_silu": F.hardswish, "hard_tanh": F.hardtanh, "log_sigmoid": F.logsigmoid, "log_softmax": lambda x: F.log_softmax(x, -1), "glu": F.glu,
    "tanh_shrink": F.tanhshrink, "mish": F.mish, "relu6": F.relu6, "hard_sigmoid_keras2": lambda x: torch.clamp(0.2 * x + 0.5, 0, 1),
}  # fmt: skip


def activation(text):
    name, k = call(text)
    if name == "elu":
        return lambda x: F.elu(x, k.get("alpha", 1.0))
    if name == "celu":
        return lambda x: F.celu(x, k.get("alpha", 1.0))
    if name == "hard_shrink":
        return lambda x: F.hardshrink(x, k.get("threshold", 0.5))
    if name == "soft_shrink":
        return lambda x: F.softshrink(x, k.get("threshold", 0.5))
    if name == "threshold":
        return lambda x: F.threshold(x, k.get("threshold", 0.0), k.get("default_value", 0.0))
    if name == "leaky_relu":
        return lambda x: F.leaky_relu(x, k.get("negative_slope", 0.2))
    if name == "relu" and k:
        return lambda x: rectified(x, k.get("max_value"), k.get("negative_slope", 0), k.get("threshold", 0))
    return ACTIVATIONS[name]


def rectified(x, largest, slope, threshold):
    y = torch.where(x > threshold, x, slope * (x - threshold))
    return torch.clamp(y, max=largest) if largest else y


def snake(kind):
    kind = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", kind).lower()


class Network(nn.Module):
    """The layers with weights under their names; forward follows the description."""

    def __init__(self, layers, arrays, shape):
        super().__init__()
        self._arrays, self._shape = arrays, shape
        self._nodes = []  # (name here, class, settings, what it reads)
        self._used = {}
        self._last = self.walk(layers, "")
        self.name_modules()

    def give(self, kind, wanted):
        if wanted:
            return wanted
        base = snake(kind)
        n = self._used.get(base, 0)
        self._used[base] = n + 1
        return base if n == 0 else f"{base}_{n}"

    def node(self, kind, settings, reads):
        name = self.give(settings.get("by", kind), settings.get("name", ""))
        self._nodes.append((name, kind, settings, reads))
        return name

    def walk(self, layers, x):
        for l in layers:
            kind, k = l["class_name"], l["config"]
            if kind == "Wiring":
                outputs = {"": x}
                for name, reads, inner in zip(k["names"], k["from"], k["layers"]):
                    reads = [outputs[r] for r in reads.split("\n")]
                    outputs[name] = self.node(inner["class_name"], inner["config"], reads) if inner["class_name"] == "Merge" else self.walk([inner], reads[0])
                x = outputs[name]
            elif kind == "Residual":
                y = self.walk(k["layers"], x)
                x = self.node("Add", {}, [self.walk(k["shortcut"], x) if "shortcut" in k else x, y])
            elif kind == "Concatenate":
                x = self.node("Concatenate", {}, [self.walk([i], x) if i else x for i in k["layers"]])
            elif kind in ("Sequential", "Frozen"):
                x = self.walk(k["layers"], x)
            else:
                if kind == "Activation" and k["activation"].startswith("prelu"):
                    kind = "PReLU"
                x = self.node(kind, k, [x])
        return x

    def name_modules(self):
        """As the names in the state dict are told: people's own, places in an nn.Sequential, or those here."""
        before, chain = "", True
        places, place, own = {}, 0, True
        for name, kind, k, reads in self._nodes:
            chain, before = chain and reads == [before] and "share" not in k, name
            places[name] = str(place)
            if kind == "Dense" and k.get("activation", "linear") != "linear":
                place += 1
            place += 1
            if kind in WEIGHTED and "share" not in k:
                own = own and k.get("name", "") != "" and not COUNTED.match(name)
        self._names = {n: n if own or not chain else places[n] for n, *_ in self._nodes}
        for name, kind, k, _ in self._nodes:
            if kind in WEIGHTED and "share" not in k:
                self.put(self._names[name], self._module(name, kind, k))

    def put(self, path, module):
        """A module under a name with dots stands in modules."""
        at = self
        *around, last = path.split(".")
        for part in around:
            if part not in at._modules:
                at.add_module(part, nn.Module())
            at = at._modules[part]
        at.add_module(last, module)

    def get(self, path):
        at = self
        for part in path.split("."):
            at = at._modules[part]
        return at

    def _module(self, name, kind, k):
        a = {p.removeprefix(name + "/"): v for p, v in self._arrays.items() if p.startswith(name + "/")}
        if kind == "Dense":
            return nn.Linear(*a["kernel"].shape, bias="bias" in a)
        if kind == "PReLU":
            return nn.PReLU(a["alpha"].size)
        gamma, beta = "gamma" in a, "beta" in a
        if kind == "BatchNormalization":
            return nn.BatchNorm1d(a["moving_mean"].size, eps=k.get("epsilon", 1e-3), momentum=1 - k.get("momentum", 0.99), affine=gamma or beta)
        size = a["gamma" if gamma else "beta"].size if gamma or beta else 1
        return nn.LayerNorm(size, eps=k.get("epsilon", 1e-3), elementwise_affine=gamma or beta, bias=beta)

    def forward(self, x):
        outputs = {"": x.reshape(len(x), *self._shape)}
        for name, kind, k, reads in self._nodes:
            outputs[name] = self.compute(name, kind, k, [outputs[r] for r in reads])
        return outputs[self._last]

    def compute(self, name, kind, k, x):
        kind = k.get("by", kind)
        if kind == "Add":
            return x[0] + sum(x[1:])
        if kind == "Multiply":
            return torch.stack(x).prod(0)
        if kind == "Concatenate":
            return torch.cat(x, -1)
        x = x[0]
        if kind == "Dense":
            return activation(k.get("activation", "linear"))(self.get(self._names[k.get("share", name)])(x))
        if kind == "LayerNormalization":
            m = self.get(self._names[name])
            return F.layer_norm(x, x.shape[-1:], m.weight, m.bias, m.eps)
        if kind in WEIGHTED:
            return self.get(self._names[name])(x)
        if kind in ("Activation", "Softmax", "ELU", "LeakyReLU", "ReLU"):
            return activation(k["activation"])(x)
        if kind == "Flatten":
            return (x.movedim(1, -1) if k.get("data_format") == "channels_first" else x).reshape(len(x), -1)
        if kind == "Reshape":
            return x.reshape(len(x), *k["target_shape"])
        if kind == "Permute":
            return x.permute(0, *[int(d) for d in k["dims"]])
        if kind == "Rescaling":
            return x * k.get("scale", 1) + k.get("offset", 0)
        if kind == "Normalization":
            mean, variance = (np.array(k[n], "f4") for n in ("mean", "variance"))
            return (x - torch.from_numpy(mean)) / torch.clamp(torch.from_numpy(np.sqrt(variance)), min=1e-7)
        if kind in ("Dropout", "GaussianNoise"):
            return x
        raise ValueError(f"no module for {kind}")


def network(path, size):
    with safe_open(path, "np") as f:
        meta, arrays = f.metadata(), {k: f.get_tensor(k) for k in f.keys()}
    return Network(json.loads(meta["layers"]), arrays, json.loads(meta["input"]))
