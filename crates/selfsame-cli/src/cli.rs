//! The command line.

use clap::{Args, Parser, Subcommand};

use crate::command::{
    audit, detect, doctor, eval, evidence, levels, matching, models, record, simulate, template,
    train, verdict, verify,
};
use crate::options::Globals;

/// Prove from an ordinary webcam that a person is who they say they are.
#[derive(Parser, Debug)]
#[command(name = "selfsame", version, propagate_version = true, after_help = AFTER)]
pub(crate) struct Cli {
    /// Answer in JSON on standard output (docs/json.md)
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER: &str = "\
Exit codes: 0 pass, 1 fail (no match, not live), 2 try again, 3 error.

Examples:
  selfsame doctor
  selfsame verify --portrait id.jpg --camera
  selfsame verify --portrait id.jpg --video clip.mp4 --report report.html
  selfsame match id.jpg selfie.jpg --fmr 1e-4
  selfsame detect --json *.jpg";

/// The commands.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Find faces in pictures
    Detect(detect::Args),
    /// Compare the faces of two pictures at a stated false-match rate
    Match(matching::Args),
    /// Decide whether a live person reads the digits, and whose portrait it is
    Verify(Box<verify::Args>),
    /// Keep faces as numbers, sealed, and compare with them
    Template(template::Args),
    /// Check signed verdicts, and make the keys that sign them
    Verdict(verdict::Args),
    /// Open evidence that was kept, and delete what is due
    Evidence(evidence::Args),
    /// Check an audit chain: what was removed, altered or reordered
    Audit(audit::Args),
    /// Tell the levels of liveness, and what was measured of them
    Levels(levels::Args),
    /// Record a session to disk, in plain or encrypted
    Record(record::Args),
    /// List the models and whether they are present and unaltered
    Models(models::Args),
    /// Tell what works on this machine and what to do about the rest
    Doctor(doctor::Args),
    /// Make sessions of simulated people, who need no camera
    Simulate(simulate::Args),
    /// Measure against recordings with known answers
    Eval(EvalArgs),
    /// Make models of this release anew from recordings and simulated people
    Train(TrainArgs),
}

/// `train`.
#[derive(Args, Debug)]
pub(crate) struct TrainArgs {
    #[command(subcommand)]
    pub(crate) command: Train,
}

/// What can be trained.
#[derive(Subcommand, Debug)]
pub(crate) enum Train {
    /// How mouths move that say words
    Words(train::words::Args),
    /// The examples that models are learned from, as a file
    Samples(train::samples::Args),
    /// How much mouths differ between words, and between readings of one word
    Repeats(train::repeats::Args),
}

/// `eval`.
#[derive(Args, Debug)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) command: Eval,
}

/// The evaluations.
#[derive(Subcommand, Debug)]
pub(crate) enum Eval {
    /// Face detection against boxes: recall and false positives
    Detect(eval::detect::Args),
    /// Face matching against pairs: accuracy, EER, FNMR at named FMRs
    Match(eval::matching::Args),
    /// Mouth landmarks against iBUG 68-point files: normalised mean error
    Landmarks(eval::landmarks::Args),
    /// Changes of person in mid-session: the share that is seen
    Swaps(eval::swaps::Args),
    /// Tracking: the share of frames with a face
    Track(eval::track::Args),
    /// Mouth opening against the sound of the clips: correlation
    Mouth(eval::mouth::Args),
    /// A mouth with its own sound and with others: error rates
    #[cfg(feature = "voice")]
    Voice(eval::voice::Args),
    /// Mouth curves of simulated digits beside those of real clips
    Curves(eval::curves::Args),
    /// Which word a mouth says, at known times
    Digits(eval::digits::Args),
    /// Whether readings of one digit are told from readings of two
    Repeats(eval::repeats::Args),
    /// Sessions put together from clips, at the level of what a mouth measures
    Assembled(eval::assembled::Args),
    /// Recorded sessions with a known truth: error rates by attack, group and channel
    Sessions(eval::sessions::Args),
    /// Single pictures of live people and of attacks, by their texture
    Attack(eval::attack::Args),
    /// Recordings in which nobody reads the digits: how often they are accepted
    Unread(eval::unread::Args),
    /// Simulated people through the whole pipeline, by skin tone
    Simulated(eval::simulated::Args),
    /// Simulated attacks through the whole pipeline: how often each passes
    Attacks(eval::attacks::Args),
}

impl Cli {
    /// Whether standard output is for a machine.
    pub(crate) fn wants_json(&self) -> bool {
        self.json
            || match &self.command {
                Command::Detect(args) => args.json.json,
                Command::Match(args) => args.json.json,
                Command::Template(args) => args.json.json,
                Command::Verify(args) => args.json.json,
                Command::Verdict(args) => args.json.json,
                Command::Evidence(args) => args.json.json,
                Command::Audit(args) => args.json.json,
                Command::Levels(args) => args.json.json,
                Command::Record(args) => args.json.json,
                Command::Models(args) => args.json.json,
                Command::Doctor(args) => args.json.json,
                Command::Simulate(args) => args.wants_json(),
                Command::Train(_) => false,
                Command::Eval(args) => args.command.target().is_some_and(eval::Target::is_stdout),
            }
    }
}

impl Eval {
    fn target(&self) -> Option<&eval::Target> {
        match self {
            Self::Detect(args) => args.common.json.as_ref(),
            Self::Attack(args) => args.common.json.as_ref(),
            Self::Sessions(args) => args.common.json.as_ref(),
            Self::Match(args) => args.common.json.as_ref(),
            Self::Landmarks(args) => args.common.json.as_ref(),
            Self::Swaps(args) => args.common.json.as_ref(),
            Self::Track(args) => args.common.json.as_ref(),
            Self::Mouth(args) => args.common.json.as_ref(),
            #[cfg(feature = "voice")]
            Self::Voice(args) => args.common.json.as_ref(),
            Self::Curves(args) => args.common.json.as_ref(),
            Self::Digits(args) => args.common.json.as_ref(),
            Self::Repeats(args) => args.common.json.as_ref(),
            Self::Assembled(args) => args.common.json.as_ref(),
            Self::Unread(args) => args.common.json.as_ref(),
            Self::Simulated(args) => args.common.json.as_ref(),
            Self::Attacks(args) => args.common.json.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }
}
