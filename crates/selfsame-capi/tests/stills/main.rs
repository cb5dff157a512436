//! Still pictures, faces, portraits, templates and comparisons through the C functions, as C calls
//! them. Enters: the committed models and picture, and what no program should hand over. Leaves: the
//! SDK's own results, or a code that names the mistake and outputs nobody touched.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod faces;
#[macro_use]
mod helpers;
mod matching;
mod picture;
mod portrait;
mod template;
