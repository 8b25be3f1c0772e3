"""Writes stranger-* with PyTorch 2.15.0, and strangers.json with what is in them: files as
other programs leave them, with more than the weights, or with something else.
"""

import argparse
import collections
import json
import pathlib
import warnings

import numpy as np
import torch

warnings.simplefilter("ignore")
files = {}
torch.manual_seed(0)


def ramp(*shape, dtype=torch.float32):
    n = int(np.prod(shape))
    return (torch.arange(n) - 1).reshape(shape).to(dtype)


def save(name, value, arrays, key="", unread=(), **arguments):
    torch.save(value, f"stranger-{name}.pth", **arguments)
    files[f"stranger-{name}.pth"] = {
        "key": key,
        "unread": list(unread),
        "arrays": {k: {"shape": list(v.shape), "dtype": str(v.dtype).removeprefix("torch."), "values": v.double().flatten().tolist()} for k, v in arrays.items()},
    }


# Integers, booleans, the types that came late, and views.
kinds = {str(t).removeprefix("torch."): ramp(2, 2, dtype=t) for t in (torch.int8, torch.int16, torch.int32, torch.int64)}
kinds |= {str(t).removeprefix("torch."): (ramp(2, 2) + 1).to(t) for t in (torch.uint8, torch.uint16, torch.uint32, torch.uint64, torch.bool)}
z = torch.complex(ramp(4), ramp(4) * 3)
kinds["negative"] = z.conj().imag  # a view that changes the sign
assert kinds["negative"].is_neg()
kinds["w"] = ramp(2, 3)
save("kinds", kinds, kinds)
save("kinds-legacy", kinds, kinds, _use_new_zipfile_serialization=False)

net = torch.nn.Sequential(collections.OrderedDict(fc1=torch.nn.Linear(3, 2), bn1=torch.nn.BatchNorm1d(2), act=torch.nn.Tanh(), drop=torch.nn.Dropout(0.1), fc2=torch.nn.Linear(2, 2)))
d = net.state_dict()
opt = torch.optim.Adam(net.parameters())
save(
    "args",
    {"args": argparse.Namespace(lr=0.1, layers=[1, 2]), "epoch": np.int64(3), "acc": np.float32(0.5), "curve": np.arange(3.0), "model": d, "optimizer": opt.state_dict(),
     "path": pathlib.PurePosixPath("/a/b"), "best": torch.tensor(0.25), "rng_state": torch.zeros(16, dtype=torch.uint8), "seen": {1, 2}, "raw": b"abc", "size": torch.Size([3]),
     "device": torch.device("cpu"), "dtype": torch.float32, "meter": collections.defaultdict(list, loss=[0.5, 0.25]), "big": 1 << 80, "name": "mnist"},
    d,
    "model",
    ["args: argparse.Namespace", "epoch: a number of numpy's", "acc: a number of numpy's", "curve: an array of numpy's",
     "path: pathlib.PurePosixPath", "seen: set", "raw: bytes", "size: a tuple of 1", "device: torch.device",
     "dtype: torch.float32", "meter: a dict of 1", "big: int", 'name: "mnist"', "best: a tensor of float32 []", "rng_state: a tensor of uint8 [16]"],
)
plain = torch.nn.Linear(3, 2).state_dict()
save("nested", {"epoch": 3, "trainer": {"state": {"net": plain, "step": 7}}}, plain, "trainer.state.net", ["epoch: 3", "trainer.state.step: 7"])
save("ema", {"state_dict": plain, "ema": {k: v * 2 for k, v in plain.items()}}, plain, "state_dict", ["ema.weight: a tensor of float32 [2 3]", "ema.bias: a tensor of float32 [2]"])
save("two", {"encoder": plain, "decoder": d}, {f"encoder.{k}": v for k, v in plain.items()} | {f"decoder.{k}": v for k, v in d.items()})
save("pair", (plain, {"lr": 0.5}), plain, "0", ["1: a dict of 1"])
save("protocol5", {"args": argparse.Namespace(lr=0.1), "epoch": np.int64(3), "net": plain, "tags": frozenset({"a"}), "raw": b"abc", "array": bytearray(b"abc")}, plain, "net",
     ["args: argparse.Namespace", "epoch: a number of numpy's", "tags: a list of 1", "raw: bytes", "array: bytes"], pickle_protocol=5)
shared = ramp(4, 4)
views = {"a": shared[:2], "b": shared[1:].t(), "c": shared[:, 1], "w": shared.as_strided((2, 2), (5, 2), 3)}
save("shared", views, views)

# What is none.
small = torch.nn.Sequential(torch.nn.Linear(1, 1))
torch.jit.save(torch.jit.script(small), "stranger-script.pt")
torch.export.save(torch.export.export(small, (torch.zeros(1, 1),)), "stranger-export.pt2")
torch.save({"epoch": 1, "model": small}, "stranger-module.pth")
torch.save(small, "stranger-module-legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"w": torch.quantize_per_tensor(torch.zeros(2, 2), 0.1, 0, torch.qint8)}, "stranger-quantised.pth")
torch.save({"w": torch.zeros(2, 2).to(torch.float8_e4m3fn)}, "stranger-float8.pth")
torch.save({"w": torch.zeros(2, 2, dtype=torch.complex64)}, "stranger-complex.pth")
torch.save({"w": torch.zeros(2, 2).to_sparse()}, "stranger-sparse.pth")
torch.save(opt.state_dict(), "stranger-optimizer.pth")
torch.save(torch.ao.quantization.quantize_dynamic(torch.nn.Sequential(torch.nn.Linear(2, 2)), {torch.nn.Linear}).state_dict(), "stranger-packed.pth")

files["modules"] = [name for name, _ in net.named_modules() if name]
with open("strangers.json", "w") as f:
    json.dump(files, f, indent=1)
