package main

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"digits/data/picture"
	"digits/internal/loading"
	"digits/models/reader"
)

// answer is what a model says of a picture.
type answer struct {
	Model         string    `json:"model"`
	Class         int       `json:"class"`
	Name          string    `json:"name,omitempty"` // of the class, if it has one
	Probability   float32   `json:"probability"`    // of the class
	Sure          bool      `json:"sure"`
	Digits        int       `json:"digits"`          // how many the picture seems to have
	Doubt         string    `json:"doubt,omitempty"` // why the answer is not sure, if there is more to say than its probability
	Probabilities []float32 `json:"probabilities"`   // of the ten classes
	Pixels        []int     `json:"pixels"`          // 28 x 28, row-major, 0 for paper to 255
	Assumed       []string  `json:"assumed"`         // of the model
}

// predict reads the digit in the picture that is the request's body.
func (h *handler) predict(w http.ResponseWriter, r *http.Request) {
	chosen, known := h.choices.named(r.URL.Query().Get("model"))
	if !known {
		refuse(w, http.StatusNotFound, "no such model, want one of "+h.choices.String())
		return
	}
	h.work(w, r, func(ctx context.Context, file []byte) (any, error) { return chosen.answer(ctx, file) })
}

// work does what is asked with the picture that is the request's body, when there is
// a core for it, and answers with what it returns.
func (h *handler) work(w http.ResponseWriter, r *http.Request, do func(context.Context, []byte) (any, error)) {
	if !mayBePicture(r.Header.Get("Content-Type")) {
		refuse(w, http.StatusUnsupportedMediaType, "got another Content-Type, want a picture's, as in image/png, and its bytes as the body")
		return
	}
	// The body first: who sends slowly holds no core.
	body, release, err := h.bodies.read(w, r)
	defer release()
	if err != nil {
		refuseBody(w, err)
		return
	}
	cost, err := picture.CostOf(body)
	if err != nil {
		refuse(w, statusOf(err), err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience) // done also when the client leaves
	defer cancel()
	lane := h.lanes.of(cost)
	if !lane.take(ctx) {
		busy(w, "all cores are busy, try again in a second")
		return
	}
	defer lane.give()
	if lane == h.lanes.photos {
		defer debug.FreeOSMemory() // before the next one begins
	}
	a, err := do(ctx, body)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		busy(w, "reading the picture takes too long, try again in a second, or a smaller one")
	case err != nil:
		refuse(w, statusOf(err), err.Error()) // who has left does not hear it
	default:
		reply(w, http.StatusOK, a)
	}
}

// patience is how long a request may wait and work.
const patience = 30 * time.Second

// answer makes the file into an image like MNIST's and predicts it.
func (c choice) answer(ctx context.Context, file []byte) (answer, error) {
	gray, err := picture.DecodeFile(ctx, file, 0)
	if err != nil {
		return answer{}, err
	}
	said, err := c.reader.Read(gray)
	if err != nil {
		return answer{}, err
	}
	pixels := make([]int, len(said.Pixels)) // as numbers: JSON has bytes as base64
	for i, v := range said.Pixels {
		pixels[i] = int(v)
	}
	a := answer{
		Model: c.Name, Class: said.Class, Probability: said.Probability, Sure: said.Sure, Probabilities: said.Probabilities,
		Digits: said.Digits, Pixels: pixels, Assumed: c.Assumed,
	}
	if said.Class < len(c.ClassNames) {
		a.Name = c.ClassNames[said.Class]
	}
	a.Doubt = doubt(said)
	return a, nil
}

// doubt is why an answer is not sure, "" where its probability says all.
func doubt(a reader.Answer) string {
	switch {
	case a.Digits > 1:
		return fmt.Sprintf("it looks like %d digits: one at a time, or /api/page", a.Digits)
	case a.ScaleGuessed:
		return loading.ScaleGuessed
	}
	return ""
}

func statusOf(err error) int {
	if errors.Is(err, errFull) {
		return http.StatusInsufficientStorage
	}
	if errors.Is(err, picture.ErrImage) || errors.Is(err, picture.ErrBlank) {
		return http.StatusUnprocessableEntity
	}
	if errors.Is(err, context.Canceled) { // the client has left, or has closed its side
		return http.StatusRequestTimeout
	}
	return http.StatusInternalServerError
}

func refuseBody(w http.ResponseWriter, err error) {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("got more than %d MB, want a smaller picture", large.Limit>>20))
	case errors.Is(err, errBodies):
		busy(w, err.Error()+", try again in a second")
	default:
		refuse(w, http.StatusBadRequest, "the body ended early: "+strings.ReplaceAll(err.Error(), "\n", " "))
	}
}

func busy(w http.ResponseWriter, message string) {
	w.Header().Set("Retry-After", "1")
	refuse(w, http.StatusServiceUnavailable, message)
}

// mayBePicture reports whether a Content-Type leaves room for a picture: what it is
// shows in its bytes. curl calls everything a form.
func mayBePicture(header string) bool {
	if header == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(header)
	return err == nil && (strings.HasPrefix(kind, "image/") || kind == "application/octet-stream" || kind == "application/x-www-form-urlencoded")
}
