"""JAX: the steps of the programs in experiments/, a jitted call an epoch, the steps in lax.scan."""

import lab

chosen = lab.parse(("scan",), __doc__)

import jax  # noqa: E402, after the process is bound to its cores
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

jax.config.update("jax_default_prng_impl", "unsafe_rbg")  # the quickest on a CPU
tree = jax.tree


# Layers. A network's parameters are a dict by layer; "state" holds what training moves
# and no gradient does.


def dense(p, x):
    return x @ p["kernel"] + p["bias"]


def batch_norm(p, state, x):
    mean, variance = jnp.mean(x, axis=0), jnp.var(x, axis=0)
    moved = {"mean": 0.99 * state["mean"] + 0.01 * mean, "variance": 0.99 * state["variance"] + 0.01 * variance}
    return p["gamma"] * (x - mean) / jnp.sqrt(variance + 1e-3) + p["beta"], moved


def layer_norm(p, x):
    mean, variance = jnp.mean(x, axis=1, keepdims=True), jnp.var(x, axis=1, keepdims=True)
    return p["gamma"] * (x - mean) / jnp.sqrt(variance + 1e-3) + p["beta"]


def bent(x):
    return (jnp.sqrt(x * x + 1) - 1) / 2 + x


# Losses.


def entropy(logits, classes, smoothing=0.0):
    log_p = jax.nn.log_softmax(logits)
    hit = jnp.take_along_axis(log_p, classes[:, None], axis=1)[:, 0]
    if smoothing:
        hit = (1 - smoothing) * hit + smoothing * jnp.mean(log_p, axis=1)
    return -jnp.mean(hit)


def entropy_of(logits, targets):
    return -jnp.mean(jnp.sum(targets * jax.nn.log_softmax(logits), axis=1))


def squares(y, targets):
    return jnp.mean((y - targets) ** 2)


def binary(logits, targets):
    return jnp.mean(jnp.maximum(logits, 0) - logits * targets + jnp.log1p(jnp.exp(-jnp.abs(logits))))


# Optimizers: an initial state, and an update of (parameters, gradients, state, t from 1).


def adam(lr=0.001):
    def begin(params):
        zeros = tree.map(jnp.zeros_like, params)
        return zeros, zeros

    def update(params, grads, moments, t):
        b1, b2, epsilon = 0.9, 0.999, 1e-7
        m, v = moments
        alpha = lr * jnp.sqrt(1 - b2**t) / (1 - b1**t)
        m = tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, grads)
        v = tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, grads)
        return tree.map(lambda w, m, v: w - alpha * m / (jnp.sqrt(v) + epsilon), params, m, v), (m, v)

    return begin, update


def sgd(lr):
    return (lambda params: ()), (lambda params, grads, state, t: (tree.map(lambda w, g: w - lr * g, params, grads), state))


# Networks: parameters, and a loss of (parameters, state, x, y, key) with the moved state.


def kernels(*widths, seed=1, bias=True):
    random = np.random.default_rng(seed)
    layers = {}
    for i, (fan_in, units) in enumerate(zip(widths, widths[1:])):
        limit = np.sqrt(6 / (fan_in + units))
        layers[f"dense{i}"] = {"kernel": jnp.asarray(random.uniform(-limit, limit, (fan_in, units)), jnp.float32)}
        if bias:
            layers[f"dense{i}"]["bias"] = jnp.zeros(units, jnp.float32)
    return layers


def norms(widths):
    return {f"norm{i}": {"gamma": jnp.ones(n), "beta": jnp.zeros(n)} for i, n in enumerate(widths)}


def statistics(widths):
    return {f"norm{i}": {"mean": jnp.zeros(n), "variance": jnp.ones(n)} for i, n in enumerate(widths)}


def classifier(activation=jax.nn.relu, smoothing=0.0, penalty=0.0):
    """784 inputs, a hidden layer, ten classes."""

    def loss(p, state, x, y, key):
        value = entropy(dense(p["dense1"], activation(dense(p["dense0"], x))), y, smoothing)
        if penalty:
            value += penalty * jnp.sum(p["dense0"]["kernel"] ** 2)
        return value, state

    return loss


def autoencoder(p, state, x, y, key):
    h = x
    for i, activation in enumerate((jax.nn.relu, chosen_code, jax.nn.relu, jax.nn.sigmoid)):
        h = activation(dense(p[f"dense{i}"], h))
    return squares(h, x), state


def chosen_code(x):
    return jax.nn.relu(x) if chosen.now == "autoencoder" else x


def tied(p, state, x, y, key):
    h = jax.nn.relu(dense(p["dense0"], x))
    code = dense(p["dense1"], h)
    h = jax.nn.relu(code @ p["dense1"]["kernel"].T + p["back"]["code"])
    return squares(jax.nn.sigmoid(h @ p["dense0"]["kernel"].T + p["back"]["encoder"]), x), state


def heads(p, state, x, y, key):
    h = jax.nn.relu(dense(p["dense0"], x))
    even = binary(dense(p["even"], h)[:, 0], (1 - y % 2).astype(jnp.float32))
    return entropy(dense(p["dense1"], h), y) + 0.5 * even, state


def dropout(p, state, x, y, key):
    for i in range(2):
        key, mine = jax.random.split(key)
        x = jax.nn.relu(dense(p[f"dense{i}"], x))
        x = jnp.where(jax.random.bernoulli(mine, 0.8, x.shape), x / 0.8, 0)
    return entropy(dense(p["dense2"], x), y), state


def normed(kind):
    def loss(p, state, x, y, key):
        moved = dict(state)
        for i in range(3):
            x = dense(p[f"dense{i}"], x)
            if kind == "batch":
                x, moved[f"norm{i}"] = batch_norm(p[f"norm{i}"], state[f"norm{i}"], x)
            elif kind == "layer":
                x = layer_norm(p[f"norm{i}"], x)
            x = jax.nn.sigmoid(x)
        return entropy(dense(p["dense3"], x), y), moved

    return loss


def residual(kind, blocks=10):
    def loss(p, state, x, y, key):
        moved = dict(state)

        def norm(i, x):
            x, moved[f"norm{i}"] = batch_norm(p[f"norm{i}"], state[f"norm{i}"], x)
            return x

        def times(i, x):
            return x @ p[f"dense{i}"]["kernel"]

        x = jax.nn.relu(dense(p["first"], x))
        for i in range(0, 2 * blocks, 2):
            if kind == "pre-activation":
                x = x + times(i + 1, jax.nn.relu(norm(i + 1, times(i, jax.nn.relu(norm(i, x))))))
                continue
            h = norm(i + 1, times(i + 1, jax.nn.relu(norm(i, times(i, x)))))
            x = jax.nn.relu(x + h if kind == "residual" else h)
        return entropy(dense(p["last"], x), y), moved

    return loss


def table(p, state, x, y, key):
    mean, deviation, offset, scale = 0.5, 0.2887, 14.4, 4.9
    x = (x - mean) / deviation
    for i in range(2):
        x = jax.nn.relu(dense(p[f"dense{i}"], x))
    return squares(dense(p["dense2"], x)[:, 0] * scale + offset, y), state


# Steps: of (loss, update) a function of (training, x, y) to the next training.


def plain(loss, update):
    def step(training, x, y):
        p, state, moments, t, key, more = training
        key, mine = jax.random.split(key)
        (_, state), grads = jax.value_and_grad(loss, has_aux=True)(p, state, x, y, mine)
        p, moments = update(p, grads, moments, t + 1)
        return p, state, moments, t + 1, key, more

    return step


def accumulated(loss, update):
    def step(training, x, y):
        p, state, moments, t, key, more = training
        parts = x.reshape(4, -1, x.shape[1]), y.reshape(4, -1)

        def add(total, part):
            grads = jax.grad(lambda p: loss(p, state, *part, key)[0])(p)
            return tree.map(lambda a, g: a + g / 4, total, grads), None

        grads, _ = jax.lax.scan(add, tree.map(jnp.zeros_like, p), parts)
        p, moments = update(p, grads, moments, t + 1)
        return p, state, moments, t + 1, key, more

    return step


def adversarial(loss, update):
    train = plain(loss, update)

    def step(training, x, y):
        p, state, *_ = training
        by_x = jax.grad(lambda x: loss(p, state, x, y, None)[0])(x)
        return train(training, jnp.clip(x + 0.1 * jnp.sign(by_x), 0, 1), y)

    return step


def averaged(loss, update):
    train = plain(loss, update)

    def step(training, x, y):
        p, state, moments, t, key, mean = train(training, x, y)
        return p, state, moments, t, key, tree.map(lambda a, w: 0.999 * a + 0.001 * w, mean, p)

    return step


def mixed(_, update):
    def loss(p, state, x, y, key):
        share, order = jax.random.uniform(key), jax.random.permutation(key, len(x))
        one_hot = jax.nn.one_hot(y, 10)
        x, targets = share * x + (1 - share) * x[order], share * one_hot + (1 - share) * one_hot[order]
        return entropy_of(dense(p["dense1"], jax.nn.relu(dense(p["dense0"], x))), targets), state

    return plain(loss, update)


def sharpness_aware(loss, update):
    def step(training, x, y):
        p, state, moments, t, key, more = training
        grad = jax.grad(lambda p: loss(p, state, x, y, key)[0])
        first = grad(p)
        norm = jnp.sqrt(sum(jnp.sum(g * g) for g in tree.leaves(first)) + 1e-12)
        grads = grad(tree.map(lambda w, g: w + 0.05 * g / norm, p, first))
        p, moments = update(p, grads, moments, t + 1)
        return p, state, moments, t + 1, key, more

    return step


def frozen(loss, update):
    def step(training, x, y):
        p, state, moments, t, key, more = training
        head = {"dense1": p["dense1"]}
        grads = jax.grad(lambda head: loss({**p, **head}, state, x, y, key)[0])(head)
        mine = tree.map(lambda m: m, {"dense1": moments[0]["dense1"]}), {"dense1": moments[1]["dense1"]}
        head, mine = update(head, grads, mine, t + 1)
        moments = tuple({**all, **part} for all, part in zip(moments, mine))
        return {**p, **head}, state, moments, t + 1, key, more

    return step


def taught(_, update):
    """more is the teacher."""

    def step(training, x, y):
        p, state, moments, t, key, teacher = training
        soft = jax.nn.softmax(dense(teacher["dense2"], jax.nn.relu(dense(teacher["dense1"], jax.nn.relu(dense(teacher["dense0"], x))))) / 4)

        def loss(p):
            logits = dense(p["dense1"], jax.nn.relu(dense(p["dense0"], x)))
            return 0.1 * entropy(logits, y) + 0.9 * 16 * entropy_of(logits / 4, soft)

        p, moments = update(p, jax.grad(loss)(p), moments, t + 1)
        return p, state, moments, t + 1, key, teacher

    return step


def pruned(loss, update):
    """more is a mask of the kernels."""

    def step(training, x, y):
        p, state, moments, t, key, mask = training
        grads = jax.grad(lambda p: loss(p, state, x, y, key)[0])(p)
        p, moments = update(p, grads, moments, t + 1)
        return tree.map(lambda w, m: w * m, p, mask), state, moments, t + 1, key, mask

    return step


def small(hidden=128):
    return kernels(784, hidden, 10)


def residual_params(blocks=10):
    p = {f"dense{i}": kernels(64, 64, seed=i, bias=False)["dense0"] for i in range(2 * blocks)}
    return p | norms([64] * 2 * blocks) | {"first": kernels(784, 64)["dense0"], "last": kernels(64, 10)["dense0"]}


def programs():
    """Returns, by experiment, network and training: parameters, loss, step, optimizer, state, more."""
    relu = classifier()
    code = kernels(784, 128, 32, 128, 784)
    back = {"back": {"code": jnp.zeros(128), "encoder": jnp.zeros(784)}}
    wide = [100] * 3
    all = {("accumulation", "keras-small"): (small(), relu, accumulated)}
    for network, activation in ("function", bent), ("composed", bent), ("relu", jax.nn.relu):
        all["activation", network] = small(), classifier(activation)
    all["adversarial", "plain"] = small(), relu
    all["adversarial", "adversarial"] = small(), relu, adversarial
    all["autoencoder", "autoencoder"] = code, autoencoder
    for network, rate in ("slow", 0.02), ("fast", 0.5):
        all["curvature", network] = small(32), classifier(jnp.tanh), plain, sgd(rate)
    all["distillation", "alone"] = small(30), relu
    all["distillation", "taught"] = small(30), None, taught, adam(), {}, kernels(784, 100, 100, 10, seed=2)
    all["ema", "ema"] = small(), relu, averaged, adam(0.003), {}, small()
    all["ema", "swa"] = small(), relu, plain, adam(0.003)
    all["freezing", "frozen"] = small(), relu, frozen, adam(0.01)
    all["freezing", "slow"] = small(), relu
    all["heads", "heads"] = small() | {"even": kernels(128, 1)["dense0"]}, heads
    all["metric", "keras-small"] = small(), relu
    all["mixup", "mixup"] = small(), None, mixed
    all["montecarlo", "keras-dropout"] = kernels(784, 128, 128, 10), dropout
    for kind in "none", "batch", "layer":
        more = norms(wide) if kind != "none" else {}
        all["norm", kind] = kernels(784, *wide, 10) | more, normed(kind), plain, sgd(0.1), statistics(wide) if kind == "batch" else {}
    for network, smoothing, penalty in ("plain", 0, 0), ("penalty", 0, 1e-3), ("smoothing", 0.1, 0), ("both", 0.1, 1e-3):
        all["penalty", network] = small(), classifier(jax.nn.relu, smoothing, penalty)
    all["pruning", "keras-small"] = small(), relu, pruned, adam(), {}, tree.map(lambda w: (jnp.arange(w.size) % 10 == 0).reshape(w.shape).astype(jnp.float32) if w.ndim > 1 else jnp.ones_like(w), small())
    for kind in "plain", "residual", "pre-activation":
        all["residual", kind] = residual_params(), residual(kind), plain, adam(), statistics([64] * 20)
    all["sam", "keras-small"] = small(), relu, sharpness_aware
    all["table", "table"] = kernels(10, 64, 64, 1), table
    all["tied", "tied"] = {k: v for k, v in code.items() if k in ("dense0", "dense1")} | back, tied
    all["tied", "untied"] = code, autoencoder
    return all


def measure(name, params, loss, step=plain, optimizer=None, state=None, more=None):
    chosen.now = name[0]
    begin, update = optimizer or adam()
    x, y, batch = lab.examples(chosen, *name)
    x, y = jnp.asarray(x), jnp.asarray(y)
    one = step(loss, update)

    @jax.jit
    def epoch(training, order):
        return jax.lax.scan(lambda training, rows: (one(training, x[rows], y[rows]), None), training, order)[0]

    random = np.random.default_rng(1)
    training = (params, state or {}, begin(params), jnp.float32(0), jax.random.key(1), more)

    def train():
        nonlocal training
        order = random.permutation(len(x))[: len(x) // batch * batch].reshape(-1, batch).astype(np.int32)
        training = jax.block_until_ready(epoch(training, order))
        return len(order)

    lab.measure(chosen, *name, batch, train)


def main():
    for name, program in programs().items():
        if chosen.only in ("", name[0]):
            measure(name, *program)


main()
