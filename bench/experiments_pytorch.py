"""PyTorch: the steps of the programs in experiments/, eager with fused Adam, and compiled."""

import copy

import lab

chosen = lab.parse(("fused", "compile"), __doc__)

import torch  # noqa: E402, after the process is bound to its cores
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402


class Bent(nn.Module):
    def forward(self, x):
        return (torch.sqrt(x * x + 1) - 1) / 2 + x


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.code = nn.Linear(784, 128), nn.Linear(128, 32)
        self.back, self.out = nn.Parameter(torch.zeros(128)), nn.Parameter(torch.zeros(784))

    def forward(self, x):
        code = self.code(F.relu(self.encoder(x)))
        h = F.relu(F.linear(code, self.code.weight.T, self.back))
        return torch.sigmoid(F.linear(h, self.encoder.weight.T, self.out))


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.digit, self.even = nn.Linear(784, 128), nn.Linear(128, 10), nn.Linear(128, 1)

    def forward(self, x):
        h = F.relu(self.body(x))
        return self.digit(h), self.even(h)[:, 0]


class Block(nn.Module):
    """One of a residual network's: plain, residual or pre-activation."""

    def __init__(self, kind, width=64):
        super().__init__()
        self.kind = kind
        one, two = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        norm, last = norm_of(width), norm_of(width)
        if kind == "pre-activation":
            self.layers = nn.Sequential(norm, nn.ReLU(), one, last, nn.ReLU(), two)
        else:
            self.layers = nn.Sequential(one, norm, nn.ReLU(), two, last)

    def forward(self, x):
        if self.kind == "pre-activation":
            return x + self.layers(x)
        return F.relu(x + self.layers(x) if self.kind == "residual" else self.layers(x))


class Table(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(10, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, x):
        return self.layers((x - 0.5) / 0.2887)[:, 0] * 4.9 + 14.4


def norm_of(width):
    return nn.BatchNorm1d(width, eps=1e-3, momentum=0.01)


def mlp(*widths, activation=nn.ReLU, between=None, last=None):
    layers = []
    for i, (fan_in, units) in enumerate(zip(widths, widths[1:])):
        layers.append(nn.Linear(fan_in, units))
        if i < len(widths) - 2:
            layers += [m for m in (between(units) if between else None, activation()) if m]
    return nn.Sequential(*layers, *([last] if last else []))


def entropy(model, x, y):
    return F.cross_entropy(model(x), y)


def adam(parameters, lr=0.001):
    return torch.optim.Adam([p for p in parameters if p.requires_grad], lr=lr, eps=1e-7, fused=True)


def sgd(lr):
    return lambda parameters: torch.optim.SGD(parameters, lr=lr, fused=True)


# Steps: of a model, its loss and its optimizer, a function of a batch.


def plain(model, loss, optimizer):
    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        loss(x, y).backward()
        optimizer.step()

    return step


def accumulated(model, loss, optimizer):
    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        for part, labels in zip(x.split(32), y.split(32)):
            (loss(part, labels) / 4).backward()
        optimizer.step()

    return step


def adversarial(model, loss, optimizer):
    train = plain(model, loss, optimizer)

    def step(x, y):
        x = x.detach().requires_grad_()
        (by_x,) = torch.autograd.grad(loss(x, y), x)
        train((x.detach() + 0.1 * by_x.sign()).clamp(0, 1), y)

    return step


def averaged(model, loss, optimizer):
    train, mean = plain(model, loss, optimizer), [p.detach().clone() for p in model.parameters()]

    def step(x, y):
        train(x, y)
        torch._foreach_lerp_(mean, [p.detach() for p in model.parameters()], 0.001)

    return step


def mixed(model, loss, optimizer):
    train = plain(model, loss, optimizer)

    def step(x, y):
        share, order, one_hot = torch.rand(()), torch.randperm(len(x)), F.one_hot(y, 10).float()
        train(share * x + (1 - share) * x[order], share * one_hot + (1 - share) * one_hot[order])

    return step


def sharpness_aware(model, loss, optimizer):
    weights = list(model.parameters())

    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        loss(x, y).backward()
        with torch.no_grad():
            before, grads = [w.clone() for w in weights], [w.grad for w in weights]
            norm = torch.sqrt(sum(torch.sum(g * g) for g in grads) + 1e-12)
            torch._foreach_add_(weights, torch._foreach_mul(grads, 0.05 / norm))
        optimizer.zero_grad(set_to_none=True)
        loss(x, y).backward()
        with torch.no_grad():
            torch._foreach_copy_(weights, before)
        optimizer.step()

    return step


def pruned(model, loss, optimizer):
    train = plain(model, loss, optimizer)
    kernels = [w for w in model.parameters() if w.dim() > 1]
    masks = [(torch.arange(w.numel()) % 10 == 0).reshape(w.shape).float() for w in kernels]

    def step(x, y):
        train(x, y)
        with torch.no_grad():
            torch._foreach_mul_(kernels, masks)

    return step


def penalised(smoothing, penalty):
    def loss(model, x, y):
        value = F.cross_entropy(model(x), y, label_smoothing=smoothing)
        return value + penalty * model[0].weight.square().sum() if penalty else value

    return loss


def two_heads(model, x, y):
    digit, even = model(x)
    return F.cross_entropy(digit, y) + 0.5 * F.binary_cross_entropy_with_logits(even, (1 - y % 2).float())


def by_teacher():
    teacher = mlp(784, 100, 100, 10).requires_grad_(False)

    def loss(model, x, y):
        with torch.no_grad():
            soft = F.softmax(teacher(x) / 4, 1)
        logits = model(x)
        return 0.1 * F.cross_entropy(logits, y) + 0.9 * 16 * F.cross_entropy(logits / 4, soft)

    return loss


def programs():
    """Returns, by experiment and network: model, loss of (model, x, y), step, optimizer."""
    reproduce = lambda model, x, y: F.mse_loss(model(x), x)
    small = lambda hidden=128, activation=nn.ReLU: mlp(784, hidden, 10, activation=activation)
    code = lambda middle: nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 32), middle, nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid()
    )
    all = {("accumulation", "keras-small"): (small(), entropy, accumulated)}
    for network, activation in ("function", Bent), ("composed", Bent), ("relu", nn.ReLU):
        all["activation", network] = small(activation=activation), entropy
    all["adversarial", "plain"] = small(), entropy
    all["adversarial", "adversarial"] = small(), entropy, adversarial
    all["autoencoder", "autoencoder"] = code(nn.ReLU()), reproduce
    for network, rate in ("slow", 0.02), ("fast", 0.5):
        all["curvature", network] = small(32, nn.Tanh), entropy, plain, sgd(rate)
    all["distillation", "alone"] = small(30), entropy
    all["distillation", "taught"] = small(30), by_teacher()
    all["ema", "ema"] = small(), entropy, averaged
    all["ema", "swa"] = small(), entropy
    frozen = small()
    frozen[0].requires_grad_(False)
    all["freezing", "frozen"] = frozen, entropy
    all["freezing", "slow"] = small(), entropy
    all["heads", "heads"] = Heads(), two_heads
    all["metric", "keras-small"] = small(), entropy
    all["mixup", "mixup"] = small(), entropy, mixed
    all["montecarlo", "keras-dropout"] = mlp(784, 128, 128, 10, activation=lambda: nn.Sequential(nn.ReLU(), nn.Dropout(0.2))), entropy
    for kind, norm in ("none", None), ("batch", norm_of), ("layer", lambda n: nn.LayerNorm(n, eps=1e-3)):
        all["norm", kind] = mlp(784, 100, 100, 100, 10, activation=nn.Sigmoid, between=norm), entropy, plain, sgd(0.1)
    for network, smoothing, penalty in ("plain", 0.0, 0), ("penalty", 0.0, 1e-3), ("smoothing", 0.1, 0), ("both", 0.1, 1e-3):
        all["penalty", network] = small(), penalised(smoothing, penalty)
    all["pruning", "keras-small"] = small(), entropy, pruned
    for kind in "plain", "residual", "pre-activation":
        all["residual", kind] = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), *[Block(kind) for _ in range(10)], nn.Linear(64, 10)), entropy
    all["sam", "keras-small"] = small(), entropy, sharpness_aware
    all["table", "table"] = Table(), lambda model, x, y: F.mse_loss(model(x), y)
    all["tied", "tied"] = Tied(), reproduce
    all["tied", "untied"] = code(nn.Identity()), reproduce
    return all


def measure(name, model, loss, step=plain, optimizer=adam):
    x, y, batch = lab.examples(chosen, *name)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    y = y if y.is_floating_point() else y.long()
    model = copy.deepcopy(model).train()
    of_model = lambda x, y: loss(model, x, y)
    if chosen.mode == "compile":
        of_model = torch.compile(of_model, dynamic=False)
    one = step(model, of_model, optimizer(model.parameters()))

    def epoch():
        order = torch.randperm(len(x))[: len(x) // batch * batch].split(batch)
        for rows in order:
            one(x.index_select(0, rows), y.index_select(0, rows))
        return len(order)

    lab.measure(chosen, *name, batch, epoch)


def main():
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    for name, program in programs().items():
        if chosen.only in ("", name[0]):
            measure(name, *program)


main()
