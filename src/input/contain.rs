//! A bulkhead around libraries that unpack archives.
//!
//! They are asked to return errors, and they do; but an archive may be made by somebody who looks for
//! the place where one does not, and that must not take the other logs of a report with it.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a job; `None` if it panicked, which is then said nowhere else.
pub(super) fn contain<T>(job: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_CONTAINED.get() {
                usual(info);
            }
        }));
    });
    let was_contained = IS_CONTAINED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(job)).ok();
    IS_CONTAINED.set(was_contained);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_result() {
        assert_eq!(contain(|| 1), Some(1));
        let nothing: Option<u8> = None;
        assert_eq!(contain(|| nothing.map(|n| [0; 1][usize::from(n)]).expect("contained")), None::<i32>);
    }
}
