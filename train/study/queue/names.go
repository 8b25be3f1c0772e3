package queue

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"digits/train/study"
)

// format is the version of what is kept on the server: names, keys, messages.
const format = 1

// ErrFormat is wrapped where a server holds a study of another format.
var ErrFormat = errors.New("another format")

// formatKey is where a stream's or bucket's metadata have the format.
const formatKey = "digits.format"

var metadata = map[string]string{formatKey: strconv.Itoa(format)}

// What a study has on a server, all of it named after the study: a stream of jobs
// that is a work queue, a bucket of keys and values, and a store of objects.
const (
	jobsPrefix   = "JOBS_digits_"
	bucketPrefix = "digits_"
	filesPrefix  = "digits_files_"
	jobsSubjects = "digits.jobs." // and the study's name, a dot, and the job's ID
	beatSubjects = "digits.beats."
	consumerName = "workers"
)

// Keys of a study's bucket.
const (
	studyKey     = "study"      // the study, as JSON
	driverKey    = "driver"     // who drives it, see lease
	resultKeys   = "results."   // and the job's ID: its record, as JSON
	conflictKeys = "conflicts." // and the job's ID: a record that is not equal to the one that counts
	deathKeys    = "deaths."    // and the job's ID: see deaths
)

var name = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// CheckName returns an error unless a study of that name can be on a server.
func CheckName(study string) error {
	if !name.MatchString(study) {
		return fmt.Errorf("queue: the study's name is %.100q, want up to 64 letters, digits, - and _", study)
	}
	return nil
}

func jobSubject(j study.Job) string { return jobsSubjects + j.Study + "." + j.ID() }

// checkFormat returns an error that wraps ErrFormat unless the metadata of a
// study's stream or bucket are of this program's format.
func checkFormat(study string, metadata map[string]string) error {
	if got := metadata[formatKey]; got != strconv.Itoa(format) {
		return fmt.Errorf("queue: study %s on the server has %w, %q, want %d: use the version of this program that began it, or another name",
			study, ErrFormat, got, format)
	}
	return nil
}

// studies returns the names of the studies that have jobs on the server.
func studies(ctx context.Context, js jetstream.JetStream) ([]string, error) {
	var names []string
	streams := js.StreamNames(ctx, jetstream.WithStreamListSubject(jobsSubjects+">"))
	for stream := range streams.Name() {
		if study, is := strings.CutPrefix(stream, jobsPrefix); is {
			names = append(names, study)
		}
	}
	return names, streams.Err()
}
