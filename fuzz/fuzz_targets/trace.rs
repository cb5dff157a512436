//! Any text as a trace: an error, or a session that liveness can judge.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::Level;
use selfsame::liveness::assess;
use selfsame::session::Trace;
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(trace) = serde_json::from_slice::<Trace>(bytes) {
        if let Some(prompts) = trace.prompts() {
            let said = assess(
                trace.observations(),
                trace.challenge(),
                prompts,
                Level::High,
            );
            assert!(said.fused.is_none_or(|ratio| !ratio.is_nan()));
        }
        let text = serde_json::to_string(&trace).expect("it can be written");
        serde_json::from_str::<Trace>(&text).expect("what was written can be read");
    }
});
