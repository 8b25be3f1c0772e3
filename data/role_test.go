package data

import "testing"

func TestRoleOf(t *testing.T) {
	for name, want := range map[string]role{
		"train-images-idx3-ubyte.gz":             {"", trainPart, inputs},
		"t10k-labels.idx1-ubyte":                 {"", testPart, outputs},
		"TEST-IMAGES-IDX3-UBYTE":                 {"", testPart, inputs},
		"emnist-letters-test-labels-idx1-ubyte":  {"emnist-letters", testPart, outputs},
		"qmnist-train-labels-idx2-int.gz":        {"qmnist", trainPart, outputs},
		"x_train.npy":                            {"", trainPart, inputs},
		"ytest.npy":                              {"", testPart, outputs},
		"trainX.npy":                             {"", trainPart, inputs},
		"k49-train-imgs.npz":                     {"k49", trainPart, inputs},
		"val_labels.npy":                         {"", validationPart, outputs},
		"mnist_train.csv.zip":                    {"mnist", trainPart, unknown},
		"fashion-mnist_test.csv":                 {"fashion-mnist", testPart, unknown},
		"X.npy":                                  {"", wholeSet, inputs},
		"data.npy":                               {"", wholeSet, inputs},
		"target.npy":                             {"", wholeSet, outputs},
		"iris.csv":                               {"iris", wholeSet, unknown},
		"A_Z Handwritten Data.csv":               {"A_Z Handwritten Data", wholeSet, unknown},
		"exam.csv":                               {"exam", wholeSet, unknown},
		"caf\xe9_train.csv":                      {"caf\xe9", trainPart, unknown},
		"wheat-images.v2-train-labels-idx1-byte": {"wheat", trainPart, outputs},
	} {
		if got := roleOf(name); got != want {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

func TestHome(t *testing.T) {
	for name, want := range map[string]string{
		"a/b.csv":           "a",
		"b.csv":             ".",
		"x/b.csv/b.csv":     "x",
		"x/b/b.csv.gz":      "x",
		"x-y/x.y":           ".",
		"train/train-x.csv": "train",
	} {
		if got := home(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
