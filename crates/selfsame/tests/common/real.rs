//! The real networks on rten, and a real face.

use selfsame::frame::open_still;
use selfsame::infer::EngineChoice;
use selfsame::models::Models;
use selfsame::{Engine, Picture};

use super::root;

pub(crate) fn engine() -> Engine {
    Engine::builder()
        .models(Models::in_folder(root().join("models")).expect("the models"))
        .inference(EngineChoice::Rten)
        .build()
        .expect("an engine")
}

/// The example portrait.
pub(crate) fn portrait() -> Picture {
    open_still(root().join("examples/data/portrait.jpg")).expect("the portrait")
}
