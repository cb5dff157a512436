//! What a function takes, made of the program's bytes: by the types of its parameters.

use std::ffi::c_char;
use std::ptr::null_mut;

use selfsame_capi::*;

use super::program::{Handle, Place, Program};

/// Something that a function takes, made of the program's bytes.
pub(crate) trait Argument {
    fn of(program: &mut Program<'_>) -> Self;
}

impl<H: Handle> Argument for *const H {
    fn of(program: &mut Program<'_>) -> Self {
        std::ptr::without_provenance(program.ticket(H::NAME))
    }
}

impl<H: Handle> Argument for *mut H {
    fn of(program: &mut Program<'_>) -> Self {
        std::ptr::without_provenance_mut(program.ticket(H::NAME))
    }
}

impl<H: Handle> Argument for *mut *mut H {
    fn of(program: &mut Program<'_>) -> Self {
        if H::NAME != selfsame_error::NAME {
            let free = |ticket| H::FREE(std::ptr::without_provenance_mut(ticket));
            // What takes memory: a call that makes one finds none but its own.
            if H::NAME == selfsame_picture::NAME {
                program.drop_pictures();
            }
            return program.place(Place::Handle(H::NAME, free));
        }
        let place = program.slots.last_mut().expect("slots").as_mut_ptr();
        match program.flaw {
            0 | 2..=31 => program.error = place.cast(),
            32..=39 => return place.wrapping_byte_add(1).cast(),
            _ => return null_mut(),
        }
        place.cast()
    }
}

impl<H: Handle> Argument for *const *const H {
    fn of(program: &mut Program<'_>) -> Self {
        let count = usize::from(program.u8() % 5);
        let tickets: Vec<usize> = (0..count).map(|_| program.ticket(H::NAME)).collect();
        let start = tickets.as_ptr();
        program.held.push(Box::new(tickets));
        program.length = Some(count);
        start.cast()
    }
}

macro_rules! outputs {
    ($($of:ty, $place:expr;)*) => {
        $(impl Argument for *mut $of {
            fn of(program: &mut Program<'_>) -> Self {
                program.place($place)
            }
        })*
    };
}
outputs! {
    *const c_char, Place::Items(1);
    *const u8, Place::Items(1);
    *const f32, Place::Items(4);
    u8, Place::Value;
    u32, Place::Value;
    u64, Place::Value;
    usize, Place::Value;
    f32, Place::Value;
    bool, Place::Value;
    selfsame_language, Place::Value;
    selfsame_outcome, Place::Value;
    selfsame_guidance, Place::Value;
    selfsame_fmr, Place::Value;
    selfsame_code, Place::Value;
}

macro_rules! numbers {
    ($($of:ty, $make:expr;)*) => {
        $(impl Argument for $of {
            fn of(program: &mut Program<'_>) -> Self {
                let make: fn(&mut Program<'_>) -> $of = $make;
                make(program)
            }
        })*
    };
}
numbers! {
    bool, |p| p.u8() % 2 == 1;
    u8, |p| p.u8();
    i32, |p| p.number() as i32;
    u32, |p| p.number() as u32;
    u64, |p| p.number();
    f32, |p| f32::from_le_bytes(p.raw());
    usize, |p| match p.length.take() {
        Some(length) => length,
        None => p.number() as usize,
    };
    *const u8, |p| {
        let (start, length) = p.bytes();
        p.length = Some(length);
        start
    };
    *const c_char, |p| <*const u8>::of(p).cast();
    *const u64, |p| {
        let times: Vec<u64> = (0..p.u8() % 12).map(|_| p.number()).collect();
        let start = times.as_ptr();
        p.length = Some(times.len());
        p.held.push(Box::new(times));
        start
    };
    *const selfsame_frame, |p| {
        let (data, length) = p.bytes();
        let version = [SELFSAME_FRAME_VERSION, 2][usize::from(p.u8() > 250)];
        held(p, |p, size| selfsame_frame {
            size, version, format: i32::of(p), width: u32::of(p), height: u32::of(p),
            rotation: i32::from(p.u8() % 5) * 90, range: i32::of(p), test: i32::of(p),
            stride: p.number() as usize, data, length, time_ns: u64::of(p),
        })
    };
    *const selfsame_rules, |p| {
        let usual = p.u8() < 128;
        held(p, |p, size| {
            let mut or = |good: u32| if usual { good } else { u32::of(p) };
            selfsame_rules {
                size, version: SELFSAME_RULES_VERSION, life_s: or(180), skew_s: or(30),
                early_s: or(2), subject_most: or(3), subject_window_s: or(86400),
                subject_free: or(1), subject_first_delay_s: or(15),
                subject_longest_delay_s: or(900), device_most: or(60), device_window_s: or(86400),
                device_free: or(10), device_first_delay_s: or(5), device_longest_delay_s: or(900),
            }
        })
    };
    *const selfsame_draft, |p| {
        let [statement, txn, pseudonym, identity, evidence] = std::array::from_fn(|_| p.bytes());
        held(p, |_, size| selfsame_draft {
            size, version: SELFSAME_DRAFT_VERSION, statement: statement.0.cast(),
            statement_length: statement.1, txn: txn.0.cast(), txn_length: txn.1,
            pseudonym: pseudonym.0.cast(), pseudonym_length: pseudonym.1,
            identity: identity.0.cast(), identity_length: identity.1, evidence: evidence.0,
            evidence_length: evidence.1,
        })
    };
    *const selfsame_detect_options, |p| held(p, |p, size| selfsame_detect_options {
        size, version: u32::of(p), min_face: u32::of(p), max_face: u32::of(p),
        scale_factor: f32::of(p), stride: u32::of(p), score: f32::of(p), in_region: i32::of(p),
        x: f32::of(p), y: f32::of(p), width: f32::of(p), height: f32::of(p),
    });
    *const selfsame_camera_options, |p| {
        let (camera, camera_length) = p.bytes();
        held(p, |p, size| selfsame_camera_options {
            size, version: u32::of(p), width: u32::of(p), height: u32::of(p), fps: u32::of(p),
            camera_length, camera: camera.cast(),
        })
    };
}

/// A struct for the time of a call: as it should be, of another size, or NULL.
fn held<S: 'static>(
    program: &mut Program<'_>,
    make: impl FnOnce(&mut Program<'_>, u32) -> S,
) -> *const S {
    let size = size_of::<S>() as u32;
    let made = match program.u8() {
        0..=239 => make(program, size),
        240..=247 => return std::ptr::null(),
        other => make(program, size - u32::from(other - 247)),
    };
    let boxed = Box::new(made);
    let start = &raw const *boxed;
    program.held.push(boxed);
    start
}
