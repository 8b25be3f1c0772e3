package command

import (
	"flag"
	"fmt"
	"regexp"
	"strings"
)

// Named adds a flag whose value is a name of known, and takes it in other spellings too:
// with capitals, or with _ for -. Settings in brackets behind it stay as they are; what is
// not known is left to who reads it.
func Named(f *flag.FlagSet, p *string, name, value string, known []string, usage string) {
	*p = value
	f.Var(&named{p, known}, name, usage)
}

type named struct {
	text  *string
	known []string
}

func (n *named) String() string {
	if n.text == nil {
		return ""
	}
	return *n.text
}

func (n *named) Set(text string) error {
	head, _, _ := strings.Cut(text, "(")
	*n.text = text
	for _, k := range n.known {
		if plain(k) == plain(head) {
			*n.text = k + text[len(head):]
		}
	}
	return nil
}

// plain is a name without what spellings differ in.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

// nearest is what was probably meant: the name of known with the fewest letters added, left
// out or changed, if they are fewer than a third; "" if there is none.
func nearest(got string, known []string) string {
	best, least := "", max(1, len(got)/3)+1
	for _, k := range known {
		if d := distance(plain(got), plain(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is how many letters of a are to be added, left out, changed or exchanged with
// their neighbours to make b (Damerau and Levenshtein's, of restricted edits).
func distance(a, b string) int {
	before, last, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(last[j]+cost, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, last, next = last, next, before
	}
	return last[len(b)]
}

var (
	unknownFlag = regexp.MustCompile(`^flag provided but not defined: -(.*)$`)
	unknownName = regexp.MustCompile(`got (?:\w+ )?"([^"]{1,50})", want one of ([\w\-]+(?:, [\w\-]+)+)$`)
)

// meantFlag is the end of an error's line about a flag that there is not, which says what
// was probably meant; "" if nobody knows.
func meantFlag(err error, f *flag.FlagSet) string {
	m := unknownFlag.FindStringSubmatch(err.Error())
	if m == nil {
		return ""
	}
	var known []string
	f.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	if n := nearest(m[1], known); n != "" {
		return fmt.Sprintf(": did you mean -%s?", n)
	}
	return ""
}

// meantName is that of an error which lists the names that there are.
func meantName(err error) string {
	m := unknownName.FindStringSubmatch(err.Error())
	if m == nil {
		return ""
	}
	head, _, _ := strings.Cut(m[1], "(")
	if n := nearest(head, strings.Split(m[2], ", ")); n != "" {
		return fmt.Sprintf(": did you mean %s?", n)
	}
	return ""
}
