//! What the clock promises, over many seeds.

use super::*;

fn ticks(seed: u64, fps: f32, timing: Timing, count: usize) -> Vec<Tick> {
    let mut clock = Clock::new(seed, fps, timing, false).unwrap();
    (0..count).map(|_| clock.tick()).collect()
}

fn last(ticks: &[Tick]) -> &Tick {
    ticks.last().unwrap()
}

#[test]
fn a_steady_clock_is_one() {
    for (i, tick) in ticks(3, 30.0, Timing::STEADY, 300).iter().enumerate() {
        let time = i as f64 / 30.0;
        assert_eq!((tick.index, tick.taken, tick.seen), (i as u64, time, time));
        assert_eq!(tick.arrives, Duration::from_secs_f64(time));
    }
}

#[test]
fn stamps_rise_from_zero_and_follow_the_taking_closely() {
    for seed in 0..300 {
        for timing in [Timing::of(seed), Timing::BUSY] {
            let ticks = ticks(seed, 30.0, timing, 400);
            assert_eq!((ticks[0].arrives, ticks[0].taken), (Duration::ZERO, 0.0));
            for pair in ticks.windows(2) {
                let [a, b] = [&pair[0], &pair[1]];
                assert!(a.arrives < b.arrives && a.index < b.index, "{a:?} {b:?}");
                assert!(a.taken < b.seen && b.seen <= b.taken, "{a:?} {b:?}");
                let late = b.arrives.as_secs_f64() - b.taken;
                // The normal distribution is cut off at three deviations.
                let most = 3.0 * f64::from(timing.jitter) / 1e3;
                assert!((-1e-6..=most + 0.02).contains(&late), "{late}");
            }
        }
    }
}

#[test]
fn a_high_rate_with_much_jitter_still_rises() {
    let timing = Timing {
        jitter: 100.0,
        drift: 0.1,
        ..Timing::BUSY
    };
    for seed in 0..50 {
        let ticks = ticks(seed, 240.0, timing, 2000);
        assert!(ticks.windows(2).all(|t| t[0].arrives < t[1].arrives));
        // Frames queue up, and the queue does not grow.
        let late = last(&ticks).arrives.as_secs_f64() - last(&ticks).taken;
        assert!(late < 0.4, "{late}");
    }
}

#[test]
fn the_mean_rate_is_what_was_asked_less_what_was_lost() {
    for seed in 0..100 {
        let timing = Timing::of(seed);
        let ticks = ticks(seed, 30.0, timing, 1800);
        let taken = last(&ticks).index as f64 / last(&ticks).taken;
        assert!((taken / 30.0 - 1.0).abs() < 0.003, "{seed}: {taken}");
    }
    let (mut arrived, mut seconds) = (0.0, 0.0);
    for seed in 0..100 {
        let ticks = ticks(seed, 30.0, Timing::BUSY, 900);
        arrived += ticks.len() as f64;
        seconds += last(&ticks).taken;
    }
    // 30 less one a second less 0.12 bursts of four.
    let rate = arrived / seconds;
    assert!((rate - 28.5).abs() < 0.3, "{rate}");
}

#[test]
fn frames_get_lost_one_by_one_and_in_bursts_and_rarely_in_a_common_webcam() {
    let gaps = |ticks: &[Tick]| -> Vec<u64> {
        let pairs = ticks.windows(2);
        let gaps = pairs.map(|t| t[1].index - t[0].index - 1);
        gaps.filter(|lost| *lost > 0).collect()
    };
    let busy: Vec<u64> = (0..50)
        .flat_map(|seed| gaps(&ticks(seed, 30.0, Timing::BUSY, 900)))
        .collect();
    let single = busy.iter().filter(|n| **n == 1).count();
    let bursts = busy.iter().filter(|n| **n > 1).count();
    // 50 times 30 s.
    assert!((1200..1800).contains(&single), "{single}");
    assert!((120..320).contains(&bursts), "{bursts}");
    assert!(busy.iter().all(|n| *n <= 13), "{busy:?}");
    let common: Vec<usize> = (0..200)
        .map(|seed| gaps(&ticks(seed, 30.0, Timing::of(seed), 600)).len())
        .collect();
    // 20 s each.
    let mean = common.iter().sum::<usize>() as f64 / 200.0;
    assert!((0.2..0.9).contains(&mean), "{mean}");
}

#[test]
fn a_lost_frame_does_not_put_off_what_is_seen() {
    let ticks = ticks(5, 30.0, Timing::BUSY, 900);
    let late = ticks.windows(2).filter(|t| t[1].seen < t[1].taken);
    let mut n = 0;
    for pair in late {
        n += 1;
        // As soon after the frame before as if nothing had been lost.
        assert!((pair[1].seen - pair[0].taken - 1.0 / 30.0).abs() < 1e-3);
    }
    assert!(n > 5, "{n}");
}

#[test]
fn the_same_seed_gives_the_same_and_another_another() {
    let draw = |seed| ticks(seed, 30.0, Timing::BUSY, 200);
    assert_eq!(draw(8), draw(8));
    assert_ne!(draw(8), draw(9));
    assert_eq!(Timing::of(4), Timing::of(4));
    assert_ne!(Timing::of(4), Timing::of(5));
}

#[test]
fn most_webcams_fall_to_fewer_frames_in_dim_light_and_none_speeds_up() {
    let rate = |seed, fps, dim| {
        let clock = Clock::new(seed, fps, Timing::of(seed), dim).unwrap();
        clock.rate()
    };
    let fallen = (0..100).filter(|seed| rate(*seed, 30.0, true) < 30.0);
    assert!((60..90).contains(&fallen.count()));
    for seed in 0..100 {
        assert_eq!(rate(seed, 30.0, false), 30.0);
        assert!([15.0, 20.0, 30.0].contains(&rate(seed, 30.0, true)));
        assert_eq!(rate(seed, 10.0, true), 10.0);
    }
}

#[test]
fn what_cannot_be_is_refused_by_name_and_range() {
    let refused = |fps, timing| {
        let error = Clock::new(1, fps, timing, false).unwrap_err();
        error.to_string()
    };
    for fps in [0.0, 0.5, 241.0, f32::NAN, f32::INFINITY, -30.0] {
        let text = refused(fps, Timing::STEADY);
        assert!(text.contains("frames a second") && text.contains("1 to 240"));
    }
    let steady = Timing::STEADY;
    for bad in [-1.0, f32::NAN, 1e9] {
        #[rustfmt::skip]
        let cases = [
            (Timing { jitter: bad, ..steady }, "jitter", "0 to 100"),
            (Timing { drift: bad, ..steady }, "drift", "0 to 0.1"),
            (Timing { drops: bad, ..steady }, "lost", "0 to 100"),
            (Timing { bursts: bad, ..steady }, "bursts", "0 to 20"),
            (Timing { dim_rate: Some(bad), ..steady }, "dim light", "1 to 240"),
        ];
        for (timing, what, range) in cases {
            let text = refused(30.0, timing);
            assert!(text.contains(what) && text.contains(range), "{text}");
        }
    }
    // Everything lost that can be: frames still come.
    let worst = Timing {
        jitter: 100.0,
        drift: 0.1,
        drops: 100.0,
        bursts: 20.0,
        dim_rate: None,
    };
    let ticks = ticks(1, 1.0, worst, 20);
    assert!(ticks.windows(2).all(|t| t[0].arrives < t[1].arrives));
}
