package study

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"digits/internal/whole"
)

// maxLine bounds a line of the records' file: a history of maxEpochs has some
// megabytes.
const maxLine = 1 << 24

// Records reads back, by job ID, the records of the study that Export has written
// into its folder: none if it has not. Those of other studies are left out.
func (s Study) Records(folder string) (map[string]Record, error) {
	path := filepath.Join(folder, RecordsFile)
	f, err := whole.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	defer f.Close()
	known := newAgenda(s).jobIDs()
	records := map[string]Record{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		var line recordLine
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("study: %s, line %d: got no record: %w: remove the file: what it has is computed again, and comes out the same", path, n, err)
		}
		if id := line.Record.Result.JobID; known[id] {
			records[id] = line.Record
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("study: %s: %w", path, err)
	}
	return records, nil
}
