package h5

import (
	"regexp"
	"strconv"
	"strings"
)

// The steps of Keras' to_snake_case.
var (
	notWord   = regexp.MustCompile(`[^\p{L}\p{N}_]+`)
	wordStart = regexp.MustCompile(`(.)([A-Z][a-z]+)`)
	caseStep  = regexp.MustCompile(`([a-z])([A-Z])`)
)

// snakeCase is what Keras makes of a class' name for a path: Dense becomes
// dense, LeakyReLU leaky_re_lu. What is in snake case already stays.
func snakeCase(class string) string {
	class = notWord.ReplaceAllString(class, "")
	class = wordStart.ReplaceAllString(class, "${1}_$2")
	return strings.ToLower(caseStep.ReplaceAllString(class, "${1}_$2"))
}

// pathCounter numbers layers of the same class: dense, dense_1, dense_2. The
// zero value has seen none.
type pathCounter struct{ seen map[string]int }

// next returns the path of the next layer of a class.
func (p *pathCounter) next(class string) string {
	if p.seen == nil {
		p.seen = map[string]int{}
	}
	name := snakeCase(class)
	n := p.seen[name]
	p.seen[name]++
	if n == 0 {
		return name
	}
	return name + "_" + strconv.Itoa(n)
}
