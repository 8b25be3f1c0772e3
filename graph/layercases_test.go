package graph

import (
	"math"

	"gorgonia.org/tensor"
)

// layerCase is how a network of testdata/layers is made here, and trained.
type layerCase struct {
	net      Layer
	loss     Loss
	adam     bool
	examples int                                        // 0: 24
	x        func(row, column int) float64              // nil: recordedX
	target   func(head string, row, column int) float64 // nil: one-hot labels
	start    func(p *Params)                            // other initial values
	move     func(p *Program) error                     // the inputs, before the step
}

// frameOf is the network of the normalisations.
func frameOf(normalization Layer) Layer {
	return Sequential{Dense{Units: recordedHidden}, normalization, ReLU, Dense{Units: recordedClasses}}
}

func withoutBias(normalization Layer) Layer {
	return Sequential{Dense{Units: recordedHidden, NoBias: true}, normalization, ReLU, Dense{Units: recordedClasses}}
}

func plainOf(a Activation) Layer {
	return Sequential{Dense{Units: recordedHidden, Activation: a}, Dense{Units: recordedClasses}}
}

func penalizedBy(p Penalty) Layer {
	return Sequential{Dense{Units: recordedHidden, Activation: ReLU, KernelPenalty: p}, Dense{Units: recordedClasses}}
}

func residualNet() Layer {
	return Sequential{
		Dense{Units: recordedHidden, Activation: ReLU},
		Residual{Layers: Sequential{Dense{Units: 5, Activation: ReLU}, Dense{Units: recordedHidden}}},
		Dense{Units: recordedClasses},
	}
}

func tiedNet() Layer {
	return Sequential{
		Dense{Units: recordedHidden, Activation: ReLU},
		Dense{Share: "dense", Transposed: true, Activation: Sigmoid},
	}
}

// ownSiLU is an activation of one's own, by its definition, not in our form.
var ownSiLU = &Function{
	Title: "own",
	Value: func(x float64) float64 { return x / (1 + math.Exp(-x)) },
	Derivative: func(x float64) float64 {
		s := 1 / (1 + math.Exp(-x))
		return s * (1 + x*(1-s))
	},
}

// torchNorm is nn.BatchNorm1d.
var torchNorm = BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}

func reconstructs(_ string, row, column int) float64 { return recordedX(row, column) }

func layerCases() map[string]layerCase {
	logits := SparseCategoricalCrossentropy{From: FromLogits}
	noAffine := torchNorm
	noAffine.NoScale, noAffine.NoCenter = true, true
	return map[string]layerCase{
		"plain-torch": {net: plainOf(ReLU), loss: logits},

		"batch-norm-torch":           {net: frameOf(torchNorm), loss: logits},
		"batch-norm-torch-no-affine": {net: frameOf(noAffine), loss: logits},
		"batch-norm-torch-adam":      {net: withoutBias(torchNorm), loss: logits, adam: true, examples: 20},
		"batch-norm-keras":           {net: frameOf(BatchNorm{}), loss: logits},
		"batch-norm-keras-no-scale":  {net: frameOf(BatchNorm{NoScale: true}), loss: logits},
		"batch-norm-keras-no-center": {net: frameOf(BatchNorm{NoCenter: true}), loss: logits},
		"batch-norm-keras-adam":      {net: withoutBias(BatchNorm{}), loss: logits, adam: true, examples: 20},
		"batch-norm-keras-frozen":    {net: frameOf(BatchNorm{Frozen: true}), loss: logits, start: startFrozen},
		"layer-norm-torch":           {net: frameOf(LayerNorm{Epsilon: 1e-5}), loss: logits},
		"layer-norm-keras":           {net: frameOf(LayerNorm{}), loss: logits},
		"layer-norm-keras-adam":      {net: frameOf(LayerNorm{}), loss: logits, adam: true},

		"silu-torch":          {net: plainOf(SiLU), loss: logits},
		"silu-torch, own":     {net: plainOf(ownSiLU), loss: logits},
		"residual-torch":      {net: residualNet(), loss: logits},
		"residual-keras-adam": {net: residualNet(), loss: logits, adam: true},
		"concat-torch": {net: Sequential{
			Concat{Dense{Units: recordedHidden, Activation: ReLU}, Dense{Units: 5, Activation: Tanh}},
			Dense{Units: recordedClasses},
		}, loss: logits},
		"tied-mse-torch":                   {net: tiedNet(), loss: MeanSquaredError, target: reconstructs},
		"tied-bce-torch":                   {net: tiedNet(), loss: BinaryCrossentropy{}, target: reconstructs},
		"tied-bce-torch, of probabilities": {net: tiedNet(), loss: BinaryCrossentropy{From: FromProbabilities}, target: reconstructs},
		"two-heads-torch": {net: Sequential{
			Dense{Units: recordedHidden, Activation: ReLU},
			Heads{{"digit", Dense{Units: recordedClasses}}, {"even", Dense{Units: 1}}},
		}, loss: Weighted{"digit": {Loss: logits}, "even": {BinaryCrossentropy{From: FromLogits}, 0.3}}, target: evenOf},

		"l2-keras":         {net: penalizedBy(L2(0.01)), loss: logits},
		"l1-keras":         {net: penalizedBy(L1(0.001)), loss: logits},
		"l1-l2-keras-adam": {net: penalizedBy(Penalty{L1: 0.001, L2: 0.01}), loss: logits, adam: true},
		"smoothing-torch":  {net: plainOf(ReLU), loss: SparseCategoricalCrossentropy{From: FromLogits, LabelSmoothing: 0.1}},
		"smoothing-keras-adam": {
			net: plainOf(ReLU), loss: CategoricalCrossentropy{From: FromLogits, LabelSmoothing: 0.1}, adam: true,
		},
		"smoothing-torch, of a softmax": {
			net: Sequential{plainOf(ReLU), Softmax}, loss: SparseCategoricalCrossentropy{LabelSmoothing: 0.1},
		},
		"frozen-torch": {net: Sequential{
			Dense{Units: recordedHidden, Activation: ReLU, Frozen: true}, Dense{Units: recordedClasses},
		}, loss: logits},
		"frozen-torch, around": {net: Sequential{
			Frozen{Dense{Units: recordedHidden, Activation: ReLU}}, Dense{Units: recordedClasses},
		}, loss: logits},
		"fgsm-torch":  {net: plainOf(ReLU), loss: logits, move: moveBySign},
		"table-keras": {net: tableNet(), loss: MeanSquaredError, x: recordedTable, target: recordedTarget},
	}
}

func evenOf(head string, row, column int) float64 {
	if head == "even" && recordedLabel(row)%2 == 0 {
		return 1
	}
	return 0
}

func recordedTarget(_ string, row, column int) float64 { return 2*madeUp(3, 2*row+column) - 1 }

// startFrozen gives the frozen batch norm the README's statistics.
func startFrozen(p *Params) {
	for j := range recordedHidden {
		of := float64(j)
		for name, v := range map[string]float64{"gamma": 1 + 0.1*of, "beta": -0.02 * of, "moving_mean": 0.05 * (of + 1), "moving_variance": 0.5 + 0.1*of} {
			p.Get("batch_normalization/" + name).Float64s()[j] = v
		}
	}
}

// tableNet begins with the statistics of the table in float64: Adapt takes float32,
// and its test is by itself.
func tableNet() Layer {
	mean, variance := make([]float64, recordedInputs), make([]float64, recordedInputs)
	for c := range recordedInputs {
		for r := range recordedRows {
			mean[c] += recordedTable(r, c) / recordedRows
		}
		for r := range recordedRows {
			d := recordedTable(r, c) - mean[c]
			variance[c] += d * d / recordedRows
		}
	}
	return Sequential{Normalization{Mean: mean, Variance: variance}, Dense{Units: recordedHidden, Activation: ReLU}, Dense{Units: 2}}
}

// moveBySign moves the inputs along the sign of the loss' gradient by them.
func moveBySign(p *Program) error {
	if err := p.RunStill(); err != nil {
		return err
	}
	g, x := p.byInput[0].(*tensor.Dense).Float64s(), p.x.Float64s()
	for i := range x {
		x[i] += 0.05 * sign(g[i])
	}
	return nil
}
