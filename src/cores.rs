//! Work on several cores, of which what comes out does not depend on how many there are.

use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rayon::slice::ParallelSlice as _;

/// Runs a job with so many threads; the default is one a core.
pub fn with_threads<T: Send>(threads: Option<usize>, job: impl FnOnce() -> T + Send) -> T {
    let pool = threads.map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build());
    match pool {
        Some(Ok(pool)) => pool.install(job),
        // Without a pool of its own the job runs in the common one: slower or faster, never other.
        Some(Err(_)) | None => job(),
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
                let made: Vec<usize> = with_threads(Some(threads), || {
                    in_order(0..count, <[usize]>::to_vec).flatten().flatten().collect()
                });
                assert_eq!(made, (0..count).collect::<Vec<_>>());
                let made = with_threads(Some(threads), || each((0..count).collect(), |item| item + 1));
                assert_eq!(made, (1..=count).collect::<Vec<_>>());
            }
        }
    }
}
