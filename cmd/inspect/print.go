package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"digits/internal/loading"
	"digits/models"
	"digits/models/weights"
)

// print lists a file's contents, then the model that it would load as.
func print(w io.Writer, path string, c *models.Contents, load models.LoadOptions) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s, %s\n\n", path, c.Format, checksum(c.Sealed))
	printArrays(&b, c.Arrays)
	if nodes := c.Nodes(); nodes != nil {
		fmt.Fprintf(&b, "\n%d nodes:\n", len(nodes))
		for _, line := range nodes {
			fmt.Fprintf(&b, "  %s\n", loading.Printable(line))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Metadata)) {
		fmt.Fprintf(&b, "\n%s: %s", loading.Printable(name), loading.Printable(c.Metadata[name]))
	}
	if len(c.Metadata) > 0 {
		fmt.Fprintln(&b)
	}
	if c.Config != nil {
		b.WriteString("\nConfiguration:\n")
		if err := json.Indent(&b, c.Config, "", "  "); err != nil {
			return fmt.Errorf("inspect: %s: configuration: %w", path, err)
		}
		b.WriteByte('\n')
	}
	if c.Optimizer {
		b.WriteString("\nIt also has an optimizer's state, which is not read.\n")
	}
	printModel(&b, path, load)
	_, err := b.WriteTo(w)
	return err
}

// checksum says what is known of a file that could be read.
func checksum(sealed bool) string {
	if sealed {
		return "checksum right"
	}
	return "no checksum in it"
}

func printArrays(w io.Writer, arrays []weights.Array) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "array\tshape\ttype\tmin\tmean\tmax\tzeros")
	total := 0
	for _, a := range arrays {
		s := models.Describe(a)
		fmt.Fprintf(t, "%s\t%s\t%s\t%.4g\t%.4g\t%.4g\t%.1f %%%s\n", loading.Printable(a.Name), shape(a.Shape), a.SavedType(),
			s.Min, s.Mean, s.Max, 100*s.Zeros, notNumbers(s.NotNumbers))
		total += len(a.Values)
	}
	t.Flush()
	fmt.Fprintf(w, "%d arrays, %d values\n", len(arrays), total)
}

func notNumbers(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d NaN", n)
}

// shape writes (784, 10).
func shape(of []int) string {
	sizes := make([]string, len(of))
	for i, n := range of {
		sizes[i] = strconv.Itoa(n)
	}
	return "(" + strings.Join(sizes, ", ") + ")"
}

// printModel says what Load makes of the file, or why it does not.
func printModel(w io.Writer, path string, load models.LoadOptions) {
	m, err := models.LoadWith(path, load)
	if err != nil {
		fmt.Fprintf(w, "\nNo model: %v\n", err)
		return
	}
	classes := fmt.Sprintf("%d classes", m.Classes)
	if m.Classes == 0 {
		classes = fmt.Sprintf("no classes, %d outputs", m.Outputs())
	}
	fmt.Fprintf(w, "\nA model: %s, input %s, %s, scale %s\n", loading.Printable(m.Recipe), shape(m.Input), classes, m.Scale)
	if m.ClassNames != nil {
		fmt.Fprintf(w, "Classes: %s\n", loading.Printable(strings.Join(m.ClassNames, ", ")))
	}
	if m.Columns != nil {
		fmt.Fprintf(w, "Columns: %s\n", loading.Printable(strings.Join(m.Columns, ", ")))
	}
	_ = loading.PrintAssumed(w, m) // into a buffer
	printRun(w, path, m.Run)
}
