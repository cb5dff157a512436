//! The same work on many items, on several threads.
//!
//! Enters: the items, the work, how many threads. Leaves: the answers in the order of
//! the items, or the first failure.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use indicatif::ProgressBar;

use crate::failure::Result;

/// `--jobs`.
#[derive(clap::Args, Debug)]
pub(crate) struct JobsArgs {
    /// Threads that work side by side [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
}

impl JobsArgs {
    /// How many threads, 1 or more.
    pub(super) fn count(&self) -> usize {
        match self.jobs {
            Some(jobs) => usize::from(jobs),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Answers in the order of the items. The first failure ends the work: what other
/// threads have begun is finished, nothing else is taken up.
pub(super) fn map<T: Sync, R: Send>(
    items: &[T],
    jobs: usize,
    bar: &ProgressBar,
    work: impl Fn(&T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<R>>> = Mutex::new(items.iter().map(|_| None).collect());
    let failed = Mutex::new(None);
    let run = || {
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(i) else {
                return;
            };
            match work(item) {
                Ok(answer) => {
                    done.lock().unwrap_or_else(PoisonError::into_inner)[i] = Some(answer);
                }
                Err(failure) => {
                    // Nobody takes up another item.
                    next.store(items.len(), Ordering::Relaxed);
                    let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                    failed.get_or_insert(failure);
                    return;
                }
            }
            bar.inc(1);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            scope.spawn(run);
        }
    });
    bar.finish_and_clear();
    if let Some(failure) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(failure);
    }
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(done.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Failure;

    #[test]
    fn answers_keep_the_order_and_a_failure_ends_the_work() {
        let items: Vec<usize> = (0..100).collect();
        let bar = ProgressBar::hidden();
        let squares = map(&items, 4, &bar, |i| Ok(i * i)).unwrap();
        assert_eq!(squares[9], 81);
        assert_eq!(squares.len(), 100);
        let failed = map(&items, 4, &bar, |&i| {
            if i == 50 {
                Err(Failure::new("io", "fifty"))
            } else {
                Ok(i)
            }
        });
        assert_eq!(failed.unwrap_err().message, "fifty");
    }
}
