package main

import (
	"encoding/json"
	"net/http"
)

// reply writes v as one line of JSON.
func reply(w http.ResponseWriter, status int, v any) {
	line, err := json.Marshal(v)
	if err != nil {
		status, line = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be written: the model's output is no number"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(append(line, '\n')) // if it fails, nobody listens
}

// refuse says in one line what was got and what is wanted.
func refuse(w http.ResponseWriter, status int, message string) {
	reply(w, status, struct {
		Error string `json:"error"`
	}{message})
}
