package kernel

// ReLUBackward takes the gradient dy (rows, n) of a ReLU's output y back through it, dz = dy where y > 0 and 0
// elsewhere, and through the bias added before it: db (n) is the sum of dz over the rows, in ascending order.
//
// Without y, dz = dy. dz may be nil, or dy itself; db may be nil.
func ReLUBackward[T Float](rows, n int, dy, y, dz, db []T) {
	wantLength("ReLUBackward", "dy", len(dy), rows*n)
	wantLengthOrNil("ReLUBackward", "y", y, rows*n)
	wantLengthOrNil("ReLUBackward", "dz", dz, rows*n)
	wantLengthOrNil("ReLUBackward", "db", db, n)
	reluBackwardPortable(rows, n, dy, y, dz, db)
}

func reluBackwardPortable[T Float](rows, n int, dy, y, dz, db []T) {
	clear(db)
	for r := range rows {
		lo, hi := r*n, (r+1)*n
		for j, d := range dy[lo:hi] {
			if y != nil && !(y[lo+j] > 0) {
				d = 0
			}
			if dz != nil {
				dz[lo+j] = d
			}
			if db != nil {
				db[j] += d
			}
		}
	}
}
