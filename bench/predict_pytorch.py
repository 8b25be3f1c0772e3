"""PyTorch: prediction, one image and 10,000, eager, traced, and compiled."""

import os

import setting as settings

chosen = settings.parse(("eager", "traced", "compile"), __doc__)

# Compile anew in each process, so that what it costs can be reported.
os.environ.setdefault("TORCHINDUCTOR_FORCE_DISABLE_CACHES", "1")

import torch  # noqa: E402, after the process is bound to its cores

import mnist  # noqa: E402
import report  # noqa: E402


def main():
    torch.set_num_threads(chosen.threads)
    widths = chosen.widths
    layers = []
    for fan_in, units in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(fan_in, units), torch.nn.ReLU()]
    layers[-1] = torch.nn.Softmax(1)
    model = torch.nn.Sequential(*layers).eval()
    images = torch.from_numpy(mnist.load(chosen.data, mnist.TEST, chosen.low)[0])
    with torch.inference_mode():
        if chosen.mode == "traced":
            model = torch.jit.freeze(torch.jit.trace(model, images[:1]))
        elif chosen.mode == "compile":
            model = torch.compile(model, dynamic=False)
        report.predict("PyTorch", chosen, *report.predictions(model, images))


main()
