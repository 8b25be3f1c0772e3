"""Writes odd-*.pth with PyTorch 2.15.0, and odd.json with what is in them.

The values are multiples of 1/8, so that every type has them exactly.
"""

import json
from collections import OrderedDict

import torch


def ramp(*shape):
    n = 1
    for size in shape:
        n *= size
    return (torch.arange(n, dtype=torch.float32) / 8 - 1).reshape(shape)


base = ramp(6, 8)
views = OrderedDict(
    whole=base,
    transposed=base.t(),
    row=base[2],
    column=base[:, 3],
    every_other=base[1::2, ::3],
    expanded=base[0, :3].expand(4, 3),
    permuted=ramp(2, 3, 4).permute(2, 0, 1),
    diagonal=torch.diagonal(base),
    empty_of_whole=base[:0],
)
types = {str(t).removeprefix("torch."): ramp(3, 2).to(t) for t in (torch.float16, torch.bfloat16, torch.float32, torch.float64)}
odd = {
    "": torch.tensor(-7.0),
    "größe/日本": torch.tensor([[[[[3.0]]]]]),
    "empty": torch.zeros(0),
    "empty.5.0.2": torch.zeros(5, 0, 2),
    "parameter": torch.nn.Parameter(ramp(2, 2)),
    "frozen": torch.nn.Parameter(ramp(3), requires_grad=False),
    "same": ramp(4),
}
odd["same.again"] = odd["same"]
many = OrderedDict((f"layer_{i}.weight", torch.tensor([float(i), -float(i)])) for i in range(1100))

files = {}


def save(name, arrays, value=None, **arguments):
    torch.save(arrays if value is None else value, f"odd-{name}.pth", **arguments)
    files[f"odd-{name}.pth"] = {k: {"shape": list(v.shape), "dtype": str(v.dtype).removeprefix("torch."), "values": v.double().flatten().tolist()} for k, v in arrays.items()}


save("views", views)
save("views-legacy", views, _use_new_zipfile_serialization=False)
save("types", types)
save("types-legacy", types, _use_new_zipfile_serialization=False)
save("odd", odd)
save("many", many)
for protocol in (3, 4, 5):
    save(f"protocol{protocol}", odd, pickle_protocol=protocol)
    save(f"protocol{protocol}-legacy", odd, pickle_protocol=protocol, _use_new_zipfile_serialization=False)

model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
model(ramp(5, 3)).sum().backward()
optimizer.step()
checkpoint = {"epoch": 3, "loss": 0.25, "history": [1.5, None, True, -3, 1 << 40, 1 << 70], "optimizer": optimizer.state_dict(), "state_dict": model.state_dict()}
save("checkpoint", model.state_dict(), checkpoint)

norm = torch.nn.BatchNorm1d(3).state_dict()
torch.save(norm, "odd-integer.pth")

del files["odd-many.pth"]  # its rule is above
with open("odd.json", "w") as f:
    json.dump(files, f, indent=1)
