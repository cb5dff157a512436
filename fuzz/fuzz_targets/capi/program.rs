//! A program of calls: what it has been given, what it hands over, and what must hold after each
//! call. Enters: the bytes of the input. Leaves: arguments and places, and a panic if the
//! library did what it must not.

use std::ffi::c_char;
use std::ptr::null_mut;

use selfsame_capi::*;

/// Most calls of one program; most bytes of one text that an output leaves.
pub(crate) const CALLS: usize = 64;
const KEPT_BYTES: usize = 8192;
/// What lies where nothing was written.
const BLANK: u64 = 0xA5A5_A5A5_A5A5_A5A5;
const NOW: u64 = 1_800_000_000;

/// Texts without which most calls go no further than their first check.
const TEXTS: [&str; 16] = [
    "",
    "case 7",
    "https://rp.example",
    "https://id.example",
    r#"{"language":"en","digits":[1,2,1,3],"warm_up_end_ms":3000,"prompts_ms":[4500,5500,7000,9000],"end_ms":11000}"#,
    r#"{"start_us":0,"warm_up_end_us":3000000,"shown_us":[4500000,5500000,7000000,9000000]}"#,
    "n-1",
    "text/html",
    "{}",
    "face-detector",
    "standard/1",
    "01234567890123456789012345678901",
    "P5 24 24 255 ",
    include_str!("statement.json"),
    include_str!("../../seeds/token/jwks"),
    "camera",
];

/// A type that C knows by pointer only.
pub(crate) trait Handle {
    const NAME: &str;
    const FREE: extern "C" fn(*mut Self) -> selfsame_code;
}

macro_rules! handles {
    ($($name:ident, $free:ident;)*) => {
        $(impl Handle for $name {
            const NAME: &str = stringify!($name);
            const FREE: extern "C" fn(*mut Self) -> selfsame_code = $free;
        })*
        pub(crate) const FREES: &[fn(&mut Program<'_>)] = &[$(|program| program.free::<$name>()),*];
    };
}
handles! {
    selfsame_bytes, selfsame_bytes_free;
    selfsame_challenge, selfsame_challenge_free;
    selfsame_engine_builder, selfsame_engine_builder_free;
    selfsame_error, selfsame_error_free;
    selfsame_issued, selfsame_issued_free;
    selfsame_issuer, selfsame_issuer_free;
    selfsame_key, selfsame_key_free;
    selfsame_key_set, selfsame_key_set_free;
    selfsame_models, selfsame_models_free;
    selfsame_picture, selfsame_picture_free;
    selfsame_prompts, selfsame_prompts_free;
    selfsame_redeemed, selfsame_redeemed_free;
    selfsame_service, selfsame_service_free;
    selfsame_signed, selfsame_signed_free;
    selfsame_template, selfsame_template_free;
    selfsame_template_key, selfsame_template_key_free;
    selfsame_verified, selfsame_verified_free;
    selfsame_verifier, selfsame_verifier_free;
    selfsame_verifier_builder, selfsame_verifier_builder_free;
    // None of these can come to be without models; they are asked for all the same.
    selfsame_comparison, selfsame_comparison_free;
    selfsame_engine, selfsame_engine_free;
    selfsame_portrait, selfsame_portrait_free;
    selfsame_faces, selfsame_faces_free;
    selfsame_session, selfsame_session_free;
    selfsame_verdict, selfsame_verdict_free;
}

/// A handle that was given out once.
pub(crate) struct Given {
    name: &'static str,
    ticket: usize,
    free: fn(usize) -> selfsame_code,
    alive: bool,
}

/// What lies in an output's place after success.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    Handle(&'static str, fn(usize) -> selfsame_code),
    /// The first of so many items of this size; how many is in the next place.
    Items(usize),
    Value,
}

pub(crate) struct Program<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) given: Vec<Given>,
    /// Texts and bytes that outputs left.
    pub(crate) kept: Vec<Vec<u8>>,
    /// Sixteen bytes for each output, and which of them this call uses for what.
    pub(crate) slots: Vec<[u64; 2]>,
    pub(crate) used: Vec<Place>,
    /// Where the error goes; NULL if none is asked for.
    pub(crate) error: *mut *mut selfsame_error,
    /// What is odd about the outputs of this call.
    pub(crate) flaw: u8,
    /// The length of the array that was just handed over.
    pub(crate) length: Option<usize>,
    /// Structs and arrays that must live for the call.
    pub(crate) held: Vec<Box<dyn std::any::Any>>,
}

impl<'a> Program<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            given: Vec::new(),
            kept: Vec::new(),
            slots: vec![[BLANK; 2]; 16],
            used: Vec::new(),
            error: null_mut(),
            flaw: 0,
            length: None,
            held: Vec::new(),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.bytes.is_empty()
    }

    /// How many handles are the program's to free.
    pub(crate) fn alive(&self) -> usize {
        self.given.iter().filter(|given| given.alive).count()
    }

    /// Frees what is left.
    pub(crate) fn end(self) {
        for given in self.given.iter().filter(|given| given.alive) {
            assert_eq!((given.free)(given.ticket), selfsame_code::SELFSAME_OK);
        }
    }

    pub(crate) fn u8(&mut self) -> u8 {
        let Some((first, rest)) = self.bytes.split_first() else {
            return 0;
        };
        self.bytes = rest;
        *first
    }

    pub(crate) fn raw<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.u8())
    }

    pub(crate) fn take(&mut self, most: usize) -> &'a [u8] {
        let (taken, rest) = self.bytes.split_at(most.min(self.bytes.len()));
        self.bytes = rest;
        taken
    }

    /// Small more often than not: enumerators, counts.
    pub(crate) fn number(&mut self) -> u64 {
        match self.u8() {
            small @ 0..=199 => u64::from(small),
            200..=219 => NOW + u64::from(self.u8()),
            220..=239 => u64::from(u32::from_le_bytes(self.raw())),
            _ => u64::from_le_bytes(self.raw()),
        }
    }

    /// Bytes of ours, of the program, of an earlier call; or NULL. Their length is true, or one
    /// that no memory has.
    pub(crate) fn bytes(&mut self) -> (*const u8, usize) {
        let bytes: &[u8] = match self.u8() {
            fixed @ 0..=127 => TEXTS[usize::from(fixed) % TEXTS.len()].as_bytes(),
            back @ 128..=223 if !self.kept.is_empty() => {
                let back = usize::from(back - 128) % self.kept.len();
                &self.kept[self.kept.len() - 1 - back]
            }
            224..=239 => {
                let most = usize::from(u16::from_le_bytes(self.raw()));
                self.take(most)
            }
            240..=247 => return (std::ptr::null(), 0),
            248..=251 => return (std::ptr::null(), 5),
            252 => return (TEXTS[1].as_ptr(), usize::MAX),
            _ => &[0; 48],
        };
        // A place of its own for each: reading further would be seen by a sanitizer.
        let own: Box<[u8]> = bytes.into();
        let (start, length) = (own.as_ptr(), own.len());
        self.held.push(Box::new(own));
        (start, length)
    }

    /// A good handle of this type, or anything else.
    pub(crate) fn ticket(&mut self, name: &str) -> usize {
        let choice = self.u8();
        let any = usize::from(choice);
        match choice {
            100..=199 if !self.given.is_empty() => self.given[any % self.given.len()].ticket,
            200 => 0,
            201 => u64::from_le_bytes(self.raw()) as usize,
            _ => {
                let mut good = self
                    .given
                    .iter()
                    .rev()
                    .filter(|g| g.alive && g.name == name);
                good.nth(any % 4).map_or(0, |given| given.ticket)
            }
        }
    }

    /// A place for an output: good, NULL or not aligned. Of bytes every place is aligned.
    pub(crate) fn place<T>(&mut self, what: Place) -> *mut T {
        let number = self.used.len();
        self.used.push(what);
        let place = self.slots[number].as_mut_ptr();
        match usize::from(self.flaw) {
            flaw if flaw == 2 + number => null_mut(),
            flaw if flaw == 12 + number => place.wrapping_byte_add(1).cast(),
            _ => place.cast(),
        }
    }

    pub(crate) fn free<H: Handle>(&mut self) {
        // Those of the pool by their number, so that one which is freed twice is.
        let ticket = self.ticket(H::NAME);
        let known = self.given.iter_mut().find(|given| given.ticket == ticket);
        let code = H::FREE(std::ptr::without_provenance_mut(ticket));
        let good = match known {
            Some(given) => {
                let good = given.alive && given.name == H::NAME;
                given.alive &= !good;
                good
            }
            None => ticket == 0,
        };
        assert_eq!(
            code == selfsame_code::SELFSAME_OK,
            good,
            "{} {code:?}",
            H::NAME
        );
    }

    /// Frees all pictures: the largest that a few bytes make would add up.
    pub(crate) fn drop_pictures(&mut self) {
        let pictures = self
            .given
            .iter_mut()
            .filter(|g| g.alive && g.name == selfsame_picture::NAME);
        for given in pictures {
            assert_eq!((given.free)(given.ticket), selfsame_code::SELFSAME_OK);
            given.alive = false;
        }
    }

    pub(crate) fn before(&mut self) {
        self.slots.fill([BLANK; 2]);
        self.used.clear();
        self.held.clear();
        self.length = None;
        self.error = null_mut();
        self.flaw = self.u8();
    }

    /// Looks at what a call left.
    pub(crate) fn after(&mut self, code: selfsame_code) {
        assert_ne!(code, selfsame_code::SELFSAME_INTERNAL);
        let failed = code != selfsame_code::SELFSAME_OK;
        if !self.error.is_null() {
            // SAFETY: a place of ours, eight bytes of a slot.
            let told = unsafe { self.error.read() };
            assert_eq!(told.addr() as u64 != BLANK, failed, "{code:?}");
            if failed {
                self.told(told, code);
                // SAFETY: as above.
                unsafe {
                    self.error
                        .write(std::ptr::without_provenance_mut(BLANK as usize))
                };
            }
        }
        if failed {
            assert!(
                self.slots.iter().all(|slot| *slot == [BLANK; 2]),
                "{code:?} wrote"
            );
            return;
        }
        for (i, place) in self.used.clone().into_iter().enumerate() {
            match place {
                Place::Handle(name, free) => {
                    let ticket = self.slots[i][0] as usize;
                    assert!(ticket != 0 && ticket as u64 != BLANK, "{name}");
                    self.given.push(Given {
                        name,
                        ticket,
                        free,
                        alive: true,
                    });
                }
                Place::Items(size) => {
                    let start = std::ptr::with_exposed_provenance::<u8>(self.slots[i][0] as usize);
                    let length = self.slots[i + 1][0] as usize * size;
                    // SAFETY: the library says that so many are there until the handle is freed.
                    let items = unsafe { std::slice::from_raw_parts(start, length) };
                    std::hint::black_box(items.iter().fold(0, |sum, byte| sum ^ byte));
                    if size == 1 && length <= KEPT_BYTES && self.kept.len() < CALLS {
                        self.kept.push(items.to_vec());
                    }
                }
                Place::Value => assert_ne!(self.slots[i], [BLANK; 2]),
            }
        }
    }

    fn told(&self, error: *mut selfsame_error, code: selfsame_code) {
        let mut said = selfsame_code::SELFSAME_OK;
        let (mut text, mut length) = (std::ptr::null::<c_char>(), 0);
        // SAFETY: the error was just given, and the places are ours.
        unsafe {
            let answered = selfsame_error_code(error, &raw mut said);
            assert_eq!((answered, said), (selfsame_code::SELFSAME_OK, code));
            let answered = selfsame_error_message(error, &raw mut text, &raw mut length);
            assert_eq!(answered, selfsame_code::SELFSAME_OK);
            let message = std::slice::from_raw_parts(text.cast::<u8>(), length + 1);
            assert!(length > 0 && message[length] == 0 && !message[..length].contains(&0));
            assert!(std::str::from_utf8(message).is_ok());
        }
        assert_eq!(selfsame_error_free(error), selfsame_code::SELFSAME_OK);
    }
}
