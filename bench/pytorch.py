"""PyTorch: one epoch of training, eager, with fused Adam, and compiled."""

import os

import setting as settings

chosen = settings.parse(("eager", "fused", "compile"), __doc__)

# Compile anew in each process, so that what it costs can be reported.
os.environ.setdefault("TORCHINDUCTOR_FORCE_DISABLE_CACHES", "1")

import torch  # noqa: E402, after the process is bound to its cores

import mnist  # noqa: E402
import report  # noqa: E402


def build():
    """Returns the network, logits out."""
    if chosen.conv:
        return convolutional().to(memory_format=torch.channels_last)
    widths = chosen.widths
    layers = []
    for fan_in, units in zip(widths, widths[1:-1]):
        layers += [torch.nn.Linear(fan_in, units), torch.nn.ReLU()]
        if chosen.dropout > 0:
            layers.append(torch.nn.Dropout(chosen.dropout))
    return torch.nn.Sequential(*layers, torch.nn.Linear(widths[-2], widths[-1]))


def convolutional():
    """Returns keras.io's Simple MNIST convnet, or the network of PyTorch's example."""
    nn = torch.nn
    image = nn.Unflatten(1, (1, 28, 28))
    first, second = [nn.Conv2d(1, 32, 3), nn.ReLU()], [nn.Conv2d(32, 64, 3), nn.ReLU()]
    if chosen.conv == "keras-conv":
        return nn.Sequential(image, *first, nn.MaxPool2d(2), *second, nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10))
    return nn.Sequential(
        image, *first, *second, nn.MaxPool2d(2), nn.Dropout(0.25), nn.Flatten(), nn.Linear(9216, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)
    )


def trainer(model, x, y):
    """Returns a function that trains for one epoch."""
    adam = torch.optim.Adam(model.parameters(), fused=True if chosen.mode != "eager" else None)
    if chosen.conv == "torch-conv":  # its own optimizer, which has no fused form
        adam = torch.optim.Adadelta(model.parameters(), lr=1.0, foreach=True if chosen.mode != "eager" else None)

    def loss(images, labels):
        return torch.nn.functional.cross_entropy(model(images), labels)

    if chosen.mode == "compile":
        loss = torch.compile(loss, dynamic=False)

    def train(epoch):
        model.train()
        for rows in torch.randperm(len(x)).split(chosen.batch):
            adam.zero_grad(set_to_none=True)
            loss(x.index_select(0, rows), y.index_select(0, rows)).backward()
            adam.step()

    return train


def accuracy(model, x, y):
    """Returns the share of x that model classifies as y."""
    model.eval()
    with torch.inference_mode():
        return (model(x).argmax(1) == y).float().mean().item()


def main():
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    x, y = tensors(mnist.TRAIN)
    model = build()
    if chosen.one_hot:
        train = trainer(model, x, torch.nn.functional.one_hot(y, 10).float())
    else:
        train = trainer(model, x, y)
    compile_seconds, seconds = report.epochs(chosen, train)
    test = accuracy(model, *tensors(mnist.TEST))
    if chosen.save:
        torch.save(model.state_dict(), chosen.save)
    report.train("PyTorch", chosen, compile_seconds, seconds, test)


def tensors(names):
    """Returns a set's images and labels."""
    x, y = mnist.load(chosen.data, names, chosen.low)
    return torch.from_numpy(x), torch.from_numpy(y).long()


main()
