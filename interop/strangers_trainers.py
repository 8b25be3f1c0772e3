"""The kinds of checkpoints and tensors that trainers of PyTorch and other libraries write, for strangers.py."""

import collections

import numpy as np
import torch
import torch.nn.utils.prune
from strangers_torch import Files, mlp, module, sequential
from torch import nn


def make(m):
    f, u = Files(m), m.units
    trainers(f, u)
    ends(f, u)
    tensors(f, u)
    others(f, u)


def trainers(f, u):
    group, net = "20 trainers' checkpoints", lambda: mlp((784, u, 10))

    def keys(prefix):
        return lambda n: {prefix + k: v for k, v in n.state_dict().items()}

    for name, prefix in [("both", "module._orig_mod."), ("other-way", "_orig_mod.module."), ("deep", "model.backbone.net."), ("network", "network."), ("fsdp", "_fsdp_wrapped_module."), ("wrapped", "_forward_module.model.")]:
        f.save(f"pt-prefix-{name}.pth", group, f"the prefix {prefix}", net, keys(prefix))
    f.save("pt-prefix-half.pth", group, "a prefix before one layer", net, lambda n: {("module." if k.startswith("fc1") else "") + k: v for k, v in n.state_dict().items()}, refused=["order", "module"])
    state = lambda n: n.state_dict()
    twice = lambda n: {k: v * 2 for k, v in n.state_dict().items()}
    f.save("pt-ema-names.pth", group, "EMA within a state dict", net, lambda n: state(n) | {"ema." + k: v for k, v in twice(n).items()}, refused=["ema"])
    f.save("pt-lightning-ema.ckpt", group, "Lightning with a teacher", net, lambda n: {"epoch": 1, "pytorch-lightning_version": "2.5.0", "state_dict": {"model." + k: v for k, v in state(n).items()} | {"ema_model." + k: v for k, v in twice(n).items()}}, refused=["ema_model"])
    f.save("pt-swa.pth", group, "swa_utils.AveragedModel", net, lambda n: torch.optim.swa_utils.AveragedModel(n).state_dict(), refused=["n_averaged"])
    f.save("pt-timm.pth", group, "state_dict and state_dict_ema", net, lambda n: {"epoch": 3, "arch": "mlp", "state_dict": state(n), "optimizer": torch.optim.SGD(n.parameters(), 0.1, momentum=0.9).state_dict(), "state_dict_ema": twice(n), "metric": 90.1}, refused=["state_dict_ema"])
    f.save("pt-fastai.pth", group, "fastai: model and opt", net, lambda n: {"model": state(n), "opt": torch.optim.Adam(n.parameters()).state_dict()})
    f.save("pt-ignite.pt", group, "model, optimizer, trainer, lr_scheduler", net, lambda n: {"model": state(n), "optimizer": torch.optim.Adam(n.parameters()).state_dict(), "trainer": {"epoch_length": 10, "iteration": 7, "max_epochs": 2, "rng_states": [torch.get_rng_state()]}, "lr_scheduler": {"last_epoch": 2, "_last_lr": [0.1]}})
    f.save("pt-lightning-plain.ckpt", group, "Lightning", net, lambda n: {"epoch": 3, "global_step": 100, "pytorch-lightning_version": "2.5.0", "state_dict": {"net." + k: v for k, v in state(n).items()}, "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 3}}}}, "callbacks": {}, "optimizer_states": [torch.optim.Adam(n.parameters()).state_dict()], "lr_schedulers": [], "hparams_name": "kwargs", "hyper_parameters": {"lr": 0.1}})
    f.save("pt-lightning-loss.ckpt", group, "Lightning with the weights of a loss", net, lambda n: {"pytorch-lightning_version": "2.5.0", "state_dict": {"net." + k: v for k, v in state(n).items()} | {"criterion.weight": torch.ones(10)}}, refused=["criterion"])
    f.save("pt-lists.pth", group, "folds in a list", net, lambda n: [state(n), twice(n)], refused=["several", "list", "two", "0"])
    f.save("pt-parameters.pth", group, "a list of parameters", net, lambda n: [p.detach() for p in n.parameters()], refused=["list", "names", "tensor"])
    f.save("pt-parameter-objects.pth", group, "nn.Parameter as values", net, lambda n: dict(n.named_parameters()))
    f.save("pt-default-dict.pth", group, "collections.defaultdict", net, lambda n: collections.defaultdict(int, state(n)))
    f.save("pt-best.pth", group, "best and last", net, lambda n: {"best": twice(n), "last": state(n)}, refused=["best"])
    f.save("pt-layers-dict.pth", group, "a dict of layers", net, lambda n: {"fc1": n.fc1.state_dict(), "fc2": n.fc2.state_dict()})
    f.save("pt-grad.pth", group, "gradients beside the weights", net, lambda n: {"model": state(n), "grads": {k: torch.randn_like(v) for k, v in state(n).items()}}, refused=["grads"])
    f.save("pt-mean-std.pth", group, "mean and std of the pixels", net, lambda n: state(n) | {"mean": torch.tensor([0.1307]), "std": torch.tensor([0.3081])}, refused=["mean"])
    f.save("pt-mean-std-beside.pth", group, "mean and std beside the weights", net, lambda n: {"model": state(n), "mean": 0.5, "std": 0.5})


def ends(f, u):
    group = "20 layers' ends"
    linear = nn.Linear
    f.save("pt-logsoftmax.pth", group, "Sequential with LogSoftmax", lambda: nn.Sequential(nn.Flatten(), linear(784, u), nn.ReLU(), linear(u, 10), nn.LogSoftmax(1)))
    f.save("pt-unflatten.pth", group, "Unflatten and Flatten", lambda: nn.Sequential(nn.Unflatten(1, (28, 28)), nn.Flatten(), linear(784, u), nn.ReLU(), linear(u, 10)))
    f.save("pt-bn-untracked.pth", group, "BatchNorm1d without statistics", lambda: nn.Sequential(linear(784, u), nn.BatchNorm1d(u, track_running_stats=False), nn.ReLU(), linear(u, 10)), options={"unknowable": True})
    f.save("pt-bn-untracked-named.pth", group, "bn1 without statistics", lambda: module(lambda: {"fc1": linear(784, u), "bn1": nn.BatchNorm1d(u, track_running_stats=False), "fc2": linear(u, 10)}, lambda self, x: self.fc2(torch.relu(self.bn1(self.fc1(x))))), refused=["BatchNorm"])
    f.save("pt-bn-plain.pth", group, "BatchNorm1d(affine=False)", lambda: nn.Sequential(linear(784, u), nn.BatchNorm1d(u, affine=False), nn.ReLU(), linear(u, 10)), refused=["BatchNorm"])
    f.save("pt-bn-last.pth", group, "BatchNorm1d behind ReLU, given", lambda: nn.Sequential(linear(784, u), nn.ReLU(), nn.BatchNorm1d(u), linear(u, 10)), refused=["-activation", "BatchNorm", "order"])
    f.save("pt-bn-first.pth", group, "BatchNorm1d of pixels", lambda: nn.Sequential(nn.BatchNorm1d(784), linear(784, u), nn.ReLU(), linear(u, 10)), refused=["-activation", "BatchNorm", "order"])
    f.save("pt-one.pth", group, "one unit", lambda: mlp((784, u, 1)))
    f.save("pt-bn-both.pth", group, "ReLU, BatchNorm1d, Dropout", lambda: nn.Sequential(linear(784, u), nn.ReLU(), nn.BatchNorm1d(u), nn.Dropout(), linear(u, 10)), refused=["before or behind"])
    f.save("pt-two-classes.pth", group, "two classes", lambda: mlp((784, u, 2)))
    f.save("pt-many.pth", group, "62 classes", lambda: mlp((784, u, 62)))
    f.save("pt-bilinear.pth", group, "Bilinear", lambda: module(lambda: {"b": nn.Bilinear(784, 784, 2), "fc": linear(2, 10)}, lambda self, x: self.fc(self.b(x, x))), refused=["b.weight"])
    f.save("pt-embedding.pth", group, "Embedding", lambda: module(lambda: {"e": nn.Embedding(8, 784), "fc": linear(784, 10)}, lambda self, x: self.fc(x + self.e.weight[0])), refused=["sizes"])
    f.save("pt-rnn.pth", group, "LSTM", lambda: module(lambda: {"rnn": nn.LSTM(28, 8, batch_first=True), "fc": linear(8, 10)}, lambda self, x: self.fc(self.rnn(x.reshape(-1, 28, 28))[0][:, -1])), refused=["LSTM", "rnn"])
    f.save("pt-attention.pth", group, "MultiheadAttention", lambda: module(lambda: {"a": nn.MultiheadAttention(28, 2, batch_first=True), "fc": linear(784, 10)}, lambda self, x: self.fc(self.a(*[x.reshape(-1, 28, 28)] * 3)[0].flatten(1))), refused=["attention", "in_proj"])
    f.save("pt-rms.pth", group, "RMSNorm", lambda: nn.Sequential(linear(784, u), nn.RMSNorm(u), nn.ReLU(), linear(u, 10)), refused=["-activation", "1.weight", "norm"])
    f.save("pt-group-norm.pth", group, "GroupNorm", lambda: nn.Sequential(linear(784, u), nn.GroupNorm(2, u), nn.ReLU(), linear(u, 10)), options={"unknowable": True})
    f.save("pt-conv1.pth", group, "Conv2d of 28x28 as Linear", lambda: nn.Sequential(nn.Conv2d(1, u, 28), nn.Flatten(), nn.ReLU(), linear(u, 10)), shape=(1, 28, 28), refused=["0.weight", "Conv"])
    f.save("pt-spectral.pth", group, "spectral_norm", lambda: nn.Sequential(nn.utils.spectral_norm(linear(784, u)), nn.ReLU(), linear(u, 10)), refused=["weight_orig", "spectral"])
    f.save("pt-spectral-new.pth", group, "parametrizations.spectral_norm", lambda: nn.Sequential(nn.utils.parametrizations.spectral_norm(linear(784, u)), nn.ReLU(), linear(u, 10)), refused=["parametrizations"])

    def pruned():
        n = sequential((784, u, 10))
        nn.utils.prune.l1_unstructured(n[0], "weight", 0.5)
        return n

    f.save("pt-pruned.pth", group, "pruned: weight_orig and weight_mask", pruned, refused=["weight_orig", "prune", "mask"])

    def tied():
        n = mlp((784, u, u, u, 10))
        n.fc3.weight = n.fc2.weight
        return n

    f.save("pt-tied.pth", group, "weights tied", tied)
    f.save("pt-registered.pth", group, "a scale as a parameter", lambda: module_with_scale(u), refused=["scale"])


def module_with_scale(u):
    n = module(lambda: {"fc1": nn.Linear(784, u), "fc2": nn.Linear(u, 10)}, lambda self, x: self.fc2(torch.relu(self.fc1(x)) * self.scale))
    n.scale = nn.Parameter(torch.tensor([2.0]))
    return n


def tensors(f, u):
    net, group = (lambda: mlp((784, u, 10))), "20 tensors"
    state = lambda n: n.state_dict()
    f.save("pt-sparse.pth", group, "sparse tensors", net, lambda n: {k: v.to_sparse() if v.dim() == 2 else v for k, v in state(n).items()}, refused=["sparse"])
    f.save("pt-int8.pth", group, "weights of int8 and a scale", net, lambda n: {k: (v * 100).to(torch.int8) for k, v in state(n).items()} | {"fc1.scale": torch.tensor(0.01), "fc2.scale": torch.tensor(0.01)}, refused=["int8", "scale", "whole numbers", "quanti"])
    f.save("pt-nan.pth", group, "not a number", net, lambda n: {k: v * float("nan") for k, v in state(n).items()}, refused=["NaN", "not a number", "finite"])
    f.save("pt-meta.pth", group, "on the meta device", net, lambda n: {k: v.to("meta") for k, v in state(n).items()}, refused=["meta"])
    f.save("pt-transposed.pth", group, "expanded bias", net, lambda n: state(n) | {"fc1.bias": torch.zeros(1).expand(u)}, refused=["differ"], options={"unknowable": True})
    f.save("pt-conjugate.pth", group, "real parts of conjugates", net, lambda n: {k: torch.complex(v, v).conj().real for k, v in state(n).items()})
    f.save("pt-storage-offset.pth", group, "slices of one storage", net, lambda n: slices(state(n)))
    f.save("pt-nested-tensor.pth", group, "a subclass of tensor", net, lambda n: {k: nn.Buffer(v) for k, v in state(n).items()})
    f.save("st-scalar.safetensors", group, "a number beside the weights", net, lambda n: state(n) | {"step": torch.tensor(3)}, refused=["step"])
    f.save("st-empty-tensor.safetensors", group, "an empty tensor", net, lambda n: state(n) | {"unused": torch.zeros(0, 3)}, refused=["unused"])
    f.save("st-int8.safetensors", group, "int8 and scales", net, lambda n: {k: (v * 100).to(torch.int8) for k, v in state(n).items()} | {"fc1.SCB": torch.ones(u), "fc2.SCB": torch.ones(10)}, refused=["I8", "int8", "SCB", "quanti"])
    f.save("st-gptq.safetensors", group, "GPTQ", net, lambda n: {"fc1.qweight": torch.zeros(98, u, dtype=torch.int32), "fc1.qzeros": torch.zeros(1, 4, dtype=torch.int32), "fc1.scales": torch.ones(1, u, dtype=torch.float16), "fc1.g_idx": torch.zeros(784, dtype=torch.int32)}, refused=["GPTQ", "quanti", "I32", "int32"])
    f.save("st-metadata.safetensors", group, "metadata of others", net, lambda n: state(n), metadata={"format": "pt", "layers": "2", "input": "pixels", "architecture": "mlp"})


def slices(state):
    flat = torch.cat([v.flatten() for v in state.values()])
    at, cut = 0, {}
    for k, v in state.items():
        cut[k] = flat[at : at + v.numel()].view(v.shape)
        at += v.numel()
    return cut


def others(f, u):
    """Files of transformers, diffusers, PEFT and Flax; tensors alone, as those libraries name them."""
    group = "20 other libraries"
    r = torch.randn
    layer = lambda p: {f"{p}.attention.self.query.weight": r(8, 8), f"{p}.attention.self.query.bias": r(8), f"{p}.attention.output.LayerNorm.weight": r(8), f"{p}.intermediate.dense.weight": r(16, 8), f"{p}.output.dense.weight": r(8, 16)}
    bert = {"bert.embeddings.word_embeddings.weight": r(30, 8), "bert.embeddings.LayerNorm.weight": r(8), **layer("bert.encoder.layer.0"), "classifier.weight": r(2, 8), "classifier.bias": r(2)}
    llama = {"model.embed_tokens.weight": r(30, 8), "model.layers.0.self_attn.q_proj.weight": r(8, 8), "model.layers.0.mlp.gate_proj.weight": r(16, 8), "model.layers.0.mlp.up_proj.weight": r(16, 8), "model.layers.0.mlp.down_proj.weight": r(8, 16), "model.layers.0.input_layernorm.weight": r(8), "model.norm.weight": r(8), "lm_head.weight": r(30, 8)}
    vit = {"vit.embeddings.cls_token": r(1, 1, 8), "vit.embeddings.patch_embeddings.projection.weight": r(8, 1, 4, 4), "vit.layernorm.weight": r(8), "classifier.weight": r(10, 8), "classifier.bias": r(10)}
    unet = {"conv_in.weight": r(8, 4, 3, 3), "time_embedding.linear_1.weight": r(16, 8), "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight": r(8, 8)}
    lora = {"unet.down_blocks.0.attentions.0.to_q.lora_A.weight": r(4, 8), "unet.down_blocks.0.attentions.0.to_q.lora_B.weight": r(8, 4)}
    kohya = {"lora_unet_down_blocks_0_attentions_0_to_q.lora_down.weight": r(4, 8), "lora_unet_down_blocks_0_attentions_0_to_q.lora_up.weight": r(8, 4), "lora_unet_down_blocks_0_attentions_0_to_q.alpha": torch.tensor(4.0)}
    resnet = {"conv1.weight": r(8, 3, 7, 7), "bn1.weight": r(8), "bn1.running_mean": r(8), "bn1.running_var": r(8).abs(), "fc.weight": r(10, 8), "fc.bias": r(10)}
    for name, tensors, words in [("bert", bert, ["embeddings", "attention"]), ("llama", llama, ["embed", "attn", "attention", "norm"]), ("vit", vit, ["conv", "cls_token", "patch", "embeddings"]), ("unet", unet, ["conv"]), ("lora-diffusers", lora, ["LoRA"]), ("lora-kohya", kohya, ["LoRA"]), ("resnet", resnet, ["conv"])]:
        f.save(f"st-{name}.safetensors", group, name, None, lambda n, t=tensors: t, refused=words)
        f.save(f"pt-{name}.pth", group, name, None, lambda n, t=tensors: t, refused=words)
    net = lambda: mlp((784, u, 10))
    f.save("st-flax-nested.safetensors", group, "Flax names with dots", net, lambda n: {f"params.Dense_{i}.{k}": v for i, l in enumerate([n.fc1, n.fc2]) for k, v in (("kernel", l.weight.T), ("bias", l.bias))})
    f.save("st-shared-prefix.safetensors", group, "the prefix model.", net, lambda n: {"model." + k: v for k, v in n.state_dict().items()})
