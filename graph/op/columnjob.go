package op

import "digits/graph/kernel"

// columnBlock is how many columns are summed together: a core takes blocks, goes
// down their rows in order, and finds them in its cache when it comes again. No
// sum depends on how the blocks are shared.
const columnBlock = 64

// inColumns runs a job over the blocks of a matrix's columns.
func inColumns(rows, columns int, job kernel.Job) {
	kernel.Parallel((columns+columnBlock-1)/columnBlock, 1+4*worthACore/(columnBlock*max(rows, 1)), job)
}

// inRows runs a job over the rows of a matrix.
func inRows(rows, columns int, job kernel.Job) {
	kernel.Parallel(rows, 1+4*worthACore/max(columns, 1), job)
}
