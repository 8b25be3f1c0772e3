"""Small Keras networks as tf2onnx writes them, see strangers.py: in an environment of its own,
with tensorflow-cpu 2.21.0, tf2onnx 1.17.0 and onnxruntime 1.32.0."""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx
from keras import layers as L


def networks(u):
    """What people put between dense layers, by what it is; "no …" there is no layer for."""

    def net(*middle, end="softmax", shape=(784,)):
        return keras.Sequential([keras.Input(shape), L.Flatten(), L.Dense(u), *middle, L.Dense(10, activation=end)])

    activations = """relu sigmoid tanh softmax log_softmax relu6 selu softplus softsign hard_sigmoid exponential silu hard_silu mish log_sigmoid
    hard_tanh tanh_shrink sparse_plus sparse_sigmoid elu celu gelu leaky_relu hard_shrink soft_shrink squareplus threshold""".split()
    nets = {a: lambda a=a: net(L.Activation(getattr(keras.activations, a)) if a != "threshold" else L.Lambda(lambda x: keras.activations.threshold(x, 0.2, -0.5))) for a in activations}

    def residual(merge):
        x = keras.Input((784,))
        h = L.Dense(u, activation="relu")(x)
        y = L.Dense(10, activation="softmax")(merge()([h, L.Dense(u, activation="tanh")(h)]))
        return keras.Model(x, y)

    return nets | {
        "glu": lambda: net(L.Lambda(keras.activations.glu, output_shape=(u // 2,))),
        "image": lambda: net(L.ReLU(), shape=(28, 28)),
        "rescaling": lambda: keras.Sequential([keras.Input((28, 28)), L.Rescaling(1 / 127.5, -1), L.Flatten(), L.Dense(u, activation="relu"), L.Dense(10, activation="softmax")]),
        "ReLU of three": lambda: net(L.ReLU(max_value=1, negative_slope=0.25)),
        "PReLU": lambda: net(L.PReLU(alpha_initializer="glorot_uniform")),
        "BatchNorm": lambda: net(L.BatchNormalization(), L.ReLU()),
        "LayerNorm": lambda: net(L.LayerNormalization(), L.ReLU()),
        "Dropout": lambda: net(L.ReLU(), L.Dropout(0.5), L.GaussianNoise(0.1)),
        "Reshape and Permute": lambda: net(L.Reshape((2, u // 2)), L.Permute((2, 1)), L.Flatten()),
        "Add": lambda: residual(L.Add),
        "Multiply": lambda: residual(L.Multiply),
        "Concatenate": lambda: residual(L.Concatenate),
        "rows": lambda: net(L.Reshape((2, u // 2)), L.Dense(3, activation="relu"), L.Flatten()),
        "logits": lambda: net(L.ReLU(), end=None),
        "no sine": lambda: net(L.Lambda(tf.sin)),
    }


# what tf2onnx writes as sums of products with comparisons or statistics, which nothing here reads
SELECTED = ["hard_shrink", "soft_shrink", "sparse_plus", "sparse_sigmoid", "threshold", "LayerNorm"]


def make(m):
    for what, build in networks(m.units).items():
        name = f"onnx-tf2onnx-{what.replace(' ', '-')}.onnx"
        if not m.wanted(name):
            continue
        keras.utils.set_random_seed(m.seed)
        net = build()
        for layer in net.layers:
            if isinstance(layer, L.BatchNormalization):
                layer.moving_mean.assign(np.random.default_rng(1).normal(0, 0.2, layer.moving_mean.shape))
                layer.moving_variance.assign(np.random.default_rng(2).uniform(0.5, 1.5, layer.moving_mean.shape))
        scale = "raw" if what == "rescaling" else "unit"
        shape = net.input_shape[1:]
        output = np.asarray(net(m.inputs(784, scale).reshape(-1, *shape), training=False))
        function = tf.function(lambda x: net(x, training=False), input_signature=[tf.TensorSpec((None, *shape), tf.float32, name="x")])
        try:
            model, _ = tf2onnx.convert.from_function(function, input_signature=function.input_signature, opset=18)
            onnxruntime.InferenceSession(model.SerializeToString())
        except Exception as e:
            print(f"{name}: tf2onnx has no form for it: {str(e).splitlines()[0]}"[:200])
            continue
        m.path(name).write_bytes(model.SerializeToString())
        m.expect(name, "19 ONNX", f"tf2onnx: {what}", 784, scale, output, what == "logits", ["node"] if what.startswith("no ") or what in SELECTED else ())
