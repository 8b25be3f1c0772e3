package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"digits/train/study"
)

// complete makes the study of the settings and the data. A study without a name
// gets one that follows from all the rest.
func (s settings) complete(d *study.Data) (study.Study, error) {
	named := s.study
	if named.Name == "" {
		named.Name = "unnamed"
	}
	full, err := named.Complete(d)
	if err != nil {
		return full, s.flagged(err)
	}
	if s.study.Name == "" {
		full.Name = nameOf(full)
	}
	return full, nil
}

// nameOf is the recipes' names and eight hexadecimal digits of the SHA-256 of the
// study's JSON.
func nameOf(s study.Study) string {
	s.Name = ""
	text, err := json.Marshal(s)
	if err != nil {
		text = []byte(err.Error()) // numbers that are not finite, which Complete refuses
	}
	const most = 40 // letters
	arch := strings.Join(s.Space.Arch, "-")
	sum := sha256.Sum256(text)
	return arch[:min(len(arch), most)] + "-" + hex.EncodeToString(sum[:4])
}
