"""Writes stranger-*, which stand here compressed (gzip -9 -n stranger-*), with Keras 3.15.1 on JAX: python strangers.py; and with tf_keras 2.21.0: python strangers.py tf_keras

Models with layers that have no weights, models within models, classes of one's own, int8. strangers-*.json has
for each file what Keras says: for each layer its name, class and the sums of its weights in float64.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "jax"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
old = "tf_keras" in sys.argv
if old:
    import tf_keras as keras
else:
    import keras
import numpy as np

L = keras.layers
prefix = "stranger-k2-" if old else "stranger-k3-"
files = {}


def said(layer):
    values = [np.asarray(v, "f8") for v in (layer.weights if old else layer.variables) if "seed" not in v.name]
    return {"name": layer.name, "class": type(layer).__name__, "sums": [float(v.sum()) for v in values], "shapes": [list(v.shape) for v in values]}


def save(name, model, weights_only=False):
    for w in model.weights:
        w.assign((np.arange(np.prod(w.shape)) % 7 - 2 + len(w.shape)).reshape(w.shape).astype(str(w.dtype).split("'")[1] if "'" in str(w.dtype) else w.dtype))
    path = prefix + name
    model.save_weights(path) if weights_only else model.save(path)
    files[path] = [said(l) for l in model.layers]


def chain(*layers):
    return keras.Sequential([L.Input((4,)), *layers])


for extension in ("weights.h5",) if old else ("weights.h5", "keras", "h5"):
    only = extension == "weights.h5"
    save(f"plain.{extension}", chain(L.Rescaling(1 / 255), L.Dense(3), L.LeakyReLU(), L.BatchNormalization(), L.Dropout(0.1), L.Dense(2), L.Softmax()), only)
    x = i = L.Input((4,))
    x = L.Dense(4)(x)
    x = L.Add()([L.Dense(4)(x), x])
    save(f"residual.{extension}", keras.Model(i, L.Dense(2)(x)), only)
    if not old:
        norm = L.Normalization()
        norm.adapt(np.arange(12.0).reshape(3, 4))
        save(f"normalization.{extension}", chain(norm, L.Dense(2)), only)
        save(f"nested.{extension}", chain(keras.Sequential([L.Input((4,)), L.Dense(3), L.ReLU()], name="body"), keras.Sequential([L.Dense(2), L.Softmax()], name="head")), only)


class Net(keras.Model):
    def __init__(self, **k):
        super().__init__(**k)
        self.zeta = L.Dense(3, name="first")
        self.bn = L.BatchNormalization()
        self.blocks = [L.Dense(3), L.Dense(3)]
        self.alpha = L.Dense(2)

    def call(self, x):
        x = self.bn(self.zeta(x))
        for b in self.blocks:
            x = b(x)
        return self.alpha(x)

    def get_config(self):
        return {}


net = Net()
net(np.zeros((1, 4), "f4"))
save("own.weights.h5", net, True)
if old:
    save("legacy.h5", chain(L.Rescaling(1 / 255), L.Dense(3), L.LeakyReLU(), L.Dense(2)))
    model = chain(L.Rescaling(1 / 255), L.Dense(3), L.LeakyReLU(), L.Dense(2))
    save("legacy.weights.h5", model, True)
    model.save_weights(prefix + "only.legacy.h5", save_format="h5")
    files[prefix + "only.legacy.h5"] = [said(l) for l in model.layers]
else:
    save("own.keras", net)
    model = chain(L.Dense(3), L.Dense(2))
    model.quantize("int8")
    path = prefix + "int8.keras"
    model.save(path)
    files[path] = [said(l) for l in model.layers]
    elu = chain(L.Dense(3, activation=L.ELU()), L.Dense(2))
    save("activation.weights.h5", elu, True)
with open(f"strangers-{'keras2' if old else 'keras3'}.json", "w") as f:
    json.dump(files, f, indent=1)
