//! What the tests share: one engine, calls with an error object, and handles that are wrong in each
//! way. Enters: an expression of a call. Leaves: a failed test, unless it answered as it must.

use std::ffi::{c_char, c_void};
use std::ptr::{null_mut, without_provenance, without_provenance_mut};
use std::sync::OnceLock;

use selfsame::Engine;
use selfsame_capi::selfsame_code::{self, *};
use selfsame_capi::*;

/// What a call answered, and what its error object told.
pub(crate) struct Told {
    pub(crate) code: selfsame_code,
    pub(crate) message: String,
    pub(crate) context: String,
}

/// Reads an error object and frees it.
pub(crate) fn told(code: selfsame_code, error: *mut selfsame_error) -> Told {
    assert_eq!(code == SELFSAME_OK, error.is_null(), "{code:?}");
    let mut told = Told {
        code,
        message: String::new(),
        context: String::new(),
    };
    if error.is_null() {
        return told;
    }
    let mut own = SELFSAME_OK;
    // SAFETY: the error is one that a call just gave.
    unsafe {
        assert_eq!(selfsame_error_code(error, &raw mut own), SELFSAME_OK);
    }
    assert_eq!(own, code);
    let text = |get: TextOf| {
        let (mut text, mut length) = (std::ptr::null(), 0);
        // SAFETY: as above, and the places are ours.
        let code = unsafe { get(error, &raw mut text, &raw mut length) };
        assert_eq!(code, SELFSAME_OK);
        read(text, length)
    };
    told.message = text(selfsame_error_message);
    told.context = text(selfsame_error_context);
    assert_eq!(selfsame_error_free(error), SELFSAME_OK);
    told
}

type TextOf =
    unsafe extern "C" fn(*const selfsame_error, *mut *const c_char, *mut usize) -> selfsame_code;

/// A text that came out, once it is seen that a zero follows.
pub(crate) fn read(text: *const c_char, length: usize) -> String {
    String::from_utf8(items(text.cast::<u8>(), length + 1)[..length].to_vec())
        .inspect(|_| assert_eq!(items(text.cast::<u8>(), length + 1)[length], 0))
        .unwrap()
}

/// What was borrowed.
pub(crate) fn items<T: Copy>(data: *const T, length: usize) -> Vec<T> {
    assert!(!data.is_null());
    // SAFETY: whoever calls got both from the library, and holds what they belong to.
    unsafe { std::slice::from_raw_parts(data, length) }.to_vec()
}

/// What bytes hold; frees them.
pub(crate) fn taken(bytes: *mut selfsame_bytes) -> Vec<u8> {
    let (mut data, mut length) = (std::ptr::null(), 0);
    works!(selfsame_bytes_data(bytes, &raw mut data, &raw mut length));
    let held = items(data, length);
    assert_eq!(selfsame_bytes_free(bytes), SELFSAME_OK);
    held
}

/// Calls with a place for an error.
macro_rules! call {
    ($function:ident($($argument:expr),* $(,)?)) => {{
        let mut error = std::ptr::null_mut();
        // SAFETY: pointers are good, or wrong in a way that is told before they are used.
        let code = unsafe { $function($($argument,)* &raw mut error) };
        $crate::helpers::told(code, error)
    }};
}
pub(crate) use call;

/// Asserts that a call works.
macro_rules! works {
    ($function:ident $arguments:tt) => {{
        let told = $crate::helpers::call!($function $arguments);
        let name = stringify!($function);
        assert_eq!(told.code, SELFSAME_OK, "{name}: {}", told.message);
    }};
}
pub(crate) use works;

/// Asserts that a call is refused: with which code, about which argument (`""` if it is about none),
/// and a part of what it says. It is the same without a place for an error.
macro_rules! refused {
    ($code:expr, $argument:expr, $says:expr => $function:ident($($value:expr),* $(,)?)) => {{
        let told = $crate::helpers::call!($function($($value),*));
        let (code, argument, says): (_, &str, &str) = ($code, $argument, $says);
        let name = stringify!($function);
        assert_eq!(told.code, code, "{name}, {argument}: {}", told.message);
        let context = match argument {
            "" => name.to_owned(),
            argument => format!("{name}, {argument}"),
        };
        assert_eq!(told.context, context, "{}", told.message);
        assert!(told.message.contains(says), "{context}: {}", told.message);
        // SAFETY: as with a place.
        let bare = unsafe { $function($($value,)* std::ptr::null_mut()) };
        assert_eq!(bare, code, "{context}, without a place for an error");
    }};
}
pub(crate) use refused;

/// Asserts that a call is refused with each wrong handle in place of one.
macro_rules! wrong_handles {
    ($argument:literal, $called:literal, $handle:ident => $function:ident $values:tt) => {
        for (wrong, code) in $crate::helpers::wrong() {
            let $handle = wrong.cast();
            let says = if code == SELFSAME_HANDLE_FREED { "was freed" } else { $called };
            $crate::helpers::refused!(code, $argument, says => $function $values);
        }
    };
}
pub(crate) use wrong_handles;

/// Asserts that a call is refused without a place for an output.
macro_rules! no_place {
    ($argument:literal, $place:ident => $function:ident $values:tt) => {{
        let $place = std::ptr::null_mut();
        $crate::helpers::refused!(SELFSAME_NULL, $argument, "NULL" => $function $values);
    }};
}
pub(crate) use no_place;

/// The same, and with a place that is not aligned: for outputs of more than a byte.
macro_rules! wrong_places {
    ($argument:literal, $place:ident => $function:ident $values:tt) => {{
        $crate::helpers::no_place!($argument, $place => $function $values);
        let $place = std::ptr::without_provenance_mut(0x1001);
        $crate::helpers::refused!(SELFSAME_ALIGNMENT, $argument, "aligned" => $function $values);
    }};
}
pub(crate) use wrong_places;

/// Handles that are wrong, and what each is answered with.
pub(crate) fn wrong() -> [(*mut c_void, selfsame_code); 4] {
    static FREED: OnceLock<usize> = OnceLock::new();
    static OTHER: OnceLock<usize> = OnceLock::new();
    let builder = || {
        let mut builder = null_mut();
        works!(selfsame_engine_builder_new(&raw mut builder));
        builder
    };
    let freed = *FREED.get_or_init(|| {
        let builder = builder();
        assert_eq!(selfsame_engine_builder_free(builder), SELFSAME_OK);
        builder.addr()
    });
    let other = *OTHER.get_or_init(|| builder().addr());
    [
        (null_mut(), SELFSAME_NULL),
        (without_provenance_mut(freed), SELFSAME_HANDLE_FREED),
        (without_provenance_mut(other), SELFSAME_HANDLE_TYPE),
        (without_provenance_mut(0x1000), SELFSAME_HANDLE),
    ]
}

/// What no call writes: an output that still is this was not touched.
pub(crate) fn untouched<T>() -> *mut T {
    without_provenance_mut(0xDEAD_BEE0)
}

/// One engine for all tests, of the models in the repository.
pub(crate) fn engine() -> *const selfsame_engine {
    static ENGINE: OnceLock<usize> = OnceLock::new();
    let ticket = ENGINE.get_or_init(|| {
        let (mut models, mut builder, mut engine) = (null_mut(), null_mut(), null_mut());
        works!(selfsame_models_find(&raw mut models));
        works!(selfsame_engine_builder_new(&raw mut builder));
        works!(selfsame_engine_builder_set_models(builder, models));
        works!(selfsame_engine_build(builder, &raw mut engine));
        assert_eq!(selfsame_engine_builder_free(builder), SELFSAME_OK);
        assert_eq!(selfsame_models_free(models), SELFSAME_OK);
        engine.addr()
    });
    without_provenance(*ticket)
}

/// The same engine without C between.
pub(crate) fn sdk() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::builder().build().unwrap())
}

/// A picture of one face.
pub(crate) fn portrait_file() -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    format!("{root}/../../examples/data/portrait.jpg")
}

pub(crate) fn portrait_picture() -> *mut selfsame_picture {
    let (path, mut picture) = (portrait_file(), null_mut());
    works!(selfsame_picture_open(
        path.as_ptr().cast(),
        path.len(),
        &raw mut picture
    ));
    picture
}

/// A picture from what the SDK has.
pub(crate) fn picture_of(picture: &selfsame::Picture) -> *mut selfsame_picture {
    let mut made = null_mut();
    works!(selfsame_picture_from_rgb(
        picture.width(),
        picture.height(),
        picture.rgb().as_ptr(),
        picture.rgb().len(),
        &raw mut made
    ));
    made
}

/// A picture without a face.
pub(crate) fn grey_picture() -> *mut selfsame_picture {
    picture_of(&selfsame::Picture::from_rgb(96, 80, vec![128; 96 * 80 * 3]).unwrap())
}

/// The portrait's template as the SDK makes it.
pub(crate) fn sdk_template() -> &'static selfsame::template::Template {
    static TEMPLATE: OnceLock<selfsame::template::Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let picture = selfsame::frame::open_still(portrait_file()).unwrap();
        sdk().enrol(&picture).unwrap().template().clone()
    })
}

/// A template from its stored form.
pub(crate) fn template_of(bytes: &[u8]) -> *mut selfsame_template {
    let mut template = null_mut();
    works!(selfsame_template_from_bytes(
        bytes.as_ptr(),
        bytes.len(),
        &raw mut template
    ));
    template
}
