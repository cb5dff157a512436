//! How much untrusted input may be: checked before memory is asked for.

/// Longest token, bytes: a verdict is 2.5 to 4 kB.
pub const TOKEN_BYTES: usize = 32 << 10;
/// Longest JWKS document, bytes.
pub const KEY_SET_BYTES: usize = 64 << 10;
/// Most keys of a set.
pub const KEYS: usize = 64;
/// Longest PEM file of a key, bytes.
pub const PEM_BYTES: usize = 16 << 10;
/// Longest PIN of a PKCS#11 token, bytes: tokens take a few dozen.
pub const PIN_BYTES: usize = 256;
/// Longest attribute that is read of a key in a PKCS#11 token, bytes: the longest needed
/// is a point, 67 bytes.
pub const TOKEN_ATTRIBUTE_BYTES: usize = 512;
/// Most slots of a PKCS#11 module that are looked at.
pub const TOKEN_SLOTS: usize = 256;
/// Longest name: a subject, a relying party, an issuer, a key's id; bytes.
pub const NAME_BYTES: usize = 512;
/// Longest claims about a person, as JSON, bytes.
pub const CLAIMS_BYTES: usize = 8 << 10;
/// Longest line of an audit chain, bytes: a time stamp with its certificates fits.
pub const CHAIN_LINE_BYTES: usize = 64 << 10;
/// Longest name of an algorithm or of a type of text in a token's header, bytes: those that
/// are registered have some two dozen.
pub const HEADER_NAME_BYTES: usize = 128;
/// Longest evidence before it is sealed, bytes: a minute of compressed video is about a fifth.
pub const EVIDENCE_BYTES: usize = 256 << 20;
/// Longest file of sealed evidence, bytes: age adds 16 to every 64 KiB (a 4096th). A first
/// line of 4 KiB at most stands before it and inside, and age's header has some hundreds.
pub const EVIDENCE_FILE_BYTES: usize = evidence_file(EVIDENCE_BYTES);
/// Longest prompts, milliseconds from the start to the end of a session.
pub const SESSION_MS: u64 = 60_000;
/// Most digits of a challenge.
pub const DIGITS: usize = 16;
/// Longest prompts in JSON, bytes: sixteen digits and their times are about three hundred.
pub const PROMPTS_BYTES: usize = 4 << 10;
/// Most tries that may be counted of one subject or device: each is about fifty bytes.
pub const TRIES: u32 = 1000;
/// Most challenges of a store in memory, about a kilobyte each.
pub const CHALLENGES_IN_MEMORY: usize = 1_000_000;
/// Most tokens that a memory of seen ones in the process holds, about two hundred bytes each.
pub const SEEN_IN_MEMORY: usize = 1_000_000;
/// Longest purpose of an audit entry, characters.
pub const CHAIN_PURPOSE_CHARS: usize = 200;
/// Longest number of a case in an audit entry, characters.
pub const CHAIN_CASE_CHARS: usize = 100;
/// Most faults and notes of a chain that are kept, each; more are counted. Chosen by eye, not tuned.
pub const CHAIN_FAULTS: usize = 1000;
/// Most heads kept elsewhere that one check takes.
pub const CHAIN_KEPT_HEADS: usize = 1000;
/// Most places that a check remembers as missing, or filled too early, until their record
/// comes. Chosen by eye, not tuned.
pub const CHAIN_GAPS: usize = 1000;
/// Most records without a signed head after them that are looked at together; twice what a
/// writer may leave between two heads.
pub const CHAIN_STRETCH: usize = 1024;
/// Longest line that is kept whole while it is looked at with others, bytes: an entry's
/// longest is about 6 KiB, when every letter is escaped.
pub const CHAIN_KEPT_LINE_BYTES: usize = 8 << 10;
/// Longest time stamp of an audit chain, bytes of DER: in base64url it fits a line.
pub const CHAIN_STAMP_BYTES: usize = 40 << 10;

/// The longest file of sealed evidence of that length.
pub(crate) const fn evidence_file(evidence: usize) -> usize {
    evidence
        .saturating_add(evidence / 4096)
        .saturating_add(16 << 10)
}
/// Most records from a head to the time stamp over it: the digests of the heads among them
/// are remembered, about a hundred bytes each. Chosen by eye, not tuned.
pub const CHAIN_STAMP_RECORDS: u64 = 1 << 14;
/// How far back a writer looks for the head that a time stamp is over, bytes: as many
/// records of the usual length, and more. Chosen by eye, not tuned.
pub const CHAIN_STAMP_REACH_BYTES: u64 = 64 << 20;
