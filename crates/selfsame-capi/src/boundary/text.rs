//! Texts that C reads: UTF-8 with a length, and a zero behind it, so that `%s` works too.

use std::ffi::c_char;

use zeroize::Zeroize as _;

/// Bytes for C, with a zero behind them that the length does not count.
pub(crate) struct Text(Box<[u8]>);

impl Text {
    pub(crate) fn of(bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        // Of its final size at once: memory that is left behind is not overwritten.
        let mut ended = Vec::with_capacity(bytes.len() + 1);
        ended.extend_from_slice(bytes);
        ended.push(0);
        Self(ended.into())
    }

    pub(crate) fn pointer(&self) -> *const c_char {
        self.0.as_ptr().cast()
    }

    /// Bytes before the zero.
    pub(crate) fn length(&self) -> usize {
        self.0.len() - 1
    }
}

/// Some are keys, nonces and digits: all are overwritten.
impl Drop for Text {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_follows_and_is_not_counted() {
        let text = Text::of("über");
        assert_eq!(text.length(), 5);
        assert_eq!(&*text.0, b"\xc3\xbcber\0");
        assert_eq!(Text::of("").length(), 0);
    }
}
