"""Our ONNX files in the real onnxruntime: run from the repository's root as

    python interop/exports.py [-record]

The networks are those of models/exportcases_test.go, which the test there writes with what
goes in and what comes out: every layer, activation and operation that has a form in ONNX.
ONNX's checker must accept each, and onnxruntime put out the same to 1e-5, for five examples,
each of them alone, and none that the file was not asked for. -record writes what onnxruntime
puts out, and of which file, for that test: models/testdata/exports.json.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime


def run(path):
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (value,), (output,) = session.get_inputs(), session.get_outputs()
    assert value.shape[0] == output.shape[0] == "batch", (value.shape, output.shape)
    for node in onnx.load(path).graph.node:
        assert node.name, node
    x = np.frombuffer(path.with_suffix(".in").read_bytes(), {"tensor(float)": "<f4", "tensor(uint8)": "u1"}[value.type])
    x = x.reshape(-1, *value.shape[1:])
    got = session.run(None, {value.name: x})[0]
    alone = np.concatenate([session.run(None, {value.name: x[i : i + 1]})[0] for i in range(len(x))])
    want = np.frombuffer(path.with_suffix(".out").read_bytes(), "<f4").reshape(got.shape)
    assert got.dtype == np.float32 and list(got.shape[1:]) == output.shape[1:], (got.shape, output.shape)
    scale = np.maximum(1, np.abs(want))
    return got, max(float((np.abs(y - want) / scale).max()) for y in (got, alone))


def main():
    record, recorded, failed, worst = "-record" in sys.argv, {}, 0, 0.0
    with tempfile.TemporaryDirectory() as name:
        environment = os.environ | {"DIGITS_EXPORTS": name}
        subprocess.run(["go", "test", "-count=1", "-run", "^TestExports$", "./models"], check=True, env=environment)
        paths = sorted(pathlib.Path(name).glob("*.onnx"))
        for path in paths:
            try:
                got, difference = run(path)
            except Exception as e:
                failed += 1
                print(f"{path.stem}: {' '.join(str(e).split())[:300]}", flush=True)
                continue
            if not difference <= 1e-5:
                failed += 1
                print(f"{path.stem}: differs by {difference:.1e}", flush=True)
            worst = max(worst, difference)
            outputs = [float(f"{v:.7g}") for v in got.flatten().tolist()]
            recorded[path.stem] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "outputs": outputs}
    print(f"onnxruntime {onnxruntime.__version__}: {len(paths)} files, {failed} failed, largest difference {worst:.1e}")
    if record and not failed:
        text = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in recorded.items())
        pathlib.Path("models/testdata/exports.json").write_text("{\n" + text + "\n}\n")
    sys.exit(failed > 0 or not paths)


if __name__ == "__main__":
    main()
