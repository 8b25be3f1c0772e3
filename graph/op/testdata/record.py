"""Records what PyTorch gives, in float64 on the CPU, for the operations of package op: python record.py writes
torch.json beside itself. Every case has its inputs, the result y, weights of y (up), and the gradients of Σ up·y."""
import json, pathlib
import torch
import torch.nn.functional as F

torch.manual_seed(7)
torch.set_default_dtype(torch.float64)
cases = []


def flat(t):
    return {"shape": list(t.shape), "data": t.detach().reshape(-1).tolist()}


def case(name, f, by, **inputs):
    leaves = {n: t.clone().requires_grad_(n in by) for n, t in inputs.items()}
    y = f(**leaves)
    up = torch.randn(y.shape)
    (y * up).sum().backward()
    cases.append({"name": name, "y": flat(y), "up": flat(up), "inputs": [{"name": n, **flat(t)} for n, t in leaves.items()],
                  "gradients": [flat(leaves[n].grad) for n in by]})


def batch_norm(x, gamma=None, beta=None):
    return F.batch_norm(x, None, None, gamma, beta, training=True, eps=1e-3)


x, gamma, beta = torch.randn(6, 5) * 3 + 1, torch.randn(5), torch.randn(5)
case("batchNorm", batch_norm, ["x", "gamma", "beta"], x=x, gamma=gamma, beta=beta)
case("batchNorm gamma", batch_norm, ["x", "gamma"], x=x, gamma=gamma)
case("batchNorm beta", lambda x, beta: batch_norm(x, None, beta), ["x", "beta"], x=x, beta=beta)
case("batchNorm neither", batch_norm, ["x"], x=x)
mean, variance = torch.zeros(5), torch.zeros(5)
F.batch_norm(x, mean, variance, training=True, momentum=1)  # the running statistics become the batch's; the variance is unbiased
statistics = {"mean": flat(mean), "variance": flat(variance * 5 / 6)}
case("normalize", lambda x, gamma, beta, mean, variance: F.batch_norm(x, mean, variance, gamma, beta, training=False, eps=1e-3),
     ["x", "gamma", "beta"], x=x, gamma=gamma, beta=beta, mean=torch.randn(5), variance=torch.rand(5) + 0.1)

layer_norm = lambda x, gamma=None, beta=None: F.layer_norm(x, x.shape[1:], gamma, beta, eps=1e-3)
case("layerNorm", layer_norm, ["x", "gamma", "beta"], x=x, gamma=gamma, beta=beta)
case("layerNorm neither", layer_norm, ["x"], x=x)
case("layerNorm one example", layer_norm, ["x", "gamma", "beta"], x=x[:1], gamma=gamma, beta=beta)

case("tied", lambda x, w, b: F.linear(x, w, b), ["x", "w", "b"], x=x, w=torch.randn(3, 5), b=torch.randn(3))
case("concat", lambda x, y: torch.cat([x, y], -1), ["x", "y"], x=x, y=torch.randn(6, 2))
case("columns", lambda x: x[:, 1:4], ["x"], x=x)
case("permute", lambda x: x.permute(0, 3, 1, 2), ["x"], x=torch.randn(2, 3, 4, 2))
case("penalty", lambda w: (0.01 * w.abs().sum() + 0.02 * (w * w).sum()).reshape(()), ["w"], w=torch.cat([torch.randn(3, 5), torch.zeros(1, 5)]))

labels = torch.tensor([2, 0, 4, 1, 1, 3])  # labels of the tests, too
soft, weights = torch.randn(6, 5).softmax(-1), torch.randn(6, 5).abs()
for smoothing in 0.0, 0.1, 1.0:
    case(f"sparse {smoothing}", lambda x: F.cross_entropy(x, labels, label_smoothing=smoothing), ["x"], x=x)
    case(f"soft {smoothing}", lambda x, target: F.cross_entropy(x, target, label_smoothing=smoothing), ["x"], x=x, target=soft)
    case(f"weights {smoothing}", lambda x, target: F.cross_entropy(x, target, label_smoothing=smoothing), ["x"], x=x, target=weights)

positive, deep = torch.rand(3, 4) * 5 + 0.1, torch.randn(2, 3, 4, 2) * 3
case("log2", torch.log2, ["input"], input=positive)
case("inverseSqrt", torch.rsqrt, ["input"], input=positive)
case("logSumExp", lambda x: torch.logsumexp(x, -1), ["x"], x=deep)
for axis in range(4):
    case(f"softmax {axis}", lambda x: x.softmax(axis), ["x"], x=deep)
    case(f"logSoftmax {axis}", lambda x: x.log_softmax(axis), ["x"], x=deep)
for kernel, stride, padding in ((2, 2), (2, 2), (0, 0)), ((3, 2), (2, 1), (1, 1)), ((3, 3), (1, 2), (1, 0)):
    case(f"averagePool {kernel} {stride} {padding}", lambda x: F.avg_pool2d(x, kernel, stride, padding), ["x"], x=torch.randn(2, 3, 6, 5))

out = {"made_with": f"PyTorch {torch.__version__}, float64", "statistics": {"x": flat(x), **statistics}, "cases": cases}
pathlib.Path(__file__).with_name("torch.json").write_text(json.dumps(out) + "\n")
