//! The features against their definition, and the wide kernels against the plain ones.

use super::*;

fn pixels(seed: usize) -> [[u8; WINDOW]; WINDOW] {
    std::array::from_fn(|y| {
        std::array::from_fn(|x| match seed {
            0 => 255 * ((x + y) % 2) as u8,
            1 => ((x * 7919 + y * 104_729) % 251) as u8,
            _ => (x * 3 + y * 2) as u8,
        })
    })
}

/// The definition, pixel by pixel: slopes, twice the difference at an edge; eight sums.
fn slow(pixels: &[[u8; WINDOW]; WINDOW], patch: &Patch) -> [f32; VALUES] {
    let level = |x: usize, y: usize| i32::from(pixels[y][x]);
    let slope = |at: usize, level: &dyn Fn(usize) -> i32| match at {
        0 => 2 * (level(1) - level(0)),
        at if at == WINDOW - 1 => 2 * (level(at) - level(at - 1)),
        at => level(at + 1) - level(at - 1),
    };
    let mut values = [0i32; VALUES];
    for (cell, values) in values.chunks_exact_mut(CHANNELS).enumerate() {
        let (width, height) = (patch.width / 2, patch.height / 2);
        let (left, top) = (patch.x + cell % 2 * width, patch.y + cell / 2 * height);
        for y in top..top + height {
            for x in left..left + width {
                let across = slope(x, &|x| level(x, y));
                let down = slope(y, &|y| level(x, y));
                let (darker_down, darker_across) = (down < 0, across < 0);
                let first = 2 * usize::from(darker_down);
                values[first] += across;
                values[first + 1] += across.abs();
                let second = 4 + 2 * usize::from(darker_across);
                values[second] += down;
                values[second + 1] += down.abs();
            }
        }
    }
    let squares: i64 = values.iter().map(|v| i64::from(v.wrapping_mul(*v))).sum();
    let length = (squares as f64).sqrt() as f32;
    let none = squares == 0;
    values.map(|v| if none { 0.0 } else { v as f32 / length })
}

#[test]
fn every_feature_of_the_pool_is_the_definition() {
    let pool = pool();
    assert_eq!(pool.len(), 56);
    let mut surf = Surf::default();
    // All together, and each alone: other edges, other rows.
    let mut plans = vec![(Plan::of(&pool), pool.clone())];
    plans.extend(pool.iter().map(|patch| (Plan::of(&[*patch]), vec![*patch])));
    for seed in 0..3 {
        let pixels = pixels(seed);
        for (plan, patches) in &plans {
            let mut out = vec![[9.0; LANES]; plan.values()];
            surf.features(plan, &pixels[..plan.rows()], 3, &mut out);
            for (patch, out) in patches.iter().zip(out.chunks_exact(VALUES)) {
                let wanted = slow(&pixels, patch);
                for (out, wanted) in out.iter().zip(wanted) {
                    // What is no number (a wrapped square) is none in both.
                    assert!(out[3] == wanted || (out[3].is_nan() && wanted.is_nan()));
                    assert_eq!(out[2], 9.0);
                }
            }
        }
    }
    let flat = [[77; WINDOW]; WINDOW];
    let (plan, _) = &plans[0];
    let mut out = vec![[9.0; LANES]; plan.values()];
    surf.features(plan, &flat, 0, &mut out);
    assert!(out.iter().all(|out| out[0] == 0.0));
}

#[test]
fn wide_and_plain_agree() {
    let plan = Plan::of(&pool());
    let mut lines = [vec![[0; LINE]; WINDOW + 2], vec![[0; LINE]; WINDOW + 2]];
    open(&pixels(1), &mut lines[0]);
    open_plain(&pixels(1), &mut lines[1]);
    assert_eq!(lines[0], lines[1]);
    let columns = vec![[[0; COLUMNS]; CHANNELS]; plan.ys.len()];
    let mut columns = [columns.clone(), columns];
    sum_down(&lines[0], &plan.ys, 3, &mut columns[0]);
    sum_down_plain(&lines[0], &plan.ys, 3, &mut columns[1]);
    assert_eq!(columns[0], columns[1]);
    let corners = vec![[7; CHANNELS]; plan.ys.len() * plan.xs.len()];
    let mut corners = [corners.clone(), corners];
    sum_across(&columns[0], &plan, &mut corners[0]);
    sum_across_with(&columns[0], &plan, &mut corners[1], masked);
    assert_eq!(corners[0], corners[1]);
    for feature in &plan.features {
        let mut values = [[0.0; VALUES]; 2];
        feature_of(&corners[0], plan.xs.len(), feature, &mut values[0]);
        feature_of_plain(&corners[0], plan.xs.len(), feature, &mut values[1]);
        assert_eq!(values[0].map(f32::to_bits), values[1].map(f32::to_bits));
    }
}
