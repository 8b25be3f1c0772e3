"""Keras: fit, on TensorFlow or on JAX."""

import os

import setting as settings

chosen = settings.parse(("tensorflow", "jax", "tensorflow-tuned", "jax-tuned"), __doc__)
backend, _, tuned = chosen.mode.partition("-")
os.environ["KERAS_BACKEND"] = backend
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import time  # noqa: E402

import keras  # noqa: E402, after the process is bound to its cores

import mnist  # noqa: E402
import report  # noqa: E402


def build():
    """Returns the network, probabilities out, as the tutorials write it."""
    if chosen.conv:
        return convolutional(keras.layers)
    hidden = []
    for units in chosen.widths[1:-1]:
        hidden.append(keras.layers.Dense(units, activation="relu"))
        if chosen.dropout > 0:
            hidden.append(keras.layers.Dropout(chosen.dropout))
    output = keras.layers.Dense(chosen.widths[-1], activation="softmax")
    return keras.Sequential([keras.Input((chosen.widths[0],)), *hidden, output])


def convolutional(layers):
    """Returns keras.io's Simple MNIST convnet, or the network of PyTorch's example."""
    image = [keras.Input((784,)), layers.Reshape((28, 28, 1))]
    first, second = (layers.Conv2D(filters, 3, activation="relu") for filters in (32, 64))
    output = layers.Dense(10, activation="softmax")
    if chosen.conv == "keras-conv":
        return keras.Sequential([*image, first, layers.MaxPooling2D(), second, layers.MaxPooling2D(), layers.Flatten(), layers.Dropout(0.5), output])
    hidden = [layers.Dropout(0.25), layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5)]
    return keras.Sequential([*image, first, second, layers.MaxPooling2D(), *hidden, output])


class Stopwatch(keras.callbacks.Callback):
    """Notes the seconds that each epoch takes."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def main():
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(chosen.threads)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(1)
    model = build()
    labels = mnist.one_hot if chosen.one_hot else lambda y: y
    loss = "categorical_crossentropy" if chosen.one_hot else "sparse_categorical_crossentropy"
    # Tuned: many steps a call of the compiled function, and no metric but the loss.
    extra = dict(steps_per_execution=100) if tuned else dict(metrics=["accuracy"])
    optimizer = keras.optimizers.Adadelta(1.0, epsilon=1e-6, rho=0.9) if chosen.conv == "torch-conv" else "adam"
    model.compile(optimizer=optimizer, loss=loss, **extra)
    x, y = mnist.load(chosen.data, mnist.TRAIN, chosen.low)
    stopwatch = Stopwatch()
    epochs = chosen.warmup + chosen.epochs
    model.fit(x, labels(y), batch_size=chosen.batch, epochs=epochs, verbose=0, callbacks=[stopwatch])
    x, y = mnist.load(chosen.data, mnist.TEST, chosen.low)
    test = (model.predict(x, batch_size=1000, verbose=0).argmax(1) == y).mean()
    if chosen.save:
        model.save(chosen.save)
    compile_seconds, seconds = report.split(chosen, stopwatch.seconds)
    report.train(f"Keras on {'TensorFlow' if backend == 'tensorflow' else 'JAX'}", chosen, compile_seconds, seconds, test)


main()
