"""Records what Keras serializes of its optimizers: python record_descriptions.py > descriptions.json"""

import json

import keras
from keras import optimizers as o

OPTIMIZERS = {
    "sgd": o.SGD(),
    "momentum": o.SGD(momentum=0.9),
    "nesterov": o.SGD(0.1, momentum=0.8, nesterov=True),
    "rmsprop": o.RMSprop(),
    "rmsprop, momentum 0.5": o.RMSprop(momentum=0.5),
    "adagrad": o.Adagrad(),
    "adadelta": o.Adadelta(),
    "adam": o.Adam(),
    "amsgrad": o.Adam(amsgrad=True),
    "adamw": o.AdamW(),
    "adamw, decay 0.01": o.AdamW(weight_decay=0.01),
    "adamax": o.Adamax(),
    "nadam": o.Nadam(),
    "lion": o.Lion(),
    "ftrl": o.Ftrl(),
    "sgd, decay 0.25": o.SGD(weight_decay=0.25),
    "adam, value:0.5": o.Adam(clipvalue=0.5),
    "adam, norm:1": o.Adam(clipnorm=1.0),
    "adam, global:2, decay 0.25": o.Adam(global_clipnorm=2.0, weight_decay=0.25),
}

recorded = {"keras": keras.__version__, "optimizers": {k: o.serialize(v) for k, v in OPTIMIZERS.items()}}
print(json.dumps(recorded, indent=1))
