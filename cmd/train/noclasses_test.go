package main

import (
	"strings"
	"testing"

	"digits/graph"
	"digits/models"
)

// A report is about classes: without any it is refused before the first step.
func TestReportWithoutClasses(t *testing.T) {
	m, err := models.New(models.Recipe{
		Name: "autoencoder", Layers: graph.Sequential{graph.Dense{Units: 4}}, Loss: graph.MeanSquaredError, Targets: models.InputTargets,
	}, 2, 2, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	var s settings
	s.out = "m.safetensors"
	if err := s.holds(m); err != nil {
		t.Errorf("without a report: %v", err)
	}
	s.reporting.folder = "report"
	if err := s.holds(m); err == nil || !strings.Contains(err.Error(), "-report: the model has no classes") {
		t.Errorf("got %v, want a line that says that a report needs classes", err)
	}
}
