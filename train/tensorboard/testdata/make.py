#!/usr/bin/env python3
"""Writes events.tfrecord with TensorBoard's own messages and record writer (tensorboard 2.21.0).

    python make.py
"""
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.record_writer import RecordWriter

histogram = HistogramProto(min=-1, max=2, num=3, sum=1, sum_squares=5, bucket_limit=[-0.5, 0.5, 2.5], bucket=[1, 1, 1])
graph = GraphDef()
node = graph.node.add(name="dense/output", op="Dense", input=["input", "dense/kernel"])
node.attr["_output_shapes"].list.shape.add().dim.add(size=16)
with open("events.tfrecord", "wb") as f:
    w = RecordWriter(f)
    for event in (
        Event(wall_time=1.5, file_version="brain.Event:2"),
        Event(wall_time=2.5, step=7, summary=Summary(value=[Summary.Value(tag="loss", simple_value=0.25)])),
        Event(wall_time=3.5, step=300, summary=Summary(value=[Summary.Value(tag="dense/kernel", histo=histogram)])),
        Event(wall_time=4.5, graph_def=graph.SerializeToString()),
    ):
        w.write(event.SerializeToString())
