package kernel

// The parts of the sparse products in plain Go. The widths, and what the
// parameters mean, are those of the assembly of the same name; strides are in
// elements.

func copyPanelPortable(width, rows int, from []float32, stride int, background float32, sums, pack []float32) {
	sums = sums[:width]
	for i := range rows {
		to := pack[i*width:][:width]
		for j, v := range from[i*stride:][:width] {
			to[j] = v
			sums[j] += background * v
		}
	}
}

func accumulatePortable(rows int, starts []uint32, values []float32, indices []uint16, pack, sums []float32) {
	for i := range rows {
		sum := sums[i*panelCols:][:panelCols]
		for e := starts[i]; e < starts[i+1]; e++ {
			v := values[e]
			for j, w := range pack[int(indices[e])*panelCols:][:panelCols] {
				sum[j] += v * w
			}
		}
	}
}

func finishPortable(rows int, sums, add, bias []float32, floor float32, c []float32, stride int) {
	for i := range rows {
		to := c[i*stride:][:panelCols]
		for j, sum := range sums[i*panelCols:][:panelCols] {
			sum = sum + add[j] + bias[j]
			if sum < floor {
				sum = floor
			}
			to[j] = sum
		}
	}
}

func pairProductsPortable(width, pairs int, counts []uint32, values []float32, indices []uint16, room int, pack, add, c []float32, stride int) {
	for q := range pairs {
		first, second := c[2*q*stride:][:width], c[(2*q+1)*stride:][:width]
		clear(first)
		clear(second)
		for e := q * room; e < q*room+int(counts[q]); e++ {
			v0, v1 := values[2*e], values[2*e+1]
			for j, y := range pack[int(indices[e])*width:][:width] {
				first[j] += v0 * y
				second[j] += v1 * y
			}
		}
		for j, sum := range add[:width] {
			first[j] += sum
			second[j] += sum
		}
	}
}

func listRowsPortable(rows, columns int, x []float32, stride int, background float32, values []float32, indices []uint16, starts []uint32) {
	n := uint32(0)
	starts[0] = 0
	for i := range rows {
		for j, v := range x[i*stride:][:columns] {
			if v != background {
				values[n], indices[n] = v-background, uint16(j)
				n++
			}
		}
		starts[i+1] = n
	}
}

func listPairsPortable(rows, columns int, x []float32, stride int, background float32, values []float32, indices []uint16, counts []uint32) {
	clear(counts[:groupPairs])
	for i := range rows {
		row := x[i*stride:][:columns]
		for j := 0; j < columns; j += 2 {
			v0, v1 := row[j], background
			if j+1 < columns {
				v1 = row[j+1]
			}
			if v0 == background && v1 == background {
				continue
			}
			q := j / 2
			e := q*rows + int(counts[q])
			values[2*e], values[2*e+1], indices[e] = v0-background, v1-background, uint16(i)
			counts[q]++
		}
	}
}
