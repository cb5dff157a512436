//! Any text as a metric of repeats: an error, or a metric that gives finite answers and
//! that comes back from its own text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::mouth::MEASURES;
use selfsame::repeats::{Metric, shape};
use selfsame_fuzz as _;

fuzz_target!(|text: &str| {
    if let Ok(metric) = Metric::parse(text) {
        let readings: Vec<_> = (1..5usize)
            .map(|n| {
                let sample = |i: usize| {
                    std::array::from_fn::<f32, MEASURES, _>(|k| (i * k + n) as f32 / 20.0 - 3.0)
                };
                let samples: Vec<_> = (0..4 * n).map(sample).collect();
                shape(&samples).map(|shape| metric.point(&shape))
            })
            .collect();
        let ratio = metric
            .ratio(&readings, &[(0, 2)])
            .expect("there are other strings");
        assert!(ratio.is_finite());
        Metric::parse(&metric.to_text()).expect("what was written can be read");
    }
});
