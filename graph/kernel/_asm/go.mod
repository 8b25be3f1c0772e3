module digits/graph/kernel/_asm

go 1.26

require (
	github.com/mmcloughlin/avo v0.6.0
	golang.org/x/tools v0.52.0
)
