//! Work on several cores, of which what comes out does not depend on how many there are.

use std::num::NonZero;
use std::thread::available_parallelism;

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSlice as _;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The threads of a command, the same for all that it does: what the system gives each of them, memory above all, is
/// given once.
#[derive(Debug)]
pub struct Team(Option<ThreadPool>);

impl Team {
    /// So many threads; the default is one a core. Where the system gives fewer, with those.
    pub fn of(threads: Option<usize>) -> Self {
        // The common pool of a process is built once: where a thread is refused then, there is none.
        Self(pool(threads.unwrap_or(0)))
    }

    /// Runs a job with them: slower or faster, never other.
    pub fn run<T: Send>(&self, job: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(job),
            None => job(),
        }
    }
}

/// A pool of so many threads, zero for one a core; of half as many where the system refuses one, as it does where memory
/// or processes are counted; at last of none but this one.
fn pool(mut threads: usize) -> Option<ThreadPool> {
    loop {
        if let Ok(pool) = ThreadPoolBuilder::new().num_threads(threads).build() {
            return Some(pool);
        }
        if threads == 0 {
            threads = available_parallelism().map_or(1, NonZero::get);
        }
        if threads < 2 {
            return ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok();
        }
        threads /= 2;
    }
}

/// How many items a core takes at once: enough that handing them out costs nothing.
const PIECE: usize = 32;
/// How many items are worked on before what was made of them is given on: so much has to be kept, and log text can be long.
const WINDOW: usize = 16 * PIECE;

/// Makes something of pieces of a list, many at once, and gives it in the list's order, window by window.
pub fn in_order<'a, I: Sync + 'a, P: Send + 'a>(
    items: impl Iterator<Item = I> + 'a,
    make: impl Fn(&[I]) -> P + Sync + 'a,
) -> impl Iterator<Item = Vec<P>> + 'a {
    let mut items = items.fuse();
    let mut window = Vec::new();
    std::iter::from_fn(move || {
        window.clear();
        window.extend(items.by_ref().take(WINDOW));
        match window.len() {
            0 => None,
            // One piece is made here.
            1..=PIECE => Some(vec![make(&window)]),
            _ => Some(window.par_chunks(PIECE).map(&make).collect()),
        }
    })
}

/// Makes something of each item of a list, many at once, in the list's order.
pub fn each<I: Send, M: Send>(items: Vec<I>, make: impl Fn(I) -> M + Sync + Send) -> Vec<M> {
    if items.len() <= PIECE {
        return items.into_iter().map(make).collect();
    }
    items.into_par_iter().with_min_len(PIECE).map(make).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_stays_whatever_the_number_of_items_and_cores() {
        for count in [0, 1, PIECE, PIECE + 1, WINDOW, 2 * WINDOW + 7] {
            for threads in [1, 2, 8] {
                let team = Team::of(Some(threads));
                let made: Vec<usize> =
                    team.run(|| in_order(0..count, <[usize]>::to_vec).flatten().flatten().collect());
                assert_eq!(made, (0..count).collect::<Vec<_>>());
                let made = team.run(|| each((0..count).collect(), |item| item + 1));
                assert_eq!(made, (1..=count).collect::<Vec<_>>());
            }
        }
    }
}
