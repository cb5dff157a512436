//! What can go wrong: impossible wishes.

/// An error of a simulation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter out of range: which, and what is possible.
    #[error("{0}")]
    Impossible(String),
    /// The SDK refused a picture.
    #[error(transparent)]
    Sdk(#[from] selfsame::Error),
}
