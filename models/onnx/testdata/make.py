"""Writes the .onnx files with onnx 1.23.2, for the tests to compare with byte by byte."""

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save


def constant(name, shape, first):
    n = int(np.prod(shape))
    return numpy_helper.from_array((np.arange(n, dtype=np.float32) / 4 + first).reshape(shape).astype(np.float32), name)


def write(name, nodes, constants, inputs, outputs, opset, ir, metadata={}):
    value = lambda name, type, shape: helper.make_tensor_value_info(name, type, ["batch", *shape])
    graph = helper.make_graph(nodes, "digits", [value(*inputs)], [value(*outputs)], constants)
    model = helper.make_model(graph, producer_name="digits", opset_imports=[helper.make_opsetid("", opset)], ir_version=ir)
    helper.set_model_props(model, metadata)
    checker.check_model(model, full_check=True)
    save(model, name)


node = helper.make_node
write(
    "raw.onnx",
    [
        node("Cast", ["pixels"], ["scale/Cast"], name="scale/Cast", to=TensorProto.FLOAT),
        node("Mul", ["scale/Cast", "scale/factor"], ["scale/Mul"], name="scale/Mul"),
        node("Add", ["scale/Mul", "scale/offset"], ["scale/Add"], name="scale/Add"),
        node("Transpose", ["scale/Add"], ["turned"], perm=[0, 2, 1]),
        node("Reshape", ["turned", "flatten/sizes"], ["flatten/Reshape"], name="flatten/Reshape"),
        node("Gemm", ["flatten/Reshape", "fc1.weight", "fc1.bias"], ["fc1/Gemm"], name="fc1/Gemm", transB=1),
        node("LeakyRelu", ["fc1/Gemm"], ["fc1/LeakyRelu"], alpha=0.25),
        node("Gemm", ["fc1/LeakyRelu", "dense/kernel"], ["dense/Gemm"]),
        node("Softmax", ["dense/Gemm"], ["probabilities"], axis=-1),
    ],
    [
        constant("scale/factor", (), 0.5),
        constant("scale/offset", (), -1),
        numpy_helper.from_array(np.array([-1, 4]), "flatten/sizes"),
        constant("fc1.weight", (3, 4), -2),
        constant("fc1.bias", (3,), 1),
        constant("dense/kernel", (3, 2), -1),
    ],
    ("pixels", TensorProto.UINT8, [2, 2]),
    ("probabilities", TensorProto.FLOAT, [2]),
    17,
    8,
    {"classes": "2", "scale": "raw"},
)
write(
    "gelu.onnx",
    [
        node("Gelu", ["x"], ["activated"], approximate="tanh"),
        node("Split", ["activated", "halves"], ["a", "b"], axis=-1),
        node("Sigmoid", ["b"], ["gate"]),
        node("Mul", ["a", "gate"], ["y"]),
    ],
    [numpy_helper.from_array(np.array([3, 3]), "halves")],
    ("x", TensorProto.FLOAT, [6]),
    ("y", TensorProto.FLOAT, [3]),
    20,
    9,
)
