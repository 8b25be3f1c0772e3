package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digits/train"
	"digits/train/page"
)

// sampleRuns are two runs, the second ended an epoch earlier.
func sampleRuns() *Runs {
	first := train.History{
		{Epoch: 1, Loss: 2, Accuracy: .5, Validated: true, ValLoss: 1.5, ValAccuracy: .625},
		{Epoch: 2, Loss: 1, Accuracy: .75, Validated: true, ValLoss: 1.25, ValAccuracy: .875},
	}
	second := train.History{{Epoch: 1, Loss: 1, Accuracy: .75, Validated: true, ValLoss: 1, ValAccuracy: .75}}
	return &Runs{
		Title: "keras on <b>",
		Runs: []Run{
			{Seed: 7, Page: "seed7/index.html", History: first, Result: train.Result{Loss: .5, Accuracy: .75, Examples: 8}, Seconds: 1.5},
			{Seed: 8, Page: "seed8/index.html", History: second, Result: train.Result{Loss: .25, Accuracy: .875, Examples: 8}, Seconds: 2},
		},
		Settings: []page.Fact{{Name: "Seeds", Value: "7 to 8"}}, Made: time.Unix(0, 0).UTC(),
	}
}

func TestRuns(t *testing.T) {
	folder := t.TempDir()
	path, err := sampleRuns().Write(folder)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{ // the standard error of two values is half their distance
		"keras on &lt;b&gt;", "0.8125 ± 0.0625", "0.3750 ± 0.1250", "on 8 images",
		`<td data-key="7"><a href="seed7/index.html">7</a></td><td>0.7500</td><td>0.5000</td><td>0.7500</td><td>1.0000</td><td>0.8750</td><td>1.2500</td><td>2</td><td>1.50</td>`,
		`<th scope="row">1</th><td>1.5000 ± 0.5000</td><td>0.6250 ± 0.1250</td><td>1.2500 ± 0.2500</td><td>0.6875 ± 0.0625</td></tr>` + "\n</table>",
		"Accuracy of 2 runs over epochs; mean training from 0.6250 to 0.6250; mean validation from 0.6875 to 0.6875; test 0.8125.",
		"<script>", `<th scope="row">Seeds</th><td>7 to 8</td>`, "1970-01-01T00:00:00Z",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, name := range []string{"accuracy.png", "accuracy.svg", "loss.png", "loss.svg"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 || !strings.Contains(string(text), `href="`+name+`"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	one := sampleRuns()
	one.Runs = one.Runs[1:] // one epoch, not validated
	one.Runs[0].History[0].Validated = false
	if _, err := one.Write(folder); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(path); strings.Contains(string(text), "val_") {
		t.Error("the page has figures of a validation that was none")
	}
}
