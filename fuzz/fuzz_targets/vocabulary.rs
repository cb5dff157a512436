//! Any text as word models: an error, or models that give finite answers and that come
//! back from their own text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::mouth::MEASURES;
use selfsame::words::Vocabulary;
use selfsame_fuzz as _;

fuzz_target!(|text: &str| {
    if let Ok(vocabulary) = Vocabulary::parse(text) {
        let samples: Vec<_> = (0..8)
            .map(|i| std::array::from_fn::<f32, MEASURES, _>(|k| (i * k) as f32 / 20.0 - 3.0))
            .collect();
        let listening = vocabulary.listen(&samples);
        for word in 0..vocabulary.words().len() {
            if let Some(found) = listening.find(word, 0..4, 3..9) {
                assert!(found.ratio.is_finite() && found.start < found.end && found.end <= 8);
            }
        }
        Vocabulary::parse(&vocabulary.to_text()).expect("what was written can be read");
    }
});
