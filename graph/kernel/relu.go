package kernel

import "sync"

//go:generate go -C _asm run ./relu -out ../relu_amd64.s -stubs ../relu_amd64.go -pkg kernel

// ReLUBackward takes the gradient dy (rows, n) of a ReLU's output y back through it, dz = dy where y > 0 and 0
// elsewhere, and through the bias added before it: db (n) is the sum of dz over the rows, in ascending order.
//
// Without y, dz = dy. dz may be nil, or dy itself; db may be nil.
func ReLUBackward[T Float](rows, n int, dy, y, dz, db []T) {
	wantLength("ReLUBackward", "dy", len(dy), rows*n)
	wantLengthOrNil("ReLUBackward", "y", y, rows*n)
	wantLengthOrNil("ReLUBackward", "dz", dz, rows*n)
	wantLengthOrNil("ReLUBackward", "db", db, n)
	clear(db)
	if y == nil && dz != nil {
		if n > 0 && rows > 0 && &dz[0] != &dy[0] {
			copy(dz, dy)
		}
		dz = nil
	}
	if dy, ok := asFloat32(dy); ok && rows > 0 {
		y, _ := asFloat32(y)
		dz, _ := asFloat32(dz)
		db, _ := asFloat32(db)
		share(&reluJobs, lines(n), max(1, reluGrain/(line*rows)), reluJob{rows, n, dy, y, dz, db})
		return
	}
	reluBackwardPortable(rows, n, 0, n, dy, y, dz, db)
}

// reluGrain is the number of elements that are worth another core's while.
const reluGrain = 16384

var reluJobs sync.Pool

// reluJob is a backward pass as a Job over lines of columns.
type reluJob struct {
	rows, n       int
	dy, y, dz, db []float32
}

// Run does all rows of the columns of lines lo..hi-1, some rows at a time.
func (j *reluJob) Run(lo, hi int) {
	lo, hi = lo*line, min(hi*line, j.n)
	most := max(1, stretch/(hi-lo))
	for r := 0; r < j.rows; r += most {
		from, to := r*j.n, min(r+most, j.rows)*j.n
		dy, y, dz := rowOf(j.dy, from, to), rowOf(j.y, from, to), rowOf(j.dz, from, to)
		if !reluBackwardVector((to-from)/j.n, j.n, lo, hi, dy, y, dz, j.db) {
			reluBackwardPortable((to-from)/j.n, j.n, lo, hi, dy, y, dz, j.db)
		}
	}
}

// reluBackwardPortable does the columns lo..hi-1, and adds them to db.
func reluBackwardPortable[T Float](rows, n, lo, hi int, dy, y, dz, db []T) {
	for r := range rows {
		for j := lo; j < hi; j++ {
			d := dy[r*n+j]
			if y != nil && !(y[r*n+j] > 0) {
				d = 0
			}
			if dz != nil {
				dz[r*n+j] = d
			}
			if db != nil {
				db[j] += d
			}
		}
	}
}
