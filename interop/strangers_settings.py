"""Kinds of Keras' files that differ from the usual in their settings and graphs, for strangers.py."""

import re

import numpy as np
from strangers_keras import OLD, WHOLE, Files, L, classes, hidden, keras, register


def make(m):
    f, u = Files(m), m.units
    settings(f, u)
    graphs(f, u)
    compiled(f, u)
    if not OLD:
        new(f, u)


def settings(f, u):
    group, out = "20 settings", classes()
    chain, save = f.chain, f.save
    mean, variance = np.linspace(0.1, 0.5, 784).astype("f4"), np.linspace(0.5, 1.5, 784).astype("f4")
    save("rescaling-vector", group, "Rescaling of a vector", chain(lambda: L.Rescaling([1.0, 0.5, 0.25], offset=[-1.0, 0.0, 1.0]), L.Flatten, hidden(u), out, shape=(8, 8, 3)), WHOLE, size=192, shape=(8, 8, 3), refused=["Rescaling"])
    save("rescaling-offsets", group, "Rescaling with offsets", chain(lambda: L.Rescaling(2.0, offset=[-1.0, 0.0, 1.0]), L.Flatten, hidden(u), out, shape=(8, 8, 3)), WHOLE, size=192, shape=(8, 8, 3), refused=["Rescaling"])
    save("normalization-vector", group, "Normalization of vectors", chain(lambda: L.Normalization(mean=mean, variance=variance), hidden(u), out), WHOLE)
    save("normalization-colours", group, "Normalization of colours", chain(lambda: L.Normalization(mean=[0.1, 0.2, 0.3], variance=[0.5, 1.0, 1.5]), L.Flatten, hidden(u), out, shape=(8, 8, 3)), WHOLE, size=192, shape=(8, 8, 3), refused=["Normalization"])
    save("normalization-row", group, "Normalization(axis=1)", chain(lambda: L.Normalization(axis=1, mean=np.linspace(0, 1, 28).tolist(), variance=np.linspace(0.5, 1, 28).tolist()), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["Normalization"])
    save("normalization-none-adapted", group, "Normalization(axis=None), adapted", chain(lambda: adapted(L.Normalization(axis=None)), hidden(u), out), WHOLE)
    if not OLD:
        save("normalization-invert", group, "Normalization(invert=True)", chain(lambda: L.Normalization(mean=0.3, variance=0.2, invert=True), hidden(u), out), WHOLE, refused=["invert"])
    save("activation-layer", group, "activation=ReLU layer", chain(lambda: L.Dense(u, activation=L.ReLU(max_value=1.0)), out), WHOLE, refused=["activation"])
    save("activation-function", group, "activation=keras.activations.tanh", chain(lambda: L.Dense(u, activation=keras.activations.tanh), out), WHOLE)
    save("activation-leaky", group, "activation=LeakyReLU layer", chain(lambda: L.Dense(u, activation=L.LeakyReLU(0.3)), out), WHOLE, refused=["activation"])
    save("activation-lambda", group, "activation=lambda", chain(lambda: L.Dense(u, activation=lambda x: x * x), out), WHOLE, refused=["lambda", "activation"])
    save("activation-of-layer", group, "Activation(tanh)", chain(lambda: L.Dense(u), lambda: L.Activation("tanh"), out), WHOLE)
    save("activation-softmax-middle", group, "softmax in the middle", chain(lambda: L.Dense(u, activation="softmax"), out), WHOLE)
    save("softmax-columns", group, "Softmax(axis=1) of images", chain(lambda: L.Softmax(axis=1), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["axis"])
    save("softmax-axis2", group, "Softmax(axis=2) of images", chain(lambda: L.Softmax(axis=2), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28))
    save("softmax-rows", group, "Softmax of rows", chain(L.Softmax, L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["Softmax", "softmax"])
    save("softmax-axes", group, "Softmax(axis=[1, 2])", chain(lambda: L.Softmax(axis=(1, 2)), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["axis"])
    save("bn-axis", group, "BatchNormalization(axis=1) of images", chain(lambda: L.BatchNormalization(axis=1), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["BatchNormalization", "axis"])
    save("bn-image", group, "BatchNormalization of images", chain(L.BatchNormalization, L.Flatten, hidden(u), out, shape=(28, 28, 1)), WHOLE, shape=(28, 28, 1), refused=["BatchNormalization"])
    save("bn-last", group, "BatchNormalization behind the last", chain(hidden(u), lambda: L.Dense(10), L.BatchNormalization, L.Softmax), WHOLE)
    save("ln-axes", group, "LayerNormalization(axis=[1, 2])", chain(lambda: L.LayerNormalization(axis=[1, 2]), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["axis"])
    save("ln-image", group, "LayerNormalization of rows", chain(L.LayerNormalization, L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["LayerNormalization"])
    save("ln-plain", group, "LayerNormalization(center=False)", chain(hidden(u), lambda: L.LayerNormalization(center=False, epsilon=0.1), out), WHOLE)
    save("prelu-shared", group, "PReLU(shared_axes)", chain(lambda: L.PReLU(shared_axes=[1]), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["PReLU", "p_re_lu"])
    save("thresholded", group, "relu with a threshold", chain(lambda: L.Dense(u), lambda: L.ReLU(threshold=0.3), out), WHOLE)
    save("elu2", group, "two ELUs", chain(lambda: L.Dense(u), lambda: L.ELU(0.3), lambda: L.Dense(u), lambda: L.ELU(0.7), out), WHOLE)
    save("flatten-twice", group, "two Flattens", chain(L.Flatten, L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28))
    save("reshape-minus", group, "Reshape((-1,))", chain(lambda: L.Reshape((-1,)), hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28))
    save("reshape-2d", group, "Reshape, Permute, Flatten", chain(lambda: L.Reshape((7, 112)), lambda: L.Permute((2, 1)), L.Flatten, hidden(u), out), WHOLE)
    save("repeat", group, "RepeatVector", chain(hidden(u), lambda: L.RepeatVector(3), L.Flatten, out), WHOLE, refused=["RepeatVector"])
    save("masking", group, "Masking", chain(L.Masking, L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["Masking"])
    save("cropping", group, "Cropping2D", chain(lambda: L.Cropping2D(4), L.Flatten, hidden(u), out, shape=(28, 28, 1)), WHOLE, shape=(28, 28, 1), refused=["Cropping2D"])
    save("padding", group, "ZeroPadding2D", chain(lambda: L.ZeroPadding2D(2), L.Flatten, hidden(u), out, shape=(28, 28, 1)), WHOLE, shape=(28, 28, 1), refused=["ZeroPadding2D"])
    save("pooling", group, "GlobalAveragePooling1D", chain(lambda: L.GlobalAveragePooling1D(), hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["GlobalAveragePooling1D"])
    save("resizing", group, "Resizing", chain(lambda: L.Resizing(14, 14), L.Flatten, hidden(u), out, shape=(28, 28, 1)), WHOLE, shape=(28, 28, 1), refused=["Resizing"])
    save("spatial", group, "SpatialDropout1D", chain(lambda: L.SpatialDropout1D(0.2), L.Flatten, hidden(u), out, shape=(28, 28)), WHOLE, shape=(28, 28))
    save("lambda", group, "Lambda", chain(lambda: L.Lambda(lambda x: x * 2), hidden(u), out), WHOLE, refused=["Lambda"])
    save("time", group, "TimeDistributed", chain(lambda: L.TimeDistributed(L.Dense(3)), L.Flatten, out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["TimeDistributed"])
    save("constraint", group, "constraint, regularizers, initializers", chain(lambda: L.Dense(u, activation="relu", kernel_regularizer="l2", bias_regularizer="l1", activity_regularizer="l2", kernel_constraint="max_norm", bias_constraint="non_neg", kernel_initializer="he_normal"), out), WHOLE)
    save("names", group, "names with spaces and umlauts", chain(lambda: L.Dense(u, activation="relu", name="größe_1"), lambda: L.Dense(10, activation="softmax", name="last.layer")), WHOLE)
    save("wide", group, "three hidden layers", chain(hidden(u), hidden(u + 3), hidden(u), out), (".keras", ".h5", ".weights.h5"))
    save("frozen", group, "frozen layers", chain(hidden(u, trainable=False), out), WHOLE)
    save("float64", group, "float64", chain(hidden(u, dtype="float64"), lambda: L.Dense(10, activation="softmax", dtype="float64")), WHOLE, refused=["float64"])
    save("three-classes", group, "three classes", chain(hidden(u), classes(3)), (".keras", ".h5", ".weights.h5"))
    save("sigmoid10", group, "ten sigmoids", chain(hidden(u), lambda: L.Dense(10, activation="sigmoid")), WHOLE)
    save("tanh-out", group, "tanh at the end", chain(hidden(u), lambda: L.Dense(10, activation="tanh")), WHOLE, options={"unknowable": True})


def adapted(layer):
    layer.adapt(np.random.default_rng(2).normal(0.4, 0.3, (50, 784)).astype("f4"))
    return layer


def graphs(f, u):
    group, save = "20 graphs", f.save

    def functional(body, end=True):
        def build():
            i = L.Input((784,))
            return keras.Model(i, L.Dense(10, activation="softmax")(body(i)) if end else body(i))

        return build

    dense = lambda x, a="relu", **k: L.Dense(u, activation=a, **k)(x)

    def two(x):
        h = dense(x)
        return [L.Dense(10, activation="softmax", name="digit")(h), L.Dense(2, activation="softmax", name="parity")(h)]

    def both():
        a, b = L.Input((784,)), L.Input((784,))
        return keras.Model([a, b], L.Dense(10, activation="softmax")(L.Add()([dense(a), dense(b)])))

    def deep_skip(x):
        a = dense(x)
        b = dense(a)
        return L.Concatenate()([a, b, dense(b, "tanh")])

    binary = {"subtract": L.Subtract, "average": L.Average, "maximum": L.Maximum, "minimum": L.Minimum, "dot": lambda: L.Dot(1)}
    for name, layer in binary.items():
        save(f"func-{name}", group, name, functional(lambda x, layer=layer: layer()([dense(x), dense(x, "tanh")])), WHOLE, refused=[name, layer.__name__ if name != "dot" else "Dot"])
    save("func-add3", group, "Add of three", functional(lambda x: L.Add()([dense(x), dense(x, "tanh"), dense(x, "sigmoid")])), WHOLE)
    save("func-same", group, "Add of one tensor twice", functional(lambda x: (lambda h: L.Add()([h, h]))(dense(x))), WHOLE)
    save("func-skip", group, "Concatenate of three, one behind the other", functional(deep_skip), WHOLE)
    save("func-pixels", group, "pixels and features", functional(lambda x: L.Concatenate()([x, dense(x)])), WHOLE)
    save("func-shared-branches", group, "one Dense in two branches", functional(lambda x: (lambda d, h: L.Add()([d(h), d(dense(h))]))(L.Dense(u, activation="tanh"), dense(x))), WHOLE)
    save("func-dead", group, "a layer that leads nowhere", functional(lambda x: (dense(x, name="unused"), dense(x))[1]), WHOLE)
    save("func-shared-bn", group, "a shared BatchNormalization", functional(lambda x: (lambda b, h: b(dense(b(h))))(L.BatchNormalization(), dense(x))), WHOLE, refused=["once more", "several times"])
    save("func-concat1", group, "Concatenate(axis=1) of images", lambda: (lambda i: keras.Model(i, L.Dense(10, activation="softmax")(L.Flatten()(L.Concatenate(axis=1)([i, L.Dense(28, activation="tanh")(i)])))))(L.Input((28, 28))), WHOLE, shape=(28, 28), refused=["axis"])
    save("func-training", group, "BatchNormalization(training=True)", functional(lambda x: L.BatchNormalization()(dense(x), training=True)), WHOLE, refused=["training"])
    save("func-image", group, "images", lambda: (lambda i: keras.Model(i, L.Dense(10, activation="softmax")(dense(L.Flatten()(i)))))(L.Input((28, 28))), WHOLE, shape=(28, 28))
    save("func-nested", group, "a functional model within another", lambda: nested(u), WHOLE, refused=["early Keras 3"])
    save("func-nested-twice", group, "a model used twice", lambda: nested(u, 2), WHOLE, refused=["several times"])
    if f.m.wanted(f.prefix + "func-two-outputs.keras"):
        unusual(f, "func-two-outputs", functional(two, False), ["outputs", "output"])
        unusual(f, "func-two-inputs", both, ["inputs", "input"])


def nested(u, times=1):
    i = L.Input((u,))
    body = keras.Model(i, L.Add()([i, L.Dense(u, activation="relu")(i)]), name="block")
    x = L.Input((784,))
    h = L.Dense(u, activation="relu")(x)
    for _ in range(times):
        h = body(h)
    return keras.Model(x, L.Dense(10, activation="softmax")(h))


def unusual(f, name, build, words):
    """A model that does not take the pixels alone, or does not give classes alone."""
    for end in WHOLE:
        build().save(str(f.m.path(f.prefix + name + end)))
        f.m.expect(f.prefix + name + end, "20 graphs", name, refused=words)


def new(f, u):
    """What Keras 2 has not."""
    group, out = "20 new layers", classes()
    chain, save, ops = f.chain, f.save, keras.ops

    def functional(body):
        return lambda: (lambda i: keras.Model(i, L.Dense(10, activation="softmax")(body(i))))(L.Input((784,)))

    dense = lambda x, a="relu": L.Dense(u, activation=a)(x)
    for name, body in {
        "minus": lambda x: dense((x - 0.5) / 0.5),
        "times": lambda x: dense(x * 2.0 - 1.0),
        "from": lambda x: dense(1.0 - x),
        "array": lambda x: dense(x * np.linspace(0.5, 1, 784).astype("f4")),
        "quotient": lambda x: dense(1.0 / (x + 1.0)),
        "plus": lambda x: (lambda h: h + dense(h))(dense(x)),
        "product": lambda x: dense(x) * dense(x, "sigmoid"),
        "ops-relu": lambda x: ops.relu(dense(x, None)),
        "ops-reshape": lambda x: dense(ops.reshape(x, (-1, 784))),
        "ops-mean": lambda x: dense(x) - ops.mean(x, axis=1, keepdims=True),
        "ops-concat": lambda x: ops.concatenate([dense(x), dense(x, "tanh")], axis=-1),
        "ops-square": lambda x: ops.square(dense(x)),
        "ops-softmax": lambda x: ops.softmax(dense(x, None)),
        "slice": lambda x: dense(x[:, :392]),
        "power": lambda x: dense(x**2),
    }.items():
        save(f"op-{name}", group, f"operations: {name}", functional(body), WHOLE, refused=["operation", "argument", "quotient", "Mean", "mean", "slice", "GetItem", "square", "power", "reshape", "Reshape"])
    for a in "relu6 celu hard_shrink soft_shrink hard_silu hard_tanh log_sigmoid log_softmax sparse_plus sparse_sigmoid sparsemax squareplus tanh_shrink threshold".split():
        if hasattr(keras.activations, a):
            save(f"act3-{a}", group, a, chain(lambda: L.Dense(u, activation=a), lambda: L.Dense(10, activation="softmax")), WHOLE, refused=[a])
    for name in ("RMSNormalization", "GroupNormalization", "UnitNormalization", "SpectralNormalization", "EinsumDense", "ReversibleEmbedding", "Discretization"):
        layers = {"GroupNormalization": lambda: L.GroupNormalization(2), "SpectralNormalization": lambda: L.SpectralNormalization(L.Dense(u)), "EinsumDense": lambda: L.EinsumDense("ab,bc->ac", output_shape=u, bias_axes="c"), "Discretization": lambda: L.Discretization([0.1, 0.5], output_mode="int")}
        if not hasattr(L, name) or name == "ReversibleEmbedding":
            continue
        save(f"layer-{name}", group, name, chain(hidden(u), layers.get(name, getattr(L, name)), out), (".keras", ".h5", ".weights.h5"), refused=[name, "_".join(re.findall("[A-Z][a-z]+|[A-Z]+", name)).lower()])
    save("stack", group, "STFT-like: GlobalMaxPooling1D", chain(L.GlobalMaxPooling1D, out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["GlobalMaxPooling1D"])
    if hasattr(L.Dense, "enable_lora"):

        def adapted():
            model = chain(hidden(u), out)()
            model.layers[0].enable_lora(2)
            return model

        save("lora", group, "Dense with LoRA", adapted, (".keras", ".weights.h5"), refused=["lora"])

    @register
    class Dense(keras.Model):
        def __init__(self, **k):
            super().__init__(**k)
            self.a, self.b = L.Dense(u, activation="relu"), L.Dense(10, activation="softmax")

        def call(self, x):
            return self.b(self.a(x))

    save("model-named-dense", group, "a model named Dense", Dense, (".keras",), refused=["own", "class", "Dense"])


def compiled(f, u):
    """What is compiled, in more ways."""
    group, out = "20 compiled", classes()
    O, Z = keras.optimizers, keras.losses
    S = O.schedules
    schedules = {
        "cosine": lambda: S.CosineDecay(0.01, 100, alpha=0.1),
        "cosine-warm": lambda: S.CosineDecay(0.0, 100, alpha=0.1, warmup_target=0.01, warmup_steps=10),
        "restarts": lambda: S.CosineDecayRestarts(0.01, 10),
        "inverse": lambda: S.InverseTimeDecay(0.01, 10, 0.5, staircase=True),
        "polynomial": lambda: S.PolynomialDecay(0.01, 100, 0.001, power=2.0),
        "piecewise": lambda: S.PiecewiseConstantDecay([10, 20], [0.1, 0.01, 0.001]),
        "exponential": lambda: S.ExponentialDecay(0.01, 10, 0.9, staircase=True),
    }
    losses = {
        "focal": lambda: Z.BinaryFocalCrossentropy(gamma=3.0),
        "huber": lambda: Z.Huber(delta=0.5),
        "kl": lambda: Z.KLDivergence(),
        "hinge": lambda: Z.CategoricalHinge(),
        "cosine": lambda: Z.CosineSimilarity(axis=-1),
        "poisson": lambda: "poisson",
        "mae": lambda: "mae",
        "sum": lambda: Z.MeanSquaredError(reduction="sum"),
        "lambda": lambda: (lambda t, p: (t - p) ** 2),
    }
    optimizers = {
        "nadam": lambda: O.Nadam(0.002, beta_1=0.8),
        "adamax": lambda: O.Adamax(0.002),
        "adagrad": lambda: O.Adagrad(0.01, initial_accumulator_value=0.2),
        "adadelta": lambda: O.Adadelta(0.5, rho=0.9),
        "ftrl": lambda: O.Ftrl(0.01),
        "rmsprop": lambda: O.RMSprop(0.001, rho=0.8, momentum=0.5, centered=True),
        "nesterov": lambda: O.SGD(0.01, momentum=0.9, nesterov=True),
        "amsgrad": lambda: O.Adam(0.001, amsgrad=True),
        "clip": lambda: O.Adam(0.001, clipnorm=1.0),
        "ema": lambda: O.Adam(0.001, use_ema=True),
        "decay": lambda: O.SGD(0.01, weight_decay=0.004),
    }
    def save(name, kind, **compiled):
        f.save(f"compiled-{name}", group, kind, f.chain(hidden(u), out), WHOLE, compiled=lambda: {k: v() for k, v in compiled.items()}, refused=["lambda", "loss", "optimizer", "schedule"])

    for name, schedule in schedules.items():
        save(f"schedule-{name}", name, loss=lambda: "categorical_crossentropy", optimizer=lambda s=schedule: O.SGD(s()))
    for name, loss in losses.items():
        save(f"loss-{name}", name, loss=loss, optimizer=lambda: O.SGD(0.01))
    for name, optimizer in optimizers.items():
        save(f"optimizer-{name}", name, loss=lambda: "categorical_crossentropy", optimizer=optimizer)
