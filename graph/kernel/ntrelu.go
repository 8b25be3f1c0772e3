package kernel

import "sync"

// shallow is a depth up to which computing an element of a product costs about what
// storing it and reading it again does.
const shallow = 64

// NTReLU computes dz = a·bᵀ where y > 0, and 0 elsewhere, and the column sums of that:
// the gradient of a dense layer's input taken back through the ReLU that made the
// input. a is (m, k), b is (n, k), y and dz are (m, n), db is (n) or nil. It is [NT]
// and [ReLUBackward] after it to the last bit, in one pass over dz where that pays.
func NTReLU[T Float](m, n, k int, a, b, y, dz, db []T) {
	p := product[T]{m: m, n: n, k: k, a: a, aRow: k, aCol: 1, b: b, bRow: 1, bCol: k, c: dz, cRow: n}
	p.check()
	checkLen("y", len(y), m*n)
	if db != nil {
		checkLen("db", len(db), n)
	}
	if p, ok := any(&p).(*product[float32]); ok && active != portable && k > 0 && k <= shallow && m > 0 && n > 0 {
		y, _ := asFloat32(y)
		db, _ := asFloat32(db)
		clear(db)
		share(&ntReLUJobs, lines(n), max(1, ntReLUGrain/(line*m*max(k, shallow/4))), ntReLUJob{*p, reluJob{m, n, p.c, y, p.c, db}})
		return
	}
	p.do()
	ReLUBackward(m, n, dz[:m*n], y[:m*n], dz[:m*n], db)
}

// ntReLUGrain is the number of multiply-adds that are worth another core's while.
const ntReLUGrain = 1 << 18

var ntReLUJobs sync.Pool

// ntReLUJob is the job whose items are lines of columns of dz.
type ntReLUJob struct {
	product product[float32]
	relu    reluJob
}

// Run computes the columns of lines lo..hi-1, a line at a time: so it stays in the
// first-level cache until it has been masked.
func (j *ntReLUJob) Run(lo, hi int) {
	for ; lo < hi; lo++ {
		p, left := j.product, lo*line
		p.n = min(line, p.n-left)
		p.b, p.c = p.b[left*p.bCol:], p.c[left:]
		p.do()
		j.relu.Run(lo, lo+1)
	}
}
