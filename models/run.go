package models

// Run says what made a model: the command line of cmd/train and what followed from it.
// It knows no path and no form of a file, so that the same examples in another form give
// the same bytes.
type Run struct {
	Flags      []string `json:"flags"`             // that matter to the weights, name and value, as "epochs=3"
	Data       string   `json:"data"`              // data.SHA256 of the training and the test set
	From       string   `json:"from,omitempty"`    // SHA-256 of the file that it went on from
	Examples   int      `json:"examples"`          // that it learnt from
	Validation int      `json:"validation"`        // that were held out
	Batch      int      `json:"batch"`             //
	Epochs     int      `json:"epochs"`            //
	Augment    string   `json:"augment,omitempty"` // how the examples were changed; "": not at all
	Optimizer  string   `json:"optimizer"`         // with its settings
}
