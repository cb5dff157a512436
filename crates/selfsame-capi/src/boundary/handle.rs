//! Handles: what C holds instead of our objects. Enters: an object, or a pointer from C, which
//! may be anything. Leaves: a pointer that is a ticket and no address, or the object it stands for.
//!
//! A ticket is never dereferenced, so one that is stale, made up, freed twice or of another type
//! is told by name instead of being undefined behaviour. Numbers are never used again. On 64 bits
//! a ticket is an address that no processor of today accepts: a program that looks inside stops
//! at once.

use std::any::Any;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};

use super::failure::{Failure, Outcome};
use crate::code::selfsame_code::*;

/// A type that C knows by pointer only.
pub(crate) trait Handle {
    /// What it stands for.
    type Object: Any + Send + Sync;
    /// What it is called in messages: `an engine`.
    const NAME: &'static str;
}

/// Declares a handle: its C type and what it stands for.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident, $object:ty, $called:literal) => {
        impl $crate::boundary::Handle for $name {
            type Object = $object;
            const NAME: &'static str = $called;
        }
    };
}
pub(crate) use handle;

struct Slot {
    object: Arc<dyn Any + Send + Sync>,
    name: &'static str,
}

static LIVE: LazyLock<RwLock<HashMap<usize, Slot>>> = LazyLock::new(RwLock::default);
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// What all tickets have in common; not a canonical address of x86-64 or AArch64.
#[cfg(target_pointer_width = "64")]
const MARK: usize = 0x5E1F << 48;
#[cfg(not(target_pointer_width = "64"))]
const MARK: usize = 0;
/// Bits of a ticket below its number: as an aligned address has.
const LOW: u32 = 4;
/// Numbers from here on would reach into the mark, or above the highest bit.
#[cfg(target_pointer_width = "64")]
const NUMBERS: usize = 1 << (48 - LOW);
#[cfg(not(target_pointer_width = "64"))]
const NUMBERS: usize = 1 << (usize::BITS - LOW);

/// A new handle.
pub(super) fn give<H: Handle>(object: H::Object) -> *mut H {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    // A number that comes twice would lead to somebody else's object. On 32 bits that is after 268
    // million handles; on 64 nobody lives to see it.
    assert!(number < NUMBERS, "all handles of this process are used up");
    let ticket = MARK | (number << LOW);
    let slot = Slot {
        object: Arc::new(object),
        name: H::NAME,
    };
    live_mut(|live| live.insert(ticket, slot));
    std::ptr::without_provenance_mut(ticket)
}

/// What a handle stands for.
pub(super) fn get<H: Handle>(handle: *const H) -> Outcome<Arc<H::Object>> {
    let ticket = handle.addr();
    let slot = {
        let live = LIVE.read().unwrap_or_else(PoisonError::into_inner);
        let slot = live.get(&ticket);
        slot.map(|slot| (Arc::clone(&slot.object), slot.name))
    };
    let Some((object, name)) = slot else {
        return Err(unknown::<H>(ticket));
    };
    object.downcast().map_err(|_| {
        Failure::new(
            SELFSAME_HANDLE_TYPE,
            format!("{name} where {} is needed", H::NAME),
        )
    })
}

/// Takes a handle back: it stands for nothing from here on.
pub(super) fn take<H: Handle>(handle: *const H) -> Outcome<Arc<H::Object>> {
    let object = get(handle)?;
    // Of two threads that free one handle, one finds nothing.
    match live_mut(|live| live.remove(&handle.addr())) {
        Some(_) => Ok(object),
        None => Err(unknown::<H>(handle.addr())),
    }
}

/// How many handles are alive.
pub(crate) fn count() -> usize {
    LIVE.read().unwrap_or_else(PoisonError::into_inner).len()
}

fn live_mut<T>(change: impl FnOnce(&mut HashMap<usize, Slot>) -> T) -> T {
    change(&mut LIVE.write().unwrap_or_else(PoisonError::into_inner))
}

fn unknown<H: Handle>(ticket: usize) -> Failure {
    if ticket == 0 {
        return Failure::new(SELFSAME_NULL, format!("NULL where {} is needed", H::NAME));
    }
    let number = (ticket ^ MARK) >> LOW;
    let was_given = ticket & MARK == MARK
        && ticket & ((1 << LOW) - 1) == 0
        && (1..NEXT.load(Ordering::Relaxed)).contains(&number);
    match was_given {
        true => freed(),
        false => Failure::new(
            SELFSAME_HANDLE,
            format!("no handle of this library, where {} is needed", H::NAME),
        ),
    }
}

fn freed() -> Failure {
    Failure::new(SELFSAME_HANDLE_FREED, "the handle was freed")
}

/// An object that one call at a time may use, until it is ended. Who waits for nothing: a second
/// call is told that it is busy.
pub(crate) struct Exclusive<T>(Mutex<Option<T>>);

impl<T> Exclusive<T> {
    pub(crate) fn new(object: T) -> Self {
        Self(Mutex::new(Some(object)))
    }

    /// Uses the object, if nobody else does.
    pub(crate) fn with<U>(&self, work: impl FnOnce(&mut T) -> Outcome<U>) -> Outcome<U> {
        let mut held = self.0.try_lock().map_err(refused)?;
        match held.as_mut() {
            Some(object) => work(object),
            None => Err(freed()),
        }
    }
}

/// What is freed only while no call uses it. A call that got hold of it before, and comes to use it
/// after, finds nothing.
pub(crate) trait Ends {
    /// Ends it, or says that it is in use.
    fn end(&self) -> Outcome<()>;
}

impl<T> Ends for Exclusive<T> {
    fn end(&self) -> Outcome<()> {
        let object = match self.0.try_lock() {
            Ok(mut held) => held.take(),
            // One that is broken may go.
            Err(TryLockError::Poisoned(broken)) => broken.into_inner().take(),
            Err(error @ TryLockError::WouldBlock) => return Err(refused(error)),
        };
        drop(object);
        Ok(())
    }
}

fn refused<T>(error: TryLockError<T>) -> Failure {
    match error {
        TryLockError::WouldBlock => Failure::new(
            SELFSAME_BUSY,
            "in use by another call: one thread at a time, and not from its own callback",
        ),
        TryLockError::Poisoned(_) => broken(),
    }
}

fn broken() -> Failure {
    Failure::new(
        SELFSAME_INTERNAL,
        "broken by a fault of this library in an earlier call: free it",
    )
}

/// Locks what is only ever held for a moment: a list that is read or added to. Waits.
pub(crate) fn brief<T>(object: &Mutex<T>) -> Outcome<MutexGuard<'_, T>> {
    object.lock().map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Cup;
    struct Plate;
    handle!(Cup, u8, "a cup");
    handle!(Plate, u16, "a plate");

    fn code<T>(result: Outcome<T>) -> crate::code::selfsame_code {
        result.map(|_| ()).unwrap_err().code
    }

    #[test]
    fn a_ticket_leads_to_its_object_until_it_is_taken() {
        let cup = give::<Cup>(7);
        assert_eq!(*get(cup).unwrap(), 7);
        assert_eq!(code(get(cup.cast::<Plate>())), SELFSAME_HANDLE_TYPE);
        assert_eq!(code(take(cup.cast::<Plate>())), SELFSAME_HANDLE_TYPE);
        let kept = get(cup).unwrap();
        assert_eq!(*take(cup).unwrap(), 7);
        assert_eq!(code(take(cup)), SELFSAME_HANDLE_FREED);
        assert_eq!(code(get(cup)), SELFSAME_HANDLE_FREED);
        assert_eq!(*kept, 7, "who uses it meanwhile keeps it");
        assert_ne!(give::<Cup>(8), cup, "no number comes twice");
    }

    #[test]
    fn what_was_never_given_out_is_no_handle() {
        let real = give::<Cup>(1).addr();
        assert_eq!(code(get(std::ptr::null::<Cup>())), SELFSAME_NULL);
        let local = 5u8;
        for address in [
            1,
            16,
            (&raw const local).addr(),
            real + 1,
            real + (1 << 40),
            usize::MAX,
        ] {
            let made_up = std::ptr::without_provenance::<Cup>(address);
            assert_eq!(code(get(made_up)), SELFSAME_HANDLE, "{address:x}");
        }
    }

    #[test]
    fn one_call_at_a_time_and_none_after_a_fault() {
        let object = Arc::new(Exclusive::new(1));
        let within = object.with(|_| {
            assert_eq!(code(object.with(|_| Ok(()))), SELFSAME_BUSY);
            assert_eq!(code(object.end()), SELFSAME_BUSY);
            Ok(())
        });
        within.unwrap();
        let broken = Arc::clone(&object);
        let ended = std::thread::spawn(move || {
            let _ = broken.with(|_| -> Outcome<()> { panic!("on purpose") });
        });
        assert!(ended.join().is_err());
        assert_eq!(code(object.with(|_| Ok(()))), SELFSAME_INTERNAL);
        object.end().unwrap();
    }

    #[test]
    fn who_comes_after_the_end_finds_nothing() {
        let object = Exclusive::new(vec![1]);
        object.end().unwrap();
        assert_eq!(code(object.with(|_| Ok(()))), SELFSAME_HANDLE_FREED);
    }
}
