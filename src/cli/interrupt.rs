//! What is left where a signal ends the program while it writes a file: nothing half-written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The file that is being written beside its target, until it stands in its place; or a folder of what is needed for a while.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is taken away if a signal ends the program before this is dropped.
#[derive(Debug)]
pub(super) struct Unfinished(());

impl Unfinished {
    /// Makes the file, of which `path` tells the name.
    ///
    /// # Errors
    ///
    /// Where it can't be made.
    pub(super) fn make<T>(
        make: impl FnOnce() -> io::Result<T>,
        path: impl Fn(&T) -> &Path,
    ) -> io::Result<(T, Self)> {
        signals::watch();
        // Held while it is made: the signal comes before or after.
        let mut known = unfinished();
        let made = make()?;
        *known = Some(path(&made).to_owned());
        Ok((made, Self(())))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        *unfinished() = None;
    }
}

#[cfg(unix)]
mod signals {
    use std::sync::atomic::AtomicBool;
    use std::sync::{Arc, Once};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Waits, in a thread of its own, for what ends the program.
    pub(super) fn watch() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            // A file that may not grow any more is an error like a full disk.
            drop(signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))));
            let ending = [SIGHUP, SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal));
            // Without a thread that waits for them, signals end the program as they always do.
            let Ok(mut signals) = Signals::new(ending) else { return };
            drop(std::thread::Builder::new().spawn(move || signals.forever().for_each(end)));
        });
    }

    fn end(signal: i32) {
        // Held to the end, so that no other file is begun.
        let mut known = super::unfinished();
        if let Some(path) = known.take() {
            let is_folder = path.is_dir();
            let removed = if is_folder { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
            removed.unwrap_or_default();
        }
        // Whoever waits for the program learns that the signal ended it.
        emulate_default_handler(signal).unwrap_or_default();
    }

    /// Whether whoever started the program keeps a signal from it, as `nohup` does.
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
        let bit = u32::try_from(signal).ok().and_then(|signal| signal.checked_sub(1));
        bit.and_then(|bit| mask.checked_shr(bit)).is_some_and(|mask| mask & 1 == 1)
    }
}

#[cfg(not(unix))]
mod signals {
    /// Elsewhere nothing is waited for: a hidden file may stay.
    pub(super) fn watch() {}
}
