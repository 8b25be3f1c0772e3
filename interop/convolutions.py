"""Records convolutions and pools of PyTorch's and of TensorFlow's: with PyTorch, python interop/convolutions.py torch
writes graph/op/testdata/conv-torch.json, with TensorFlow, … tensorflow, conv-tensorflow.json: inputs, the result y, weights
of y (up), and the gradients of Σ up·y, in float64 and, of the same numbers, in float32. Images have their channels last,
kernels are (rows, columns, channels/groups, filters)."""
import itertools, json, pathlib, sys
import numpy as np

library = sys.argv[1]
r = np.random.default_rng(11)
cases = []


def flat(a):
    single = np.asarray(a).dtype == np.float32
    return {"shape": list(np.shape(a)), "data": [float(f"{v:.9g}") if single else float(v) for v in np.asarray(a, np.float64).reshape(-1)]}


def rounded(*shape):  # exact in float32, so that both types see the same numbers
    return np.round(r.standard_normal(shape) * 512) / 512


def record(name, settings, f, **inputs):
    up = None
    case = {"name": name, "settings": settings, "inputs": [{"name": n, **flat(v)} for n, v in inputs.items()]}
    for kind in "float64", "float32":
        y, back = f(kind, **inputs)
        if up is None:
            up = rounded(*y.shape)
            case["up"] = flat(up)
        case[kind] = {"y": flat(y), "gradients": [flat(g) for g in back(up)]}
    cases.append(case)


if library == "torch":
    import torch
    import torch.nn.functional as F

    made_with = f"PyTorch {torch.__version__}"

    def run(of):
        def f(kind, **inputs):
            leaves = {n: torch.tensor(v, dtype=getattr(torch, kind), requires_grad=True) for n, v in inputs.items()}
            x, rest = leaves["x"].permute(0, 3, 1, 2), {n: v for n, v in leaves.items() if n != "x"}
            if "w" in rest:
                rest["w"] = rest["w"].permute(3, 2, 0, 1)
            y = of(x, **rest).permute(0, 2, 3, 1)

            def back(up):
                (y * torch.tensor(up, dtype=y.dtype)).sum().backward()
                return [v.grad.numpy() for v in leaves.values()]
            return y.detach().numpy(), back
        return f

    for size, stride, dilation, padding, groups, relu in [
        ((3, 3), (1, 1), (1, 1), (0, 0), 1, True), ((1, 1), (1, 1), (1, 1), (0, 0), 1, False), ((1, 1), (2, 2), (1, 1), (0, 0), 1, False),
        ((5, 3), (1, 2), (1, 1), (2, 1), 1, True), ((3, 3), (2, 1), (2, 2), (2, 2), 1, False), ((9, 9), (1, 1), (1, 1), (5, 5), 1, False),
        ((3, 3), (1, 1), (1, 1), (1, 1), 2, True), ((3, 3), (1, 1), (1, 1), "same", 4, False), ((2, 4), (1, 1), (1, 1), "same", 1, False),
    ]:
        def of(x, w, b):
            y = F.conv2d(x, w, b, stride, padding, dilation, groups)
            return y.relu() if relu else y
        record("conv", dict(stride=stride, dilation=dilation, padding=padding, groups=groups, relu=relu), run(of),
               x=rounded(2, 6, 7, 4), w=rounded(*size, 4 // groups, 4), b=rounded(4))
    for size, stride, padding in [((2, 2), (2, 2), (0, 0)), ((3, 2), (1, 2), (1, 1)), ((3, 3), (2, 2), (1, 1)), ((1, 1), (3, 3), (0, 0))]:
        settings = dict(size=size, stride=stride, padding=padding)
        x = np.round(rounded(2, 6, 7, 2))  # with many ties
        record("max", settings, run(lambda x: F.max_pool2d(x, size, stride, padding)), x=x)
        record("mean", dict(settings, count=True), run(lambda x: F.avg_pool2d(x, size, stride, padding)), x=x)
        record("mean", dict(settings, count=False), run(lambda x: F.avg_pool2d(x, size, stride, padding, count_include_pad=False)), x=x)
else:
    import tensorflow as tf

    made_with = f"TensorFlow {tf.__version__}"

    def run(of):
        def f(kind, **inputs):
            leaves = {n: tf.Variable(v, dtype=kind) for n, v in inputs.items()}
            with tf.GradientTape(persistent=True) as tape:
                y = of(**leaves)

            def back(up):
                with tape:
                    s = tf.reduce_sum(y * tf.constant(up, y.dtype))
                return [tf.convert_to_tensor(g).numpy() for g in tape.gradient(s, list(leaves.values()))]
            return y.numpy(), back
        return f

    for size, stride, dilation, padding, relu in [
        ((3, 3), (1, 1), (1, 1), "valid", True), ((3, 3), (1, 1), (1, 1), "same", True), ((3, 3), (2, 2), (1, 1), "same", False),
        ((4, 2), (3, 1), (1, 1), "same", False), ((2, 5), (2, 3), (1, 1), "same", True), ((9, 9), (1, 1), (1, 1), "same", False),
        ((1, 1), (2, 3), (1, 1), "same", False),  # on a CPU TensorFlow has no gradients with a dilation
    ]:
        def of(x, w, b):
            y = tf.nn.conv2d(x, w, stride, padding.upper(), dilations=dilation) + b
            return tf.nn.relu(y) if relu else y
        record("conv", dict(stride=stride, dilation=dilation, padding=padding, groups=1, relu=relu), run(of),
               x=rounded(2, 6, 7, 4), w=rounded(*size, 4, 4), b=rounded(4))
    for size, stride, padding in [((2, 2), (2, 2), "valid"), ((2, 2), (2, 2), "same"), ((3, 2), (1, 2), "same"), ((3, 3), (2, 2), "same")]:
        settings = dict(size=size, stride=stride, padding=padding)
        x = np.round(rounded(2, 6, 7, 2))
        record("max", settings, run(lambda x: tf.nn.max_pool2d(x, size, stride, padding.upper())), x=x)
        record("mean", dict(settings, count=False), run(lambda x: tf.nn.avg_pool2d(x, size, stride, padding.upper())), x=x)

out = {"made_with": made_with, "cases": cases}
pathlib.Path(f"graph/op/testdata/conv-{library}.json").write_text(json.dumps(out) + "\n")
