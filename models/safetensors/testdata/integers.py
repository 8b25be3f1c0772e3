"""Writes integers.safetensors with safetensors: -2 to 3, less their sign where the type has none."""

import numpy as np
from safetensors.numpy import save_file

tensors = {t: (np.arange(6) - (0 if t[0] in "ub" else 2)).astype(t) for t in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]}
save_file(tensors, "integers.safetensors")
