//! What C pays over Rust: the same frames through `Session::push_view` and through
//! `selfsame_session_push`, in turns, and what a call costs that does nothing else.
//!
//! `cargo bench -p selfsame-benches --bench capi`; for instructions instead of time, which no other
//! work on the machine changes, `valgrind --tool=callgrind target/release/deps/capi-.. count`.

#![allow(clippy::print_stdout)]

use std::ffi::c_char;
use std::hint::black_box;
use std::ptr::null_mut;
use std::time::{Duration, Instant};

use criterion::Criterion;
use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use selfsame::{Challenge, Engine, FrameView, Language, Picture, PixelFormat, Session};
use selfsame_benches::{nobody, root, scene};
use selfsame_capi as c;

/// Frames of one session; the first one searches and is not counted.
const FRAMES: usize = 30;
/// Pairs of sessions.
const ROUNDS: usize = 24;

const OK: c::selfsame_code = c::selfsame_code::SELFSAME_OK;

/// The functions by their addresses, as a program in C has them: nothing is inlined over them.
type Push = unsafe extern "C" fn(
    *mut c::selfsame_session,
    *const c::selfsame_frame,
    *mut c::selfsame_guidance,
    *mut u8,
    *mut *mut c::selfsame_error,
) -> c::selfsame_code;
type Asked = unsafe extern "C" fn(
    *const c::selfsame_session,
    *mut c::selfsame_guidance,
    *mut u8,
    *mut *mut c::selfsame_error,
) -> c::selfsame_code;

/// Two engines on one thread: of Rust, and of C. `None`, with a line that says why, if there is
/// no such engine.
fn engines(choice: EngineChoice, number: i32) -> Option<(Engine, *mut c::selfsame_engine)> {
    let folder = root().join("models");
    let rust = Models::in_folder(&folder).and_then(|models| {
        let builder = Engine::builder().models(models).inference(choice);
        builder.build()
    });
    let rust = match rust {
        Ok(engine) => engine,
        Err(error) => {
            eprintln!("left out: {error}");
            return None;
        }
    };
    let folder = folder.to_str().expect("a path in UTF-8");
    let (mut models, mut builder, mut engine) = (null_mut(), null_mut(), null_mut());
    let no_error = null_mut();
    // SAFETY: places of ours, a text and its length, handles that were just given.
    unsafe {
        let text = folder.as_ptr().cast::<c_char>();
        let found = c::selfsame_models_in_folder(text, folder.len(), &raw mut models, no_error);
        assert_eq!(found, OK);
        assert_eq!(
            c::selfsame_engine_builder_new(&raw mut builder, no_error),
            OK
        );
        let set = c::selfsame_engine_builder_set_models(builder, models, no_error);
        assert_eq!(set, OK);
        let library = std::ptr::null();
        let set = c::selfsame_engine_builder_set_inference(builder, number, library, 0, no_error);
        assert_eq!(set, OK);
        assert_eq!(
            c::selfsame_engine_build(builder, &raw mut engine, no_error),
            OK
        );
    }
    assert_eq!(c::selfsame_engine_builder_free(builder), OK);
    assert_eq!(c::selfsame_models_free(models), OK);
    Some((rust, engine))
}

/// A session of C's engine.
fn in_c(engine: *const c::selfsame_engine) -> *mut c::selfsame_session {
    let (mut challenge, mut session) = (null_mut(), null_mut());
    // SAFETY: places of ours, and handles that are alive.
    unsafe {
        let drawn = c::selfsame_challenge_draw(2, 1, &raw mut challenge, null_mut());
        assert_eq!(drawn, OK);
        let new = c::selfsame_session_new(engine, challenge, &raw mut session, null_mut());
        assert_eq!(new, OK);
    }
    assert_eq!(c::selfsame_challenge_free(challenge), OK);
    session
}

fn time_of(number: usize) -> Duration {
    Duration::from_millis(33 * number as u64)
}

/// What a program in Rust does with a camera's bytes. A name of its own for callgrind.
#[inline(never)]
fn push_in_rust(session: &mut Session, picture: &Picture, number: usize) {
    let (width, height) = (picture.width(), picture.height());
    let stride = width as usize * 3;
    let time = time_of(number);
    let view = FrameView::new(PixelFormat::Rgb, width, height, stride, time, picture.rgb());
    black_box(session.push_view(&view.expect("a frame")).expect("taken"));
}

/// What a program in C does with the same bytes.
#[inline(never)]
fn push_in_c(push: Push, session: *mut c::selfsame_session, picture: &Picture, number: usize) {
    let frame = c::selfsame_frame {
        size: size_of::<c::selfsame_frame>() as u32,
        version: c::SELFSAME_FRAME_VERSION,
        format: c::selfsame_pixels::SELFSAME_PIXELS_RGB as i32,
        width: picture.width(),
        height: picture.height(),
        rotation: 0,
        range: c::selfsame_range::SELFSAME_RANGE_LIMITED as i32,
        test: 0,
        stride: picture.width() as usize * 3,
        data: picture.rgb().as_ptr(),
        length: picture.rgb().len(),
        time_ns: time_of(number).as_nanos() as u64,
    };
    let mut guidance = c::selfsame_guidance::SELFSAME_GUIDANCE_OTHER;
    let (mut digit, mut error) = (0, null_mut());
    // SAFETY: the frame's bytes outlive the call, the places are ours, the session is alive.
    let code = unsafe {
        push(
            session,
            &raw const frame,
            &raw mut guidance,
            &raw mut digit,
            &raw mut error,
        )
    };
    assert_eq!(code, OK);
    black_box((guidance, digit));
}

/// Seconds of each frame, in Rust and in C: the same frame in both, one straight after the other,
/// each way round as often.
fn in_turns(
    (rust, engine): &(Engine, *mut c::selfsame_engine),
    pictures: &[Picture],
    rounds: usize,
) -> Vec<(f64, f64)> {
    let push: Push = black_box(c::selfsame_session_push);
    let mut pairs = Vec::new();
    for round in 0..rounds {
        let challenge = Challenge::draw(Language::English).expect("random numbers");
        let mut one = rust.session(challenge);
        let other = in_c(*engine);
        for (number, picture) in pictures.iter().enumerate() {
            let mut seconds = [0.0; 2];
            for turn in 0..2 {
                let c_is_next = (round + number + turn) % 2 == 1;
                let start = Instant::now();
                match c_is_next {
                    true => push_in_c(push, other, picture, number),
                    false => push_in_rust(&mut one, picture, number),
                }
                seconds[usize::from(c_is_next)] = start.elapsed().as_secs_f64();
            }
            if number > 0 {
                pairs.push((seconds[0], seconds[1]));
            }
        }
        assert_eq!(c::selfsame_session_free(other), OK);
    }
    pairs
}

/// The median, and the order statistics between which it lies with 95 % (binomial).
fn median(mut values: Vec<f64>) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let at = |rank: f64| values[(rank.max(0.0) as usize).min(values.len() - 1)];
    let half = 0.98 * n.sqrt();
    (at(n / 2.0), at(n / 2.0 - half), at(n / 2.0 + half))
}

fn compared(name: &str, pairs: &[(f64, f64)]) {
    let (rust, ..) = median(pairs.iter().map(|pair| pair.0).collect());
    let (c, ..) = median(pairs.iter().map(|pair| pair.1).collect());
    let least = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).fold(f64::MAX, f64::min);
    let (more, from, to) = median(pairs.iter().map(|(r, c)| c / r - 1.0).collect());
    println!(
        "{name}: {} pairs of frames; median {:.3} ms in Rust, {:.3} ms in C; least {:.3}, {:.3}; \
         C takes {:+.2} % more (median of the pairs, 95 %: {:+.2} to {:+.2})",
        pairs.len(),
        rust * 1e3,
        c * 1e3,
        least(|pair| pair.0) * 1e3,
        least(|pair| pair.1) * 1e3,
        more * 100.0,
        from * 100.0,
        to * 100.0
    );
}

/// A face that drifts, and nobody.
fn subjects() -> [(&'static str, Vec<Picture>); 2] {
    let face = (0..FRAMES).map(|i| scene(i as u32).expect("the example portrait"));
    [
        ("a tracked face", face.collect()),
        ("nobody", vec![nobody(); FRAMES]),
    ]
}

/// What a call costs that only looks: its pointers, the handle, the lock.
fn bare(criterion: &mut Criterion, engine: *const c::selfsame_engine) {
    let session = in_c(engine);
    let asked: Asked = black_box(c::selfsame_session_guidance);
    let mut group = criterion.benchmark_group("C call");
    group.bench_function("selfsame_session_guidance", |b| {
        let mut guidance = c::selfsame_guidance::SELFSAME_GUIDANCE_OTHER;
        let (mut digit, mut error) = (0, null_mut());
        b.iter(|| {
            // SAFETY: the places are ours, and the session is alive.
            unsafe {
                asked(
                    black_box(session),
                    &raw mut guidance,
                    &raw mut digit,
                    &raw mut error,
                )
            }
        });
    });
    // A mistake makes a sentence and an object, which is freed.
    group.bench_function("the same of NULL, and its error", |b| {
        let mut guidance = c::selfsame_guidance::SELFSAME_GUIDANCE_OTHER;
        let (mut digit, mut error) = (0, null_mut());
        b.iter(|| {
            // SAFETY: as above; NULL is allowed to be handed over, and answered.
            let code = unsafe {
                asked(
                    black_box(null_mut()),
                    &raw mut guidance,
                    &raw mut digit,
                    &raw mut error,
                )
            };
            assert_eq!(c::selfsame_error_free(error), OK);
            code
        });
    });
    group.finish();
    assert_eq!(c::selfsame_session_free(session), OK);
}

fn main() {
    // Each instruction is counted: a few frames say all.
    let count = std::env::args().any(|argument| argument == "count");
    let mut criterion = Criterion::default().configure_from_args();
    let choices = [
        ("ONNX Runtime", EngineChoice::OnnxRuntime(None), 2),
        ("rten", EngineChoice::Rten, 3),
    ];
    for (name, choice, number) in choices {
        if count && name != "rten" {
            continue;
        }
        let Some(engines) = engines(choice, number) else {
            continue;
        };
        for (subject, pictures) in subjects() {
            if count {
                in_turns(&engines, &pictures[..8], 1);
            } else {
                let pairs = in_turns(&engines, &pictures, ROUNDS);
                compared(&format!("{subject}, {name}"), &pairs);
            }
        }
        if !count && name == "rten" {
            bare(&mut criterion, engines.1);
        }
        assert_eq!(c::selfsame_engine_free(engines.1), OK);
    }
    criterion.final_summary();
}
