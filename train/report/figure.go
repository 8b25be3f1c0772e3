package report

import (
	"fmt"

	"gonum.org/v1/plot/vg"

	"digits/graph"
	"digits/train/page"
)

const centimeter = vg.Centimeter

// figures returns the report's pictures in order. What is not known, as the
// history of a model from a file, has none.
func (r *Report) figures() ([]page.Figure, error) {
	figures, err := r.curves()
	if err != nil {
		return nil, err
	}
	confusion := newMatrix(r.Predictions.Confusion())
	reliability, err := r.reliability()
	if err != nil {
		return nil, err
	}
	summary, err := graph.Summarize(r.Model.Net(), r.Model.Input)
	if err != nil {
		return nil, err
	}
	network := boxes(networkBoxes(r.Model.Input, summary))
	figures = append(figures, confusion.figure(), reliability)
	if r.Test.Pixels != nil {
		figures = append(figures, r.images()...)
	}
	return append(figures, network.figure()), nil
}

// images are the pictures that show images of the set, or weights as such.
func (r *Report) images() []page.Figure {
	figures := []page.Figure{r.gallery().figure("examples", "Ten test images",
		"Ten test images with their true and predicted classes; wrong ones have a dashed frame and say so.")}
	if mistakes := r.mistakes(); len(mistakes.tiles) > 0 {
		figures = append(figures, mistakes.figure("mistakes", "The worst mistakes",
			"The test images that were taken for another class with the highest loss; the table lists them."))
	}
	if weights, ok := r.weights(); ok {
		figures = append(figures, weights.figure("weights", "The first layer's weights",
			fmt.Sprintf("The weights of %d units of the first layer, each as an image: blue below 0, white 0, orange above.", len(weights.tiles))))
	}
	return figures
}
