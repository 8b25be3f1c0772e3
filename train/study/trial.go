package study

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Trial is settings with the seed that decides the rest.
type Trial struct {
	Settings Settings `json:"settings"`
	Seed     uint64   `json:"seed"`
}

// ID returns the first 16 hexadecimal digits of the SHA-256 of the trial's JSON.
func (t Trial) ID() string {
	text, err := json.Marshal(t)
	if err != nil {
		text = []byte(err.Error()) // a learning rate that is not finite, which no study accepts
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Job is a trial that is trained until some epoch: the last one, or the end of a
// rung of successive halving. It is what a worker gets, as JSON.
type Job struct {
	Study  string `json:"study"` // its name
	Trial  Trial  `json:"trial"`
	From   int    `json:"from,omitempty"` // the rung before, in epochs; 0 if there is none
	Epochs int    `json:"epochs"`         // until which to train, counted from the start
	Plan   Plan   `json:"plan"`
}

// Plan is what all jobs of a study have in common.
type Plan struct {
	Version    int    `json:"version"`    // of the format
	DataSHA256 string `json:"dataSHA256"` // [Data.SHA256]
	Validation int    `json:"validation"` // how many of the last training images validate
}

// ID returns the trial's ID, a dot, and the epochs. It stays the same for the
// study's life, and is fit for a NATS subject's tokens and a key.
func (j Job) ID() string { return jobID(j.Trial.ID(), j.Epochs) }

func jobID(trial string, epochs int) string { return trial + "." + strconv.Itoa(epochs) }

// last tells whether it trains the trial to its end.
func (j Job) last() bool { return j.Epochs >= j.Trial.Settings.Epochs }

// Checkpoint is the name in [Files] of the state in which the job ended, from
// which the next rung's job goes on.
func (j Job) Checkpoint() string { return checkpointName(j.ID()) }

// Model is the name in [Files] of the trained model, a .safetensors file. Only a
// job that trains to the last epoch has one.
func (j Job) Model() string { return modelName(j.ID()) }

func checkpointName(job string) string { return job + ".checkpoint" }
func modelName(job string) string      { return job + ".safetensors" }
