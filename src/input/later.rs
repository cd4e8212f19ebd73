//! Work that another thread may do while this one goes on: a stream is unpacked, decoded and cut by one thread, what
//! was cut is read by others.
//!
//! Whoever hands work out does it itself where all others have enough, and where it needs the result before another
//! has begun. So work never waits for work that waits: what is handed out must not hand out more.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many jobs a thread may be handed out. With them goes the memory of what they work on.
const AHEAD: usize = 2;

/// How many jobs are handed out and not done, in the whole process: exports are read beside each other.
static HANDED_OUT: AtomicUsize = AtomicUsize::new(0);

/// What a job gives, once it is needed.
pub(super) struct Later<T>(Arc<Desk<T>>);

impl<T> fmt::Debug for Later<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Later")
    }
}

/// Where a job lies.
struct Desk<T> {
    state: Mutex<State<T>>,
    is_done: Condvar,
}

enum State<T> {
    Waiting(Box<dyn FnOnce() -> T + Send>),
    /// Somebody does it.
    Begun,
    Done(T),
    /// It panicked.
    Failed(Box<dyn Any + Send>),
}

/// Hands out a job, or does it.
pub(super) fn later<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Later<T> {
    let threads = rayon::current_num_threads();
    if threads < 2 {
        return Later::now(job());
    }
    let Some(place) = Place::take(&HANDED_OUT, threads.saturating_mul(AHEAD)) else {
        return Later::now(job());
    };
    let job = move || {
        let done = job();
        drop(place);
        done
    };
    let desk = Arc::new(Desk::new(State::Waiting(Box::new(job))));
    let theirs = Arc::clone(&desk);
    rayon::spawn(move || theirs.work());
    Later(desk)
}

impl<T> Later<T> {
    /// What is known already.
    pub(super) fn now(value: T) -> Self {
        Self(Arc::new(Desk::new(State::Done(value))))
    }

    /// Whether nobody has to wait for it.
    pub(super) fn is_done(&self) -> bool {
        matches!(*self.0.lock(), State::Done(_))
    }

    /// What the job gives; waits for whoever does it.
    pub(super) fn take(self) -> T {
        self.0.work();
        let mut state = self.0.lock();
        loop {
            match std::mem::replace(&mut *state, State::Begun) {
                State::Done(value) => return value,
                State::Failed(panic) => {
                    drop(state);
                    panic::resume_unwind(panic);
                }
                other @ (State::Begun | State::Waiting(_)) => *state = other,
            }
            state = self.0.is_done.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Desk<T> {
    fn new(state: State<T>) -> Self {
        Self { state: Mutex::new(state), is_done: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does the job, unless somebody has begun.
    fn work(&self) {
        let mut state = self.lock();
        if !matches!(*state, State::Waiting(_)) {
            return;
        }
        let State::Waiting(job) = std::mem::replace(&mut *state, State::Begun) else { return };
        drop(state);
        let done = match panic::catch_unwind(AssertUnwindSafe(job)) {
            Ok(value) => State::Done(value),
            Err(panic) => State::Failed(panic),
        };
        *self.lock() = done;
        self.is_done.notify_all();
    }
}

/// A place among the jobs that are handed out.
struct Place(&'static AtomicUsize);

impl Place {
    fn take(taken: &'static AtomicUsize, most: usize) -> Option<Self> {
        let more = |count: usize| count.checked_add(1).filter(|count| *count <= most);
        let is_free = taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok();
        is_free.then(|| Self(taken))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What jobs give, put together in the order in which they were handed out.
#[derive(Debug)]
pub(super) struct InOrder<T> {
    waiting: VecDeque<Later<T>>,
}

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self { waiting: VecDeque::new() }
    }
}

impl<T> InOrder<T> {
    /// Behind those before it.
    pub(super) fn push(&mut self, later: Later<T>) {
        self.waiting.push_back(later);
    }

    /// The next, if it is done.
    pub(super) fn next_done(&mut self) -> Option<T> {
        self.waiting.pop_front_if(|next| next.is_done()).map(Later::take)
    }

    /// The next, whoever does it. While somebody does it, those behind it are done here.
    pub(super) fn next(&mut self) -> Option<T> {
        let next = self.waiting.pop_front()?;
        next.0.work();
        self.waiting.iter().take_while(|_| !next.is_done()).for_each(|later| later.0.work());
        Some(next.take())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_pool<T: Send>(threads: usize, job: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(job)
    }

    #[test]
    fn everything_is_done_once_and_comes_in_order() {
        for threads in [1, 2, 8] {
            let found: Vec<usize> = in_pool(threads, || {
                let all: Vec<Later<usize>> = (0..1000).map(|number| later(move || number)).collect();
                all.into_iter().map(Later::take).collect()
            });
            assert_eq!(found, (0..1000).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_handed_out_than_there_are_places() {
        static TAKEN: AtomicUsize = AtomicUsize::new(0);
        let places = [2, 2, 2, 2].map(|most| Place::take(&TAKEN, most));
        assert_eq!(places.iter().flatten().count(), 2);
        assert_eq!(TAKEN.load(Ordering::Relaxed), 2);
        drop(places);
        assert_eq!(TAKEN.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_panic_comes_back_to_whoever_needs_the_result() {
        let panicked = in_pool(2, || {
            // Where no place is free, it is done at once.
            panic::catch_unwind(AssertUnwindSafe(|| later::<u8>(|| panic!("meant to")).take())).is_err()
        });
        assert!(panicked);
        assert_eq!(in_pool(2, || later(|| 7).take()), 7);
    }
}
