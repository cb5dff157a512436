//! Random names from the operating system's generator.

use crate::encoding::base64url;
use crate::error::{Error, ErrorKind, Result};

/// `N` random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::new(ErrorKind::Io, "no random numbers").caused_by(e))?;
    Ok(bytes)
}

/// 128 random bits, 22 letters: unique for all practical purposes.
pub(crate) fn name() -> Result<String> {
    Ok(base64url(&bytes::<16>()?))
}

/// 256 random bits, 43 letters: nobody guesses it.
pub(crate) fn secret() -> Result<String> {
    Ok(base64url(&bytes::<32>()?))
}
