//! A source that C reads from two threads, frees while it waits, and that breaks.

use std::ptr::null_mut;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use selfsame::{Frame, PixelFormat};
use selfsame_capture::{FrameSource, SourceInfo, SourceKind};

use super::*;
use crate::boundary::Handle;
use crate::code::selfsame_code::*;

/// Tells that it is asked, then does what it is told.
struct Fake {
    asked: Sender<()>,
    told: Receiver<Told>,
}

enum Told {
    Give,
    Panic,
}

impl FrameSource for Fake {
    fn next_frame(&mut self) -> selfsame_capture::Result<Option<Frame>> {
        self.asked.send(()).unwrap();
        match self.told.recv().unwrap() {
            Told::Give => {
                let pixels = vec![0; 20 * 20];
                Ok(Some(Frame::new(
                    PixelFormat::Grey,
                    20,
                    20,
                    Duration::ZERO,
                    pixels,
                )?))
            }
            Told::Panic => panic!("on purpose"),
        }
    }

    fn describe(&self) -> SourceInfo {
        SourceInfo::new(SourceKind::Camera, "fake")
    }
}

/// What a thread may hold: a handle is a ticket.
#[derive(Clone, Copy)]
struct Ticket(usize);

impl Ticket {
    fn source(self) -> *mut selfsame_source {
        std::ptr::without_provenance_mut(self.0)
    }

    fn next(self) -> selfsame_code {
        let mut captured = null_mut();
        // SAFETY: a place of ours.
        let code = unsafe { selfsame_source_next(self.source(), &mut captured, null_mut()) };
        assert_eq!(captured.is_null(), code != SELFSAME_OK);
        assert_eq!(selfsame_captured_free(captured), SELFSAME_OK);
        code
    }
}

fn fake() -> (Ticket, Receiver<()>, Sender<Told>) {
    let (asked, was_asked) = channel();
    let (tell, told) = channel();
    let reading = Reading::of(Box::new(Fake { asked, told }));
    (Ticket(give(reading).addr()), was_asked, tell)
}

fn give(reading: <selfsame_source as Handle>::Object) -> *mut selfsame_source {
    let mut source = null_mut();
    // SAFETY: a place of ours, and no error object.
    let caller = unsafe { Caller::new("a test", null_mut()) };
    let code = caller.answer(|caller| {
        caller.out_handle(&raw mut source, "source")?.give(reading);
        Ok(())
    });
    assert_eq!(code, SELFSAME_OK);
    source
}

#[test]
fn one_thread_reads_and_others_may_ask() {
    let (source, asked, tell) = fake();
    let reader = std::thread::spawn(move || source.next());
    asked.recv().unwrap();
    assert_eq!(source.next(), SELFSAME_BUSY);
    let mut kind = selfsame_source_kind::SELFSAME_SOURCE_OTHER;
    // SAFETY: a place of ours.
    let code = unsafe { selfsame_source_kind_of(source.source(), &mut kind, null_mut()) };
    assert_eq!(code, SELFSAME_OK);
    assert_eq!(kind, selfsame_source_kind::SELFSAME_SOURCE_CAMERA);
    // Freed while the other waits: that one gets its frame, and then it is gone.
    assert_eq!(selfsame_source_free(source.source()), SELFSAME_OK);
    tell.send(Told::Give).unwrap();
    assert_eq!(reader.join().unwrap(), SELFSAME_OK);
    assert!(tell.send(Told::Give).is_err(), "the source still lives");
    assert_eq!(source.next(), SELFSAME_HANDLE_FREED);
}

#[test]
fn a_fault_inside_is_a_code_and_the_source_can_be_freed() {
    let (source, _asked, tell) = fake();
    tell.send(Told::Panic).unwrap();
    assert_eq!(source.next(), SELFSAME_INTERNAL);
    assert_eq!(source.next(), SELFSAME_INTERNAL);
    assert_eq!(selfsame_source_free(source.source()), SELFSAME_OK);
}
