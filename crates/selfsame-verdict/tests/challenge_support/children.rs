//! Other processes: this test program again, running one test of it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Names the folder that a child works in.
pub(crate) const FOLDER: &str = "SELFSAME_CHALLENGE_CHILD";
/// What its lines begin with, that the test harness's own do not.
pub(crate) const MARK: &str = "> ";

/// The folder, if this process is a child.
pub(crate) fn folder() -> Option<std::path::PathBuf> {
    std::env::var_os(FOLDER).map(Into::into)
}

/// Starts a child that runs the test `name` in a folder.
pub(crate) fn start(name: &str, folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A line of a child's own. Harness output may stand before it on the line.
pub(crate) fn own(line: &str) -> Option<&str> {
    line.split_once(MARK).map(|(_, own)| own)
}

/// A child that is told what to do, line by line.
pub(crate) struct Told {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Told {
    pub(crate) fn start(name: &str, folder: &Path) -> Self {
        let mut child = start(name, folder);
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            input,
            output,
        }
    }

    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.input, "{line}").unwrap();
        self.input.flush().unwrap();
    }

    pub(crate) fn hear(&mut self) -> String {
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the child ended");
            if let Some(own) = own(line.trim_end()) {
                return own.to_owned();
            }
        }
    }

    pub(crate) fn end(self) {
        let Self {
            mut child, input, ..
        } = self;
        drop(input);
        assert!(child.wait().unwrap().success());
    }
}

/// A moment a little ahead, in nanoseconds, for processes to start at together.
pub(crate) fn soon() -> u128 {
    nanos() + Duration::from_millis(3).as_nanos()
}

/// Waits for that moment without sleeping.
pub(crate) fn spin_until(moment: u128) {
    while nanos() < moment {
        std::hint::spin_loop();
    }
}

fn nanos() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap().as_nanos()
}
