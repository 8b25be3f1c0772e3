"""Makes odd models with the real libraries.

python make.py keras3   # keras 3.15.1 on jax 0.10.2, h5py 3.16.0
python make.py keras2   # tf_keras 2.21.0, h5py 3.14.0

Element i of weight k, counted over the whole model, is ((37*i + 11*k) % 64 - 32) / 64, which
float16 and bfloat16 hold exactly.
"""
import gzip
import os
import sys

import numpy as np

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.chdir(os.path.dirname(os.path.abspath(__file__)))
which = sys.argv[1]
sys.setrecursionlimit(100000)  # Keras walks a model of 1000 layers recursively
if which == "keras3":
    import keras
else:
    import tf_keras as keras
layers = keras.layers


def fill(model):
    def values(k, w):
        i = np.arange(int(np.prod(w.shape)))
        return ((37 * i + 11 * k) % 64 - 32).reshape(w.shape).astype("f4") / 64

    model.set_weights([values(k, w) for k, w in enumerate(model.get_weights())])
    return model


def save(model, name, *extensions):
    fill(model)
    for e in extensions:
        path = f"{which}-{name}{e}"
        if e.endswith(".weights.h5") or name.endswith("legacy"):
            model.save_weights(path)
        else:
            model.save(path)


def squeeze(path):
    with open(path, "rb") as f, open(path + ".gz", "wb") as g:
        g.write(gzip.compress(f.read(), 9, mtime=0))
    os.remove(path)


def chain(name=None):
    x = inputs = layers.Input((4, 3), name="pixels")
    x = layers.Flatten()(x)
    x = layers.Dense(5, use_bias=False, name="zeta")(x)
    x = layers.Activation("relu")(x)
    x = layers.PReLU(name="beta")(x)
    x = layers.Dense(2, name="alpha")(x)
    return keras.Model(inputs, x, name=name)


save(chain("chain"), "functional", ".h5", ".keras", ".weights.h5")
if which == "keras3":  # Keras 2 allows ASCII only
    save(
        keras.Sequential(
            [layers.Input((3,)), layers.Dense(2, name="schicht_über"), layers.Dense(1, name="\N{GREEK SMALL LETTER PI}")],
            name="ziffern",
        ),
        "unicode",
        ".h5",
        ".keras",
        ".weights.h5",
    )
for dtype in ["float16", "bfloat16"] if which == "keras3" else ["float16"]:
    if which == "keras3":
        keras.config.set_dtype_policy(dtype)
    else:
        keras.mixed_precision.set_global_policy(dtype)
    save(
        keras.Sequential([layers.Input((3,)), layers.Dense(2), layers.Dropout(0.5, seed=3), layers.Dense(2)]),
        dtype,
        ".h5",
        ".keras",
    )
if which == "keras3":
    keras.config.set_dtype_policy("float32")
else:
    keras.mixed_precision.set_global_policy("float32")

# layer_names of 1000 names of 100 letters is split.
long = [layers.Dense(1, name="n" * 96 + f"{i:04}", use_bias=i % 2 == 0) for i in range(1000)]
save(keras.Sequential([layers.Input((1,))] + long), "many", ".h5", ".keras")
for e in (".h5", ".keras"):
    squeeze(f"{which}-many{e}")

if which == "keras2":
    save(chain(), "legacy", ".h5")
