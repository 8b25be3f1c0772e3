"""scikit-learn's side of bench/tables: its own small sets, split by seed, as CSV in
FOLDER/SET-SEED/train.csv and test.csv, and what its MLPClassifier and MLPRegressor make
of them, a JSON object a line.

    python bench/sklearn_tables.py FOLDER SEEDS EPOCHS
"""

import json
import os
import pathlib
import sys
import time
import warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # quicker than two with matrices as small as these

import sklearn.datasets as sets
from sklearn.compose import TransformedTargetRegressor
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import StandardScaler

SETS = {"iris": sets.load_iris, "wine": sets.load_wine, "cancer": sets.load_breast_cancer, "digits": sets.load_digits, "diabetes": sets.load_diabetes}


def main(folder, seeds, epochs):
    warnings.filterwarnings("ignore")  # that it has not converged
    for name, load in SETS.items():
        frame = load(as_frame=True).frame
        for seed in range(seeds):
            number = name == "diabetes"
            parts = train_test_split(frame, test_size=0.2, random_state=seed, stratify=None if number else frame.target)
            to = pathlib.Path(folder) / f"{name}-{seed}"
            to.mkdir(parents=True, exist_ok=True)
            for part, rows in zip(("train", "test"), parts):
                rows.to_csv(to / f"{part}.csv", index=False)
            (x, y), (xt, yt) = ((p.drop(columns="target").to_numpy(), p.target.to_numpy()) for p in parts)
            settings = dict(hidden_layer_sizes=(100,), alpha=1e-4, max_iter=epochs, n_iter_no_change=epochs, tol=0, random_state=seed)
            model = TransformedTargetRegressor(MLPRegressor(**settings), transformer=StandardScaler()) if number else MLPClassifier(**settings)
            begin = time.perf_counter()
            scale = StandardScaler().fit(x)
            model.fit(scale.transform(x), y)
            seconds = time.perf_counter() - begin
            print(json.dumps({"set": name, "seed": seed, "score": model.score(scale.transform(xt), yt), "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
