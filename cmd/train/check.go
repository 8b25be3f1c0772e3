package main

import "fmt"

// checking is the flag -check: alone it checks and does not train, off leaves out the
// check before a training.
type checking int

const (
	checkBefore checking = iota
	checkOnly
	checkOff
)

// String returns the flag's value.
func (c checking) String() string {
	return [...]string{checkBefore: "", checkOnly: "only", checkOff: "off"}[c]
}

// Set reads it. The package flag gives true for the flag alone.
func (c *checking) Set(text string) error {
	switch text {
	case "true", "only":
		*c = checkOnly
	case "off", "false":
		*c = checkOff
	default:
		return fmt.Errorf("want -check alone, or -check off")
	}
	return nil
}

// IsBoolFlag lets the flag stand alone.
func (*checking) IsBoolFlag() bool { return true }

// joinCheck joins -check and the word after it, since a flag that may stand alone
// takes none.
func joinCheck(args []string) []string {
	var joined []string
	for i := 0; i < len(args); i++ {
		if (args[i] == "-check" || args[i] == "--check") && i+1 < len(args) && (args[i+1] == "off" || args[i+1] == "only") {
			joined = append(joined, args[i]+"="+args[i+1])
			i++
			continue
		}
		joined = append(joined, args[i])
	}
	return joined
}
