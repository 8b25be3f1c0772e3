"""Computes every recorded case again with numpy alone, from README.md's formulas, and compares.

    python verify.py          needs: pip install numpy

Gradients are complex steps: the imaginary part of loss(w + 1e-30i) / 1e-30, exact to rounding and made
without any derivative formula. All 50 losses, the parameters, the statistics and the outputs are compared.
"""

import json
import os
import sys

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1e-11


def murmur(h):
    h &= 0xFFFFFFFF
    h ^= h >> 16
    h = h * 0x85EBCA6B % 2**32
    h ^= h >> 13
    h = h * 0xC2B2AE35 % 2**32
    return h ^ h >> 16


def data(k, rows, columns):
    return np.array([[murmur(i * columns + j + 7000003 * k) / 2**32 for j in range(columns)] for i in range(rows)])


def kernel(k, inputs, units):
    bound = (6 / (inputs + units)) ** 0.5
    values = [np.float32(bound * (2 * murmur(i + 10000000 * k + 2001) / 2**32 - 1)) for i in range(inputs * units)]
    return np.array(values, float).reshape(inputs, units)


def bias(k, units):
    return np.array([np.float32(0.01 * (2 * murmur(j + 10000000 * k + 5002000) / 2**32 - 1)) for j in range(units)], float)


x = data(1, 24, 12)
label = np.array([murmur(i + 7000003 * 2) % 3 for i in range(24)])
one_hot = np.eye(3)[label]
even = (label % 2 == 0).astype(float)
target = 2 * data(3, 24, 2) - 1
teacher = 4 * (2 * data(4, 24, 3) - 1)
table = np.array([[5 if j == 11 else x[i, j] * 3 ** (j % 4) + j for j in range(12)] for i in range(24)])


def batch(step, examples=24):
    first = 8 * (step % ((examples + 7) // 8))
    return np.arange(first, min(first + 8, examples))


# Functions that a complex step passes through.
margin = [np.inf]  # the smallest distance of any pre-activation from ReLU's kink


def relu(z):
    margin[0] = min(margin[0], np.abs(z.real).min())
    return np.where(z.real > 0, z, 0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def log_softmax(z):
    z = z - z.real.max(1, keepdims=True)
    return z - np.log(np.exp(z).sum(1, keepdims=True))


def softmax(z):
    return np.exp(log_softmax(z))


def absolute(z):
    return z * np.sign(z.real)


def ce(z, t):
    return -(t * log_softmax(z)).sum(1).mean()


def derivative(f, w):
    """The gradient of the real function f at w, an array that f reads."""
    g = np.zeros(w.shape)
    for at in np.ndindex(w.shape):
        kept = w[at]
        w[at] = kept + 1e-30j
        g[at] = f().imag / 1e-30
        w[at] = kept
    return g


def dense_parameters(*sizes, no_bias=()):
    """dense, dense_1 ... of (inputs, units), in order."""
    p = {}
    for k, (inputs, units) in enumerate(sizes):
        name = "dense" + (f"_{k}" if k else "")
        p[name + "/kernel"] = kernel(k, inputs, units).astype(complex)
        if k not in no_bias:
            p[name + "/bias"] = bias(k, units).astype(complex)
    return p


def dense(p, name, z):
    return z @ p[name + "/kernel"] + p.get(name + "/bias", 0)


# Optimizers: from a step's number, gradient and settings to the change of one parameter.
def sgd(rate=0.1, decay=0.0):
    return lambda step, w, g, m, v: -rate * (g + decay * w)


def adam(rate=0.001, decay=0.0, decoupled=0.0, hat=False, epsilon=1e-8):
    def change(step, w, g, m, v):
        g = g + decay * w
        m += 0.1 * (g - m)
        v += 0.001 * (g * g - v)
        c1, c2 = 1 - 0.9 ** (step + 1), 1 - 0.999 ** (step + 1)
        if hat:
            return -rate * c2**0.5 / c1 * m / (np.sqrt(v) + epsilon)
        return -rate * decoupled * w - rate * (m / c1) / (np.sqrt(v / c2) + epsilon)

    return change


keras_adam = adam(hat=True, epsilon=1e-7)
worst = {}


def difference(got, want):
    return float(np.max(np.abs(np.asarray(got) - np.asarray(want)))) if np.size(want) else 0.0


def compared(values, want):
    """Distance of an array from a recorded summary; a wrong shape is infinitely far."""
    values = np.asarray(values).real
    if list(values.shape) != want["shape"]:
        return np.inf
    flat = values.ravel()
    if "values" in want:
        return difference(flat, want["values"])
    at = [(s * (flat.size - 1)) // 7 for s in range(8)]
    return max(abs(flat.sum() - want["sum"]), abs((flat * flat).sum() - want["squares"]), difference(flat[at], want["samples"]))


def compare_parameters(p, want):
    return max(compared(p[n], want[n]) for n in want) if set(p) == set(want) else np.inf


def note(name, **errors):
    worst[name] = errors
    flag = "" if max(errors.values()) <= TOLERANCE else "   DIFFERS"
    print(f"{name:28s}", " ".join(f"{n} {e:.1e}" for n, e in errors.items()), flag)


def check(name, p, predict, loss, change=sgd(), examples=24, frozen=(), state=None, averaged=None, own=None, inputs=x, extra=None):
    """loss(p, rows, step, state) -> (loss, next state); predict(p, inputs, state) -> outputs. own replaces loss and its gradient."""
    want, got, state = recorded[name], [], state or {}
    m = {n: np.zeros(w.shape) for n, w in p.items()}
    v = {n: np.zeros(w.shape) for n, w in p.items()}
    for step in range(50):
        rows = batch(step, examples)
        if own:
            value, gradients, state = own(p, rows, step, state)
        else:
            value, following = loss(p, rows, step, state)
            gradients = {n: derivative(lambda: loss(p, rows, step, state)[0], p[n]) for n in p if n not in frozen}
            value, state = value.real, following
        got.append(value)
        for n, g in gradients.items():
            rule = change(n) if change.__name__ == "by_name" else change
            p[n] = p[n] + rule(step, p[n].real, g, m[n], v[n])
        if averaged is not None:
            averaged(step, p)
    everything = {**p, **state}
    if "loss" in want:
        note(
            name, first=abs(got[0] - want["loss"][0]), losses=difference(got, want["loss"]),
            parameters=compare_parameters(everything, want["parameters"]),
            outputs=distance_of_outputs(predict(p, inputs[:3], state), want["outputs"]), **(extra(want) if extra else {}),
        )  # fmt: skip
    return got, p


def distance_of_outputs(got, want):
    if isinstance(want, dict):
        return max(difference(got[n].real, want[n]) for n in want)
    return difference(got.real, want)


# ---------------------------------------------------------------- the cases

recorded = {}
for library in ("torch", "keras"):
    with open(os.path.join(FOLDER, f"steps-layers-{library}.json")) as f:
        recorded.update(json.load(f)["cases"])
two = [(12, 6), (6, 3)]


def mlp(p, z, state=None, activation=relu):
    return dense(p, "dense_1", activation(dense(p, "dense", z)))


def labelled(predict):
    return lambda p, rows, step, state: (ce(predict(p, x[rows], state), one_hot[rows]), state)


def simple(name, p, predict, **more):
    return check(name, p, predict, more.pop("loss", None) or labelled(predict), **more)


simple("plain-torch", dense_parameters(*two), mlp)
simple("silu-torch", dense_parameters(*two), lambda p, z, s: mlp(p, z, activation=lambda a: a * sigmoid(a)))


def batch_norm(name, momentum, epsilon, unbiased, scale=True, center=True, no_bias=(), frozen=False, change=sgd(), examples=24, own=None):
    bn = "batch_normalization/"
    p = dense_parameters(*two, no_bias=no_bias)
    state = {bn + "moving_mean": np.zeros(6), bn + "moving_variance": np.ones(6)}
    if scale:
        p[bn + "gamma"] = np.ones(6, complex)
    if center:
        p[bn + "beta"] = np.zeros(6, complex)
    j = np.arange(6)
    if frozen:
        p[bn + "gamma"], p[bn + "beta"] = 1 + 0.1 * j + 0j, -0.02 * j + 0j
        state = {bn + "moving_mean": 0.05 * (j + 1), bn + "moving_variance": 0.5 + 0.1 * j}

    def forward(p, z, mean, variance):
        y = (z - mean) / np.sqrt(variance + epsilon) * p.get(bn + "gamma", 1) + p.get(bn + "beta", 0)
        return dense(p, "dense_1", relu(y))

    def loss(p, rows, step, state):
        z = dense(p, "dense", x[rows])
        mean, n = z.mean(0), len(rows)
        variance = ((z - mean) ** 2).mean(0)
        following = {
            bn + "moving_mean": momentum * state[bn + "moving_mean"] + (1 - momentum) * mean.real,
            bn + "moving_variance": momentum * state[bn + "moving_variance"]
            + (1 - momentum) * variance.real * (n / (n - 1) if unbiased else 1),
        }
        if frozen:
            mean, variance, following = state[bn + "moving_mean"], state[bn + "moving_variance"], state
        return ce(forward(p, z, mean, variance), one_hot[rows]), following

    def predict(p, z, state):
        return forward(p, dense(p, "dense", z), state[bn + "moving_mean"], state[bn + "moving_variance"])

    def accumulated(p, rows, step, state):
        total, sums = 0, {n: 0 for n in p}
        for micro in range(4):
            rows = batch(4 * step + micro)
            value, following = loss(p, rows, step, state)
            for n in p:
                sums[n] = sums[n] + derivative(lambda: loss(p, rows, step, state)[0], p[n]) / 4
            total, state = total + value.real / 4, following
        return total, sums, state

    held = (bn + "gamma", bn + "beta") if frozen else ()
    check(name, p, predict, loss, change, examples, held, state, own=accumulated if own else None)


torch_bn, keras_bn = (0.9, 1e-5, True), (0.99, 1e-3, False)
batch_norm("batch-norm-torch", *torch_bn)
batch_norm("batch-norm-torch-no-affine", *torch_bn, scale=False, center=False)
batch_norm("batch-norm-torch-adam", *torch_bn, no_bias=(0,), change=adam(), examples=20)
batch_norm("accumulate-batch-norm-torch", *torch_bn, own=True)
batch_norm("batch-norm-keras", *keras_bn)
batch_norm("batch-norm-keras-no-scale", *keras_bn, scale=False)
batch_norm("batch-norm-keras-no-center", *keras_bn, center=False)
batch_norm("batch-norm-keras-adam", *keras_bn, no_bias=(0,), change=keras_adam, examples=20)
batch_norm("batch-norm-keras-frozen", *keras_bn, frozen=True)


def layer_norm(name, epsilon, **more):
    p = dense_parameters(*two)
    p["layer_normalization/gamma"], p["layer_normalization/beta"] = np.ones(6, complex), np.zeros(6, complex)

    def predict(p, z, state):
        z = dense(p, "dense", z)
        centred = z - z.mean(1, keepdims=True)
        z = centred / np.sqrt((centred**2).mean(1, keepdims=True) + epsilon)
        return dense(p, "dense_1", relu(z * p["layer_normalization/gamma"] + p["layer_normalization/beta"]))

    simple(name, p, predict, **more)


layer_norm("layer-norm-torch", 1e-5)
layer_norm("layer-norm-keras", 1e-3)
layer_norm("layer-norm-keras-adam", 1e-3, change=keras_adam)


def residual(p, z, state):
    h = relu(dense(p, "dense", z))
    return dense(p, "dense_3", h + dense(p, "dense_2", relu(dense(p, "dense_1", h))))


four = [(12, 6), (6, 5), (5, 6), (6, 3)]
simple("residual-torch", dense_parameters(*four), residual)
simple("residual-keras-adam", dense_parameters(*four), residual, change=keras_adam)
simple(
    "concat-torch", dense_parameters((12, 6), (12, 5), (11, 3)),
    lambda p, z, s: dense(p, "dense_2", np.concatenate([relu(dense(p, "dense", z)), np.tanh(dense(p, "dense_1", z))], 1)),
)  # fmt: skip


def tied(p, z, state):
    return sigmoid(relu(dense(p, "dense", z)) @ p["dense/kernel"].T + p["dense_1/bias"])


def tied_parameters():
    return {**dense_parameters((12, 6)), "dense_1/bias": bias(1, 12).astype(complex)}


def bce(y, t):
    return -(t * np.log(y) + (1 - t) * np.log(1 - y)).mean()


check("tied-mse-torch", tied_parameters(), tied, lambda p, rows, t, s: (((tied(p, x[rows], s) - x[rows]) ** 2).mean(), s))
check("tied-bce-torch", tied_parameters(), tied, lambda p, rows, t, s: (bce(tied(p, x[rows], s), x[rows]), s))


def penalised(name, l1, l2, **more):
    def loss(p, rows, step, state):
        w = p["dense/kernel"]
        return ce(mlp(p, x[rows]), one_hot[rows]) + l1 * absolute(w).sum() + l2 * (w * w).sum(), state

    simple(name, dense_parameters(*two), mlp, loss=loss, **more)


penalised("l2-keras", 0, 1e-2)
penalised("l1-keras", 1e-3, 0)
penalised("l1-l2-keras-adam", 1e-3, 1e-2, change=keras_adam)


def smoothing(p, rows, step, state):
    return ce(mlp(p, x[rows]), 0.9 * one_hot[rows] + 0.1 / 3), state


simple("smoothing-torch", dense_parameters(*two), mlp, loss=smoothing)
simple("smoothing-keras-adam", dense_parameters(*two), mlp, loss=smoothing, change=keras_adam)


def heads(p, z, state):
    h = relu(dense(p, "dense", z))
    return {"digit": dense(p, "dense_1", h), "even": dense(p, "dense_2", h)}


of_heads = {"digit": [], "even": []}


def two_losses(p, rows, step, state):
    y = heads(p, x[rows], state)
    digit, even_ = ce(y["digit"], one_hot[rows]), bce(sigmoid(y["even"][:, 0]), even[rows])
    if len(of_heads["digit"]) == step:
        of_heads["digit"].append(digit.real)
        of_heads["even"].append(even_.real)
    return digit + 0.3 * even_, state


def four_of(values):
    return values[:3] + values[-1:]


check(
    "two-heads-torch", dense_parameters((12, 6), (6, 3), (6, 1)), heads, two_losses,
    extra=lambda want: {"heads": max(difference(four_of(of_heads[n]), want["losses_of_heads"][n]) for n in of_heads)},
)  # fmt: skip


def mixup(p, rows, step, state):
    share = murmur(step + 7000003 * 5) / 2**32
    pair = rows[(np.arange(8) + 3) % 8]
    y = mlp(p, share * x[rows] + (1 - share) * x[pair])
    return share * ce(y, one_hot[rows]) + (1 - share) * ce(y, one_hot[pair]), state


simple("mixup-torch", dense_parameters(*two), mlp, loss=mixup)


def distill_kl(p, rows, step, state):
    y, q = mlp(p, x[rows]), softmax(teacher[rows] / 2)
    kl = (q * (np.log(q) - log_softmax(y / 2))).sum(1).mean()
    return 0.7 * 4 * kl + 0.3 * ce(y, one_hot[rows]), state


def distill_ce(p, rows, step, state):
    y = mlp(p, x[rows])
    return ce(y / 2, softmax(teacher[rows] / 2)) + ce(y, one_hot[rows]), state


simple("distill-kl-torch", dense_parameters(*two), mlp, loss=distill_kl)
simple("distill-ce-torch", dense_parameters(*two), mlp, loss=distill_ce)
simple("frozen-torch", dense_parameters(*two), mlp, frozen=("dense/kernel", "dense/bias"))


def groups(name, make, setting, rates, decays):
    def by_name(n):
        group = 0 if n.startswith("dense/") else 1 if n == "dense_1/kernel" else 2
        return make(rate=rates[group], **{setting: decays[group]})

    simple(name, dense_parameters(*two), mlp, change=by_name)


groups("groups-sgd-torch", sgd, "decay", (0.01, 0.05, 0.1), (0.1, 0.01, 0))
groups("groups-adam-torch", adam, "decay", (0.0005, 0.001, 0.002), (0.1, 0.01, 0))
groups("groups-adamw-torch", adam, "decoupled", (0.0005, 0.001, 0.002), (0.1, 0.01, 0))

mask = np.array([murmur(i + 7000003 * 7) % 2 for i in range(72)]).reshape(12, 6)
p = dense_parameters(*two)
p["dense/kernel"] *= mask


def pruned(p, z, state):
    return mlp({**p, "dense/kernel": p["dense/kernel"] * mask}, z)


simple("pruned-adam-torch", p, pruned, change=adam())


def gradients_of(f, p):
    return {n: derivative(f, p[n]) for n in p}


def accumulate(p, rows, step, state):
    parts = [rows[2 * m : 2 * m + 2] for m in range(4)]
    each = [gradients_of(lambda: ce(mlp(p, x[part]), one_hot[part]), p) for part in parts]
    value = sum(ce(mlp(p, x[part]), one_hot[part]).real for part in parts) / 4
    return value, {n: sum(g[n] for g in each) / 4 for n in p}, state


simple("accumulate-torch", dense_parameters(*two), mlp, own=accumulate)
perturbed, clean, first_saliency = [], [], []


def sam(p, rows, step, state):
    f = lambda: ce(mlp(q, x[rows]), one_hot[rows])
    q = p
    value, g = f().real, gradients_of(f, q)
    norm = sum((a * a).sum() for a in g.values()) ** 0.5
    q = {n: p[n] + 0.05 * g[n] / norm for n in p}
    perturbed.append(f().real)
    return value, gradients_of(f, q), state


simple("sam-torch", dense_parameters(*two), mlp, own=sam, extra=lambda want: {"more": difference(four_of(perturbed), want["loss_perturbed"])})


def fgsm(p, rows, step, state):
    inputs = x[rows].astype(complex)
    f = lambda: ce(mlp(p, inputs), one_hot[rows])
    clean.append(f().real)
    saliency = derivative(f, inputs)
    first_saliency.append(saliency)
    inputs = x[rows] + 0.05 * np.sign(saliency)
    return f().real, gradients_of(f, p), state


simple(
    "fgsm-torch", dense_parameters(*two), mlp, own=fgsm,
    extra=lambda want: {"more": max(difference(four_of(clean), want["loss_clean"]), difference(first_saliency[0], want["input_gradient"]))},
)  # fmt: skip


def averages(name, conventions):
    p = dense_parameters(*two)
    start = {n: w.copy() for n, w in p.items()}
    held = {"ema": None, "ema_from_start": start, "swa": None}

    def averaged(step, p):
        held["ema"] = dict(p) if step == 0 else {n: 0.9 * held["ema"][n] + 0.1 * p[n] for n in p}
        held["ema_from_start"] = {n: 0.9 * held["ema_from_start"][n] + 0.1 * p[n] for n in p}
        if step >= 40:
            held["swa"] = {n: (held["swa"][n] if held["swa"] else 0) + p[n] / 10 for n in p}

    got, _ = simple(name, p, mlp, averaged=averaged)
    want = recorded[name]
    note(
        name, last=abs(got[-1] - want["loss_last"]),
        parameters=max(compare_parameters(held[n], want[n]["parameters"]) for n in conventions),
        outputs=max(distance_of_outputs(mlp(held[n], x[:3]), want[n]["outputs"]) for n in conventions),
    )  # fmt: skip


averages("averages-torch", ("ema", "ema_from_start", "swa"))
averages("averages-keras", ("ema",))

# the table
mean, variance = table.mean(0), table.var(0)
normal = (table - mean) / np.maximum(np.sqrt(variance), 1e-7)
p = dense_parameters((12, 6), (6, 2))
check(
    "table-keras", p, lambda p, z, s: mlp(p, (z - mean) / np.maximum(np.sqrt(variance), 1e-7)),
    lambda p, rows, step, s: (((mlp(p, normal[rows]) - target[rows]) ** 2).mean(), s),
    state={"normalization/mean": mean, "normalization/variance": variance}, inputs=table,
    extra=lambda want: {"normalized": max(difference(normal[:3], want["normalized"]), compared(normal, want["normalized_all"]))},
)  # fmt: skip
pixels = np.array([murmur(i + 7000003 * 8) % 256 for i in range(8)], float)
want = recorded["rescaling-keras"]
note("rescaling-keras", inputs=difference(pixels, want["inputs"]), outputs=difference(pixels / 127.5 - 1, want["outputs"]))

# the second derivative, by central differences of complex steps
p = dense_parameters(*two)
rows = np.arange(8)
flat = np.concatenate([w.ravel() for w in p.values()]).real


def gradient_at(w):
    q, at = {}, 0
    for n, old in p.items():
        q[n] = w[at : at + old.size].reshape(old.shape).astype(complex)
        at += old.size
    f = lambda: ce(mlp(q, x[rows], activation=np.tanh), one_hot[rows])
    return np.concatenate([g.ravel() for g in gradients_of(f, q).values()]), f().real


def product(v, h=1e-3):
    d = lambda h: (gradient_at(flat + h * v)[0] - gradient_at(flat - h * v)[0]) / (2 * h)
    return (4 * d(h / 2) - d(h)) / 3


want = recorded["second-derivative-torch"]
v = np.array([2 * murmur(i + 7000003 * 6) / 2**32 - 1 for i in range(99)])
gradient, value = gradient_at(flat)
hessian = np.array([product(row) for row in np.eye(99)])
eigenvalues = np.linalg.eigvalsh((hessian + hessian.T) / 2)
u, estimates = v, {}
for iteration in range(1, 501):
    u = u / np.linalg.norm(u)
    estimates[str(iteration)] = u @ hessian @ u
    u = hessian @ u
note(
    "second-derivative-torch", loss=abs(value - want["loss"][0]), gradient=compared(gradient, want["gradient"]),
    product=difference(product(v), want["hessian_vector_product"]),
    power=max(abs(estimates[n] - e) for n, e in want["power_iteration"].items()),
    eigenvalues=max(difference(eigenvalues[::-1][:3], want["eigenvalues_largest"]), abs(eigenvalues[0] - want["eigenvalue_smallest"])),
    trace=abs(np.trace(hessian) - want["trace"]),
)  # fmt: skip

missing = set(recorded) - set(worst)
largest = max(max(errors.values()) for errors in worst.values())
print(f"no pre-activation of a ReLU came nearer to 0 than {margin[0]:.1e}")
print(f"{len(worst)} cases, largest difference {largest:.1e}" + (f", NOT CHECKED: {sorted(missing)}" if missing else ""))
sys.exit(1 if missing or not largest <= TOLERANCE else 0)
