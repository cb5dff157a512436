//! Any bytes as the JSON of a challenge and of prompt times: what is accepted
//! reads back as itself, everything else is an error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use selfsame::{Challenge, PromptTimes};
use selfsame_fuzz as _;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(challenge) = serde_json::from_slice::<Challenge>(bytes) {
        let text = serde_json::to_string(&challenge).expect("an accepted challenge is written");
        let back: Challenge = serde_json::from_str(&text).expect("and read back");
        assert_eq!(back, challenge);
        let schedule = challenge.schedule();
        assert_eq!(schedule.prompts.len(), challenge.digits().len());
        let _ = PromptTimes::scheduled(schedule, schedule.end);
    }
    if let Ok(times) = serde_json::from_slice::<PromptTimes>(bytes) {
        let text = serde_json::to_string(&times).expect("accepted times are written");
        let back: PromptTimes = serde_json::from_str(&text).expect("and read back");
        assert_eq!(back, times);
    }
});
