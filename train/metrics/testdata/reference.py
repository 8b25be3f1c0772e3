"""Makes reference.json: what scikit-learn and NumPy say of made-up predictions.

    pip install numpy scikit-learn
    python reference.py > reference.json
"""

import json

import numpy as np
import sklearn
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, log_loss, precision_recall_fscore_support

BINS = 10


def expected_calibration_error(confidence, right):
    """Guo et al. 2017, equation (3): sum over bins of |B|/n * |acc(B) - conf(B)|, B = (low, high]."""
    error = 0.0
    for k in range(BINS):
        inside = (confidence > k / BINS) & (confidence <= (k + 1) / BINS)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(error)


def case(name, probabilities, labels):
    p = probabilities.astype(np.float32)
    exact = p.astype(np.float64)
    classes = p.shape[1]
    everything = list(range(classes))
    predicted = p.argmax(axis=1)
    confidence, right = exact.max(axis=1), (predicted == labels).astype(float)

    def scores(average):
        s = precision_recall_fscore_support(labels, predicted, labels=everything, average=average, zero_division=0)
        return [np.asarray(v).tolist() for v in s[:3]]

    accuracy, mean_confidence = calibration_curve(right, confidence, n_bins=BINS, strategy="uniform")
    return {
        "name": name,
        "classes": classes,
        "probabilities": [float(v) for v in exact.ravel()],
        "labels": labels.tolist(),
        "confusion": confusion_matrix(labels, predicted, labels=everything).tolist(),
        "per_class": scores(None),
        "support": np.bincount(labels, minlength=classes).tolist(),
        "macro": scores("macro"),
        "weighted": scores("weighted"),
        "calibration_accuracy": accuracy.tolist(),
        "calibration_confidence": mean_confidence.tolist(),
        "ece": expected_calibration_error(confidence, right),
        # log_loss divides rows by their sum, which rounding to float32 has moved from 1.
        "log_loss": float(-np.log(exact[np.arange(len(labels)), labels]).mean()),
        "log_loss_scikit_learn": float(log_loss(labels, exact / exact.sum(axis=1, keepdims=True), labels=everything)),
    }


def made_up(seed, examples, classes, sharpness):
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, classes, examples)
    logits = generator.normal(size=(examples, classes))
    logits[np.arange(examples), labels] += 1
    e = np.exp(sharpness * logits)
    return e / e.sum(axis=1, keepdims=True), labels


def main():
    usual, labels = made_up(1, 120, 4, 1.5)
    absent, some = made_up(2, 60, 5, 1.0)
    some[some == 3] = 0  # class 3 has no examples
    absent[:, 1] = 0  # class 1 is never predicted, though some are of it
    absent = (absent + 1e-3) / (absent + 1e-3).sum(axis=1, keepdims=True)
    two = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.4, 0.6]])
    print(json.dumps({
        "scikit-learn": sklearn.__version__,
        "cases": [
            case("four classes", usual, labels),
            case("a class without examples, one never predicted", absent, some),
            case("two classes, a tie", two, np.array([0, 1, 0, 1])),
        ],
    }))


if __name__ == "__main__":
    main()
