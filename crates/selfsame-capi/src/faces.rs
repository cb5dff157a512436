//! Faces of a still picture: boxes of the cascade, and landmarks where they are asked for.

use std::sync::{Arc, Weak};

use selfsame::detect::{Bounds, Detection, DetectorOptions};
use selfsame::{Picture, RegisteredFace};

use crate::boundary::{Caller, Failure, Outcome, Versioned, free, handle};
use crate::code::selfsame_code::{self, *};
use crate::engine::selfsame_engine;
use crate::error::selfsame_error;
use crate::picture::selfsame_picture;

/// The version of `selfsame_detect_options` in this header.
pub const SELFSAME_DETECT_OPTIONS_VERSION: u32 = 1;

/// How the cascade searches. Set every member; where NULL is handed over instead, it is as
/// recommended below.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct selfsame_detect_options {
    /// `sizeof(selfsame_detect_options)`.
    pub size: u32,
    /// `SELFSAME_DETECT_OPTIONS_VERSION`.
    pub version: u32,
    /// Smallest face, pixels; at least 20, which is recommended. Time falls with its square.
    pub min_face: u32,
    /// Largest face, pixels; `UINT32_MAX`, which is recommended, for any.
    pub max_face: u32,
    /// Size ratio of neighbouring pyramid levels, 0.1 to 0.99; 0.8 is recommended.
    pub scale_factor: f32,
    /// Step of the window, pixels, 1 to 20; 4 is recommended.
    pub stride: u32,
    /// Least score, above 0; 2 is recommended.
    pub score: f32,
    /// 1 if only the rectangle below is searched, 0 if all of the picture is.
    pub in_region: i32,
    /// Left edge of the rectangle, pixels. Read only if `in_region` is 1, as the next three.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its width, above 0.
    pub width: f32,
    /// Its height, above 0.
    pub height: f32,
}

// SAFETY: repr(C), `size` and `version` in front, numbers.
unsafe impl Versioned for selfsame_detect_options {
    const NAME: &'static str = "selfsame_detect_options";
    const VERSION: u32 = SELFSAME_DETECT_OPTIONS_VERSION;
}

fn options(caller: &Caller, options: *const selfsame_detect_options) -> Outcome<DetectorOptions> {
    if options.is_null() {
        return Ok(DetectorOptions::default());
    }
    let given = caller.versioned(options, "options")?;
    let region = match given.in_region {
        0 => None,
        1 => Some(region(&given)?),
        other => return Err(Failure::enumerator(other, "options.in_region", "0 or 1")),
    };
    Ok(DetectorOptions {
        min_face: given.min_face,
        scale_factor: given.scale_factor,
        stride: given.stride,
        score: given.score,
        max_face: (given.max_face != u32::MAX).then_some(given.max_face),
        region,
    })
}

fn region(given: &selfsame_detect_options) -> Outcome<Bounds> {
    let wrong = |what: &str, argument| Failure::new(SELFSAME_ARGUMENT, what).of(argument);
    for (edge, argument) in [(given.x, "options.x"), (given.y, "options.y")] {
        if !edge.is_finite() {
            return Err(wrong("no finite number", argument));
        }
    }
    for (side, argument) in [
        (given.width, "options.width"),
        (given.height, "options.height"),
    ] {
        if !(side.is_finite() && side > 0.0) {
            return Err(wrong("no finite number above 0", argument));
        }
    }
    Ok(Bounds {
        x: given.x,
        y: given.y,
        width: given.width,
        height: given.height,
    })
}

/// Faces of one picture. Unchangeable, so any thread may read them. Free them with
/// `selfsame_faces_free`.
pub struct selfsame_faces {
    _ticket: [u8; 0],
}

/// Faces, and the picture in which they are: known by where it lies, not kept alive.
pub(crate) struct Faces {
    picture: Weak<Picture>,
    found: Found,
}

/// Faces, with or without landmarks.
enum Found {
    Boxes(Vec<Detection>),
    Registered(Vec<RegisteredFace>),
}

handle!(selfsame_faces, Faces, "faces");

impl Faces {
    fn of(picture: &Arc<Picture>, found: Found) -> Self {
        Self {
            picture: Arc::downgrade(picture),
            found,
        }
    }

    fn count(&self) -> usize {
        match &self.found {
            Found::Boxes(faces) => faces.len(),
            Found::Registered(faces) => faces.len(),
        }
    }

    fn detection(&self, index: usize) -> Outcome<Detection> {
        let face = match &self.found {
            Found::Boxes(faces) => faces.get(index).copied(),
            Found::Registered(faces) => faces.get(index).map(|face| Detection {
                bounds: face.bounds,
                score: face.score,
            }),
        };
        face.ok_or_else(|| Failure::index(index, self.count()))
    }

    /// A face of this picture, with its landmarks: on another one they would mark anything.
    pub(crate) fn on(&self, picture: &Arc<Picture>, index: usize) -> Outcome<&RegisteredFace> {
        if !std::ptr::eq(self.picture.as_ptr(), Arc::as_ptr(picture)) {
            let message = "these faces were found on another picture";
            return Err(Failure::new(SELFSAME_ARGUMENT, message).of("faces"));
        }
        self.registered(index)
    }

    /// A face with its landmarks.
    fn registered(&self, index: usize) -> Outcome<&RegisteredFace> {
        match &self.found {
            Found::Registered(faces) => {
                (faces.get(index)).ok_or_else(|| Failure::index(index, faces.len()))
            }
            Found::Boxes(_) => Err(Failure::absent(
                "faces of selfsame_engine_detect have no landmarks: use selfsame_engine_faces",
            )),
        }
    }
}

/// Faces that the cascade finds, best score first: boxes alone. `options` may be NULL.
///
/// Errors: `SELFSAME_ARGUMENT` for options out of range; those of structs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_detect(
    engine: *const selfsame_engine,
    picture: *const selfsame_picture,
    options: *const selfsame_detect_options,
    faces: *mut *mut selfsame_faces,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_detect", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(faces, "faces")?;
        let engine = caller.handle(engine, "engine")?;
        let picture = caller.handle(picture, "picture")?;
        let options = self::options(caller, options)?;
        let detector = engine.engine.detector();
        let found = detector.detect(&picture.to_grey(), &options)?;
        out.give(Faces::of(&picture, Found::Boxes(found)));
        Ok(())
    })
}

/// Faces that hold landmarks, largest first. `options` may be NULL.
///
/// Errors: `SELFSAME_ARGUMENT` for options out of range; those of structs; `SELFSAME_INFERENCE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_faces(
    engine: *const selfsame_engine,
    picture: *const selfsame_picture,
    options: *const selfsame_detect_options,
    faces: *mut *mut selfsame_faces,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_faces", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(faces, "faces")?;
        let engine = caller.handle(engine, "engine")?;
        let picture = caller.handle(picture, "picture")?;
        let options = self::options(caller, options)?;
        let found = engine.engine.faces(&picture, &options)?;
        out.give(Faces::of(&picture, Found::Registered(found)));
        Ok(())
    })
}

/// Faces of an ID portrait, largest first, as `selfsame_engine_enrol` looks for them: a quick search, and
/// a finer one (and the second detector, if the engine has it) if that finds none. For a picture of which
/// enrolling said that it shows several people: choose one with `selfsame_engine_portrait_of`.
///
/// Errors: `SELFSAME_INFERENCE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_engine_portrait_faces(
    engine: *const selfsame_engine,
    picture: *const selfsame_picture,
    faces: *mut *mut selfsame_faces,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_engine_portrait_faces", error) };
    caller.answer(|caller| {
        let out = caller.out_handle(faces, "faces")?;
        let engine = caller.handle(engine, "engine")?;
        let picture = caller.handle(picture, "picture")?;
        let found = engine.engine.portrait_faces(&picture)?;
        out.give(Faces::of(&picture, Found::Registered(found)));
        Ok(())
    })
}

/// How many faces there are, perhaps none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_faces_count(
    faces: *const selfsame_faces,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_faces_count", error) };
    caller.answer(|caller| {
        let out = caller.out(count, "count")?;
        out.give(caller.handle(faces, "faces")?.count());
        Ok(())
    })
}

/// Where a face is, pixels: about from the brows to the chin. The box may reach outside the picture.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_faces_box(
    faces: *const selfsame_faces,
    index: usize,
    x: *mut f32,
    y: *mut f32,
    width: *mut f32,
    height: *mut f32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_faces_box", error) };
    caller.answer(|caller| {
        let x = caller.out(x, "x")?;
        let y = caller.out(y, "y")?;
        let width = caller.out(width, "width")?;
        let height = caller.out(height, "height")?;
        let bounds = caller.handle(faces, "faces")?.detection(index)?.bounds;
        x.give(bounds.x);
        y.give(bounds.y);
        width.give(bounds.width);
        height.give(bounds.height);
        Ok(())
    })
}

/// The cascade's score of a face; above 2 as recommended.
///
/// Errors: `SELFSAME_INDEX`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_faces_score(
    faces: *const selfsame_faces,
    index: usize,
    score: *mut f32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_faces_score", error) };
    caller.answer(|caller| {
        let out = caller.out(score, "score")?;
        out.give(caller.handle(faces, "faces")?.detection(index)?.score);
        Ok(())
    })
}

/// The landmarks of a face, in MediaPipe's topology: `count` numbers (three for each of 478 points: x
/// and y in pixels, z in the same unit, towards the camera negative). They live as long as the faces.
///
/// Errors: `SELFSAME_INDEX`; `SELFSAME_ABSENT` for faces of `selfsame_engine_detect`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_faces_landmarks(
    faces: *const selfsame_faces,
    index: usize,
    points: *mut *const f32,
    count: *mut usize,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_faces_landmarks", error) };
    caller.answer(|caller| {
        let out = caller.out_list(points, count, "points")?;
        let faces = caller.handle(faces, "faces")?;
        out.give_items(faces.registered(index)?.mesh.points().as_flattened());
        Ok(())
    })
}

/// The landmark network's probability that a face is there, 0 to 1.
///
/// Errors: `SELFSAME_INDEX`; `SELFSAME_ABSENT` for faces of `selfsame_engine_detect`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn selfsame_faces_presence(
    faces: *const selfsame_faces,
    index: usize,
    presence: *mut f32,
    error: *mut *mut selfsame_error,
) -> selfsame_code {
    // SAFETY: docs/c.md, Pointers.
    let caller = unsafe { Caller::new("selfsame_faces_presence", error) };
    caller.answer(|caller| {
        let out = caller.out(presence, "presence")?;
        out.give(
            caller
                .handle(faces, "faces")?
                .registered(index)?
                .mesh
                .presence(),
        );
        Ok(())
    })
}

/// Frees faces. NULL is taken and does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn selfsame_faces_free(faces: *mut selfsame_faces) -> selfsame_code {
    free(faces)
}
