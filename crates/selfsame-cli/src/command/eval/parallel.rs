//! The same work on many items, on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use indicatif::ProgressBar;

use crate::failure::Result;

/// Answers in the order of the items. The first failure ends the work.
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
