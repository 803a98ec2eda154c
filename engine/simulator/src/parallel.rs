//! Many runs, on every processor of this machine.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::Failure;

/// Does a work for each of these numbers; after the first failure no further one is begun.
pub(crate) fn for_each(numbers: Range<u64>, work: impl Fn(u64) -> Result<(), Failure> + Sync) -> Result<(), Failure> {
    let (next, failed) = (AtomicU64::new(numbers.start), Mutex::new(None));
    let one_after_another = || {
        while failed.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= numbers.end {
                return;
            }
            if let Err(failure) = work(number) {
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(one_after_another);
        }
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
