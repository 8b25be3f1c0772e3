"""The way back, for strangers.py: what `go run ./interop/strangers -back BACK FOLDER` has written, in the real libraries."""

import json
import pathlib
import sys

import numpy as np

LIMIT = 1e-5
STEPS = 3  # of training on


def softmax(logits):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def scaled(b, scale):
    """As data.Scale does it."""
    b = b.astype("f4")
    if scale == "raw":
        return b
    if scale == "unit":
        return b / np.float32(255)
    mean, deviation = (0.5, 0.5) if scale == "signed" else map(float, scale.split(","))
    return (b / np.float32(255) - np.float32(mean)) / np.float32(deviation)


class Written:
    """A file, what it must put out, and the inputs."""

    def __init__(self, path):
        said = json.loads(path.read_text())
        self.path = str(path).removesuffix(".written.json")
        self.origin, self.logits = pathlib.Path(said["from"]), said["logits"]
        name, _, shape = said["inputs"].partition(": uint8 ")
        rows, size = json.loads(shape.replace("(", "[").replace(")", "]"))
        b = np.fromfile(self.origin.parent / name, "u1").reshape(rows, size)
        self.loss, self.optimizer = said["loss"], said["optimizer"]
        self.x = scaled(b, said["scale"])
        self.want = np.array(said["probabilities"], "f4").reshape(rows, -1)

    def difference(self, output):
        output = np.asarray(output).reshape(len(self.x), -1)
        return float(np.abs((softmax(output) if self.logits else output) - self.want).max())


def check(folder, endings, test):
    """Prints the table of those that are wrong; returns how many."""
    count = {"right": 0, "wrong": 0}
    for path in sorted(pathlib.Path(folder).glob("*.written.json")):
        w = Written(path)
        ending = next((e for e in (".weights.h5", ".keras", ".h5", ".pth", ".safetensors") if w.path.endswith(e)), "")
        if ending not in endings:
            continue
        try:
            note = test(w, ending)
        except Exception as e:  # what the library says of a file that it does not load
            note = f"{type(e).__name__}: {' '.join(str(e).split())[:300]}"
        count["wrong" if note else "right"] += 1
        if note:
            print(f"wrong    {pathlib.Path(w.path).name:60} {note}")
    print(f"{' and '.join(endings)}: {count['right']} right, {count['wrong']} wrong", flush=True)
    return count["wrong"]


def far(what, difference):
    return "" if difference <= LIMIT else f"{what} differ by {difference:.1e}"


def make_keras(folder):
    import strangers_keras

    keras = strangers_keras.keras

    def outputs(model, w):
        return model(w.x.reshape(-1, *model.input_shape[1:]), training=False)

    def test(w, ending):
        if strangers_keras.OLD and w.origin.name.startswith("k3-act-hard_sigmoid"):
            return ""  # which is another function there
        if ending == ".weights.h5":
            model = keras.models.load_model(w.path.removesuffix(ending) + ".keras")
            for v in model.weights:
                if np.asarray(v).dtype.kind == "f":
                    v.assign(np.asarray(v) * 0.5)
            model.load_weights(w.path)
            return far("outputs", w.difference(outputs(model, w)))
        new = (w.optimizer or {}).get("class_name") in ("AdamW", "Lion") or "weight_decay" in (w.optimizer or {}).get("config", {})
        if strangers_keras.OLD and ending == ".h5" and new:  # which Keras 2 has not, by the names that Keras 3 reads
            return far("outputs", w.difference(outputs(keras.models.load_model(w.path, compile=False), w)))
        model = keras.models.load_model(w.path)
        return far("outputs", w.difference(outputs(model, w))) or compiled(keras, model, w) or trains_on(keras, strangers_keras.OLD, model, w)

    return check(folder, (".keras", ".h5", ".weights.h5"), test)


def compiled(keras, model, w):
    """Compares the loss and the optimizer with what is written of them."""
    name, _, numbers = w.loss.rstrip(")").partition("(")
    if not getattr(model, "optimizer", None):
        return "" if not name or w.optimizer is not None and "class_name" not in w.optimizer else "it is not compiled"
    loss = model.loss if not isinstance(model.loss, str) else keras.losses.get(model.loss)
    config = loss.get_config() if hasattr(loss, "get_config") else {}
    called = {"kullback_leibler_divergence": "kl_divergence", "logcosh": "log_cosh"}
    got = config.get("name", getattr(loss, "__name__", ""))
    if called.get(got, got) != name:
        return f"the loss is {got}, not {name}"
    config = getattr(loss, "_fn_kwargs", {}) | config  # Huber's has no delta
    for k, v in (n.split("=") for n in numbers.split(",") if n):
        if config.get(k.strip()) != float(v):
            return f"the loss has {config}, not {w.loss}"
    if w.logits != config.get("from_logits", False) and name.endswith("crossentropy"):
        return f"the loss has {config}"
    config = model.optimizer.get_config()
    if w.optimizer and type(model.optimizer).__name__ != w.optimizer["class_name"]:
        return f"the optimizer is {type(model.optimizer).__name__}, not {w.optimizer['class_name']}"
    for k, v in (w.optimizer or {}).get("config", {}).items():
        if isinstance(v, float) and abs(config.get(k, np.nan) - v) > 1e-6 * abs(v):
            return f"the optimizer has {k} {config.get(k)}, not {v}"
    return ""


def trains_on(keras, old, model, w):
    """Compares the model's training with that of the one it came from, where that was compiled."""
    if w.origin.name.startswith("k2-") != old or w.origin.suffix not in (".keras", ".h5") or w.origin.name.endswith((".weights.h5", ".legacy.h5")):
        return ""
    if old and (w.path.endswith(".h5") or w.origin.name == "k2-old1.h5"):
        return ""  # where Keras 2 takes its optimizers of before 2.11; and Keras 1's configuration
    if not getattr(model, "optimizer", None):
        return ""  # compiled has found that it need not be
    try:
        origin = keras.models.load_model(w.origin)
    except Exception as e:
        return "" if w.origin.suffix == ".h5" or "lambda" in str(e) else f"the library cannot load its own {w.origin.name}"  # .h5 cannot hold all that it writes
    if getattr(origin, "optimizer", None) is None or not getattr(origin, "loss", None):
        return ""
    if any("dropout" in l.name or "noise" in l.name or "random" in l.name for l in origin.layers):
        return ""  # no two trainings are alike
    r = np.random.default_rng(1)
    labels = r.integers(0, w.want.shape[1], len(w.x))
    of = origin.loss if isinstance(origin.loss, str) else getattr(origin.loss, "__name__", type(origin.loss).__name__)
    sparse = "sparse" in of.lower()
    y = labels if sparse else np.eye(w.want.shape[1], dtype="f4")[labels]
    after = []
    for m in (origin, model):
        # The state of the optimizer is not kept, nor compared.
        optimizer = type(m.optimizer).from_config(m.optimizer.get_config())
        m.compile(loss=m.loss, optimizer=optimizer)
        x = w.x.reshape(-1, *m.input_shape[1:])
        for _ in range(STEPS):
            m.train_on_batch(x, y)
        after.append(np.asarray(m(x, training=False)))
    return far("outputs after training on", float(np.abs(after[0].reshape(after[1].shape) - after[1]).max()))


def make_torch(folder):
    import torch

    import strangers_modules

    def test(w, ending):
        model = strangers_modules.network(w.path.removesuffix(ending) + ".safetensors", w.x.shape[1])
        model.load_state_dict(torch.load(w.path, weights_only=True), strict=True)
        model.eval()
        with torch.no_grad():
            return far("outputs", w.difference(model(torch.from_numpy(w.x)).numpy()))

    return check(folder, (".pth",), test)


def make_tensors(folder):
    from safetensors.numpy import load_file

    def test(w, _):
        bad = [k for k, v in load_file(w.path).items() if v.dtype != np.float32 or not np.isfinite(v).all()]
        return f"{bad} are no numbers of float32" if bad else ""

    return check(folder, (".safetensors",), test)


def main(library, folder):
    wrong = {"keras": make_keras, "tf_keras": make_keras, "torch": make_torch}[library](folder)
    if library == "torch":
        wrong += make_tensors(folder)
    sys.exit(1 if wrong else 0)
