//! Any bytes as a lip reader: an error, or one that gives probabilities.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use selfsame::lipreader::Lipreader;
use selfsame::mouth::{MEASURES, MouthMeasures};
use selfsame::signal::MouthSignal;
use selfsame::words::Speech;
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reader) = Lipreader::parse(bytes) {
        let frames: Vec<_> = (0..8u32)
            .map(|i| {
                let values = std::array::from_fn::<f32, MEASURES, _>(|k| i as f32 * k as f32);
                (
                    Duration::from_millis(40 * u64::from(i)),
                    MouthMeasures(values),
                )
            })
            .collect();
        let speech = Speech::of(&MouthSignal::resample(&frames), 0.0..1.0);
        for guess in reader.read(0, &speech, 0.0..0.2) {
            assert!(!guess.log_probability.is_nan() && guess.log_probability <= 0.001);
        }
    }
});
