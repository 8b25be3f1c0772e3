"""JAX: one jitted call an epoch, the steps in lax.scan."""

import setting as settings

chosen = settings.parse(("scan",), __doc__)

import jax  # noqa: E402, after the process is bound to its cores
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

import mnist  # noqa: E402
import report  # noqa: E402


def initial(seed):
    """Returns kernel and bias of each layer: Glorot's uniform distribution, and zeros."""
    random = np.random.default_rng(seed)
    layers = []
    for fan_in, units in zip(chosen.widths, chosen.widths[1:]):
        limit = np.sqrt(6 / (fan_in + units))
        kernel = random.uniform(-limit, limit, (fan_in, units)).astype(np.float32)
        layers.append((jnp.asarray(kernel), jnp.zeros(units, jnp.float32)))
    return layers


def logits(layers, x, key=None):
    """Returns the network's output; dropout where there is a key."""
    for kernel, bias in layers[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
        if key is not None and chosen.dropout > 0:
            key, mine = jax.random.split(key)
            keep = jax.random.bernoulli(mine, 1 - chosen.dropout, x.shape)
            x = jnp.where(keep, x / (1 - chosen.dropout), 0)
    kernel, bias = layers[-1]
    return x @ kernel + bias


def loss(layers, x, y, key):
    """Returns the mean cross-entropy; y is classes or one-hot."""
    log_p = jax.nn.log_softmax(logits(layers, x, key))
    if chosen.one_hot:
        return -jnp.mean(jnp.sum(log_p * y, axis=1))
    return -jnp.mean(jnp.take_along_axis(log_p, y[:, None], axis=1))


def adam(layers, grads, m, v, t):
    """Returns parameters and moments after step t (from 1), as Keras' Adam has it."""
    b1, b2, lr, epsilon = 0.9, 0.999, 0.001, 1e-7
    alpha = lr * jnp.sqrt(1 - b2**t) / (1 - b1**t)
    m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, grads)
    v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, grads)
    update = lambda w, m, v: w - alpha * m / (jnp.sqrt(v) + epsilon)
    return jax.tree.map(update, layers, m, v), m, v


def step(state, rows, x, y):
    """Trains on the examples that rows names."""
    layers, m, v, t, key = state
    key, mine = jax.random.split(key) if chosen.dropout > 0 else (key, key)
    grads = jax.grad(loss)(layers, x[rows], y[rows], mine)
    layers, m, v = adam(layers, grads, m, v, t + 1)
    return (layers, m, v, t + 1, key), None


def epoch(state, order, x, y):
    """Trains on all examples in order, the last and smaller batch included."""
    whole = len(order) // chosen.batch * chosen.batch
    rows = order[:whole].reshape(-1, chosen.batch)
    state, _ = jax.lax.scan(lambda state, rows: step(state, rows, x, y), state, rows)
    if whole < len(order):
        state, _ = step(state, order[whole:], x, y)
    return state


def main():
    # The quickest generator that JAX has on a CPU; the default takes far longer.
    jax.config.update("jax_default_prng_impl", "unsafe_rbg")
    x, y = mnist.load(chosen.data, mnist.TRAIN, chosen.low)
    y = mnist.one_hot(y) if chosen.one_hot else y
    x, y = jnp.asarray(x), jnp.asarray(y)
    layers = initial(1)
    zeros = lambda: jax.tree.map(jnp.zeros_like, layers)
    state = (layers, zeros(), zeros(), jnp.float32(0), jax.random.key(1))
    random = np.random.default_rng(1)
    compiled = jax.jit(epoch, donate_argnums=0)

    def train(_):
        nonlocal state
        order = random.permutation(len(x)).astype(np.int32)
        state = jax.block_until_ready(compiled(state, order, x, y))

    compile_seconds, seconds = report.epochs(chosen, train)
    layers = state[0]
    x, y = mnist.load(chosen.data, mnist.TEST, chosen.low)
    test = np.mean(np.argmax(jax.jit(logits)(layers, x), axis=1) == y)
    if chosen.save:
        np.savez(chosen.save, *jax.tree.leaves(layers))
    report.train("JAX", chosen, compile_seconds, seconds, test)


main()
