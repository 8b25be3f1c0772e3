"""ONNX Runtime: prediction, one image and 10,000, called from Python."""

import setting as settings

chosen = settings.parse(("run", "binding"), __doc__)

import numpy as np  # noqa: E402, after the process is bound to its cores
import onnx  # noqa: E402
import onnxruntime  # noqa: E402

import mnist  # noqa: E402
import report  # noqa: E402


def graph():
    """Returns the network as an ONNX model with random weights, probabilities out."""
    random = np.random.default_rng(1)
    nodes, weights, x = [], [], "x"
    for k, (fan_in, units) in enumerate(zip(chosen.widths, chosen.widths[1:])):
        last = k == len(chosen.widths) - 2
        kernel = random.normal(0, 0.05, (fan_in, units)).astype(np.float32)
        bias = np.zeros(units, np.float32)
        weights += [onnx.numpy_helper.from_array(kernel, f"w{k}"), onnx.numpy_helper.from_array(bias, f"b{k}")]
        nodes.append(onnx.helper.make_node("Gemm", [x, f"w{k}", f"b{k}"], [f"z{k}"]))
        x = "p" if last else f"a{k}"
        nodes.append(onnx.helper.make_node("Softmax" if last else "Relu", [f"z{k}"], [x]))
    value = lambda name, width: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", width])
    inputs, outputs = [value("x", chosen.widths[0])], [value("p", chosen.widths[-1])]
    body = onnx.helper.make_graph(nodes, "mlp", inputs, outputs, weights)
    return onnx.helper.make_model(body, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=10)


def predictor(session):
    """Returns a function from images to probabilities."""
    if chosen.mode == "run":
        return lambda x: session.run(None, {"x": x})[0]
    binding = session.io_binding()

    def predict(x):
        binding.bind_cpu_input("x", x)
        binding.bind_output("p")
        session.run_with_iobinding(binding)
        return binding.get_outputs()[0].numpy()

    return predict


def main():
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = chosen.threads
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = onnxruntime.InferenceSession(graph().SerializeToString(), options, ["CPUExecutionProvider"])
    images = mnist.load(chosen.data, mnist.TEST, chosen.low)[0]
    report.predict("ONNX Runtime", chosen, *report.predictions(predictor(session), images))


main()
