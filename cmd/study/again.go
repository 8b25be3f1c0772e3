package main

import (
	"flag"
	"strings"

	"digits/internal/command"
)

// commandLine writes the flags that were given, in alphabetical order, but for
// secrets.
func commandLine(f *flag.FlagSet) string {
	line := "go run ./cmd/study"
	f.Visit(func(f *flag.Flag) {
		value := f.Value.String()
		switch f.Name {
		case "password", "token":
			value = "…"
		case "nats":
			value = withoutUser(value)
		}
		line += " -" + f.Name
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() {
			line += "=" + command.Quoted(value)
		} else {
			line += " " + command.Quoted(value)
		}
	})
	return line
}

// withoutUser takes user and password out of URLs with commas between them.
func withoutUser(urls string) string {
	list := strings.Split(urls, ",")
	for i, text := range list {
		if at := strings.LastIndexByte(text, '@'); at >= 0 {
			scheme, _, found := strings.Cut(text, "://")
			list[i] = text[at+1:]
			if found {
				list[i] = scheme + "://…@" + list[i]
			}
		}
	}
	return strings.Join(list, ",")
}
