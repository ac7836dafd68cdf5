/* The three walks of app/core/descent.py on the neuron of app/core/neuron.py, in plain C: the yardstick of bench/kernel.py.
   The same operations in the same order, the same arrays recorded, the same three questions asked every step (below the
   tolerance? finite? out of iterations?); nothing called through a pointer, so that the compiler sees all of it. */

#include <math.h>
#include <stdint.h>

typedef struct {
    double eta, gamma;
    int carries, looks_ahead;
} optimizer;

typedef struct {
    double *theta, *loss, *gradient, *update, *look_ahead, *look_ahead_gradient;
} recording;

#ifdef TYPED
/* bench/formulas.py: out = [L, dL/dw, dL/db] of L = (w^2 + b - 11)^2 + 3 sin(2w) b, as one would write it by hand. */
static void value_and_gradient(double *out, const double *theta, const double *data, int64_t count, double scale)
{
    const double w = theta[0], b = theta[1];
    const double r = w * w + b - 11.0, s = sin(2.0 * w), c = cos(2.0 * w);
    out[0] = r * r + 3.0 * s * b;
    out[1] = 4.0 * r * w + 6.0 * c * b;
    out[2] = 2.0 * r + 3.0 * s;
    (void)data, (void)count, (void)scale;
}
#else
/* out = [L, dL/dw, dL/db] with L = scale * sum (f(x) - y)^2. data: count triples x, y and 2 scale x. */
static void value_and_gradient(double *out, const double *theta, const double *data, int64_t count, double scale)
{
    const double w = theta[0], b = theta[1], doubled = 2.0 * scale;
    double squares = 0.0, slope_w = 0.0, slope_b = 0.0;
    for (int64_t i = 0; i < count; i++) {
        const double x = data[3 * i], y = data[3 * i + 1], x_doubled = data[3 * i + 2];
        const double z = w * x + b;
        const double e = exp(-fabs(z));
        const double p = 1.0 / (1.0 + e);
        const double q = e * p;
        const double r = z >= 0.0 ? (1.0 - y) - q : q - y;
        squares += r * r;
        const double slope = r * (p * q);
        slope_w += slope * x_doubled;
        slope_b += slope * doubled;
    }
    out[0] = scale * squares;
    out[1] = slope_w;
    out[2] = slope_b;
}

#endif

static int below(const double *gradient, double tolerance)
{
    return fabs(gradient[0]) < tolerance && fabs(gradient[1]) < tolerance && hypot(gradient[0], gradient[1]) < tolerance;
}

/* Walk from start; return the last entry written. */
int64_t walk(const double *data, int64_t count, double scale, const optimizer *by, const double *start, int64_t iterations,
             double tolerance, const recording *to)
{
    double out[3], w = start[0], b = start[1], update_w = 0.0, update_b = 0.0;
    to->theta[0] = w;
    to->theta[1] = b;
    to->update[0] = to->update[1] = 0.0;
    value_and_gradient(out, to->theta, data, count, scale);
    to->loss[0] = out[0];
    to->gradient[0] = out[1];
    to->gradient[1] = out[2];
    if (by->looks_ahead) {
        to->look_ahead[0] = w;
        to->look_ahead[1] = b;
        to->look_ahead_gradient[0] = out[1];
        to->look_ahead_gradient[1] = out[2];
    }
    for (int64_t t = 1; t <= iterations; t++) {
        const int64_t i = 2 * t;
        if (below(to->gradient + i - 2, tolerance))
            return t - 1;
        if (by->looks_ahead) {
            to->look_ahead[i] = w - by->gamma * update_w;
            to->look_ahead[i + 1] = b - by->gamma * update_b;
            value_and_gradient(out, to->look_ahead + i, data, count, scale);
            to->look_ahead_gradient[i] = out[1];
            to->look_ahead_gradient[i + 1] = out[2];
        }
        update_w = by->carries ? by->gamma * update_w + by->eta * out[1] : by->eta * out[1];
        update_b = by->carries ? by->gamma * update_b + by->eta * out[2] : by->eta * out[2];
        w -= update_w;
        b -= update_b;
        to->update[i] = update_w;
        to->update[i + 1] = update_b;
        to->theta[i] = w;
        to->theta[i + 1] = b;
        value_and_gradient(out, to->theta + i, data, count, scale);
        to->loss[t] = out[0];
        to->gradient[i] = out[1];
        to->gradient[i + 1] = out[2];
        if (!(isfinite(out[0]) && isfinite(out[1]) && isfinite(out[2]) && isfinite(w) && isfinite(b)))
            return t - 1;
    }
    return iterations;
}

/* Gradient descent, momentum and Nesterov, one after the other, each into its own recording; return the entries written. */
int64_t three_walks(const double *data, int64_t count, double scale, double eta, double gamma, const double *start,
                    int64_t iterations, double tolerance, const recording *to)
{
    const optimizer optimizers[3] = {{eta, gamma, 0, 0}, {eta, gamma, 1, 0}, {eta, gamma, 1, 1}};
    int64_t entries = 0;
    for (int k = 0; k < 3; k++)
        entries += walk(data, count, scale, &optimizers[k], start, iterations, tolerance, &to[k]) + 1;
    return entries;
}
