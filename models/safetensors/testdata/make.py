"""Writes odd.safetensors with safetensors 0.8.0 and, for bfloat16, ml_dtypes 0.6.0."""

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

values = [1.0, -2.5, 0.333251953125, 65504.0, -0.0, 3.0]
dtypes = {"float16": np.float16, "bfloat16": ml_dtypes.bfloat16, "float32": np.float32, "float64": np.float64}
tensors = {"größe." + name: np.array(values, dtype=dtype).reshape(2, 3) for name, dtype in dtypes.items()}
tensors["scalar"] = np.array(7, dtype=np.float32)
tensors["empty"] = np.zeros((5, 0, 2), dtype=np.float32)
save_file(tensors, "odd.safetensors", {"format": "np", "note": 'höher " \\ \n'})
