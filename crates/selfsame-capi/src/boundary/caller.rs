//! Where C calls in: the only place that reads or writes memory of the caller's.
//!
//! Enters: raw pointers and lengths. Leaves: slices, texts, objects, places to write to, or a
//! code and an error object. Every exported function makes one [`Caller`] and does all else
//! through it.

use std::ffi::c_char;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::failure::{Failure, Outcome};
use super::handle::{self, Ends, Handle};
use super::text::Text;
use crate::code::selfsame_code::{self, *};
use crate::error::{Told, selfsame_error};

/// Most handles in one array.
const MOST_HANDLES: usize = 4096;

/// A struct that comes from C, with its size and version in front.
///
/// # Safety
/// `repr(C)`, beginning with `size: u32` and `version: u32`; every pattern of bits is one.
pub(crate) unsafe trait Versioned: Copy {
    const NAME: &'static str;
    const VERSION: u32;
}

/// The C side of one call. Whoever makes one vouches for its pointers; what it gives out lives
/// no longer than the call.
pub(crate) struct Caller {
    function: &'static str,
    error: *mut *mut selfsame_error,
}

impl Caller {
    /// The C side of a call of `function`.
    ///
    /// # Safety
    /// `error`, and every pointer that is handed to the methods, comes from C and is as docs/c.md,
    /// Pointers, demands: NULL, or valid for what the argument is, for the time of the call.
    pub(crate) unsafe fn new(function: &'static str, error: *mut *mut selfsame_error) -> Self {
        Self { function, error }
    }

    /// Runs the inside of the function and answers its code. If it fails, the caller gets an
    /// error object, unless it did not ask for one. A panic becomes [`SELFSAME_INTERNAL`].
    pub(crate) fn answer(self, body: impl FnOnce(&Self) -> Outcome<()>) -> selfsame_code {
        let ended = catch_unwind(AssertUnwindSafe(|| body(&self)));
        let failure = match ended {
            Ok(Ok(())) => return SELFSAME_OK,
            Ok(Err(failure)) => failure,
            Err(panic) => Failure::new(SELFSAME_INTERNAL, reason(&*panic)),
        };
        let code = failure.code;
        if checked(self.error, "error").is_ok() {
            let told = catch_unwind(|| handle::give(Told::of(self.function, failure)));
            // Without a handle for the error the code must do.
            if let Ok(told) = told {
                // SAFETY: not NULL, aligned, and `new` vouches for the rest.
                unsafe { self.error.write(told) };
            }
        }
        code
    }
}

fn reason(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a fault without a message".into())
}

/// Checks a pointer that must not be NULL.
fn checked<T>(pointer: *const T, argument: &'static str) -> Outcome<()> {
    if pointer.is_null() {
        return Err(Failure::new(SELFSAME_NULL, "NULL").of(argument));
    }
    if !pointer.is_aligned() {
        let align = align_of::<T>();
        return Err(
            Failure::new(SELFSAME_ALIGNMENT, format!("not aligned to {align} bytes")).of(argument),
        );
    }
    Ok(())
}

impl Caller {
    /// What a handle stands for.
    pub(crate) fn handle<H: Handle>(
        &self,
        handle: *const H,
        argument: &'static str,
    ) -> Outcome<Arc<H::Object>> {
        handle::get(handle).map_err(|failure| failure.of(argument))
    }

    /// What a handle stands for; none if it is NULL.
    pub(crate) fn handle_or_null<H: Handle>(
        &self,
        handle: *const H,
        argument: &'static str,
    ) -> Outcome<Option<Arc<H::Object>>> {
        match handle.is_null() {
            true => Ok(None),
            false => self.handle(handle, argument).map(Some),
        }
    }

    /// What an array of handles stands for, at most [`MOST_HANDLES`].
    pub(crate) fn handles<H: Handle>(
        &self,
        handles: *const *const H,
        count: usize,
        argument: &'static str,
    ) -> Outcome<Vec<Arc<H::Object>>> {
        if count > MOST_HANDLES {
            let message = format!("{count} handles: at most {MOST_HANDLES} are taken");
            return Err(Failure::new(SELFSAME_LENGTH, message).of(argument));
        }
        // Any bits are a ticket, good or not.
        let tickets = self.array(handles.cast::<usize>(), count, argument)?;
        let each = tickets.iter().enumerate().map(|(i, &ticket)| {
            let handle = std::ptr::without_provenance::<H>(ticket);
            self.handle(handle, argument).map_err(|failure| Failure {
                message: format!("number {i}, counted from 0: {}", failure.message),
                ..failure
            })
        });
        each.collect()
    }

    /// Bytes. NULL is taken if there are none.
    pub(crate) fn bytes(
        &self,
        data: *const u8,
        length: usize,
        argument: &'static str,
    ) -> Outcome<&[u8]> {
        self.array(data, length, argument)
    }

    /// Exactly so many bytes.
    pub(crate) fn bytes_of<const N: usize>(
        &self,
        data: *const u8,
        length: usize,
        argument: &'static str,
    ) -> Outcome<&[u8; N]> {
        let bytes = self.bytes(data, length, argument)?;
        bytes.try_into().map_err(|_| {
            let message = format!("{length} bytes where {N} are needed");
            Failure::new(SELFSAME_LENGTH, message).of(argument)
        })
    }

    /// Numbers one after the other. NULL is taken if there are none.
    pub(crate) fn array<T: Number>(
        &self,
        data: *const T,
        count: usize,
        argument: &'static str,
    ) -> Outcome<&[T]> {
        if count == 0 {
            return Ok(&[]);
        }
        checked(data, argument)?;
        if count > isize::MAX as usize / size_of::<T>() {
            return Err(Failure::new(
                SELFSAME_LENGTH,
                format!("a length of {count} is more than memory holds"),
            )
            .of(argument));
        }
        // SAFETY: not NULL, aligned, not too long; whoever made this caller vouches that so
        // many are there for the time of the call, and any bits are a number.
        Ok(unsafe { std::slice::from_raw_parts(data, count) })
    }

    /// A text, perhaps empty.
    pub(crate) fn text(
        &self,
        text: *const c_char,
        length: usize,
        argument: &'static str,
    ) -> Outcome<&str> {
        let bytes = self.array(text.cast::<u8>(), length, argument)?;
        std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            Failure::new(SELFSAME_UTF8, format!("not UTF-8 from byte {at} on")).of(argument)
        })
    }

    /// A text, or none if it is NULL.
    pub(crate) fn text_or_null(
        &self,
        text: *const c_char,
        length: usize,
        argument: &'static str,
    ) -> Outcome<Option<&str>> {
        match text.is_null() && length == 0 {
            true => Ok(None),
            false => self.text(text, length, argument).map(Some),
        }
    }

    /// A struct, once its size and version are those that this library knows.
    pub(crate) fn versioned<S: Versioned>(
        &self,
        pointer: *const S,
        argument: &'static str,
    ) -> Outcome<S> {
        checked(pointer, argument)?;
        // SAFETY: not NULL and aligned for S, which begins with these two numbers; whoever
        // made this caller vouches that at least they are there.
        let [size, version] = unsafe { pointer.cast::<[u32; 2]>().read() };
        if version != S::VERSION {
            return Err(Failure::new(
                SELFSAME_STRUCT_VERSION,
                format!("version {version} of {}: known is {}", S::NAME, S::VERSION),
            )
            .of(argument));
        }
        if size as usize != size_of::<S>() {
            let needed = size_of::<S>();
            return Err(Failure::new(
                SELFSAME_STRUCT_SIZE,
                format!(
                    "{} of {size} bytes: version {version} has {needed}",
                    S::NAME
                ),
            )
            .of(argument));
        }
        // SAFETY: as above, and it says itself that it is this struct and all of it.
        Ok(unsafe { pointer.read() })
    }

    /// A place for an output.
    pub(crate) fn out<T>(&self, place: *mut T, argument: &'static str) -> Outcome<Out<'_, T>> {
        checked(place, argument)?;
        Ok(Out(place, PhantomData))
    }

    /// A place for a handle.
    pub(crate) fn out_handle<H: Handle>(
        &self,
        place: *mut *mut H,
        argument: &'static str,
    ) -> Outcome<OutHandle<'_, H>> {
        Ok(OutHandle(self.out(place, argument)?))
    }

    /// Places for a text or bytes.
    pub(crate) fn out_text<T>(
        &self,
        text: *mut *const T,
        length: *mut usize,
        argument: &'static str,
    ) -> Outcome<OutText<'_, T>> {
        Ok(OutText(
            self.out(text, argument)?,
            self.out(length, "length")?,
        ))
    }

    /// Places for a list and how many items it has.
    pub(crate) fn out_list<T>(
        &self,
        items: *mut *const T,
        count: *mut usize,
        argument: &'static str,
    ) -> Outcome<OutText<'_, T>> {
        Ok(OutText(
            self.out(items, argument)?,
            self.out(count, "count")?,
        ))
    }
}

/// Numbers of which any bits are one.
pub(crate) trait Number: Copy {}
impl Number for u8 {}
impl Number for i16 {}
impl Number for u64 {}
impl Number for usize {}
impl Number for f32 {}

/// A place to write one output to, once all has gone well.
pub(crate) struct Out<'call, T>(*mut T, PhantomData<&'call mut T>);

impl<T: Copy> Out<'_, T> {
    pub(crate) fn give(self, value: T) {
        // SAFETY: checked when it was made; whoever made the caller vouches for the rest.
        unsafe { self.0.write(value) }
    }
}

/// A place for a handle.
pub(crate) struct OutHandle<'call, H: Handle>(Out<'call, *mut H>);

impl<H: Handle> OutHandle<'_, H> {
    pub(crate) fn give(self, object: H::Object) {
        self.0.give(handle::give(object));
    }

    /// There is nothing more.
    pub(crate) fn give_null(self) {
        self.0.give(std::ptr::null_mut());
    }
}

/// Places for a text or bytes that live as long as the object they belong to.
pub(crate) struct OutText<'call, T>(Out<'call, *const T>, Out<'call, usize>);

impl<T> OutText<'_, T> {
    pub(crate) fn give(self, text: &Text) {
        self.0.give(text.pointer().cast());
        self.1.give(text.length());
    }

    /// So many items from here on.
    pub(crate) fn give_items(self, items: &[T]) {
        self.0.give(items.as_ptr());
        self.1.give(items.len());
    }
}

/// Frees a handle; NULL is nothing to free.
pub(crate) fn free<H: Handle>(handle: *mut H) -> selfsame_code {
    freed(|| match handle.is_null() {
        true => Ok(()),
        false => handle::take(handle).map(drop),
    })
}

/// The same of an object that only one call at a time may use: not while one does.
pub(crate) fn free_unused<H: Handle<Object: Ends>>(handle: *mut H) -> selfsame_code {
    freed(|| {
        if handle.is_null() {
            return Ok(());
        }
        handle::get(handle)?.end()?;
        handle::take(handle).map(drop)
    })
}

/// Dropping an object may run code of others (an engine's): it must not unwind into C.
fn freed(free: impl FnOnce() -> Outcome<()>) -> selfsame_code {
    match catch_unwind(AssertUnwindSafe(free)) {
        Ok(Ok(())) => SELFSAME_OK,
        Ok(Err(failure)) => failure.code,
        Err(_) => SELFSAME_INTERNAL,
    }
}
