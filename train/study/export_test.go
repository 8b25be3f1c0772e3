package study

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// exported is a study of three learning rates and two runs in which the first is
// done, the second has failed, and the third has a run to go.
func exported(t *testing.T) (Study, map[string]Record) {
	t.Helper()
	s := numbered(3, Study{Seed: 1, Runs: 2, Epochs: 2, Validation: 10000, DataSHA256: "0"})
	records := map[string]Record{}
	for i, r := range []Result{
		{ValAccuracy: .5, ValLoss: 1, Accuracy: .25, Loss: 2, Parameters: 10, Weights: "aa"},
		{ValAccuracy: .75, ValLoss: 2, Accuracy: .75, Loss: 3, Parameters: 10, Weights: "bb"},
		{Failed: "the loss is NaN in epoch 1, step 3", Parameters: 10},
		{ValAccuracy: .9, ValLoss: 1, Parameters: 10, Weights: "cc"},
		{ValAccuracy: .875, ValLoss: .5, Accuracy: 1, Loss: 1e-7, Parameters: 10, Weights: "dd"},
	} {
		if r.Failed == "" {
			r.History = []Epoch{{Epoch: 1}, {Epoch: 2, ValAccuracy: r.ValAccuracy}}
		}
		r.JobID = Job{Trial: s.Trials()[i], Epochs: 2}.ID()
		records[r.JobID] = Record{Result: r, Seconds: 1.5, Worker: "w", Finished: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	}
	return s, records
}

// By hand: the third setting leads with the one run that it has; the first has the
// means 5/8, 3/2, 1/2 and 5/2 with the errors half of the differences, 1/8, 1/2, 1/4
// and 1/2; the second failed.
const settingsText = `rank,arch,units,activation,optimizer,lr,batch,dropout,state,epochs,runs,val_accuracy,val_accuracy_se,val_loss,val_loss_se,accuracy,accuracy_se,loss,loss_se,parameters,failed
1,keras,512,relu,adam,3,128,,running,2,1,0.875,0,0.5,0,1,0,1e-07,0,10,
2,keras,512,relu,adam,1,128,,finished,2,2,0.625,0.125,1.5,0.5,0.5,0.25,2.5,0.5,10,
,keras,512,relu,adam,2,128,,failed,2,2,,,,,,,,,10,"the loss is NaN in epoch 1, step 3"
`

const trialsText = `trial,arch,units,activation,optimizer,lr,batch,dropout,seed,state,epochs,val_accuracy,val_loss,accuracy,loss,parameters,weights_sha256,failed
ID,keras,512,relu,adam,1,128,,1,finished,2,0.5,1,0.25,2,10,aa,
ID,keras,512,relu,adam,1,128,,2,finished,2,0.75,2,0.75,3,10,bb,
ID,keras,512,relu,adam,2,128,,1,failed,0,0,0,0,0,10,,"the loss is NaN in epoch 1, step 3"
ID,keras,512,relu,adam,2,128,,2,failed,2,0.9,1,0,0,10,cc,
ID,keras,512,relu,adam,3,128,,1,running,2,0.875,0.5,1,1e-07,10,dd,
`

func TestExport(t *testing.T) {
	s, records := exported(t)
	folder := t.TempDir()
	if err := s.Export(folder, records); err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	if got := read(SettingsFile); got != settingsText {
		t.Errorf("the settings are\n%s\nwant\n%s", got, settingsText)
	}
	want := trialsText
	for _, trial := range s.Trials() {
		want = strings.Replace(want, "\nID", "\n"+trial.ID(), 1)
	}
	if got := read(TrialsFile); got != want {
		t.Errorf("the trials are\n%s\nwant\n%s", got, want)
	}
	lines := strings.Split(strings.TrimSpace(read(RecordsFile)), "\n")
	if len(lines) != 5 {
		t.Fatalf("got %d lines of records, want 5", len(lines))
	}
	for i, line := range lines {
		var r recordLine
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if want := s.Trials()[i]; r.Trial.ID() != want.ID() || r.Seconds != 1.5 || r.Worker != "w" || r.Result.JobID != want.ID()+".2" || r.Finished.Year() != 2026 {
			t.Errorf("line %d is %s", i, line)
		}
	}
}

// Who ran what, and how long it took, is in the records alone.
func TestExportedTablesHoldNoTimes(t *testing.T) {
	s, records := exported(t)
	first, second := t.TempDir(), t.TempDir()
	if err := s.Export(first, records); err != nil {
		t.Fatal(err)
	}
	for id, r := range records {
		r.Seconds, r.Worker, r.Finished = 99, "another", time.Now()
		records[id] = r
	}
	if err := s.Export(second, records); err != nil {
		t.Fatal(err)
	}
	for name, same := range map[string]bool{TrialsFile: true, SettingsFile: true, RecordsFile: false} {
		a, errA := os.ReadFile(filepath.Join(first, name))
		b, errB := os.ReadFile(filepath.Join(second, name))
		if errA != nil || errB != nil || bytes.Equal(a, b) != same {
			t.Errorf("%s: %v, %v, equal %v, want %v", name, errA, errB, bytes.Equal(a, b), same)
		}
	}
}

func TestExportToNoFolder(t *testing.T) {
	s, records := exported(t)
	if err := s.Export(filepath.Join(t.TempDir(), "none"), records); err == nil {
		t.Error("files were written into a folder that is not there")
	}
}

// Of the six trials two are trained, two belong to the setting that failed, and one
// of the last two is done: five have ended. They have trained 2 epochs each, but
// for the one that failed in its first.
func TestTableCountsTrials(t *testing.T) {
	s, records := exported(t)
	table := s.Table(records)
	if table.Trials != 6 || table.Ended != 5 || table.Trained != 8 || table.Saved != 0 || table.Done {
		t.Errorf("got %d trials, %d ended, %d epochs trained, %d saved, done %v; want 6, 5, 8, 0, false", table.Trials, table.Ended, table.Trained, table.Saved, table.Done)
	}
}

// A damaged file of records is said with its remedy.
func TestDamagedRecords(t *testing.T) {
	s, folder := saved(t)
	if err := os.WriteFile(filepath.Join(folder, RecordsFile), []byte("{\"jobID\": 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Records(folder); err == nil || !strings.Contains(err.Error(), "line 1: got no record: ") || !strings.Contains(err.Error(), "remove the file: what it has is computed again") {
		t.Errorf("got %v", err)
	}
}
