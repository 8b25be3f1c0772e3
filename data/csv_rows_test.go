package data

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"digits/internal/hostile"
)

// Of any form of CSV, rows are what Open reads of it.
func TestRows(t *testing.T) {
	want := opened(t, "testdata/idx", Options{}).Train
	packed, err := os.Open("testdata/csv/mnist_train.csv.gz") // labels first, no heading
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	rows, err := NewRows(iotest.HalfReader(packed), RowForm{Height: 28, Width: 28})
	if err != nil || !slices.Equal(rows.Notes, []string{"column 1 is taken for labels and left out"}) {
		t.Fatalf("%v, notes %q", err, rows.Notes)
	}
	var got []byte
	for {
		s, err := rows.Next(7)
		if err == io.EOF {
			break
		}
		if err != nil || s.Check() != nil {
			t.Fatal(err, s.Check())
		}
		got = append(got, s.Pixels...)
	}
	if !bytes.Equal(got, want.Pixels) {
		t.Errorf("got %d bytes, want the %d of Open", len(got), len(want.Pixels))
	}
}

func TestRowsOfNumbers(t *testing.T) {
	for name, file := range map[string]string{
		"heading": "a,b\n1.5,-2\n3,4e2\n", "none": "1.5,-2\n3,4e2\n",
		"ids": "Id,a,b\nx,1.5,-2\n9,3,4e2\n", "labels": "a,b,Label\n1.5,-2,\n3,4e2,cat\n",
	} {
		rows, err := NewRows(strings.NewReader(file), RowForm{Height: 1, Width: 2, Numbers: true})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s, err := rows.Next(5)
		if err != nil || !slices.Equal(s.Values, []float32{1.5, -2, 3, 400}) {
			t.Errorf("%s: got %+v, %v", name, s, err)
		}
		if s, err := rows.Next(5); err != io.EOF {
			t.Errorf("%s: got %v, %v after the end", name, s, err)
		}
	}
}

func TestRowsRefuse(t *testing.T) {
	for file, says := range map[string]string{
		"":                         "there is no line",
		"1,2,3,4\n":                "4 columns, want 2",
		"a,b,c\n1,2,3\n":           "none is called label or id: there are a, b, c",
		"1,2\n3\n":                 "line 2: wrong form: it has 1 columns",
		"a,b\n1,2\n\n7,256\n":      `line 4: column 2 (b): wrong form: "256" is no pixel`,
		"a,b\n1,\n":                "line 2: column 2 (b): wrong form: no value",
		"\x1f\x8bx":                "again",
		strings.Repeat("1", 3<<20): "longer than 2 MB",
	} {
		err := hostile.Refused(t, []byte(file), func(file []byte) error {
			rows, err := NewRows(bytes.NewReader(file), RowForm{Height: 1, Width: 2})
			for err == nil {
				_, err = rows.Next(3)
			}
			return err
		})
		if !strings.Contains(fmt.Sprint(err), says) {
			t.Errorf("%.20q: got error %v, want %q", file, err, says)
		}
	}
}

// A stream of 300,000 rows takes no more memory than one of a few.
func TestRowsMemory(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	for range 300 {
		io.WriteString(w, strings.Repeat("1,2,3\n", 1000))
	}
	w.Close()
	n := 0
	err := hostile.Bounded(t, nil, func([]byte) error {
		rows, err := NewRows(&packed, RowForm{Height: 1, Width: 3})
		for err == nil {
			var s *Set
			if s, err = rows.Next(100); err == nil {
				n += s.Len()
			}
		}
		return err
	})
	if !errors.Is(err, io.EOF) || n != 300_000 {
		t.Errorf("got %d rows, error %v", n, err)
	}
}
