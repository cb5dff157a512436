//! Why a call does not do what it was asked. Enters: an error of any of our crates, or a
//! mistake of the caller. Leaves: a [`Failure`]: a code, a sentence, and the argument it is about.

use crate::code::selfsame_code::{self, *};

/// What a function of this crate's inside ends with.
pub(crate) type Outcome<T> = Result<T, Failure>;

/// A code, what is wrong, and which argument it is about, where it is about one.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) code: selfsame_code,
    pub(crate) message: String,
    pub(crate) argument: Option<&'static str>,
    /// Seconds until it would be taken, where it is refused for a time.
    pub(crate) wait_s: Option<u64>,
}

impl Failure {
    pub(crate) fn new(code: selfsame_code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            argument: None,
            wait_s: None,
        }
    }

    /// The same, about an argument.
    pub(crate) fn of(mut self, argument: &'static str) -> Self {
        self.argument = Some(argument);
        self
    }

    /// There is none of what was asked for.
    pub(crate) fn absent(what: &str) -> Self {
        Self::new(SELFSAME_ABSENT, what)
    }

    /// A place behind the end of a list.
    pub(crate) fn index(index: usize, count: usize) -> Self {
        Self::new(
            SELFSAME_INDEX,
            format!("number {index} of {count}, counted from 0"),
        )
        .of("index")
    }

    /// A number that its enumeration does not have.
    pub(crate) fn enumerator(value: i32, argument: &'static str, of: &str) -> Self {
        Self::new(SELFSAME_ENUM, format!("{value} is no {of}")).of(argument)
    }
}

impl From<selfsame::Error> for Failure {
    fn from(error: selfsame::Error) -> Self {
        use selfsame::ErrorKind as Kind;
        let code = match error.kind() {
            Kind::Frame => SELFSAME_FRAME,
            Kind::Sound => SELFSAME_SOUND,
            Kind::Image => SELFSAME_IMAGE,
            Kind::Limit => SELFSAME_LIMIT,
            Kind::Model => SELFSAME_MODEL,
            Kind::Inference => SELFSAME_INFERENCE,
            Kind::Challenge => SELFSAME_CHALLENGE,
            Kind::Portrait => SELFSAME_PORTRAIT,
            Kind::Template => SELFSAME_TEMPLATE,
            Kind::Misuse => SELFSAME_ARGUMENT,
            Kind::Io => SELFSAME_IO,
            _ => SELFSAME_INTERNAL,
        };
        Self::new(code, error.to_string())
    }
}

impl From<selfsame_capture::Error> for Failure {
    fn from(error: selfsame_capture::Error) -> Self {
        use selfsame_capture::ErrorKind as Kind;
        let code = match error.kind() {
            Kind::NotFound => SELFSAME_NOT_FOUND,
            Kind::Io => SELFSAME_IO,
            Kind::Format => SELFSAME_FORMAT,
            Kind::Limit => SELFSAME_LIMIT,
            Kind::Frame => SELFSAME_FRAME,
            Kind::CameraBusy => SELFSAME_CAMERA_BUSY,
            Kind::CameraAbsent => SELFSAME_CAMERA_ABSENT,
            Kind::CameraForbidden => SELFSAME_CAMERA_FORBIDDEN,
            Kind::CameraUnplugged => SELFSAME_CAMERA_UNPLUGGED,
            Kind::CameraFailed => SELFSAME_CAMERA_FAILED,
            Kind::NeedsFfmpeg => SELFSAME_NEEDS_FFMPEG,
            Kind::Sealed => SELFSAME_SEALED,
            Kind::NotBuilt => SELFSAME_NOT_BUILT,
            Kind::Misuse => SELFSAME_ARGUMENT,
            _ => SELFSAME_INTERNAL,
        };
        Self::new(code, error.to_string())
    }
}

impl From<selfsame_verdict::Error> for Failure {
    fn from(error: selfsame_verdict::Error) -> Self {
        use selfsame_verdict::ErrorKind as Kind;
        let code = match error.kind() {
            Kind::Key => SELFSAME_KEY,
            Kind::Claims => SELFSAME_CLAIMS,
            Kind::Evidence => SELFSAME_EVIDENCE,
            Kind::Audit => SELFSAME_AUDIT,
            Kind::TimeStamp => SELFSAME_TIME_STAMP,
            Kind::Limit => SELFSAME_LIMIT,
            Kind::Store => SELFSAME_STORE,
            Kind::Misuse => SELFSAME_ARGUMENT,
            Kind::Io => SELFSAME_IO,
            _ => SELFSAME_INTERNAL,
        };
        Self::new(code, error.to_string())
    }
}

impl Failure {
    /// A challenge that is refused at a moment.
    pub(crate) fn refused(
        refusal: selfsame_verdict::challenge::Refusal,
        now: selfsame_verdict::Time,
    ) -> Self {
        use selfsame_verdict::challenge::Refusal as Why;
        let code = match refusal {
            Why::Unknown => SELFSAME_REFUSED_UNKNOWN,
            Why::WrongBinding => SELFSAME_REFUSED_WRONG_BINDING,
            Why::AlreadyRedeemed => SELFSAME_REFUSED_ALREADY_REDEEMED,
            Why::Superseded => SELFSAME_REFUSED_SUPERSEDED,
            Why::Expired => SELFSAME_REFUSED_EXPIRED,
            Why::ClockSetBack => SELFSAME_REFUSED_CLOCK_SET_BACK,
            Why::TooEarly { .. } => SELFSAME_REFUSED_TOO_EARLY,
            Why::TooSoon { .. } => SELFSAME_REFUSED_TOO_SOON,
            Why::TooManyTries { .. } => SELFSAME_REFUSED_TOO_MANY_TRIES,
        };
        let mut failure = Self::new(code, refusal.to_string());
        failure.wait_s = match refusal {
            Why::TooEarly { wait } | Why::TooSoon { wait } => Some(wait.as_secs()),
            Why::TooManyTries { until } => Some(until.since(now).as_secs()),
            _ => None,
        };
        failure
    }
}

impl From<selfsame_verdict::Rejection> for Failure {
    fn from(rejection: selfsame_verdict::Rejection) -> Self {
        use selfsame_verdict::Rejection as Why;
        let code = match rejection {
            Why::TooLong(_) => SELFSAME_TOKEN_TOO_LONG,
            Why::Malformed(_) => SELFSAME_TOKEN_MALFORMED,
            Why::WrongType(_) => SELFSAME_TOKEN_WRONG_TYPE,
            Why::WrongAlgorithm(_) => SELFSAME_TOKEN_WRONG_ALGORITHM,
            Why::UnknownKey(_) => SELFSAME_TOKEN_UNKNOWN_KEY,
            Why::BadSignature(_) => SELFSAME_TOKEN_BAD_SIGNATURE,
            Why::TestVerdict => SELFSAME_TOKEN_TEST_VERDICT,
            Why::NoTestVerdict => SELFSAME_TOKEN_NO_TEST_VERDICT,
            Why::WrongIssuer(_) => SELFSAME_TOKEN_WRONG_ISSUER,
            Why::WrongAudience(_) => SELFSAME_TOKEN_WRONG_AUDIENCE,
            Why::WrongNonce => SELFSAME_TOKEN_WRONG_NONCE,
            Why::Expired { .. } => SELFSAME_TOKEN_EXPIRED,
            Why::NotYetValid { .. } => SELFSAME_TOKEN_NOT_YET_VALID,
            Why::LifeTooLong => SELFSAME_TOKEN_LIFE_TOO_LONG,
            Why::Replayed => SELFSAME_TOKEN_REPLAYED,
            Why::MemoryFailed(_) => SELFSAME_TOKEN_MEMORY_FAILED,
            Why::Claims(_) => SELFSAME_TOKEN_CLAIMS,
            Why::Level(_) => SELFSAME_TOKEN_LEVEL,
            Why::MatchRate(_) => SELFSAME_TOKEN_MATCH_RATE,
            Why::SecondSignatureMissing => SELFSAME_TOKEN_SECOND_SIGNATURE_MISSING,
            Why::NoEvidence => SELFSAME_TOKEN_NO_EVIDENCE,
            Why::EvidenceAltered => SELFSAME_TOKEN_EVIDENCE_ALTERED,
            _ => SELFSAME_TOKEN_REJECTED,
        };
        Self::new(code, rejection.to_string())
    }
}
