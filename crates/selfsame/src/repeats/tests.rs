//! Readings drawn from the model itself: two axes of three numbers.

use super::*;

fn metric(slope: f32) -> Metric {
    let axis = |k: usize, between: f32| {
        let mut direction = [0.0; SHAPE];
        direction[k] = 2.0;
        Axis { between, direction }
    };
    Metric::new([1.0; SHAPE], vec![axis(0, 9.0), axis(5, 4.0)], slope)
}

/// A reading whose coordinates are `x` and `y`; what is on no axis does not matter.
fn reading(x: f32, y: f32) -> Shape {
    let mut shape = [7.0; SHAPE];
    shape[0] = 1.0 + x / 2.0;
    shape[5] = 1.0 + y / 2.0;
    shape
}

#[test]
fn pairs_are_as_the_densities_say() {
    let metric = metric(1.0);
    let normal = |x: f64, variance: f64| {
        (-0.5 * x * x / variance).exp() / (2.0 * std::f64::consts::PI * variance).sqrt()
    };
    let (a, b) = ((2.5f32, -1.0f32), (3.5f32, 0.5f32));
    let [p, q] = [a, b].map(|(x, y)| metric.point(&reading(x, y)));
    // The word's own place integrated out on a fine grid.
    let mut wanted = 0.0;
    for (between, a, b) in [(9.0, a.0, b.0), (4.0, a.1, b.1)] {
        let (a, b) = (f64::from(a), f64::from(b));
        let together: f64 = (-4000..4000)
            .map(|i| f64::from(i) * 0.005)
            .map(|word| normal(word, between) * normal(a - word, 1.0) * normal(b - word, 1.0))
            .sum::<f64>()
            * 0.005;
        wanted += (together / normal(a, 1.0 + between) / normal(b, 1.0 + between)).ln();
    }
    let ratio = f64::from(metric.alike(&p, &q));
    assert!((ratio - wanted).abs() < 1e-3, "{ratio} {wanted}");
}

/// Four words far apart, each read twice a little differently.
fn string(words: &[usize]) -> Vec<Option<Point>> {
    let metric = metric(1.0);
    let place = [(-4.0, 2.0), (4.0, 2.0), (-4.0, -3.0), (5.0, -2.0)];
    let readings = words.iter().enumerate().map(|(i, &word)| {
        let (x, y) = place[word];
        let off = if i % 2 == 0 { 0.4 } else { -0.4 };
        Some(metric.point(&reading(x + off, y - off)))
    });
    readings.collect()
}

#[test]
fn the_right_pattern_is_likelier_than_any_other() {
    let metric = metric(1.0);
    let readings = string(&[0, 1, 2, 0, 3, 2, 1, 3]);
    let right = pattern(&[0, 1, 2, 0, 3, 2, 1, 3]);
    let ratio = metric.ratio(&readings, &right).unwrap();
    assert!(ratio > 3.0, "{ratio}");
    for wrong in others(8, &right) {
        let wrong = metric.ratio(&readings, &wrong).unwrap();
        assert!(wrong < 0.0, "{wrong}");
    }
}

#[test]
fn one_bad_pair_is_bounded_and_unseen_readings_are_silent() {
    let metric = metric(1.0);
    let claimed = [(0, 2)];
    let wrong = string(&[0, 1, 3, 2, 1, 2]);
    let bounded = metric.ratio(&wrong, &claimed).unwrap();
    // The other nine strings: of two of them one is right.
    assert!(bounded > STRAY.ln() - 5.0 && bounded < -2.0, "{bounded}");
    let mut half = wrong.clone();
    half[0] = None;
    let silent = metric.ratio(&half, &claimed).unwrap();
    assert!(silent > bounded, "{silent}");
    let nobody = vec![None; 6];
    assert_eq!(metric.ratio(&nobody, &claimed), Some(0.0));
    assert_eq!(metric.ratio(&wrong, &[]), None);
    assert_eq!(metric.ratio(&wrong[..3], &[(0, 2)]), None);
}
