//! Enrolled portraits: whose face a live one is held against, and what would make it better.

use std::ffi::c_char;

use selfsame::{Language, Portrait};

use crate::boundary::{Caller, Failure, Outcome, Text, free, handle};
use crate::bytes::{Bytes, selfsame_bytes};
use crate::code::selfsame_code;
use crate::engine::selfsame_engine;
use crate::enums;
use crate::error::selfsame_error;
use crate::faces::selfsame_faces;
use crate::picture::selfsame_picture;
use crate::template::selfsame_template;

/// An enrolled portrait: personal data. Unchangeable, so any thread may use it. Free it with
/// `selfsame_portrait_free`.
pub struct selfsame_portrait {
    _ticket: [u8; 0],
}

/// A portrait, and the texts that C borrows of it.
pub(crate) struct Enrolled {
    portrait: Portrait,
    measures: Vec<Told>,
}

/// One measure, in words.
struct Told {
    name: Text,
    english: Text,
    mandarin: Text,
}

handle!(selfsame_portrait, Enrolled, "a portrait");

impl Enrolled {
    fn of(portrait: Portrait) -> Self {
        let measured = portrait.assessment().measures().iter();
        let measures = measured.map(|measured| {
            let name = serde_json::to_value(measured.measure);
            let name = name.ok().and_then(|name| Some(name.as_str()?.to_owned()));
            let advice = |language| Text::of(measured.measure.advice(measured.value, language));
            Told {
                name: Text::of(name.unwrap_or_default()),
                english: advice(Language::English),
                mandarin: advice(Language::Mandarin),
            }
        });
        Self {
            measures: measures.collect(),
            portrait,
        }
    }

    pub(crate) fn portrait(&self) -> &Portrait {
        &self.portrait
    }

    fn told(&self, index: usize) -> Outcome<&Told> {
        let count = self.measures.len();
        self.measures
            .get(index)
            .ok_or_else(|| Failure::index(index, count))
    }
}

/// Enrols an ID portrait: one face, large enough.
///
/// Errors: `SELFSAME_PORTRAIT` that says what is wrong with the picture: no face, several, too small,
/// turned away; `SELFSAME_INFERENCE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_enrol(
    engine: *const selfsame_engine,
    picture: *const selfsame_picture,
    portrait: *mut *mut selfsame_portrait,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_enrol", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(portrait, "portrait")?;
        let engine = caller.handle(engine, "engine")?;
        let picture = caller.handle(picture, "picture")?;
        out.give(Enrolled::of(engine.engine.enrol(&picture)?));
        Ok(())
    })
}

/// Enrols one of several faces of a picture: a face of `selfsame_engine_faces` on the same picture.
///
/// Errors: `SELFSAME_ARGUMENT` for faces that were found on another picture; `SELFSAME_INDEX`;
/// `SELFSAME_ABSENT` for faces without landmarks; `SELFSAME_PORTRAIT` if it is too small or turned away;
/// `SELFSAME_INFERENCE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_portrait_of(
    engine: *const selfsame_engine,
    picture: *const selfsame_picture,
    faces: *const selfsame_faces,
    index: usize,
    portrait: *mut *mut selfsame_portrait,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_portrait_of", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(portrait, "portrait")?;
        let engine = caller.handle(engine, "engine")?;
        let picture = caller.handle(picture, "picture")?;
        let faces = caller.handle(faces, "faces")?;
        let face = faces.on(&picture, index)?;
        out.give(Enrolled::of(engine.engine.portrait_of(&picture, face)?));
        Ok(())
    })
}

/// Where the face lies in the picture, pixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_portrait_box(
    portrait: *const selfsame_portrait,
    x: *mut f32,
    y: *mut f32,
    width: *mut f32,
    height: *mut f32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_portrait_box", error) };
    caller.answer(|caller| {
        let x = caller.out(x, "x")?;
        let y = caller.out(y, "y")?;
        let width = caller.out(width, "width")?;
        let height = caller.out(height, "height")?;
        let bounds = caller.handle(portrait, "portrait")?.portrait.bounds();
        x.give(bounds.x);
        y.give(bounds.y);
        width.give(bounds.width);
        height.give(bounds.height);
        Ok(())
    })
}

/// A copy of the portrait's template.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_portrait_template(
    portrait: *const selfsame_portrait,
    template: *mut *mut selfsame_template,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_portrait_template", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(template, "template")?;
        let portrait = caller.handle(portrait, "portrait")?;
        out.give(portrait.portrait.template().clone());
        Ok(())
    })
}

/// How many measures of ISO/IEC 29794-5 the picture was assessed by.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_portrait_measure_count(
    portrait: *const selfsame_portrait,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_portrait_measure_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        out.give(caller.handle(portrait, "portrait")?.measures.len());
        Ok(())
    })
}

/// A measure: its name as in the standard (`sharpness`; it lives as long as the portrait), its value in
/// the measure's unit (no finite number if it cannot be measured), its score from 0, of no use, to 100,
/// and whether something should be done about it.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_portrait_measure(
    portrait: *const selfsame_portrait,
    index: usize,
    name: *mut *const c_char,
    length: *mut usize,
    value: *mut f32,
    score: *mut u8,
    poor: *mut bool,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_portrait_measure", error) };
    caller.answer(|caller| {
        let name = caller.out_text(name, length, "name")?;
        let value = caller.out(value, "value")?;
        let score = caller.out(score, "score")?;
        let poor = caller.out(poor, "poor")?;
        let portrait = caller.handle(portrait, "portrait")?;
        let told = portrait.told(index)?;
        let measured = &portrait.portrait.assessment().measures()[index];
        name.give(&told.name);
        value.give(measured.value);
        score.give(measured.score);
        poor.give(measured.is_poor());
        Ok(())
    })
}

/// What would make a measure better, said to the person in a `selfsame_language`. It lives as long as
/// the portrait.
///
/// Errors: `SELFSAME_INDEX`, `SELFSAME_ENUM`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_portrait_advice(
    portrait: *const selfsame_portrait,
    index: usize,
    language: i32,
    text: *mut *const c_char,
    length: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_portrait_advice", error) };
    caller.answer(|caller| {
        let out = caller.out_text(text, length, "text")?;
        let portrait = caller.handle(portrait, "portrait")?;
        let told = portrait.told(index)?;
        out.give(match enums::language(language, "language")? {
            Language::Mandarin => &told.mandarin,
            _ => &told.english,
        });
        Ok(())
    })
}

/// All measures as JSON: a list of `measure`, `value` (null if it cannot be measured) and `score`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_portrait_assessment(
    portrait: *const selfsame_portrait,
    json: *mut *mut selfsame_bytes,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_portrait_assessment", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(json, "json")?;
        let portrait = caller.handle(portrait, "portrait")?;
        out.give(Bytes::json(portrait.portrait.assessment())?);
        Ok(())
    })
}

/// Frees a portrait. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_portrait_free(portrait: *mut selfsame_portrait) -> selfsame_code {
    free(portrait)
}
