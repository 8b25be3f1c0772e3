"""The kinds of files of Keras 3 and of tf_keras, for strangers.py."""

import json
import os
import pathlib
import sys
import zipfile

os.environ["TF_USE_LEGACY_KERAS"] = "1"
OLD = "tf_keras" in sys.argv
if OLD:
    import tf_keras as keras
else:
    import keras
import h5py
import numpy as np

L = keras.layers
register = keras.saving.register_keras_serializable(package="own") if hasattr(keras, "saving") else keras.utils.register_keras_serializable("own")
if OLD:
    keras.utils.disable_interactive_logging()


@register
def double_swish(x):
    return 2.0 * x * keras.activations.sigmoid(x)


def own_classes():
    """Classes and functions that have names of Keras' own, and do something else."""

    @register
    class Dense(L.Dense):
        def call(self, x):
            return super().call(x) * 0.5

    @register
    class Softmax(L.Layer):
        def call(self, x):
            return keras.activations.softmax(x / 2.0)

    @register
    class Dropout(L.Dropout):
        def call(self, x, training=None):
            return x * 0.5

    @register
    def swish(x):
        return x * keras.activations.sigmoid(3.0 * x)

    @register
    def relu(x):
        return x * x

    return Dense, Softmax, Dropout, swish, relu


def randomized(model, r):
    """Biases and statistics that are not 0 and 1."""
    for w in model.weights:
        v = np.asarray(w)
        if v.dtype.kind != "f" and str(v.dtype) != "bfloat16":
            continue
        if v.ndim < 2 or not v.any():
            v = r.normal(0, 0.2, v.shape)
            if "variance" in w.name or "gamma" in w.name:
                v = 0.5 + r.random(v.shape)
            w.assign(v.astype("f4").astype(w.dtype if not OLD else w.dtype.as_numpy_dtype))
    for l in model._flatten_layers():
        if isinstance(l, L.Normalization) and l.input_mean is None:
            l.finalize_state()  # it computes with what it has made of its weights


def pinned():
    """Returns the version of Keras that can make all kinds."""
    lines = pathlib.Path(__file__).with_name("requirements.txt").read_text().split()
    return next(l.removeprefix("keras==") for l in lines if l.startswith("keras=="))


class Files:
    def __init__(self, maker):
        self.m, self.r = maker, np.random.default_rng(maker.seed)
        self.prefix = "k2-" if OLD else "k3-"

    def save(self, name, group, kind, build, extensions=(".keras",), scale="unit", size=784, shape=None, logits=False, refused=(), compiled=None, train=False, options=None, mend=None):
        """One file for each ending; build returns the model, inputs have the shape."""

        def make(extension, file):
            keras.utils.set_random_seed(self.m.seed * 1000 + len(name))
            model = build()
            x = self.m.inputs(size, scale)
            shaped = x.reshape(-1, *shape) if shape else x
            model(shaped[:1])
            randomized(model, self.r)
            if compiled:
                model.compile(**compiled())
            if train:
                y = self.r.integers(0, 2, (len(x), model.output_shape[-1])).astype("f4")
                model.fit(shaped, y if train == "rows" else y.argmax(1), epochs=1, verbose=0)
            output = np.asarray(model.predict(shaped, verbose=0))
            path = str(self.m.path(file))
            if extension == ".legacy.h5":
                model.save_weights(path, save_format="h5")
            elif extension == ".weights.h5":
                model.save_weights(path)
            else:
                model.save(path)
            if mend:
                mend(path)
            words = refused.get(extension, ()) if isinstance(refused, dict) else refused
            self.m.expect(file, group, kind, size, scale, output.reshape(len(x), -1), logits, words, options)

        for extension in extensions:
            file = self.prefix + name + extension
            if not self.m.wanted(file):
                continue
            try:
                make(extension, file)
            except Exception as e:
                if OLD or keras.__version__ == pinned():
                    raise
                print(f"left out: {file}: Keras {keras.__version__} cannot make it: {str(e).splitlines()[0]}")
                self.m.path(file).unlink(missing_ok=True)

    def chain(self, *layers, size=784, shape=None):
        return lambda: keras.Sequential([start(shape or (size,)), *[build() for build in layers]])


def start(shape):
    return L.InputLayer(input_shape=shape) if OLD else L.Input(shape)


ALL = (".keras", ".h5", ".weights.h5")
WHOLE = (".keras", ".h5")


def hidden(units, **k):
    return lambda: L.Dense(units, activation="relu", **k)


def classes(n=10, **k):
    return lambda: L.Dense(n, activation="softmax", **k)


def make(m):
    f, u = Files(m), m.units
    chain, save = f.chain, f.save
    out = classes()
    plain = chain(hidden(u), out)

    save("plain", "0 control", "Dense relu, Dense softmax", plain, ALL)
    if OLD:
        save("plain", "0 control", "the same, weights by name", plain, (".legacy.h5",))
    # 1 Flatten
    cf = lambda: L.Flatten(data_format="channels_first")
    flat = lambda layer, shape: chain(layer, hidden(u), out, shape=shape)
    save("flatten", "0 control", "Flatten 28x28", flat(L.Flatten, (28, 28)), ALL, shape=(28, 28))
    save("flatten-cf", "1 Flatten channels_first", "28x28", flat(cf, (28, 28)), WHOLE, shape=(28, 28))
    save("flatten-cf1", "1 Flatten channels_first", "1x28x28", flat(cf, (1, 28, 28)), WHOLE, shape=(1, 28, 28))
    save("flatten-cf883", "1 Flatten channels_first", "8x8x3", flat(cf, (8, 8, 3)), WHOLE, size=192, shape=(8, 8, 3))
    # 2 names of Keras' own
    Dense, Softmax, Dropout, swish, relu = own_classes()
    save("custom-dense", "2 own class or function with Keras' name", "own Dense", chain(lambda: Dense(u, activation="relu"), out), WHOLE, refused=["own", "class"])
    save("custom-softmax", "2 own class or function with Keras' name", "own Softmax", chain(hidden(u), lambda: L.Dense(10), Softmax), WHOLE, refused=["own", "class"])
    save("custom-dropout", "2 own class or function with Keras' name", "own Dropout", chain(hidden(u), lambda: Dropout(0.5), out), WHOLE, refused=["own", "class"])
    save("custom-swish", "2 own class or function with Keras' name", "own swish", chain(lambda: L.Dense(u, activation=swish), out), WHOLE, refused=["own", "function", "activation"])
    if keras.activations.serialize(relu) != "relu":  # else the file does not say it, and Keras itself loads its own
        save("custom-relu", "2 own class or function with Keras' name", "own relu", chain(lambda: L.Dense(u, activation=relu), out), WHOLE, refused=["own", "function", "activation"])
    save("custom-other", "2 own function", "an activation of one's own", chain(lambda: L.Dense(u, activation=double_swish), out), WHOLE, refused=["double_swish"])
    # 3 Softmax over another axis
    save("softmax0", "3 Softmax(axis=0)", "Softmax(axis=0)", chain(hidden(u), lambda: L.Dense(10), lambda: L.Softmax(axis=0)), WHOLE, refused=["axis"])
    save("softmax1", "0 control", "Softmax(axis=1)", chain(hidden(u), lambda: L.Dense(10), lambda: L.Softmax(axis=1)), WHOLE)
    subclassed(m, f, u)
    without_weights(m, f, u)
    more_layers(m, f, u)
    graphs(m, f, u)
    compiled(m, f, u)
    odd(m, f, u)


def subclassed(m, f, u):
    class Net(keras.Model):
        def __init__(self, bn):
            super().__init__()
            self.linear1 = L.Dense(u, activation="relu")
            self.bn = L.BatchNormalization() if bn else None
            self.linear2 = L.Dense(10, activation="softmax")

        def call(self, x, training=None):
            x = self.linear1(x)
            if self.bn is not None:
                x = self.bn(x)
            return self.linear2(x)

        def get_config(self):
            return {}

    group = "4 classes of one's own"
    words = ["class", "subclass", "Net", "order", "batch_normalization", "normalizations"]
    f.save("sub", group, "Subclassed linear1, linear2", lambda: Net(False), (".weights.h5",), refused=words)
    f.save("sub-bn", group, "Subclassed linear1, bn, linear2", lambda: Net(True), (".weights.h5",), refused=words)
    f.save("subclassed", group, "Subclassed model", lambda: Net(False), (".keras",), refused=words)


def without_weights(m, f, u):
    group, out = "9 layer without weights", classes()
    all_ = ALL if not OLD else (*ALL, ".legacy.h5")
    told = lambda *words: {".weights.h5": words, ".legacy.h5": words}
    chain, save = f.chain, f.save
    save("rescale255", group, "Rescaling(1/255)", chain(lambda: L.Rescaling(1 / 255), hidden(u), out), all_, scale="raw", refused=told("rescaling", "-scale"))
    save("rescale127", group, "Rescaling(1/127.5,-1)", chain(lambda: L.Rescaling(1 / 127.5, offset=-1), hidden(u), out), all_, scale="raw", refused=told("rescaling", "-scale"))
    leaky_relu = (lambda: L.LeakyReLU(alpha=0.1)) if OLD else (lambda: L.LeakyReLU(negative_slope=0.1))
    save("leaky", group, "LeakyReLU(0.1)", chain(lambda: L.Dense(u), leaky_relu, lambda: L.Dense(10), L.Softmax), all_, refused=told("leaky"))
    zero = (lambda: L.LeakyReLU(alpha=0.0)) if OLD else (lambda: L.LeakyReLU(negative_slope=0.0))
    save("leaky0", group, "LeakyReLU(0)", chain(lambda: L.Dense(u), zero, out), WHOLE)
    save("elu", group, "ELU(0.5)", chain(lambda: L.Dense(u), lambda: L.ELU(alpha=0.5), out), all_, refused=told("elu"))
    save("relu", group, "ReLU layer", chain(lambda: L.Dense(u), L.ReLU, out), all_, refused=told("re_lu", "relu"))
    save("relu6", group, "ReLU(6, 0.1, 0.2)", chain(lambda: L.Dense(u), lambda: L.ReLU(max_value=6, negative_slope=0.1, threshold=0.2), out), WHOLE)
    save("dropout", group, "Dropout", chain(hidden(u), lambda: L.Dropout(0.5), out), all_)
    save("noise", group, "GaussianNoise, GaussianDropout, AlphaDropout, ActivityRegularization", chain(lambda: L.GaussianNoise(0.1), hidden(u), lambda: L.GaussianDropout(0.1), lambda: L.AlphaDropout(0.1), lambda: L.ActivityRegularization(l2=0.1), out), WHOLE)
    identity = (lambda: L.Activation("linear")) if OLD else L.Identity
    save("identity", group, "Identity", chain(hidden(u), identity, out), WHOLE)
    save("random", group, "RandomTranslation before Flatten", chain(lambda: L.RandomTranslation(0.1, 0.1), L.Flatten, hidden(u), out, shape=(28, 28, 1)), WHOLE, shape=(28, 28, 1))
    save("reshape", group, "Reshape 28x28 to 784", chain(lambda: L.Reshape((784,)), hidden(u), out, shape=(28, 28)), ALL, shape=(28, 28), refused=told("reshape"))
    save("permute", group, "Permute, Flatten", chain(lambda: L.Permute((2, 1)), L.Flatten, hidden(u), out, shape=(28, 28)), ALL, shape=(28, 28), refused=told("permute"))
    if not OLD:
        save("unitnorm", group, "UnitNormalization", chain(hidden(u), L.UnitNormalization, out), ALL, refused=["unit_normalization"])


def more_layers(m, f, u):
    out = classes()
    chain, save = f.chain, f.save
    r = np.random.default_rng(m.seed)
    told = lambda *words: {".weights.h5": words, ".legacy.h5": words}

    def normalization(**k):
        def build():
            layer = L.Normalization(**k)
            if not k:
                layer.adapt(r.normal(0.4, 0.3, (50, 784)).astype("f4"))
            return layer

        return build

    group = "14 layers"
    order = told("order", "re_lu", "batch_normalization", "layer_normalization", "-activation", "layers")
    save("normalization", group, "Normalization adapted", chain(normalization(), hidden(u), out), ALL, refused=told("normalization"))
    save("normalization-const", group, "Normalization(mean, variance)", chain(normalization(mean=0.13, variance=0.09), hidden(u), out), ALL, refused=told("normalization"))
    save("normalization-axis", group, "Normalization(axis=None)", chain(normalization(mean=0.3, variance=0.2, axis=None), hidden(u), out), WHOLE)
    save("bn", group, "Dense, BatchNormalization, ReLU", chain(lambda: L.Dense(u), L.BatchNormalization, L.ReLU, out), ALL, refused=order)
    save("bn-first", group, "BatchNormalization of pixels", chain(L.BatchNormalization, hidden(u), out), WHOLE)
    save("bn-plain", group, "BatchNormalization(center=False, scale=False, epsilon=.01)", chain(hidden(u), lambda: L.BatchNormalization(center=False, scale=False, epsilon=0.01), out), WHOLE)
    save("ln", group, "LayerNormalization", chain(hidden(u), L.LayerNormalization, out), ALL, refused=order)
    save("prelu", group, "PReLU", chain(lambda: L.Dense(u), L.PReLU, out), ALL, refused=order)
    save("nobias", group, "Dense without bias", chain(hidden(u, use_bias=False), out), ALL)
    save("single", group, "one Dense", chain(out), ALL)
    for name in ["sigmoid", "tanh", "elu", "selu", "gelu", "softplus", "softsign", "exponential", "hard_sigmoid", "swish", "linear", "relu6", "mish", "leaky_relu", "silu"]:
        if OLD and name in ("relu6", "leaky_relu", "silu"):
            continue
        save(f"act-{name}", "0 control activations", name, chain(lambda: L.Dense(u, activation=name), out), WHOLE)
    save("logits", "0 control", "no softmax at the end", chain(hidden(u), lambda: L.Dense(10)), ALL, logits=True, options={"logits": True})
    save("binary", "10 one unit", "binary Dense(1,sigmoid)", chain(hidden(u), lambda: L.Dense(1, activation="sigmoid")), ALL, refused=told("unit"))
    save("regression", "10 one unit", "regression Dense(1)", chain(hidden(u), lambda: L.Dense(1)), ALL, refused=told("unit"))
    save("dense3d", group, "Dense on 28x28 without Flatten", chain(hidden(4), L.Flatten, out, shape=(28, 28)), WHOLE, shape=(28, 28), refused=["Dense", "Flatten", "dense"])
    save("conv", group, "Conv2D, MaxPooling2D", chain(lambda: L.Conv2D(4, 3, activation="relu"), L.MaxPooling2D, L.Flatten, out, shape=(28, 28, 1)), ALL, shape=(28, 28, 1), refused=["conv", "Conv2D"])
    save("lstm", group, "LSTM", chain(lambda: L.LSTM(4), out, shape=(28, 28)), ALL, shape=(28, 28), refused=["lstm", "LSTM"])


def graphs(m, f, u):
    out = classes()
    told = lambda *words: {".weights.h5": words, ".legacy.h5": words}

    def functional(body):
        def build():
            i = L.Input((784,))
            return keras.Model(i, L.Dense(10, activation="softmax")(body(i)))

        return build

    def residual(x):
        x = L.Dense(u, activation="relu")(x)
        return L.Add()([x, L.Dense(u, activation="relu")(x)])

    def shared(x):
        d = L.Dense(u, activation="relu")
        x = L.Dense(u, activation="relu")(x)
        return d(d(x))

    def gate(x):
        x = L.Dense(u, activation="relu")(x)
        return L.Multiply()([x, L.Dense(u, activation="sigmoid")(x)])

    def concatenate(x):
        return L.Concatenate()([L.Dense(u, activation="relu")(x), L.Dense(u, activation="tanh")(x)])

    save, group = f.save, "14 graphs"
    save("func", "0 control", "Functional chain", functional(lambda x: L.Dense(u, activation="relu")(x)), ALL)
    save("func-residual", group, "Functional residual Add", functional(residual), ALL, refused=told("add"))
    save("func-shared", group, "Functional shared layer", functional(shared), WHOLE)
    save("func-shared", "18 what weights cannot say", "Functional shared layer", functional(shared), (".weights.h5",), refused=["shared"], options={"unknowable": True})
    save("func-gate", group, "Functional gate Multiply", functional(gate), ALL, refused=told("multiply"))
    save("func-concat", group, "Functional Concatenate", functional(concatenate), ALL, refused=told("concatenate"))
    save("func-div255", group, "Functional x/255", functional(lambda x: L.Dense(u, activation="relu")(x / 255.0)), (".keras",), scale="raw")

    def nested():
        body = keras.Sequential([start((784,)), L.Dense(u, activation="relu"), L.Dense(u, activation="relu")], name="body")
        head = keras.Sequential([start((u,)), L.Dense(10, activation="softmax")], name="head")
        return keras.Sequential([start((784,)), body, head])

    save("nested", group, "Nested Sequential", nested, ALL, refused=told("sequential", "within"))


def compiled(m, f, u):
    """What is compiled must come out again as it went in: compare by training in the library."""
    O, Z = keras.optimizers, keras.losses
    schedule = lambda: O.schedules.ExponentialDecay(0.1, 100, 0.9)
    for name, k, units, last in [
        ("binary", lambda: {"loss": "binary_crossentropy", "optimizer": O.RMSprop(0.001)}, 10, "sigmoid"),
        ("categorical", lambda: {"loss": "categorical_crossentropy", "optimizer": O.Adam(0.001)}, 10, "softmax"),
        ("catsmooth", lambda: {"loss": Z.CategoricalCrossentropy(label_smoothing=0.1), "optimizer": O.Adam(0.0005)}, 10, "softmax"),
        ("mse", lambda: {"loss": "mse", "optimizer": O.SGD(0.05)}, 10, "softmax"),
        ("logits", lambda: {"loss": Z.SparseCategoricalCrossentropy(from_logits=True), "optimizer": O.SGD(schedule(), momentum=0.9)}, 10, None),
        ("adamw", lambda: {"loss": "sparse_categorical_crossentropy", "optimizer": O.AdamW(0.002, weight_decay=0.01) if hasattr(O, "AdamW") else O.Adam(0.002), "metrics": ["accuracy"]}, 10, "softmax"),
    ]:
        sparse = name in ("logits", "adamw")
        f.save(f"loss-{name}", "11 compiled", name, f.chain(hidden(u), lambda: L.Dense(units, activation=last)), (".keras", ".h5"), compiled=k, train=True if sparse else "rows", logits=last is None, options={"logits": True} if last is None else None)


def odd(m, f, u):
    """Files that other programs have packed anew, other types, and Keras of long ago."""
    out = classes()
    plain = f.chain(hidden(u), out)

    def repacked(**k):
        def mend(path):
            libver = k.pop("libver", None) if "libver" in k else None
            with h5py.File(path) as a, h5py.File(path + ".new", "w", libver=libver) as b:

                def copy(name, thing):
                    if isinstance(thing, h5py.Dataset):
                        d = b.create_dataset(name, data=thing[()], **(k if thing.shape else {}))
                    else:
                        d = b.require_group(name)
                    for key, v in thing.attrs.items():
                        d.attrs[key] = v

                a.visititems(copy)
                for key, v in a.attrs.items():
                    b.attrs[key] = v
            os.replace(path + ".new", path)

        return mend

    h5 = (".h5", ".weights.h5")
    f.save("latest", "15 HDF5", "libver=latest", plain, h5, mend=lambda p: repacked(libver="latest")(p))
    f.save("lzf", "15 HDF5", "lzf, shuffle, fletcher32", plain, h5, mend=lambda p: repacked(compression="lzf", shuffle=True, fletcher32=True, chunks=True)(p))
    f.save("gzip", "15 HDF5", "gzip", plain, h5, mend=lambda p: repacked(compression="gzip", chunks=True)(p))

    def ancient(path):
        """The configuration as Keras 1 wrote it."""
        with h5py.File(path, "r+") as h:
            c = json.loads(h.attrs["model_config"])
            layers = [l for l in c["config"]["layers"] if l["class_name"] != "InputLayer"]
            for i, l in enumerate(layers):
                k = l["config"]
                keep = {"name": k["name"], "trainable": True}
                if l["class_name"] == "Dense":
                    keep |= {"output_dim": k["units"], "activation": k["activation"] if isinstance(k["activation"], str) else "linear", "bias": True, "init": "glorot_uniform", "input_dim": None, "W_regularizer": None}
                if i == 0:
                    keep |= {"batch_input_shape": [None, 784], "input_dtype": "float32"}
                l["config"] = keep
                for key in set(l) - {"class_name", "config"}:
                    del l[key]
            h.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": layers})
            h.attrs["keras_version"] = h["model_weights"].attrs["keras_version"] = "1.2.2"

    f.save("old1", "16 old and other types", "configuration of Keras 1.2", plain, (".h5",), mend=ancient, refused=["output_dim", "Keras 1", "units", "1.2.2"])
    if OLD:
        return

    def typed(policy):
        def build():
            keras.config.set_dtype_policy(policy)
            model = plain()
            keras.config.set_dtype_policy("float32")
            return model

        return build

    # Computed in 16 bits, such outputs are not those of float32.
    for policy in ("mixed_float16", "mixed_bfloat16"):
        f.save(policy, "16 old and other types", policy, typed(policy), WHOLE, refused=[policy, "float16"], options={"limit": 2e-2})

    def quantized():
        model = plain()
        model(np.zeros((1, 784), "f4"))
        randomized(model, f.r)
        model.quantize("int8")
        return model

    f.save("int8", "16 old and other types", "quantize('int8')", quantized, (".keras",), refused=["int8", "quant"], options={"limit": 2e-2})
    name = "k3-weightless.keras"
    if m.wanted(name):
        model = plain()
        model.save(m.path(name))
        with zipfile.ZipFile(m.path(name)) as z:
            parts = {i: z.read(i) for i in z.namelist() if i != "model.weights.h5"}
        with zipfile.ZipFile(m.path(name), "w") as z:
            for i, content in parts.items():
                z.writestr(i, content)
        m.expect(name, "17 no model", ".keras without weights", refused=["model.weights.h5"])
