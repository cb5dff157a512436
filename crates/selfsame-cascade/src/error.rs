//! What can go wrong: a broken model, a picture that is not what it says, options out of
//! their range. None of them depends on what a picture shows.

/// A failure, with what and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no model of the SeetaFace funnel cascade.
    #[error("cascade model: {0}")]
    Model(String),
    /// Width, height, stride and bytes of a picture do not belong together.
    #[error("picture: {0}")]
    Picture(String),
    /// An option is out of its range.
    #[error("detector options: {0}")]
    Options(String),
}

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;
