"""Records what Keras gives where activations.json and losses.json say nothing: the rest of its activations,
kinks, and huge inputs, in float64: python record.py writes keras-jax.json and keras-torch.json beside itself.
JAX's tanh in float64 is right to 1e-7 only, PyTorch's to the last digits; at a kink the two may differ."""
import json, os, pathlib, subprocess, sys

POINTS = [-40, -10, -3.7, -2.4, -1.3, -0.6, -0.2, 0.1, 0.3, 0.7, 1.7, 2.6, 3.3, 5.5, 7.5, 40]
KINKS = [-3, -2.5, -1, -0.5, 0, 0.5, 1, 2.5, 3, 6]
HUGE = [-float("inf"), -1e30, -1e4, 1e4, 1e30, float("inf")]
SETTINGS = {
    "leaky_relu(negative_slope=0.3)": ("leaky_relu", dict(negative_slope=0.3)),
    "elu(alpha=0.5)": ("elu", dict(alpha=0.5)), "celu(alpha=0.5)": ("celu", dict(alpha=0.5)),
    "gelu(approximate=1)": ("gelu", dict(approximate=True)),
    "hard_shrink(threshold=1)": ("hard_shrink", dict(threshold=1.0)), "soft_shrink(threshold=1)": ("soft_shrink", dict(threshold=1.0)),
    "squareplus(b=1)": ("squareplus", dict(b=1.0)),
    "threshold(threshold=0.5, default_value=-2)": ("threshold", dict(threshold=0.5, default_value=-2.0)),
    "relu(max_value=6, negative_slope=0.1, threshold=1)": ("relu", dict(max_value=6.0, negative_slope=0.1, threshold=1.0)),
}
ROWS = [[1.0, 2.0, 3.0, -0.5], [-1.0, 0.0, 4.0, 0.3], [0.2, 0.1, 0.3, 0.25]]
UP = [[0.3, -0.2, 0.5, 0.7], [1.0, 0.4, -0.6, 0.1], [-0.3, 0.8, 0.2, 0.5]]


def derive(backend, f, x, up=None):
    import numpy as np
    x = np.array(x, "f8")
    if backend == "jax":
        import jax
        y, back = jax.vjp(f, jax.numpy.array(x))
        u = jax.numpy.ones_like(y) if up is None else jax.numpy.array(np.array(up)[:, : y.shape[-1]])
        return y.tolist(), back(u)[0].tolist()
    import torch
    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    y = f(t)
    u = torch.ones_like(y) if up is None else torch.tensor(np.array(up)[:, : y.shape[-1]])
    y.backward(u)
    return y.tolist(), t.grad.tolist()


def main(backend):
    os.environ["KERAS_BACKEND"] = backend
    if backend == "jax":
        import jax
        jax.config.update("jax_enable_x64", True)
    import keras
    from keras.src.activations import ALL_OBJECTS_DICT
    keras.config.set_floatx("float64")
    from keras.src.backend.common import dtypes
    promote = dtypes.result_type  # makes float32 of float64 and float32, in means and sums too
    dtypes.result_type = lambda *of: "float64" if promote(*of) == "float32" else promote(*of)
    rows = ("softmax", "log_softmax", "sparsemax", "glu")
    functions = {n: f for n, f in ALL_OBJECTS_DICT.items() if n not in rows + ("threshold", "swish", "hard_swish")}
    for name, (base, kw) in SETTINGS.items():
        functions[name] = lambda x, f=ALL_OBJECTS_DICT[base], kw=kw: f(x, **kw)
    out = {"made_with": f"Keras {keras.__version__} on {backend}, float64", "points": POINTS, "kinks": KINKS, "huge": [str(h) for h in HUGE],
           "rows": ROWS, "up": UP, "activations": {}, "rowwise": {}, "losses": {}}
    text = lambda v: [str(float(a)) for a in v]
    for name, f in sorted(functions.items()):
        a = out["activations"][name] = {}
        for what, x in ("points", POINTS), ("kinks", KINKS), ("huge", HUGE):
            y, d = derive(backend, f, x)
            a[what] = {"value": text(y), "derivative": text(d)}
    for name in rows:
        y, d = derive(backend, ALL_OBJECTS_DICT[name], ROWS, UP)
        out["rowwise"][name] = {"value": y, "gradient": d}
    losses(backend, keras, out["losses"])
    path = pathlib.Path(__file__).with_name(f"keras-{backend}.json")
    path.write_text(json.dumps(out, indent=1) + "\n")


def losses(backend, keras, out):
    """The cases of losses.json again: those were averaged with float32's 1/n; label smoothing; kinks; huge outputs."""
    import numpy as np
    reference = json.loads(pathlib.Path(__file__).with_name("losses.json").read_text())["losses"]
    cases = {n: (c["y_true"], c["y_pred"]) for n, c in reference.items() if not n.endswith("lesson")}
    zero_one = [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    p = [[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]]
    cases["categorical_crossentropy(label_smoothing=0.1)"] = zero_one, p
    cases["binary_crossentropy(label_smoothing=0.1)"] = zero_one, p
    base = list(cases)
    for name in base:
        if "sparse" in name or "smoothing" in name:
            continue
        cases[name + " at kinks"] = zero_one, [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
        cases[name + " huge"] = zero_one, [[1e30, -1e30, 1e4], [-1e4, 0.5, 1e30]]
    for name, (true, pred) in cases.items():
        call = name.split(" ")[0] if name.endswith(" at kinks") or name.endswith(" huge") else name
        f, kw = call.split("(")[0], {}
        if "(" in call:
            key, value = call.split("(")[1].rstrip(")").split("=")
            kw[key] = True if value == "True" else float(value)
        f = getattr(keras.losses, {"kullback_leibler_divergence": "kl_divergence"}.get(f, f))
        true = np.array(true, "i4" if "sparse" in f.__name__ else "f8")
        y, d = derive(backend, lambda y: keras.ops.mean(f(keras.ops.convert_to_tensor(true), y, **kw)), pred)
        out[name] = {"y_true": true.tolist(), "y_pred": pred, "value": str(float(y)), "gradient": [[str(float(v)) for v in r] for r in d]}


if len(sys.argv) > 1:
    main(sys.argv[1])
else:
    for backend in ("jax", "torch"):
        subprocess.run([sys.executable, __file__, backend], check=True)
