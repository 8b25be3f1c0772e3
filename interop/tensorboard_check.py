#!/usr/bin/env python3
"""Read with the real TensorBoard what cmd/train -tensorboard has written.

    go run ./cmd/train -arch keras-dropout -epochs 2 -tensorboard board -history history.csv
    python interop/tensorboard_check.py board history.csv

Compares the scalars with the history, and looks for histograms, graph and images.
"""

import csv
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder, history = sys.argv[1:3]
events = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0, "images": 0})
events.Reload()
tags = events.Tags()
names = {"loss": "loss/training", "accuracy": "accuracy/training", "val_loss": "loss/validation", "val_accuracy": "accuracy/validation"}
with open(history) as f:
    rows = list(csv.DictReader(f))
for column, tag in names.items():
    if column not in rows[0]:
        continue
    got = [e.value for e in events.Scalars(tag)]
    want = [float(row[column]) for row in rows]
    assert len(got) == len(want) and all(abs(g - w) <= 1e-6 * max(1, abs(w)) for g, w in zip(got, want)), (tag, got, want)
assert events.Scalars("loss/step"), "no losses of steps"
assert events.Scalars("learning rate"), "no learning rate"
assert tags["graph"] and events.Graph().node[0].name == "input", "no graph"
for tag in tags["histograms"]:
    h = events.Histograms(tag)
    assert len(h) == len(rows), tag
    v = h[-1].histogram_value
    assert abs(sum(v.bucket) - v.num) < 0.5 and v.min <= v.max, tag
assert tags["images"] and events.Images(tags["images"][0])[0].width == 28, "no images"
print(f"{len(rows)} epochs, {len(tags['scalars'])} scalars, {len(tags['histograms'])} histograms, {len(tags['images'])} images, "
      f"a graph of {len(events.Graph().node)} nodes: as TensorBoard reads them")
