// Command pause generates the wait of spinning workers.
package main

import . "github.com/mmcloughlin/avo/build"

func main() {
	TEXT("pause", NOSPLIT, "func()")
	Doc("pause tells the CPU that this is a spin loop, and waits for 10 to 140 cycles.")
	PAUSE()
	RET()
	Generate()
}
