"""Records PyTorch's parameter groups and masks, in float64, for the tests of optim.

    python optim/testdata/record_groups.py > optim/testdata/groups.json

The four parameters begin with w[i] = sin(i+1+10p) for parameter p, and the gradient of
element i at step t is cos(0.7t + i + 5p) + 0.1w, so that it depends on the weights. Each
case gives all of them after 30 steps. Nothing but PyTorch has computed them.
"""
import json
import math

import torch

torch.set_default_dtype(torch.float64)
SIZES = {"dense/kernel": (3, 2), "dense/bias": (2,), "head/kernel": (2, 4), "head/bias": (4,)}
STEPS = 30


def parameters():
    made = {}
    for p, (name, shape) in enumerate(SIZES.items()):
        n = math.prod(shape)
        made[name] = torch.nn.Parameter(torch.tensor([math.sin(i + 1 + 10 * p) for i in range(n)]).reshape(shape))
    return made


def gradients(params, step):
    for p, w in enumerate(params.values()):
        if w.requires_grad:
            wave = torch.tensor([math.cos(0.7 * step + i + 5 * p) for i in range(w.numel())]).reshape(w.shape)
            w.grad = wave + 0.1 * w.detach()


def run(make, scheduler=None, clip=None, masks=None):
    params = parameters()
    optimizers = make(params)
    schedulers = [scheduler(o) for o in optimizers] if scheduler else []
    rates = []
    for step in range(STEPS):
        gradients(params, step)
        masked = masks(step) if masks else {}
        for name, mask in masked.items():
            params[name].grad.mul_(mask.reshape(params[name].shape))
        if clip:
            torch.nn.utils.clip_grad_norm_(params.values(), clip)
        rates.append([g["lr"] for o in optimizers for g in o.param_groups])
        for o in optimizers:
            o.step()
        with torch.no_grad():
            for name, mask in masked.items():
                params[name].mul_(mask.reshape(params[name].shape))
        for s in schedulers:
            s.step()
    return {"weights": {n: w.detach().reshape(-1).tolist() for n, w in params.items()}, "rates": rates[-1]}


def pick(params, end):
    return [w for name, w in params.items() if name.endswith(end)]


def rates_and_decays(params):
    return [torch.optim.AdamW([
        {"params": pick(params, "bias"), "lr": 0.05, "weight_decay": 0.0},
        {"params": pick(params, "kernel"), "lr": 0.01, "weight_decay": 0.1},
    ])]


def frozen(params):
    for name in ("dense/kernel", "dense/bias"):
        params[name].requires_grad_(False)
    return [
        torch.optim.SGD([params["head/bias"]], lr=0.1, momentum=0.9, nesterov=True),
        torch.optim.Adam([params["head/kernel"]], lr=0.02),
    ]


def masks(step):
    """From step 10 on another mask: weights that were let go may be pruned, and the reverse."""
    keep = [0, 1, 1, 0, 1, 0] if step < 10 else [1, 0, 1, 0, 0, 1]
    return {"dense/kernel": torch.tensor(keep, dtype=torch.float64), "head/bias": torch.tensor([1.0, 0.0, 1.0, 1.0])}


def everything(make):
    return lambda params: [make(params.values())]


o, s = torch.optim, torch.optim.lr_scheduler
cases = {
    "rates and decays": run(rates_and_decays),
    "frozen": run(frozen),
    "frozen, clipped by global norm": run(frozen, clip=0.5),
    "exponential": run(rates_and_decays, scheduler=lambda o: s.ExponentialLR(o, 0.9)),
    "masked adam": run(everything(lambda p: o.Adam(p, lr=0.02)), masks=masks),
    "masked adamw": run(everything(lambda p: o.AdamW(p, lr=0.02, weight_decay=0.1)), masks=masks),
    "masked momentum, l2": run(everything(lambda p: o.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.1)), masks=masks),
    "masked rmsprop, clipped": run(everything(lambda p: o.RMSprop(p, lr=0.02, momentum=0.5, centered=True)), masks=masks, clip=0.5),
    "masked groups": run(rates_and_decays, masks=masks),
}
print(json.dumps({"made_with": f"PyTorch {torch.__version__}, float64", "steps": STEPS, "cases": cases}, indent=0))
