"""Writes the .onnx files with onnx 1.23.2, for the tests to compare with byte by byte."""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


def constant(name, shape, first):
    n = int(np.prod(shape))
    return numpy_helper.from_array((np.arange(n, dtype=np.float32) / 4 + first).reshape(shape).astype(np.float32), name)


def write(name, nodes, constants, inputs, outputs, opset, ir):
    value = lambda name, type, shape: helper.make_tensor_value_info(name, type, ["batch", *shape])
    graph = helper.make_graph(nodes, "digits", [value(*inputs)], [value(*outputs)], constants)
    model = helper.make_model(graph, producer_name="digits", opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    checker.check_model(model, full_check=True)
    save(model, name)


node = helper.make_node
write(
    "raw.onnx",
    [
        node("Cast", ["pixels"], ["Cast_0"], to=TensorProto.FLOAT),
        node("Mul", ["Cast_0", "scale/factor"], ["Mul_1"]),
        node("Add", ["Mul_1", "scale/offset"], ["Add_2"]),
        node("Flatten", ["Add_2"], ["Flatten_3"]),
        node("Gemm", ["Flatten_3", "fc1.weight", "fc1.bias"], ["Gemm_4"], transB=1),
        node("LeakyRelu", ["Gemm_4"], ["LeakyRelu_5"], alpha=0.25),
        node("Gemm", ["LeakyRelu_5", "dense/kernel"], ["Gemm_6"]),
        node("Softmax", ["Gemm_6"], ["probabilities"], axis=-1),
    ],
    [
        constant("scale/factor", (), 0.5),
        constant("scale/offset", (), -1),
        constant("fc1.weight", (3, 4), -2),
        constant("fc1.bias", (3,), 1),
        constant("dense/kernel", (3, 2), -1),
    ],
    ("pixels", TensorProto.UINT8, [2, 2]),
    ("probabilities", TensorProto.FLOAT, [2]),
    17,
    8,
)
write(
    "gelu.onnx",
    [
        node("Gelu", ["x"], ["activated"], approximate="tanh"),
        node("Sigmoid", ["activated"], ["Sigmoid_1"]),
        node("Mul", ["activated", "Sigmoid_1"], ["y"]),
    ],
    [],
    ("x", TensorProto.FLOAT, [5]),
    ("y", TensorProto.FLOAT, [5]),
    20,
    9,
)
