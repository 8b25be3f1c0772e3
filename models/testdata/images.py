"""Makes images-*.onnx, networks of images as both of PyTorch 2.15's exporters write them, and images.json, what
PyTorch computes of pixels: run here, with torch, onnx and onnxscript."""

import json

import onnx
import torch
from torch import nn

torch.manual_seed(1)


class Net(nn.Module):
    """Convolutions of all kinds, on images of 9 x 9."""

    def __init__(self):
        super().__init__()
        self.conv1, self.bn = nn.Conv2d(1, 4, (3, 2), padding=(1, 0), bias=False), nn.BatchNorm2d(4)
        self.conv2, self.conv3 = nn.Conv2d(4, 4, 3, stride=2, padding=1, groups=2), nn.Conv2d(4, 6, 2, dilation=2)
        self.mean, self.last = nn.AvgPool2d(3, 1, padding=1), nn.Linear(6 * 3 * 2, 3)

    def forward(self, x):
        x = torch.relu(self.bn(self.conv1(x)))
        x = x + nn.functional.max_pool2d(torch.tanh(x), 3, 1, 1)
        x = self.mean(torch.sigmoid(self.conv3(self.conv2(x))))
        return torch.softmax(self.last(torch.flatten(x, 1)), 1)


net = Net().eval()
with torch.no_grad():
    for w in (net.bn.weight, net.bn.bias, net.bn.running_mean):
        w.normal_(0.5, 0.3)
    net.bn.running_var.uniform_(0.5, 2)
one = torch.zeros(2, 1, 9, 9)
torch.onnx.export(net, (one,), "images-old.onnx", dynamo=False, input_names=["pixels"], dynamic_axes={"pixels": {0: "batch"}})
torch.onnx.export(net, (one,), "images-new.onnx", dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim("batch")},), verbose=False)
new = onnx.load("images-new.onnx")
for node in new.graph.node:  # where this file lay
    del node.metadata_props[:]
onnx.save(new, "images-new.onnx")
pixels = torch.randint(0, 256, (3, 1, 9, 9))
with torch.no_grad():
    answers = net.double()(pixels.double() / 255)
with open("images.json", "w") as f:
    json.dump({"pixels": pixels.flatten(1).tolist(), "answers": answers.tolist()}, f)
