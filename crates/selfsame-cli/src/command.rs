//! One file a command. Each takes its options, the options of every command and
//! the output, and leaves an exit code.

pub(crate) mod audit;
pub(crate) mod detect;
pub(crate) mod doctor;
pub(crate) mod eval;
pub(crate) mod evidence;
pub(crate) mod levels;
pub(crate) mod matching;
pub(crate) mod models;
mod mouths;
mod parallel;
mod reader;
mod readings;
pub(crate) mod record;
pub(crate) mod simulate;
mod sound;
mod spoken;
pub(crate) mod template;
pub(crate) mod train;
pub(crate) mod verdict;
pub(crate) mod verify;
mod vocabulary;
