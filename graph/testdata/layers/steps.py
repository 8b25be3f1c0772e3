"""Training steps of small networks, recorded with the real PyTorch and the real Keras in float64.

Run it once with each library:

    python steps.py torch     writes steps-layers-torch.json; needs: pip install torch numpy
    python steps.py keras     writes steps-layers-keras.json; needs: pip install keras jax numpy

KERAS_BACKEND=tensorflow puts TensorFlow below Keras instead of JAX, for comparison only: there Keras rounds
the settings of Adam, of the penalties and of Rescaling to float32.

README.md says what each case is; verify.py computes every case again with numpy alone.
"""

import importlib
import json
import os
import sys

import numpy

FOLDER = os.path.dirname(os.path.abspath(__file__))
STEPS, BATCH, INPUTS, HIDDEN, CLASSES = 50, 8, 12, 6, 3


# ---------------------------------------------------------------- made-up data and weights


def mix(h):
    """murmur3's 32-bit finalizer of an array of integers."""
    h = numpy.asarray(h, numpy.uint64) & 0xFFFFFFFF
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & 0xFFFFFFFF
    return h ^ (h >> 16)


def integers(stream, *shape):
    """mix of the row-major index plus 7000003 x stream, at least 0 and below 2^32."""
    return mix(numpy.arange(numpy.prod(shape)) + 7000003 * stream).reshape(shape)


def uniform(stream, *shape):
    """The same divided by 2^32: at least 0, below 1."""
    return integers(stream, *shape) / 2**32


X = uniform(1, 24, INPUTS)
LABELS = (integers(2, 24) % CLASSES).astype(numpy.int64)
EVEN = (LABELS % 2 == 0).astype(float)[:, None]
TARGETS = 2 * uniform(3, 24, 2) - 1
TEACHER = 4 * (2 * uniform(4, 24, CLASSES) - 1)
LAMBDAS = uniform(5, STEPS)
MASK = (integers(7, INPUTS, HIDDEN) % 2).astype(float)
TABLE = X * 3.0 ** (numpy.arange(INPUTS) % 4) + numpy.arange(INPUTS)
TABLE[:, 11] = 5


def initial_kernel(k, inputs, units):
    u = mix(numpy.arange(inputs * units) + 10000000 * k + 2001) / 2**32
    w = numpy.sqrt(6 / (inputs + units)) * (2 * u - 1)
    return w.astype(numpy.float32).astype(float).reshape(inputs, units)


def initial_bias(k, units):
    u = mix(numpy.arange(units) + 10000000 * k + 5002000) / 2**32
    return (0.01 * (2 * u - 1)).astype(numpy.float32).astype(float)


def rows_of(step, examples=24):
    """The examples of a step: 8 in file order, from the start after the last; the last batch may be smaller."""
    first = step % -(-examples // BATCH) * BATCH
    return slice(first, min(first + BATCH, examples))


# ---------------------------------------------------------------- what is written


def numbers(a):
    return numpy.asarray(a, float).tolist()


def summary(a):
    """All values of a small array, in row-major order; of a larger one sum, sum of squares and 8 samples."""
    a = numpy.asarray(a, float)
    flat = a.ravel()
    if flat.size <= 40:
        return {"shape": list(a.shape), "values": flat.tolist()}
    at = [s * (flat.size - 1) // 7 for s in range(8)]
    return {"shape": list(a.shape), "sum": flat.sum().item(), "squares": (flat**2).sum().item(), "samples": flat[at].tolist()}


def first_and_last(values):
    """What the first three steps and the last one gave."""
    return values[:3] + values[-1:]


def pretty(value, indent=0):
    """JSON with one line for whatever holds no object."""
    if not isinstance(value, dict) or set(value) >= {"shape"}:
        return json.dumps(value, separators=(",", ":"))
    inner = ",\n".join(" " * (indent + 1) + json.dumps(k) + ": " + pretty(v, indent + 1) for k, v in value.items())
    return "{\n" + inner + "\n" + " " * indent + "}"


def write(library, versions, cases):
    with open(os.path.join(FOLDER, f"steps-layers-{library}.json"), "w") as f:
        f.write(pretty({"made_with": versions, "cases": cases}) + "\n")


# ---------------------------------------------------------------- PyTorch


def torch_cases():
    import torch
    from torch import nn
    from torch.nn import functional as F
    from torch.nn.utils import prune
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    tensor = torch.from_numpy
    x, labels, even, teacher = tensor(X), tensor(LABELS), tensor(EVEN), tensor(TEACHER)
    cross_entropy = F.cross_entropy
    cases = {}

    class Network(nn.Module):
        """Named layers and a function of them."""

        def __init__(self, run, **layers):
            super().__init__()
            self.run = run
            for name, layer in layers.items():
                self.add_module(name, layer)

        def forward(self, x):
            return self.run(self, x)

    def dense(k, inputs, units, bias=True):
        layer = nn.Linear(inputs, units, bias)
        layer.weight.data = tensor(initial_kernel(k, inputs, units).T.copy())
        if bias:
            layer.bias.data = tensor(initial_bias(k, units))
        return layer

    def plain():
        return Network(
            lambda n, x: n.dense_1(torch.relu(n.dense(x))),
            dense=dense(0, INPUTS, HIDDEN), dense_1=dense(1, HIDDEN, CLASSES),
        )  # fmt: skip

    def keras_name(name, value):
        """dense.weight becomes dense/kernel, batch_normalization.running_var becomes .../moving_variance."""
        layer, leaf = name.split(".")
        kind = "kernel" if "dense" in layer else "gamma"
        leaf = {"weight": kind, "weight_orig": kind, "running_mean": "moving_mean", "running_var": "moving_variance"}.get(leaf, leaf)
        if "normalization" in layer and leaf == "bias":
            leaf = "beta"
        value = value.detach()
        return layer + "/" + leaf, (value.T if leaf == "kernel" else value).numpy()

    def named(net):
        entries = [*net.named_parameters(), *net.named_buffers()]
        kept = [(n, v) for n, v in entries if not n.endswith(("num_batches_tracked", "_mask"))]
        return dict(keras_name(n, v) for n, v in kept)

    def outputs(net):
        net.eval()
        with torch.no_grad():
            y = net(x[:3])
        return {n: numbers(v) for n, v in y.items()} if isinstance(y, dict) else numbers(y)

    def sgd(net):
        return torch.optim.SGD(net.parameters(), lr=0.1)

    def adam(net):
        return torch.optim.Adam(net.parameters(), lr=0.001, eps=1e-8)

    def record(name, net, losses, **more):
        cases[name] = {"loss": losses, "parameters": {n: summary(v) for n, v in named(net).items()}, **more, "outputs": outputs(net)}

    def gradient_of(loss_of):
        """Fills the parameters' gradients with those of a loss, and returns the loss."""

        def differentiate(net, rows, step):
            loss = loss_of(net, rows, step)
            loss.backward()
            return loss.item()

        return differentiate

    def train(net, differentiate, make_optimizer=sgd, examples=24, after=lambda step: None):
        """The losses of 50 steps; differentiate leaves the gradients of a step's examples in the parameters."""
        optimizer, losses = make_optimizer(net), []
        for step in range(STEPS):
            optimizer.zero_grad()
            losses.append(differentiate(net, rows_of(step, examples), step))
            optimizer.step()
            after(step)
        return losses

    def on_labels(net, rows, step):
        return cross_entropy(net(x[rows]), labels[rows])

    def case(name, net, loss_of=on_labels, make_optimizer=sgd, examples=24):
        record(name, net, train(net, gradient_of(loss_of), make_optimizer, examples))

    case("plain-torch", plain())

    # normalisation
    def normalized(layer, bias=True, name="batch_normalization"):
        return Network(
            lambda n, x: n.dense_1(torch.relu(getattr(n, name)(n.dense(x)))),
            **{"dense": dense(0, INPUTS, HIDDEN, bias), name: layer, "dense_1": dense(1, HIDDEN, CLASSES)},
        )

    case("batch-norm-torch", normalized(nn.BatchNorm1d(HIDDEN)))
    case("batch-norm-torch-no-affine", normalized(nn.BatchNorm1d(HIDDEN, affine=False)))
    case("batch-norm-torch-adam", normalized(nn.BatchNorm1d(HIDDEN), bias=False), make_optimizer=adam, examples=20)
    case("layer-norm-torch", normalized(nn.LayerNorm(HIDDEN), name="layer_normalization"))

    # shapes of networks
    case("residual-torch", Network(
        lambda n, x: n.dense_3((h := torch.relu(n.dense(x))) + n.dense_2(torch.relu(n.dense_1(h)))),
        dense=dense(0, INPUTS, HIDDEN), dense_1=dense(1, HIDDEN, 5), dense_2=dense(2, 5, HIDDEN), dense_3=dense(3, HIDDEN, CLASSES),
    ))  # fmt: skip
    case("concat-torch", Network(
        lambda n, x: n.dense_2(torch.cat([torch.relu(n.dense(x)), torch.tanh(n.dense_1(x))], 1)),
        dense=dense(0, INPUTS, HIDDEN), dense_1=dense(1, INPUTS, 5), dense_2=dense(2, HIDDEN + 5, CLASSES),
    ))  # fmt: skip
    case("silu-torch", Network(
        lambda n, x: n.dense_1(F.silu(n.dense(x))), dense=dense(0, INPUTS, HIDDEN), dense_1=dense(1, HIDDEN, CLASSES)
    ))  # fmt: skip

    class Bias(nn.Module):
        def __init__(self, k, units):
            super().__init__()
            self.bias = nn.Parameter(tensor(initial_bias(k, units)))

    def tied():
        return Network(
            lambda n, x: torch.sigmoid(torch.relu(n.dense(x)) @ n.dense.weight + n.dense_1.bias),
            dense=dense(0, INPUTS, HIDDEN), dense_1=Bias(1, INPUTS),
        )  # fmt: skip

    case("tied-mse-torch", tied(), lambda net, rows, step: F.mse_loss(net(x[rows]), x[rows]))
    case("tied-bce-torch", tied(), lambda net, rows, step: F.binary_cross_entropy(net(x[rows]), x[rows]))

    parts = {"digit": [], "even": []}

    def two_losses(net, rows, step):
        y = net(x[rows])
        digit, even_ = cross_entropy(y["digit"], labels[rows]), F.binary_cross_entropy_with_logits(y["even"], even[rows])
        parts["digit"].append(digit.item())
        parts["even"].append(even_.item())
        return 1.0 * digit + 0.3 * even_

    def heads(n, x):
        h = torch.relu(n.dense(x))
        return {"digit": n.dense_1(h), "even": n.dense_2(h)}

    net = Network(heads, dense=dense(0, INPUTS, HIDDEN), dense_1=dense(1, HIDDEN, CLASSES), dense_2=dense(2, HIDDEN, 1))
    losses = train(net, gradient_of(two_losses))
    record("two-heads-torch", net, losses, losses_of_heads={n: first_and_last(v) for n, v in parts.items()})

    # targets
    case("smoothing-torch", plain(), lambda net, rows, step: cross_entropy(net(x[rows]), labels[rows], label_smoothing=0.1))

    def mixup(net, rows, step):
        one_hot = F.one_hot(labels[rows], CLASSES).double()
        blend = lambda a: LAMBDAS[step] * a + (1 - LAMBDAS[step]) * torch.roll(a, -3, 0)
        return cross_entropy(net(blend(x[rows])), blend(one_hot))

    case("mixup-torch", plain(), mixup)

    def distill_kl(net, rows, step):
        y, soft = net(x[rows]), F.softmax(teacher[rows] / 2, 1)
        kl = F.kl_div(F.log_softmax(y / 2, 1), soft, reduction="batchmean")
        return 0.7 * 2**2 * kl + 0.3 * cross_entropy(y, labels[rows])

    def distill_ce(net, rows, step):
        y, soft = net(x[rows]), F.softmax(teacher[rows] / 2, 1)
        return cross_entropy(y / 2, soft) + cross_entropy(y, labels[rows])

    case("distill-kl-torch", plain(), distill_kl)
    case("distill-ce-torch", plain(), distill_ce)

    # freezing, groups, masks
    net = plain()
    net.dense.requires_grad_(False)
    case("frozen-torch", net)

    def groups(optimizer, rates, decays):
        def make(net):
            members = [net.dense.parameters(), [net.dense_1.weight], [net.dense_1.bias]]
            return optimizer([{"params": p, "lr": r, "weight_decay": d} for p, r, d in zip(members, rates, decays)])

        return make

    case("groups-sgd-torch", plain(), make_optimizer=groups(torch.optim.SGD, (0.01, 0.05, 0.1), (0.1, 0.01, 0)))
    case("groups-adam-torch", plain(), make_optimizer=groups(torch.optim.Adam, (0.0005, 0.001, 0.002), (0.1, 0.01, 0)))
    case("groups-adamw-torch", plain(), make_optimizer=groups(torch.optim.AdamW, (0.0005, 0.001, 0.002), (0.1, 0.01, 0)))

    net = plain()
    prune.custom_from_mask(net.dense, "weight", tensor(MASK.T.copy()))
    losses = train(net, gradient_of(on_labels), adam)
    prune.remove(net.dense, "weight")
    record("pruned-adam-torch", net, losses)

    # steps of one's own
    def accumulate(name, net, micro_batches):
        """Four micro-batches, one backward each, whose gradients add up to their mean."""

        def differentiate(net, rows, step):
            total = 0
            for part in micro_batches(step):
                loss = cross_entropy(net(x[part]), labels[part]) / 4
                loss.backward()
                total += loss.item()
            return total

        record(name, net, train(net, differentiate))

    def pairs_of(step):
        first = rows_of(step).start
        return [slice(first + 2 * m, first + 2 * m + 2) for m in range(4)]

    accumulate("accumulate-torch", plain(), pairs_of)
    accumulate("accumulate-batch-norm-torch", normalized(nn.BatchNorm1d(HIDDEN)), lambda step: [rows_of(4 * step + m) for m in range(4)])

    perturbed = []

    def sam(net, rows, step):
        """The gradient at w + 0.05 g/|g|, for a step from w."""
        parameters = list(net.parameters())
        loss = on_labels(net, rows, step)
        gradients = torch.autograd.grad(loss, parameters)
        norm = torch.sqrt(sum((g * g).sum() for g in gradients))
        before = [w.detach().clone() for w in parameters]
        with torch.no_grad():
            for w, g in zip(parameters, gradients):
                w += 0.05 * g / norm
        there = on_labels(net, rows, step)
        there.backward()
        with torch.no_grad():
            for w, b in zip(parameters, before):
                w.copy_(b)
        perturbed.append(there.item())
        return loss.item()

    net = plain()
    losses = train(net, sam)
    record("sam-torch", net, losses, loss_perturbed=first_and_last(perturbed))

    clean, saliency = [], []

    def fgsm(net, rows, step):
        """The gradient of the loss on inputs moved by 0.05 along the sign of the loss's gradient by them."""
        inputs = x[rows].clone().requires_grad_()
        loss = cross_entropy(net(inputs), labels[rows])
        gradient = torch.autograd.grad(loss, inputs)[0]
        clean.append(loss.item())
        saliency.append(gradient)
        return gradient_of(lambda *_: cross_entropy(net(x[rows] + 0.05 * gradient.sign()), labels[rows]))(net, rows, step)

    net = plain()
    losses = train(net, fgsm)
    smallest = min(g.abs().min().item() for g in saliency)
    record(
        "fgsm-torch", net, losses, loss_clean=first_and_last(clean),
        input_gradient=numbers(saliency[0]), smallest_input_gradient=smallest,
    )  # fmt: skip

    # averages of weights
    net = plain()
    ema = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    swa = AveragedModel(net)
    from_start = [w.detach().clone() for w in net.parameters()]

    def average(step):
        ema.update_parameters(net)
        if step >= 40:
            swa.update_parameters(net)
        for a, w in zip(from_start, net.parameters()):
            a.mul_(0.9).add_(w.detach(), alpha=0.1)

    losses = train(net, gradient_of(on_labels), after=average)
    averages = {"ema": ema.module, "swa": swa.module}
    started = plain()
    for w, a in zip(started.parameters(), from_start):
        w.data.copy_(a)
    averages["ema_from_start"] = started
    cases["averages-torch"] = {
        "loss_last": losses[-1],
        **{n: {"parameters": {k: summary(v) for k, v in named(a).items()}, "outputs": outputs(a)} for n, a in averages.items()},
    }

    cases["second-derivative-torch"] = second_derivative(torch, dense, Network, named, on_labels)
    return torch.__version__, cases


def second_derivative(torch, dense, Network, named, on_labels):
    """Hessian-vector product and the largest eigenvalue of the Hessian of a tanh network's loss."""
    from torch.func import functional_call

    net = Network(
        lambda n, x: n.dense_1(torch.tanh(n.dense(x))), dense=dense(0, INPUTS, HIDDEN), dense_1=dense(1, HIDDEN, CLASSES)
    )
    parameters = list(net.parameters())
    loss = on_labels(net, slice(0, 8), 0)
    gradient = torch.autograd.grad(loss, parameters, create_graph=True)

    def product(v):
        return torch.autograd.grad(sum((g * u).sum() for g, u in zip(gradient, v)), parameters, retain_graph=True)

    def in_go_order(tensors):
        return numpy.concatenate([t.detach().numpy().T.ravel() for t in tensors])

    direction, at, v = 2 * uniform(6, sum(p.numel() for p in parameters)) - 1, 0, []
    for p in parameters:
        part = torch.from_numpy(direction[at : at + p.numel()])
        v.append(part.reshape(p.T.shape).T if p.ndim == 2 else part)
        at += p.numel()
    first = product(v)

    estimates = {}
    for iteration in range(1, 501):
        norm = torch.sqrt(sum((u * u).sum() for u in v))
        v = [u / norm for u in v]
        hv = product(v)
        if iteration in (1, 10, 100, 500):
            estimates[str(iteration)] = sum((u * w).sum() for u, w in zip(v, hv)).item()
        v = hv

    names = [n for n, _ in net.named_parameters()]
    shapes = [p.shape for p in parameters]

    def of_flat(flat):
        split = [t.reshape(s) for t, s in zip(flat.split([p.numel() for p in parameters]), shapes)]
        return torch.nn.functional.cross_entropy(
            functional_call(net, dict(zip(names, split)), torch.from_numpy(X[:8])), torch.from_numpy(LABELS[:8])
        )

    hessian = torch.autograd.functional.hessian(of_flat, torch.cat([p.detach().ravel() for p in parameters]))
    eigenvalues = torch.linalg.eigvalsh(hessian)
    return {
        "loss": [loss.item()],
        "gradient": summary(in_go_order(gradient)),
        "hessian_vector_product": numbers(in_go_order(first)),
        "power_iteration": estimates,
        "eigenvalues_largest": numbers(eigenvalues.flip(0)[:3]),
        "eigenvalue_smallest": eigenvalues[0].item(),
        "trace": hessian.trace().item(),
    }


# ---------------------------------------------------------------- Keras


def keras_cases():
    backend = os.environ.setdefault("KERAS_BACKEND", "jax")
    engine = importlib.import_module(backend)
    if backend == "jax":
        engine.config.update("jax_enable_x64", True)
    import keras
    from keras import layers, losses, optimizers, regularizers
    from keras.src.backend.common import dtypes

    keras.config.set_floatx("float64")
    # Except on TensorFlow, Keras computes every mean and variance of float64 numbers in float32, whatever
    # floatx is: errors of 1e-8. This entry is what it has on TensorFlow.
    dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"
    assert keras.backend.result_type("float64", "float32") == "float64"
    cases = {}
    one_hot = numpy.eye(CLASSES)[LABELS]
    sparse = lambda: losses.SparseCategoricalCrossentropy(from_logits=True)
    sgd = lambda: optimizers.SGD(0.1)
    adam = lambda: optimizers.Adam(0.001)  # beta_1=0.9, beta_2=0.999, epsilon=1e-7 are its defaults

    def dense(k, units, **settings):
        """A Dense layer that remembers which formula fills it."""
        layer = layers.Dense(units, name="dense" + (f"_{k}" if k else ""), **settings)
        layer.k = k
        return layer

    def network(run, inputs=INPUTS):
        x = keras.Input((inputs,))
        model = keras.Model(x, run(x))
        for layer in model.layers:
            if hasattr(layer, "k"):
                layer.kernel.assign(initial_kernel(layer.k, *layer.kernel.shape))
                if layer.use_bias:
                    layer.bias.assign(initial_bias(layer.k, layer.units))
        return model

    def plain(**first):
        return network(lambda x: dense(1, CLASSES)(layers.ReLU()(dense(0, HIDDEN, **first)(x))))

    def named(model):
        return {v.path: v.numpy() for v in model.weights if v.dtype == "float64"}

    def outputs(model, x):
        return numbers(model(x[:3], training=False))

    def case(name, model, x=X, y=LABELS, loss=None, optimizer=None, examples=24, **more):
        model.compile(optimizer=optimizer or sgd(), loss=loss or sparse())
        history = []
        for step in range(STEPS):
            rows = rows_of(step, examples)
            logs = model.train_on_batch(x[rows], y[rows], return_dict=True)
            history.append(float(logs["loss"]))
        cases[name] = {"loss": history, "parameters": {n: summary(v) for n, v in named(model).items()}, **more, "outputs": outputs(model, x)}
        return model

    # normalisation
    def normalized(layer, **first):
        return network(lambda x: dense(1, CLASSES)(layers.ReLU()(layer(dense(0, HIDDEN, **first)(x)))))

    def batch_norm(**settings):
        return layers.BatchNormalization(name="batch_normalization", **settings)

    def layer_norm(**settings):
        return layers.LayerNormalization(name="layer_normalization", **settings)

    case("batch-norm-keras", normalized(batch_norm()))
    case("batch-norm-keras-no-scale", normalized(batch_norm(scale=False)))
    case("batch-norm-keras-no-center", normalized(batch_norm(center=False)))
    case("batch-norm-keras-adam", normalized(batch_norm(), use_bias=False), optimizer=adam(), examples=20)
    case("layer-norm-keras", normalized(layer_norm()))
    case("layer-norm-keras-adam", normalized(layer_norm()), optimizer=adam())

    frozen = batch_norm(trainable=False)
    model = normalized(frozen)
    j = numpy.arange(HIDDEN)
    frozen.set_weights([1 + 0.1 * j, -0.02 * j, 0.05 * (j + 1), 0.5 + 0.1 * j])
    case("batch-norm-keras-frozen", model)

    # shapes of networks
    def residual(x):
        h = layers.ReLU()(dense(0, HIDDEN)(x))
        inner = dense(2, HIDDEN)(layers.ReLU()(dense(1, 5)(h)))
        return dense(3, CLASSES)(layers.Add()([h, inner]))

    case("residual-keras-adam", network(residual), optimizer=adam())

    # penalties
    case("l2-keras", plain(kernel_regularizer=regularizers.L2(1e-2)))
    case("l1-keras", plain(kernel_regularizer=regularizers.L1(1e-3)))
    case("l1-l2-keras-adam", plain(kernel_regularizer=regularizers.L1L2(l1=1e-3, l2=1e-2)), optimizer=adam())

    smooth = losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    case("smoothing-keras-adam", plain(), y=one_hot, loss=smooth, optimizer=adam())

    # averages of weights
    optimizer = optimizers.SGD(0.1, use_ema=True, ema_momentum=0.9)
    model = case("averages-keras", plain(), optimizer=optimizer)
    optimizer.finalize_variable_values(model.trainable_variables)
    cases["averages-keras"] = {
        "loss_last": cases["averages-keras"]["loss"][-1],
        "ema": {"parameters": {n: summary(v) for n, v in named(model).items()}, "outputs": outputs(model, X)},
    }

    # a table of numbers
    normalization = layers.Normalization(name="normalization")
    normalization.adapt(TABLE)
    model = network(lambda x: dense(1, 2)(layers.ReLU()(dense(0, HIDDEN)(normalization(x)))))
    case(
        "table-keras", model, x=TABLE, y=TARGETS, loss=losses.MeanSquaredError(),
        normalized=numbers(normalization(TABLE[:3])), normalized_all=summary(normalization(TABLE)),
    )  # fmt: skip
    pixels = (integers(8, 8) % 256).astype(float)
    rescaled = layers.Rescaling(1 / 127.5, -1)(pixels)
    cases["rescaling-keras"] = {"inputs": numbers(pixels), "outputs": numbers(rescaled)}
    return f"{keras.__version__} on {backend} {engine.__version__}", cases


if __name__ == "__main__":
    library = sys.argv[1] if len(sys.argv) == 2 else ""
    if library not in ("torch", "keras"):
        sys.exit("usage: steps.py torch|keras")
    version, recorded = {"torch": torch_cases, "keras": keras_cases}[library]()
    versions = {library: version, "numpy": numpy.__version__, "python": sys.version.split()[0], "precision": "float64"}
    write(library, versions, recorded)
