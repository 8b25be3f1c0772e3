package main

import "math"

// handOptimizer is an optimizer of one weight by hand.
type handOptimizer struct {
	name, text string
	begin      func(lr float64) step // with what it remembers as new
}

// step returns a weight after step k, counted from 1, where it was w and its
// gradient d.
type step = func(w, d float64, k int) float64

// The constants are Keras' defaults.
const (
	beta1, beta2 = 0.9, 0.999
	epsilon      = 1e-7
)

// handOptimizers are in Keras' form.
var handOptimizers = []handOptimizer{
	{"sgd", "w - lr·d", func(lr float64) step {
		return func(w, d float64, _ int) float64 { return w - lr*d }
	}},
	{"momentum", "m = 0.9·m - lr·d; w + m", func(lr float64) step {
		m := 0.0
		return func(w, d float64, _ int) float64 {
			m = 0.9*m - lr*d
			return w + m
		}
	}},
	{"nesterov", "m = 0.9·m - lr·d; w + 0.9·m - lr·d", func(lr float64) step {
		m := 0.0
		return func(w, d float64, _ int) float64 {
			m = 0.9*m - lr*d
			return w + 0.9*m - lr*d
		}
	}},
	{"rmsprop", "v = 0.9·v + 0.1·d²; w - lr·d/√(v + ε)", func(lr float64) step {
		v := 0.0
		return func(w, d float64, _ int) float64 {
			v = 0.9*v + 0.1*d*d
			return w - lr*d/math.Sqrt(v+epsilon)
		}
	}},
	{"adagrad", "a = a + d², a = 0.1 at first; w - lr·d/√(a + ε)", func(lr float64) step {
		a := 0.1
		return func(w, d float64, _ int) float64 {
			a += d * d
			return w - lr*d/math.Sqrt(a+epsilon)
		}
	}},
	{"adadelta", "v = 0.95·v + 0.05·d²; u = d·√(x + ε)/√(v + ε); x = 0.95·x + 0.05·u²; w - lr·u", func(lr float64) step {
		v, x := 0.0, 0.0
		return func(w, d float64, _ int) float64 {
			v = 0.95*v + 0.05*d*d
			u := d * math.Sqrt(x+epsilon) / math.Sqrt(v+epsilon)
			x = 0.95*x + 0.05*u*u
			return w - lr*u
		}
	}},
	{"adam", "m = 0.9·m + 0.1·d; v = 0.999·v + 0.001·d²; w - lr·√(1-0.999^k)/(1-0.9^k)·m/(√v + ε)", func(lr float64) step {
		return adamByHand(lr, 0, false)
	}},
	{"amsgrad", "as adam, with the greatest v so far", func(lr float64) step {
		return adamByHand(lr, 0, true)
	}},
	{"adamw", "w = w - lr·0.004·w; then as adam", func(lr float64) step {
		return adamByHand(lr, 0.004, false)
	}},
	{"adamax", "m as adam; u = max(0.999·u, |d|); w - lr/(1-0.9^k)·m/(u + ε)", func(lr float64) step {
		m, u := 0.0, 0.0
		return func(w, d float64, k int) float64 {
			m, u = beta1*m+(1-beta1)*d, max(beta2*u, math.Abs(d))
			return w - lr/(1-math.Pow(beta1, float64(k)))*m/(u+epsilon)
		}
	}},
	{"nadam", "m, v as adam; μ(k) = 0.9·(1 - 0.96^k/2); P = P·μ(k), P = 1 at first;\nw - lr·(μ(k+1)·m/(1-P·μ(k+1)) + (1-μ(k))·d/(1-P))/(√(v/(1-0.999^k)) + ε)", nadamByHand},
	{"lion", "w - lr·sign(0.9·m + 0.1·d); m = 0.99·m + 0.01·d", func(lr float64) step {
		m := 0.0
		return func(w, d float64, _ int) float64 {
			w -= lr * sign(0.9*m+0.1*d)
			m = 0.99*m + 0.01*d
			return w
		}
	}},
}

// adamByHand is Adam (Kingma & Ba, 2015) with decoupled decay.
func adamByHand(lr, decay float64, greatest bool) step {
	m, v, most := 0.0, 0.0, 0.0
	return func(w, d float64, k int) float64 {
		m, v = beta1*m+(1-beta1)*d, beta2*v+(1-beta2)*d*d
		most = max(most, v)
		by := v
		if greatest {
			by = most
		}
		rate := lr * math.Sqrt(1-math.Pow(beta2, float64(k))) / (1 - math.Pow(beta1, float64(k)))
		return w - lr*decay*w - rate*m/(math.Sqrt(by)+epsilon)
	}
}

// nadamByHand is Nadam (Dozat, 2016), whose β1 grows from 0.45 to 0.9.
func nadamByHand(lr float64) step {
	m, v, product := 0.0, 0.0, 1.0
	mu := func(k int) float64 { return beta1 * (1 - 0.5*math.Pow(0.96, float64(k))) }
	return func(w, d float64, k int) float64 {
		m, v = beta1*m+(1-beta1)*d, beta2*v+(1-beta2)*d*d
		product *= mu(k)
		ahead := mu(k+1)*m/(1-product*mu(k+1)) + (1-mu(k))*d/(1-product)
		return w - lr*ahead/(math.Sqrt(v/(1-math.Pow(beta2, float64(k))))+epsilon)
	}
}
