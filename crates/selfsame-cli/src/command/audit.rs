//! `audit`: the chain of what was done. Enters: a chain, public keys, heads that were kept
//! elsewhere. Leaves: whether it is whole, and which entries are not what they were.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use selfsame_verdict::audit::stamp::{Request, Trust};
use selfsame_verdict::audit::{self, Chain, CheckOptions, Fault, Note, Report};
use selfsame_verdict::{KeySet, Time, limits};
use serde::Serialize;

use crate::failure::{Failure, Result};
use crate::options::JsonArgs;
use crate::output::{Exit, Output};
use crate::{files, keys};

/// Options of `audit`.
#[derive(clap::Args, Debug)]
#[command(after_help = "\
What is cut off at a chain's end leaves no trace in it: keep heads elsewhere, and give them to
verify, or have them time-stamped.

Exit codes of verify: 0 whole, 1 not, 3 error.

Examples:
  selfsame audit verify audit.jsonl --keys keys.json --head monday.jws
  selfsame audit head audit.jsonl --signing-key issuer.pem --out monday.jws
  selfsame audit stamp-request audit.jsonl --signing-key issuer.pem --out req.tsq
  curl -H 'Content-Type: application/timestamp-query' --data-binary @req.tsq -o resp.tsr URL
  selfsame audit stamp audit.jsonl --signing-key issuer.pem --request req.tsq \\
    --response resp.tsr --stamp-trust authority.pem")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) action: Action,
    #[command(flatten)]
    pub(crate) json: JsonArgs,
}

/// What to do.
#[derive(clap::Subcommand, Debug)]
pub(crate) enum Action {
    /// Find every entry that was removed, altered or reordered
    Verify {
        /// The chain
        chain: PathBuf,
        /// Public keys of whoever wrote it, a JWKS document
        #[arg(long, value_name = "FILE")]
        keys: PathBuf,
        /// A head that was kept elsewhere; may be given more than once
        #[arg(long, value_name = "FILE")]
        head: Vec<PathBuf>,
        /// The chain is a test's: take heads of test keys
        #[arg(long)]
        tests: bool,
        /// Certificate of a time-stamp authority, or of who issues theirs, DER or PEM; may be
        /// given more than once [default: time stamps are not checked]
        #[arg(long, value_name = "FILE")]
        stamp_trust: Vec<PathBuf>,
    },
    /// Sign a head over all entries so far, to be kept elsewhere
    Head {
        /// The chain
        chain: PathBuf,
        /// The key that signs it
        #[arg(long, value_name = "FILE")]
        signing_key: PathBuf,
        /// Public keys of whoever wrote it before, a JWKS document: after the key changed,
        /// this head goes on from one of theirs [default: the signing key's heads only]
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// Where to [default: standard output]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Sign a head and ask for a time stamp over it: an RFC 3161 request, to be sent
    StampRequest {
        /// The chain
        chain: PathBuf,
        /// The key that signs the head
        #[arg(long, value_name = "FILE")]
        signing_key: PathBuf,
        /// Where to; it is needed again with the answer
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Put the time stamp of an authority's answer into the chain
    Stamp {
        /// The chain
        chain: PathBuf,
        /// The key that signs a head over it
        #[arg(long, value_name = "FILE")]
        signing_key: PathBuf,
        /// The request
        #[arg(long, value_name = "FILE")]
        request: PathBuf,
        /// The answer
        #[arg(long, value_name = "FILE")]
        response: PathBuf,
        /// Certificate of the authority, or of who issues theirs, DER or PEM; may be given
        /// more than once
        #[arg(long, value_name = "FILE", required = true)]
        stamp_trust: Vec<PathBuf>,
    },
}

/// `selfsame.audit.verify/1`.
#[derive(Serialize)]
struct Answer<'a> {
    schema: &'static str,
    whole: bool,
    chain: Option<&'a str>,
    records: u64,
    entries: u64,
    heads: u64,
    stamps: u64,
    stamps_unchecked: u64,
    stamped: Vec<StampedJson<'a>>,
    more_stamped: u64,
    first_time: Option<Time>,
    last_time: Option<Time>,
    last_head: Option<LastHeadJson<'a>>,
    kept_heads: usize,
    uncovered: u64,
    torn_tail: bool,
    faults: Vec<FaultJson<'a>>,
    more_faults: u64,
    notes: Vec<NoteJson>,
    more_notes: u64,
}

/// `selfsame.audit.stamp/1`.
#[derive(Serialize)]
struct StampAnswer<'a> {
    schema: &'static str,
    #[serde(flatten)]
    stamped: StampedJson<'a>,
}

#[derive(Serialize)]
struct StampedJson<'a> {
    record: u64,
    head: u64,
    time: Time,
    authority: &'a str,
}

#[derive(Serialize)]
struct LastHeadJson<'a> {
    record: u64,
    time: Time,
    kid: &'a str,
}

#[derive(Serialize)]
struct NoteJson {
    kind: &'static str,
    first: u64,
    last: u64,
}

#[derive(Serialize)]
struct FaultJson<'a> {
    kind: &'static str,
    first: u64,
    last: u64,
    line: Option<u64>,
    message: &'a str,
}

impl<'a> From<&'a Fault> for FaultJson<'a> {
    fn from(fault: &'a Fault) -> Self {
        Self {
            kind: fault.kind.code(),
            first: fault.seq,
            last: fault.to,
            line: fault.line,
            message: &fault.message,
        }
    }
}

pub(crate) fn run(args: &Args, output: &Output) -> Result<Exit> {
    match &args.action {
        Action::Verify {
            chain,
            keys,
            head,
            tests,
            stamp_trust,
        } => {
            let mut options = CheckOptions::default();
            options.kept_heads = head.iter().map(|p| read_head(p)).collect::<Result<_>>()?;
            options.test_keys = *tests;
            if !stamp_trust.is_empty() {
                options.stamps = Some(read_trust(stamp_trust)?);
            }
            verify(chain, keys, &options, output)
        }
        Action::Head {
            chain,
            signing_key,
            keys,
            out,
        } => {
            let known = keys.as_deref().map(read_keys).transpose()?;
            let head = open(chain, signing_key, known)?.head(Time::now());
            let head = head.map_err(|e| Failure::from(e).at(chain.display()))?;
            match out {
                Some(path) => files::write_whole(path, head.as_bytes())?,
                None => output.write(&head)?,
            }
            Ok(Exit::Pass)
        }
        Action::StampRequest {
            chain,
            signing_key,
            out,
        } => {
            let at = |e| Failure::from(e).at(chain.display());
            let head = open(chain, signing_key, None)?
                .head(Time::now())
                .map_err(at)?;
            let request = Request::random(&Chain::head_receipt(&head)?)?;
            files::write_whole(out, &request.to_der()?)?;
            Ok(Exit::Pass)
        }
        Action::Stamp {
            chain,
            signing_key,
            request,
            response,
            stamp_trust,
        } => {
            let at = |e| Failure::from(e).at(chain.display());
            let most = limits::CHAIN_STAMP_BYTES as u64;
            let trust = read_trust(stamp_trust)?;
            let asked = Request::from_der(&files::read_bounded(request, most)?)
                .map_err(|e| Failure::from(e).at(request.display()))?;
            let token = asked
                .accept(&files::read_bounded(response, most)?, &trust)
                .map_err(|e| Failure::from(e).at(response.display()))?;
            let opened = open(chain, signing_key, None)?;
            let head = opened.find_head(asked.digest()).map_err(at)?;
            let Some(head) = head else {
                let what = "the request is over no head of the chain within reach";
                return Err(Failure::new("time_stamp", what).at(chain.display()));
            };
            let now = Time::now();
            let stamp = opened.stamp(head.seq, &token.der, now).map_err(at)?;
            let stamped = StampedJson {
                record: stamp.seq,
                head: head.seq,
                time: token.stamped.time,
                authority: &token.stamped.authority,
            };
            if output.is_json() {
                output.json(&StampAnswer {
                    schema: "selfsame.audit.stamp/1",
                    stamped,
                })?;
            } else {
                output.write(&format!(
                    "record {}: {} stamped record {} at {}",
                    stamped.record, stamped.authority, stamped.head, stamped.time
                ))?;
            }
            Ok(Exit::Pass)
        }
    }
}

/// Never a new one: a head over nothing would look like one over something.
fn open(chain: &Path, signing_key: &Path, known: Option<KeySet>) -> Result<Chain> {
    std::fs::metadata(chain).map_err(|e| Failure::io(chain.display(), &e))?;
    let signer = keys::open(signing_key)?;
    let known = known.unwrap_or_default();
    Chain::open(chain, signer, &known).map_err(|e| Failure::from(e).at(chain.display()))
}

fn read_keys(path: &Path) -> Result<KeySet> {
    let text = files::read_bounded(path, limits::KEY_SET_BYTES as u64)?;
    KeySet::from_jwks(&text).map_err(|e| Failure::from(e).at(path.display()))
}

fn read_head(path: &Path) -> Result<String> {
    let bytes = files::read_bounded(path, limits::TOKEN_BYTES as u64)?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| Failure::new("audit", format!("{}: no head", path.display())))?;
    Ok(text.trim().to_owned())
}

fn read_trust(paths: &[PathBuf]) -> Result<Trust> {
    paths.iter().try_fold(Trust::new(), |trust, path| {
        let bytes = files::read_bounded(path, limits::PEM_BYTES as u64)?;
        let trust = trust.with(&bytes);
        trust.map_err(|e| Failure::from(e).at(path.display()))
    })
}

fn verify(chain: &Path, keys: &Path, options: &CheckOptions, output: &Output) -> Result<Exit> {
    let keys = read_keys(keys)?;
    let file = std::fs::File::open(chain).map_err(|e| Failure::io(chain.display(), &e))?;
    let report = audit::verify(BufReader::new(file), &keys, options)
        .map_err(|e| Failure::from(e).at(chain.display()))?;
    let kept = options.kept_heads.len();
    if output.is_json() {
        output.json(&answer(&report, kept))?;
    } else {
        output.write(&told(&report, kept))?;
    }
    Ok(match report.is_whole() {
        true => Exit::Pass,
        false => Exit::Fail,
    })
}

fn answer(report: &Report, kept_heads: usize) -> Answer<'_> {
    let stamped = report.stamped.iter().map(|stamp| StampedJson {
        record: stamp.seq,
        head: stamp.of,
        time: stamp.time,
        authority: &stamp.authority,
    });
    let last_head = report.last.as_ref().map(|last| LastHeadJson {
        record: last.seq,
        time: last.time,
        kid: &last.kid,
    });
    Answer {
        schema: "selfsame.audit.verify/1",
        whole: report.is_whole(),
        chain: report.chain.as_deref(),
        records: report.records,
        entries: report.entries,
        heads: report.heads,
        stamps: report.stamps,
        stamps_unchecked: report.stamps_unchecked,
        stamped: stamped.collect(),
        more_stamped: report.more_stamped,
        first_time: report.first_time,
        last_time: report.last_time,
        last_head,
        kept_heads,
        uncovered: report.uncovered,
        torn_tail: report.torn_tail,
        faults: report.faults.iter().map(FaultJson::from).collect(),
        more_faults: report.more_faults,
        notes: report.notes.iter().filter_map(note_json).collect(),
        more_notes: report.more_notes,
    }
}

fn note_json(note: &Note) -> Option<NoteJson> {
    let (kind, first, last) = match note {
        Note::ClockWentBack { seq } => ("clock_went_back", *seq, *seq),
        Note::Unproven { seq, to } => ("unproven", *seq, *to),
        Note::StampedLate { seq } => ("stamped_late", *seq, *seq),
        _ => return None,
    };
    Some(NoteJson { kind, first, last })
}

/// What stands in the first line: up to where it is whole, or why not.
fn verdict(report: &Report, kept: usize) -> String {
    let faults = report.faults.len() as u64 + report.more_faults;
    if report.is_whole() {
        let to = report.records.saturating_sub(1);
        return format!("WHOLE up to record {to}; heads kept elsewhere: {kept}");
    }
    let mut why = Vec::new();
    if faults > 0 {
        why.push(format!("{faults} faults"));
    }
    if report.uncovered > 0 {
        why.push(format!("{} records under no signed head", report.uncovered));
    }
    if report.torn_tail {
        why.push("the last line was never finished".to_owned());
    }
    format!("NOT WHOLE: {}", why.join(", "))
}

fn told(report: &Report, kept: usize) -> String {
    let mut text = verdict(report, kept);
    let unchecked = match report.stamps_unchecked {
        0 => String::new(),
        n if n == report.stamps => " (not checked)".to_owned(),
        n => format!(" ({n} not checked)"),
    };
    text += &format!(
        "\n  {} records: {} entries, {} signed heads, {} time stamps{unchecked}",
        report.records, report.entries, report.heads, report.stamps
    );
    if let (Some(first), Some(last)) = (report.first_time, report.last_time) {
        text += &format!("\n  from {first} to {last}");
    }
    for stamp in &report.stamped {
        let (of, time, who) = (stamp.of, stamp.time, &stamp.authority);
        text += &format!("\n  record {of} was there at {time}, says {who}");
    }
    if report.uncovered > 0 {
        text += "\n  what is under no signed head can be altered unseen";
    }
    if report.torn_tail {
        text += "\n  an unfinished line is of a crash in mid-write, and of nothing that was \
                 acknowledged";
    }
    for fault in &report.faults {
        let records = records(fault.seq, fault.to);
        text += &format!("\n  {:<12} {records}: {}", fault.kind.code(), fault.message);
    }
    if report.more_faults > 0 {
        text += &format!("\n  and {} more", report.more_faults);
    }
    for note in &report.notes {
        text += &match note {
            Note::ClockWentBack { seq } => {
                format!("\n  note: the clock went back before record {seq}")
            }
            Note::Unproven { seq, to } => {
                let records = records(*seq, *to);
                format!("\n  note: no signature vouches for {records}: what did was altered")
            }
            Note::StampedLate { seq } => {
                format!("\n  note: time stamp {seq} is of more than a day after its head")
            }
            _ => String::new(),
        };
    }
    if report.more_notes > 0 {
        text += &format!("\n  and {} notes more", report.more_notes);
    }
    text
}

fn records(first: u64, last: u64) -> String {
    match first == last {
        true => format!("record {first}"),
        false => format!("records {first} to {last}"),
    }
}
