//! The directions in which words differ most, for how much readings do.
//!
//! Enters: two covariances. Leaves: a [`Metric`]: the first generalised eigenvectors
//! (Fisher's linear discriminants; Fukunaga, Statistical Pattern Recognition, 1990).

use selfsame::repeats::{Axis, Metric, SHAPE};

use super::scatter::{Matrix, Spread};

/// How far the covariance of readings is drawn to one in which no two numbers depend on
/// each other: few readings know little of what depends on what.
const DRAWN: f64 = 0.2;
/// Axes that are kept at most: on one speaker's digits seven to ten do alike, five worse.
const MOST_AXES: usize = 10;
/// What tells less is noise: variance of words over that of readings.
const LEAST_BETWEEN: f64 = 0.05;
/// Least variance of a number of a reading: something must vary.
const LEAST_WITHIN: f64 = 1e-4;
/// Sweeps of rotations: a matrix of this size needs fewer than ten.
const SWEEPS: usize = 30;

/// None if words vary along no axis.
pub(super) fn metric(spread: &Spread) -> Option<Metric> {
    let lower = cholesky(&drawn(&spread.within));
    // In coordinates in which readings vary by 1 every way.
    let half: Matrix = solve_rows(&lower, &spread.between);
    let (values, vectors) = eigen(solve_rows(&lower, &transposed(&half)));
    let mut order: Vec<usize> = (0..SHAPE).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let kept = order.into_iter().take(MOST_AXES);
    let axes: Vec<Axis> = kept
        .filter(|&k| values[k] >= LEAST_BETWEEN)
        .map(|k| {
            let vector: [f64; SHAPE] = std::array::from_fn(|row| vectors[row][k]);
            let direction = back(&lower, &vector);
            // Either end may be called positive: that with the largest number is.
            let largest = direction
                .iter()
                .copied()
                .max_by(|a, b| a.abs().total_cmp(&b.abs()));
            let sign = largest.unwrap_or(1.0).signum();
            Axis {
                between: values[k] as f32,
                direction: direction.map(|v| (sign * v) as f32),
            }
        })
        .collect();
    (!axes.is_empty()).then(|| Metric::new(spread.mean.map(|v| v as f32), axes, 1.0))
}

fn drawn(within: &Matrix) -> Matrix {
    let mut drawn = within.clone();
    for (row, values) in drawn.iter_mut().enumerate() {
        for (column, value) in values.iter_mut().enumerate() {
            match row == column {
                true => *value = value.max(LEAST_WITHIN),
                false => *value *= 1.0 - DRAWN,
            }
        }
    }
    drawn
}

/// The lower triangle whose product with its transpose is the matrix, which is positive
/// definite because it was drawn.
fn cholesky(matrix: &Matrix) -> Matrix {
    let mut lower = vec![[0.0; SHAPE]; SHAPE];
    for row in 0..SHAPE {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let left = matrix[row][column] - known;
            lower[row][column] = match row == column {
                true => left.max(1e-12).sqrt(),
                false => left / lower[column][column],
            };
        }
    }
    lower
}

/// The inverse of the lower triangle times a matrix.
fn solve_rows(lower: &Matrix, matrix: &Matrix) -> Matrix {
    let mut solved = matrix.clone();
    for row in 0..SHAPE {
        for column in 0..SHAPE {
            let known: f64 = (0..row).map(|k| lower[row][k] * solved[k][column]).sum();
            solved[row][column] = (matrix[row][column] - known) / lower[row][row];
        }
    }
    solved
}

/// The inverse of the transposed lower triangle times a vector.
fn back(lower: &Matrix, vector: &[f64; SHAPE]) -> [f64; SHAPE] {
    let mut solved = *vector;
    for row in (0..SHAPE).rev() {
        let known: f64 = (row + 1..SHAPE).map(|k| lower[k][row] * solved[k]).sum();
        solved[row] = (vector[row] - known) / lower[row][row];
    }
    solved
}

fn transposed(matrix: &Matrix) -> Matrix {
    (0..SHAPE)
        .map(|row| std::array::from_fn(|column| matrix[column][row]))
        .collect()
}

/// Eigenvalues and, column by column, eigenvectors of a symmetric matrix, by Jacobi's
/// rotations (Golub and Van Loan, Matrix Computations, 8.5).
fn eigen(mut matrix: Matrix) -> (Vec<f64>, Matrix) {
    let mut vectors = vec![[0.0; SHAPE]; SHAPE];
    for (k, row) in vectors.iter_mut().enumerate() {
        row[k] = 1.0;
    }
    let size: f64 = matrix.iter().flatten().map(|v| v * v).sum();
    for _ in 0..SWEEPS {
        let off: f64 = (0..SHAPE)
            .flat_map(|row| (0..row).map(move |column| (row, column)))
            .map(|(row, column)| matrix[row][column].powi(2))
            .sum();
        if off <= 1e-24 * size {
            break;
        }
        for p in 0..SHAPE {
            for q in p + 1..SHAPE {
                rotate(&mut matrix, &mut vectors, p, q);
            }
        }
    }
    let values = (0..SHAPE).map(|k| matrix[k][k]).collect();
    (values, vectors)
}

/// Turns two coordinates so that they do not depend on each other.
fn rotate(matrix: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if matrix[p][q] == 0.0 {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let sign = if theta >= 0.0 { 1.0 } else { -1.0 };
    let tangent = sign / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut() {
        let (a, b) = (row[p], row[q]);
        (row[p], row[q]) = (cosine * a - sine * b, sine * a + cosine * b);
    }
    let (above, below) = (matrix[p], matrix[q]);
    matrix[p] = std::array::from_fn(|k| cosine * above[k] - sine * below[k]);
    matrix[q] = std::array::from_fn(|k| sine * above[k] + cosine * below[k]);
    for row in vectors.iter_mut() {
        let (a, b) = (row[p], row[q]);
        (row[p], row[q]) = (cosine * a - sine * b, sine * a + cosine * b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagonal(of: impl Fn(usize) -> f64) -> Matrix {
        let mut matrix = vec![[0.0; SHAPE]; SHAPE];
        for (k, row) in matrix.iter_mut().enumerate() {
            row[k] = of(k);
        }
        matrix
    }

    #[test]
    fn axes_are_where_words_differ_for_how_much_readings_do() {
        // Words differ most along 3, but so do readings; along 0 and 1 together, opposite.
        let mut between = diagonal(|k| if k == 3 { 9.0 } else { 0.0 });
        (between[0][0], between[1][1]) = (2.0, 2.0);
        (between[0][1], between[1][0]) = (-2.0, -2.0);
        let spread = Spread {
            mean: [0.5; SHAPE],
            within: diagonal(|k| if k == 3 { 9.0 } else { 0.25 }),
            between,
            readings: 0,
            words: 0,
        };
        let metric = metric(&spread).unwrap();
        let axes = metric.axes();
        assert_eq!(axes.len(), 2);
        // Variance 4 along (1, -1), over 0.25; and 9 over 9.
        assert!((axes[0].between - 16.0).abs() < 1e-4, "{}", axes[0].between);
        assert!((axes[1].between - 1.0).abs() < 1e-4, "{}", axes[1].between);
        let [a, b] = [axes[0].direction[0], axes[0].direction[1]];
        assert!((a + b).abs() < 1e-4 && (a.abs() - 2f32.sqrt()).abs() < 1e-4);
        assert!((axes[1].direction[3].abs() - 1.0 / 3.0).abs() < 1e-4);
    }

    #[test]
    fn eigenvectors_are_turned_by_the_matrix_into_their_multiples() {
        let at = |i: usize, j: usize| ((i * j + i + j) as f64 * 0.37).sin();
        let matrix: Matrix = (0..SHAPE)
            .map(|i| std::array::from_fn(|j| at(i, j)))
            .collect();
        let (values, vectors) = eigen(matrix.clone());
        for k in [0, 7, SHAPE - 1] {
            for row in 0..SHAPE {
                let turned: f64 = (0..SHAPE).map(|j| matrix[row][j] * vectors[j][k]).sum();
                assert!((turned - values[k] * vectors[row][k]).abs() < 1e-8);
            }
        }
    }
}
