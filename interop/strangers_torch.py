"""The kinds of files of PyTorch, safetensors and ONNX, for strangers.py."""

import argparse
import collections
import warnings

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

warnings.simplefilter("ignore")
OrderedDict = collections.OrderedDict


def module(build, forward):
    """A network of one's own: build returns its layers by name."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            for name, layer in build().items():
                self.add_module(name, layer)

        def forward(self, x):
            return forward(self, x)

    return Net()


def mlp(sizes, names=None, activation=torch.relu):
    """Linear layers of some names, and an activation that is a function."""
    names = names or [f"fc{i + 1}" for i in range(len(sizes) - 1)]

    def forward(self, x):
        for n in names[:-1]:
            x = activation(getattr(self, n)(x))
        return getattr(self, names[-1])(x)

    return module(lambda: OrderedDict((n, nn.Linear(a, b)) for n, a, b in zip(names, sizes, sizes[1:])), forward)


def sequential(sizes, activation=nn.ReLU):
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), activation()]
    return nn.Sequential(*layers[:-1])


class Files:
    def __init__(self, maker):
        self.m = maker

    def wanted(self, name):
        return self.m.wanted(name)

    def save(self, name, group, kind, build, wrap=None, scale="signed", size=784, refused=(), options=None, shape=None, **arguments):
        """One file: wrap makes what is saved of the network, its state dict by default."""
        if not self.wanted(name):
            return
        torch.manual_seed(self.m.seed * 1000 + len(name))
        net = build() if build else None
        output = self.output(net, size, scale, shape) if net is not None else None
        value = (wrap or (lambda n: n.state_dict()))(net)
        path = self.m.path(name)
        if name.endswith(".safetensors"):
            save_file({k: v.contiguous() for k, v in value.items()}, path, **arguments)
        elif callable(value):
            value(path)
        else:
            torch.save(value, path, **arguments)
        if output is None:
            self.m.expect(name, group, kind, refused=refused)
        else:
            self.m.expect(name, group, kind, size, scale, output, True, refused, options)

    def output(self, net, size, scale, shape=None):
        for p in net.modules():
            if isinstance(p, nn.BatchNorm1d) and p.running_mean is not None:
                p.running_mean.normal_(0, 0.2)
                p.running_var.uniform_(0.5, 1.5)
        net.eval()
        x = torch.from_numpy(self.m.inputs(size, scale))
        with torch.no_grad():
            return net(x.reshape(-1, *shape) if shape else x).double().numpy()


def checkpoint(key, extra=None):
    """The network's weights under a key, as people's training scripts save them."""

    def wrap(net):
        optimizer = torch.optim.Adam(net.parameters())
        return {"epoch": 3, key: net.state_dict(), "optimizer": optimizer.state_dict(), "loss": 0.25, **(extra or {})}

    return wrap


def make(m):
    f, u = Files(m), m.units
    order(f, u)
    checkpoints(f, u)
    layers(f, u)
    tensors(f, u)
    not_weights(f, u)
    onnx_files(m, f, u)


def order(f, u):
    two, three = (784, u, 10), (784, u + 8, u, 10)
    each = lambda name, *a, **k: [f.save(name + e, *a, **k) for e in (".pth", ".safetensors") if not (e == ".safetensors" and "wrap" in k)]
    each("pt-fc", "0 control", "fc1, fc2, fc3", lambda: mlp(three))
    each("pt-seq", "0 control", "Sequential with ReLU", lambda: sequential(three))
    each("pt-unit", "0 control", "pixels /255", lambda: mlp(two), scale="unit")
    each("pt-alpha", "5 order", "embed, up, fall, z: alphabetical is another order", lambda: mlp((784, u, u, u, 10), ["embed", "up", "fall", "z"]), refused=["order", "several"])
    each("pt-iho", "5 order", "input/hidden/output names", lambda: mlp(three, ["input", "hidden", "output"]))
    each("pt-equal", "5 order", "names without numbers, equal sizes", lambda: mlp((784, u, u, u, 10), ["first", "inner", "deep", "head"]), refused=["order", "several"])
    each("pt-deep10", "5 order", "Sequential of 13: 10.weight before 2.weight", lambda: sequential((64,) + (10,) * 13), size=64)
    f.save("st-deep-out.safetensors", "5 order", "12 equal layers layers.0..11 + out", lambda: deep(u))
    f.save("pt-deep-out.pth", "5 order", "12 equal layers layers.0..11 + out", lambda: deep(u))
    f.save("st-hf-classifier.safetensors", "5 order", "transformers-like names, classifier last", lambda: classifier(u))
    f.save("pt-linear-linear.pth", "6 no room for ReLU", "adjacent Linears, no activation (0,1)", lambda: nn.Sequential(nn.Linear(784, u), nn.Linear(u, 10)), refused=["-activation"])
    f.save("st-linear-linear.safetensors", "6 no room for ReLU", "adjacent Linears, no activation (0,1)", lambda: nn.Sequential(nn.Linear(784, u), nn.Linear(u, 10)), refused=["-activation"])
    f.save("pt-linear12.pth", "6 no room for ReLU", "Flatten, Linear, Linear (1,2)", lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, u), nn.Linear(u, 10)), refused=["-activation"])
    f.save("pt-tanh.pth", "6 activations", "tanh as a module", lambda: sequential(two, nn.Tanh), options={"activation": "tanh"})
    f.save("pt-tanh-function.pth", "6 activations", "tanh as a function", lambda: mlp(two, activation=torch.tanh), options={"activation": "tanh"})
    f.save("pt-bare.pth", "6 activations", "a bare nn.Linear", lambda: nn.Linear(784, 10))
    f.save("st-bare.safetensors", "6 activations", "a bare nn.Linear", lambda: nn.Linear(784, 10))
    f.save("st-flax-slash.safetensors", "12 names with /", "Flax names with /", lambda: mlp((784, u, 10)), wrap=lambda n: {f"params/Dense_{i}/{k}": v for i, l in enumerate([n.fc1, n.fc2]) for k, v in (("kernel", l.weight.T), ("bias", l.bias))}, scale="unit")


def deep(u):
    def forward(self, x):
        for l in self.layers:
            x = torch.relu(l(x))
        return self.out(x)

    return module(lambda: {"layers": nn.ModuleList([nn.Linear(784 if i == 0 else u, u) for i in range(12)]), "out": nn.Linear(u, 10)}, forward)


def classifier(u):
    def forward(self, x):
        for l in self.encoder["layer"]:
            x = torch.relu(l["dense"](x))
        return self.classifier(x)

    stack = lambda: nn.ModuleDict({"layer": nn.ModuleList([nn.ModuleDict({"dense": nn.Linear(784, u + 8)}), nn.ModuleDict({"dense": nn.Linear(u + 8, u)})])})
    return module(lambda: {"encoder": stack(), "classifier": nn.Linear(u, 10)}, forward)


def checkpoints(f, u):
    net, group = (lambda: mlp((784, u, 10))), "14 checkpoints"
    for key in ["model", "net", "network", "weights", "state_dict", "model_state_dict", "params"]:
        f.save(f"pt-key-{key}.pth", group, f"under {key}", net, checkpoint(key))
    f.save("pt-args.pth", group, "with argparse arguments", net, checkpoint("model", {"args": argparse.Namespace(lr=0.1, layers=[1, 2])}))
    f.save("pt-numpy.pth", group, "with numpy's numbers", net, checkpoint("model", {"acc": np.float64(0.9), "curve": np.arange(3.0), "step": np.int64(7), "best": torch.tensor(0.5), "rng": torch.get_rng_state()}))
    f.save("pt-nested.pth", group, "trainer.model", net, lambda n: {"trainer": {"model": n.state_dict(), "step": 3}})
    f.save("pt-tuple.pth", group, "(state dict, number)", net, lambda n: (n.state_dict(), 0.5))
    f.save("pt-plain.pth", group, "a dict of one's own", net, lambda n: {k: v.clone() for k, v in n.state_dict().items()})
    f.save("pt-parallel.pth", group, "DataParallel's module.", net, lambda n: nn.DataParallel(n).state_dict())
    f.save("pt-compiled.pth", group, "torch.compile's _orig_mod.", net, lambda n: {"_orig_mod." + k: v for k, v in n.state_dict().items()})
    f.save("pt-ema.pth", group, "with averaged weights", net, lambda n: {"model": n.state_dict(), "ema": {k: v * 2 for k, v in n.state_dict().items()}}, refused=["ema"])
    f.save("pt-two.pth", group, "generator and discriminator", net, lambda n: {"generator": n.state_dict(), "discriminator": {k: v * 2 for k, v in n.state_dict().items()}}, refused=["generator"])
    lightning = lambda n: {"epoch": 3, "global_step": 100, "pytorch-lightning_version": "2.5.0", "state_dict": OrderedDict([("model." + k, v) for k, v in n.state_dict().items()] + [("val_acc.tp", torch.zeros(10, dtype=torch.int64))]), "callbacks": {"ModelCheckpoint": {"best": torch.tensor(0.1)}}, "optimizer_states": [torch.optim.Adam(n.parameters()).state_dict()], "lr_schedulers": [], "hyper_parameters": {"lr": 0.1}}  # fmt: skip
    f.save("pt-lightning.ckpt", group, "Lightning with torchmetrics' counters", net, lightning, refused=["val_acc"])


def layers(f, u):
    group = "14 layers"
    bn = lambda: module(lambda: {"fc1": nn.Linear(784, u), "bn1": nn.BatchNorm1d(u), "fc2": nn.Linear(u, 10)}, lambda self, x: self.fc2(torch.relu(self.bn1(self.fc1(x)))))
    words = ["bn1", "BatchNorm", "-activation"]
    f.save("pt-bn.pth", group, "BatchNorm1d", bn, refused=words)
    f.save("st-bn.safetensors", group, "BatchNorm1d", bn, refused=words)
    f.save("pt-seq-bn.pth", group, "Sequential with BatchNorm1d", lambda: nn.Sequential(nn.Linear(784, u), nn.BatchNorm1d(u), nn.ReLU(), nn.Linear(u, 10)), refused=["-activation", "BatchNorm"])
    f.save("pt-seq-ln.pth", group, "Sequential with LayerNorm", lambda: nn.Sequential(nn.Linear(784, u), nn.LayerNorm(u), nn.ReLU(), nn.Linear(u, 10)), refused=["-activation", "LayerNorm", "order"])
    f.save("pt-dropout.pth", group, "Sequential with Dropout", lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, u), nn.ReLU(), nn.Dropout(0.2), nn.Linear(u, 10)))
    f.save("pt-prelu.pth", group, "PReLU", lambda: nn.Sequential(nn.Linear(784, u), nn.PReLU(), nn.Linear(u, 10)), refused=["PReLU", "1.weight"])
    f.save("pt-weightnorm.pth", group, "weight_norm", lambda: nn.Sequential(nn.utils.weight_norm(nn.Linear(784, u)), nn.ReLU(), nn.Linear(u, 10)), refused=["weight_g", "weight_norm"])
    f.save("pt-parametrized.pth", group, "parametrizations.weight_norm", lambda: nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(784, u)), nn.ReLU(), nn.Linear(u, 10)), refused=["parametrizations"])
    f.save("pt-nobias.pth", group, "Linear without bias", lambda: nn.Sequential(nn.Linear(784, u, bias=False), nn.ReLU(), nn.Linear(u, 10)))
    f.save("pt-conv.pth", group, "Conv2d", lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 26 * 26, 10)), shape=(1, 28, 28), refused=["0.weight", "Conv"])
    residual = lambda: module(lambda: {"fc1": nn.Linear(784, u), "fc2": nn.Linear(u, u), "fc3": nn.Linear(u, 10)}, lambda self, x: self.fc3(torch.relu(self.fc1(x)) + torch.relu(self.fc2(torch.relu(self.fc1(x))))))
    f.save("pt-residual.pth", "18 what a state dict cannot say", "a residual connection in forward", residual, refused=["residual"], options={"unknowable": True})


def tensors(f, u):
    net, group = (lambda: mlp((784, u, 10))), "16 types and views"
    for t in (torch.float16, torch.bfloat16, torch.float64):
        name = str(t).removeprefix("torch.")

        def rounded(t=t):
            n = net()
            with torch.no_grad():
                for p in n.parameters():
                    p.copy_(p.to(t).float())
            return n

        f.save(f"pt-{name}.pth", group, name, rounded, lambda n, t=t: {k: v.to(t) for k, v in n.state_dict().items()})
        f.save(f"st-{name}.safetensors", group, name, rounded, lambda n, t=t: {k: v.to(t) for k, v in n.state_dict().items()})
    f.save("pt-legacy.pth", group, "the format before 1.6", net, _use_new_zipfile_serialization=False)
    f.save("pt-protocol4.pth", group, "pickle protocol 4", net, pickle_protocol=4)

    def views(n):
        d = n.state_dict()
        w = d["fc1.weight"]
        big = torch.zeros(2 * w.shape[1], 3 * w.shape[0])
        view = big.t()[: 2 * w.shape[0] : 2, 1::2]
        view.copy_(w)
        d["fc1.weight"] = view
        return d

    def negative(n):
        d = n.state_dict()
        for k, v in d.items():
            d[k] = torch.complex(torch.zeros_like(v), -v).conj().imag
            assert d[k].is_neg()
        return d

    f.save("pt-views.pth", group, "views with strides", net, views)
    f.save("pt-negative.pth", group, "negative views", net, negative)
    f.save("pt-integers.pth", group, "counters beside the weights", net, lambda n: n.state_dict() | {"steps": torch.tensor(7), "mask": torch.ones(3, dtype=torch.bool)}, refused=["steps", "mask"])


def not_weights(f, u):
    net, group = (lambda: sequential((784, u, 10))), "17 no model"

    def script(n):
        return lambda path: torch.jit.save(torch.jit.script(n), path)

    def trace(n):
        return lambda path: torch.jit.save(torch.jit.trace(n, torch.zeros(1, 784)), path)

    def export(n):
        return lambda path: torch.export.save(torch.export.export(n, (torch.zeros(1, 784),)), path)

    f.save("pt-script.pt", group, "TorchScript", net, script, refused=["TorchScript"])
    f.save("pt-trace.pt", group, "TorchScript, traced", net, trace, refused=["TorchScript"])
    f.save("pt-export.pt2", group, "torch.export", net, export, refused=["torch.export"])
    f.save("pt-module.pth", group, "a whole module", net, lambda n: lambda path: torch.save(n, path), refused=["whole module"])
    f.save("pt-module-key.pth", group, "a checkpoint of a whole module", net, lambda n: {"model": n, "epoch": 3}, refused=["whole module"])
    quantised = lambda n: torch.ao.quantization.quantize_dynamic(n, {nn.Linear}).state_dict()
    f.save("pt-quantised.pth", group, "quantised", net, quantised, refused=["quantised"])
    f.save("st-float8.safetensors", group, "FP8", net, lambda n: {k: v.to(torch.float8_e4m3fn) for k, v in n.state_dict().items()}, refused=["F8"])
    f.save("pt-complex.pth", group, "complex", net, lambda n: {k: torch.complex(v, v) for k, v in n.state_dict().items()}, refused=["complex"])
    half = lambda n: {k: v for k, v in n.state_dict().items() if k.startswith("2")}
    f.save("st-model-00002-of-00002.safetensors", "8 part of a model", "a shard alone", net, half, refused=["part 2 of 2"])
    f.save("st-lora.safetensors", "8 part of a model", "LoRA", net, lambda n: {f"base_model.model.fc1.lora_{k}.weight": torch.randn(4, 4) for k in "AB"}, refused=["LoRA"])
    f.save("pt-optimizer.pth", group, "an optimizer's state", net, lambda n: torch.optim.Adam(n.parameters()).state_dict(), refused=["optimizer"])
    f.save("pt-empty.pth", group, "an empty dict", net, lambda n: {}, refused=["empty"])
    f.save("pt-tensor.pth", group, "a tensor alone", net, lambda n: torch.zeros(3), refused=["tensor"])


def onnx_files(m, f, u):
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    group = "19 ONNX"

    class Net(nn.Module):
        def __init__(self, bn, scale):
            super().__init__()
            self.fc1, self.fc2, self.scale = nn.Linear(784, u), nn.Linear(u, 10), scale
            self.bn = nn.BatchNorm1d(u) if bn else nn.Identity()

        def forward(self, x):
            if self.scale:
                x = x / 255
            return torch.softmax(self.fc2(torch.relu(self.bn(self.fc1(torch.flatten(x, 1))))), 1)

    def export(name, kind, build, scale="signed", shape=(784,), refused=(), **k):
        if not m.wanted(name):
            return
        torch.manual_seed(m.seed)
        net = build()
        p = f.output(net, 784, scale, shape)
        try:
            torch.onnx.export(net, (torch.zeros(2, *shape),), str(m.path(name)), verbose=False, **k)
        except torch.onnx.errors.OnnxExporterError as e:
            return print(f"{name}: PyTorch has no form for it: {str(e).splitlines()[0]}"[:200])
        m.expect(name, group, kind, 784, scale, p, refused=refused)

    old = {"dynamo": False, "input_names": ["pixels"], "dynamic_axes": {"pixels": {0: "batch"}}}
    new = {"dynamo": True, "external_data": False, "dynamic_shapes": ({0: torch.export.Dim("batch")},)}
    fixed = {"dynamo": True, "external_data": False}
    for style, k in (("old", old), ("new", new), ("fixed", fixed)):
        export(f"onnx-{style}.onnx", f"torch.onnx.export, {style}", lambda: Net(False, False), **k)
        export(f"onnx-{style}-bn.onnx", f"torch.onnx.export, {style}, BatchNorm", lambda: Net(True, False), **k)
        export(f"onnx-{style}-raw.onnx", f"torch.onnx.export, {style}, bytes in", lambda: Net(False, True), scale="raw", shape=(1, 28, 28), **k)
    export("onnx-outside.onnx", "values in another file", lambda: Net(False, False), refused=["another file"], dynamo=True, external_data=True)
    for what, build in exported(u).items():
        for style, k in (("old", old), ("new", new)):
            refused = ["node"] if what.startswith("no ") else ()
            export(f"onnx-{style}-{what.replace(' ', '-')}.onnx", f"torch.onnx.export, {style}: {what}", build, scale="unit", refused=refused, **k)
    for what, build in exported_images().items():
        for style, k in (("old", old), ("new", new)):
            refused = ["node"] if what.startswith("no ") else ()
            export(f"onnx-{style}-{what.replace(' ', '-')}.onnx", f"torch.onnx.export, {style}: {what}", build, scale="unit", shape=(1, 28, 28), refused=refused, **k)
    by_hand(m, group, u, onnx, helper, numpy_helper, TensorProto)


def exported_images():
    """Networks of images, by what it is; "no …" there is no layer for."""

    def net(*layers):
        def build():
            body = nn.Sequential(*[make() for make in layers], nn.Flatten())
            with torch.no_grad():
                n = body.eval()(torch.zeros(2, 1, 28, 28)).shape[1]
            for l in body:
                if isinstance(l, nn.BatchNorm2d):
                    with torch.no_grad():
                        for w in (l.weight, l.bias, l.running_mean):
                            w.normal_(0.5, 0.3)
                        l.running_var.uniform_(0.5, 2)
            return nn.Sequential(body, nn.Linear(n, 10), nn.Softmax(1)).eval()

        return build

    conv = lambda i=1, o=4, k=3, **more: lambda: nn.Conv2d(i, o, k, **more)
    pool = lambda k=2, **more: lambda: nn.MaxPool2d(k, **more)

    def skips():
        class Skip(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b = nn.Conv2d(4, 4, 3, padding=1), nn.Conv2d(4, 4, 3, padding=1)

            def forward(self, x):
                return torch.relu(x + self.b(torch.relu(self.a(x))))

        return Skip()

    return {
        "conv": net(conv(), nn.ReLU, pool(), conv(4, 6), nn.ReLU, pool()),
        "conv alone": net(conv()),
        "conv5 padded": net(conv(k=5, padding=2), nn.Tanh, pool(), conv(4, 6, 5), nn.Sigmoid),
        "conv strides": net(conv(k=4, stride=2, padding=1), nn.LeakyReLU, conv(4, 6, 3, stride=2, bias=False), nn.SiLU),
        "conv dilated": net(conv(dilation=2), nn.ReLU, conv(4, 4, 3, groups=4, padding=1), conv(4, 8, 1), nn.ReLU6, pool()),
        "conv rectangles": net(conv(k=(3, 5), stride=(1, 2), padding=(1, 2)), nn.ELU, pool((2, 1))),
        "conv bn": net(conv(bias=False), lambda: nn.BatchNorm2d(4), nn.ReLU, pool(3, stride=2), conv(4, 6), lambda: nn.BatchNorm2d(6), nn.ReLU),
        "bn of images": net(lambda: nn.BatchNorm2d(1), conv(), nn.ReLU, lambda: nn.BatchNorm2d(4), pool()),
        "average pool": net(conv(), nn.ReLU, lambda: nn.AvgPool2d(2), conv(4, 6), nn.ReLU, lambda: nn.AvgPool2d(3, 2, padding=1)),
        "average pool uncounted": net(conv(), nn.ReLU, lambda: nn.AvgPool2d(3, 2, padding=1, count_include_pad=False)),
        "max pool padded": net(conv(), pool(3, stride=2, padding=1), nn.GELU),
        "global pool": net(conv(), nn.ReLU, conv(4, 8), nn.ReLU, lambda: nn.AdaptiveAvgPool2d(1)),
        "dropout2d": net(conv(), nn.ReLU, lambda: nn.Dropout2d(0.2), pool(), lambda: nn.Dropout(0.3)),
        "skip": net(conv(), nn.ReLU, skips, pool(), skips),
        "pool first": net(pool(), conv(), nn.ReLU),
        "mean of pixels": net(conv(), nn.ReLU, lambda: module(dict, lambda self, x: x.mean((2, 3)))),
        "softmax of rows": net(conv(), lambda: nn.Softmax(-1)),
        "no prelu of images": net(conv(), nn.PReLU, pool()),
        "no pool of channels": net(conv(), lambda: nn.Softmax2d()),
    }


def exported(u):
    """Networks of what people put between linear layers, by what it is; "no …" there is no layer for."""
    flat, first, last = lambda: nn.Flatten(), lambda: nn.Linear(784, u), lambda n=u: nn.Sequential(nn.Linear(n, 10), nn.Softmax(1))
    net = lambda *middle, n=u: lambda: nn.Sequential(flat(), first(), *[make() for make in middle], last(n))
    activations = [nn.ReLU, nn.Sigmoid, nn.Tanh, nn.ReLU6, nn.SELU, nn.Softplus, nn.Softsign, nn.Hardsigmoid, nn.SiLU, nn.Hardswish, nn.Mish, nn.LogSigmoid, nn.Hardtanh, nn.Tanhshrink, nn.ELU, nn.CELU, nn.GELU, nn.LeakyReLU, nn.Hardshrink, nn.Softshrink, nn.PReLU]
    nets = {f"{a.__name__}": net(a) for a in activations}

    def by(forward, **parts):
        return lambda: nn.Sequential(flat(), first(), module(lambda: {k: make() for k, make in parts.items()}, forward), nn.Softmax(1))

    own = lambda forward, n=u: by(lambda self, x: self.last(forward(x)), last=lambda: nn.Linear(n, 10))
    return nets | {
        "tanh GELU": net(lambda: nn.GELU(approximate="tanh")),
        "PReLU each": net(lambda: nn.PReLU(u)),
        "Threshold": net(lambda: nn.Threshold(0.2, -0.5)),
        "GLU": net(lambda: nn.GLU(1), n=u // 2),
        "LogSoftmax": net(lambda: nn.LogSoftmax(1)),
        "several": net(nn.Tanh, nn.SiLU, nn.Hardswish, nn.Tanhshrink),
        "BatchNorm": net(lambda: nn.BatchNorm1d(u), nn.ReLU),
        "LayerNorm": net(lambda: nn.LayerNorm(u), nn.ReLU),
        "Dropout": net(nn.ReLU, nn.Dropout),
        "residual": by(lambda self, x: self.last(x + torch.relu(self.a(x))), a=lambda: nn.Linear(u, u), last=lambda: nn.Linear(u, 10)),
        "gate": by(lambda self, x: self.last(torch.sigmoid(self.a(x)) * x), a=lambda: nn.Linear(u, u), last=lambda: nn.Linear(u, 10)),
        "cat": by(lambda self, x: self.last(torch.cat([x, torch.tanh(self.a(x))], 1)), a=lambda: nn.Linear(u, 3), last=lambda: nn.Linear(u + 3, 10)),
        "rows": own(lambda x: torch.relu(x.reshape(-1, 2, u // 2)).transpose(1, 2).flatten(1)),
        "linear of rows": by(lambda self, x: self.last(torch.relu(self.a(x.view(x.shape[0], 2, -1))).flatten(1)), a=lambda: nn.Linear(u // 2, 3), last=lambda: nn.Linear(6, 10)),
        "arithmetic": own(lambda x: (2 * x - 1) / 4 + 0.5),
        "no sine": own(torch.sin),
        "no mean": own(lambda x: x - x.mean(1, keepdim=True)),
    }


def by_hand(m, group, u, onnx, helper, numpy_helper, TensorProto):
    """As tf2onnx writes Keras' Dense: MatMul and Add, and the scaling by Cast, Mul and Sub."""
    name = "onnx-matmul.onnx"
    if not m.wanted(name):
        return
    r = np.random.default_rng(m.seed)
    w = {k: r.normal(0, 0.1, s).astype("f4") for k, s in {"w1": (784, u), "b1": (u,), "w2": (u, 10), "b2": (10,)}.items()}
    w |= {"factor": np.array(1 / 127.5, "f4"), "one": np.array(1, "f4"), "shape": np.array([-1, 784], "i8")}
    node = helper.make_node
    nodes = [
        node("Cast", ["x"], ["float"], to=TensorProto.FLOAT),
        node("Reshape", ["float", "shape"], ["flat"]),
        node("Mul", ["flat", "factor"], ["scaled"]),
        node("Sub", ["scaled", "one"], ["centred"]),
        node("MatMul", ["centred", "w1"], ["m1"]),
        node("Add", ["m1", "b1"], ["a1"]),
        node("Relu", ["a1"], ["h"]),
        node("MatMul", ["h", "w2"], ["m2"]),
        node("Add", ["m2", "b2"], ["logits"]),
        node("Softmax", ["logits"], ["p"], axis=-1),
    ]
    graph = helper.make_graph(nodes, "keras", [helper.make_tensor_value_info("x", TensorProto.UINT8, ["batch", 28, 28])], [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["batch", 10])], [numpy_helper.from_array(v, k) for k, v in w.items()])
    model = helper.make_model(graph, producer_name="tf2onnx", opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(m.path(name)))
    import onnxruntime

    p = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": m.bytes(784).reshape(-1, 28, 28)})[0]
    m.expect(name, group, "MatMul and Add, bytes in", 784, "raw", p)
