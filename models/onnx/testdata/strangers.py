"""Writes stranger-*.onnx with PyTorch 2.15.0 and onnx 1.23.2, and strangers.json with what onnx itself reads in them."""

import json
import os
import warnings

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

warnings.simplefilter("ignore")
torch.manual_seed(0)
files = {}


def attribute(a):
    v = helper.get_attribute_value(a)
    if a.type == onnx.AttributeProto.TENSOR:
        v = numpy_helper.to_array(v).astype("f8").flatten().tolist()
    elif a.type == onnx.AttributeProto.GRAPH:
        v = None
    elif isinstance(v, bytes):
        v = v.decode()
    elif isinstance(v, (list, tuple)):
        v = [x.decode() if isinstance(x, bytes) else x for x in v]
    return {"kind": a.type, "value": v}


def array(t):
    v = numpy_helper.to_array(t)
    return {"shape": list(v.shape), "dtype": str(v.dtype), "values": v.astype("f8").flatten().tolist()}


def tensor(v):
    t = v.type.tensor_type
    return {"name": v.name, "type": t.elem_type, "shape": [d.dim_value if d.HasField("dim_value") else -1 for d in t.shape.dim] if t.HasField("shape") else None}


def note(path):
    m = onnx.load(path)
    constants = {t.name: array(t) for t in m.graph.initializer}
    nodes = []
    for n in m.graph.node:
        if n.op_type == "Constant":
            (a,) = n.attribute
            v = helper.get_attribute_value(a)
            constants[n.output[0]] = array(v) if a.type == onnx.AttributeProto.TENSOR else {"shape": list(np.shape(v)), "dtype": "float32" if "float" in a.name else "int64", "values": np.atleast_1d(v).astype("f8").tolist()}
            continue
        nodes.append({"name": n.name, "op": n.op_type, "domain": n.domain, "inputs": list(n.input), "outputs": list(n.output), "attributes": {a.name: attribute(a) for a in n.attribute}})
    files[path] = {
        "opset": next(o.version for o in m.opset_import if o.domain == ""),
        "producer": f"{m.producer_name} {m.producer_version}".strip(),
        "metadata": {p.key: p.value for p in m.metadata_props},
        "inputs": [tensor(v) for v in m.graph.input if v.name not in constants],
        "outputs": [tensor(v) for v in m.graph.output],
        "constants": constants,
        "nodes": nodes,
    }


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.bn, self.fc2 = torch.nn.Linear(6, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 3)

    def forward(self, x):
        x = torch.flatten(x.float() / 255, 1)
        x = torch.relu(self.bn(self.fc1(x)))
        return torch.softmax(self.fc2(x) + x[:, :1], dim=1)


net, x = Net().eval(), torch.zeros(1, 2, 3)
torch.onnx.export(net, (x,), "stranger-old.onnx", dynamo=False, input_names=["pixels"], output_names=["p"], dynamic_axes={"pixels": {0: "batch"}, "p": {0: "batch"}})
torch.onnx.export(net, (x,), "stranger-new.onnx", dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim("batch")},), verbose=False)
new = onnx.load("stranger-new.onnx")  # its nodes say where this file lay
for note in (m for node in new.graph.node for m in node.metadata_props):
    note.value = note.value.replace(os.path.dirname(os.path.abspath(__file__)) + os.sep, "")
onnx.save(new, "stranger-new.onnx")
onnx.save(onnx.load("stranger-old.onnx"), "stranger-outside.onnx", save_as_external_data=True, size_threshold=0, location="stranger-outside.data")

# Values as lists of numbers, of every type; constants as nodes, in every way; attributes of every kind.
kinds = ["FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "BOOL"]
listed = [helper.make_tensor(k.lower(), getattr(TensorProto, k), [2, 2], [0, 1, 1, 0] if k == "BOOL" else [1, 2, 3, 5]) for k in kinds]
scalar = helper.make_tensor("scalar", TensorProto.FLOAT, [], [2.5])
empty = helper.make_tensor("empty", TensorProto.FLOAT, [0, 3], [])
node = helper.make_node
branch = helper.make_graph([node("Identity", ["scalar"], ["t"])], "branch", [], [helper.make_tensor_value_info("t", 1, [])])
nodes = [
    node("Constant", [], ["c1"], value=helper.make_tensor("", TensorProto.INT64, [2], [-1, 6])),
    node("Constant", [], ["c2"], value_float=0.5),
    node("Constant", [], ["c3"], value_int=-7),
    node("Constant", [], ["c4"], value_floats=[0.5, 0.25]),
    node("Constant", [], ["c5"], value_ints=[3, -4]),
    node("Reshape", ["x", "c1"], ["r"], name="reshape"),
    node("Odd", ["r", "", "c2"], ["y", ""], domain="custom", f=1.5, i=-3, s="text", fs=[1.0, 2.5], js=[1, -2], ss=["a", "b"], t=scalar, zero=0),
    node("If", ["bool0"], ["z"], then_branch=branch, else_branch=branch),
]
graph = helper.make_graph(nodes, "odd", [helper.make_tensor_value_info("x", 1, None), helper.make_tensor_value_info("bool0", 9, ["n", 2]), helper.make_tensor_value_info("scalar", 1, [])], [helper.make_tensor_value_info("y", 1, ["batch", 3])], [*listed, scalar, empty])
model = helper.make_model(graph, producer_name="a", producer_version="1", opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("custom", 3)])
helper.set_model_props(model, {"scale": "unit", "größe": "π"})
onnx.save(model, "stranger-odd.onnx")
for path in ("stranger-old.onnx", "stranger-new.onnx", "stranger-outside.onnx", "stranger-odd.onnx"):
    note(path)
with open("strangers.json", "w") as f:
    json.dump(files, f, indent=1, ensure_ascii=False)
