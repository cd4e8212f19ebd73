//! A bar on standard error, when a person watches and the work is long.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::Surroundings;
use crate::input::Progress;

/// Less than this is read before a bar would be seen.
const LONG: u64 = 64 << 20;

/// A bar that shows itself only on long work.
#[derive(Debug)]
pub(super) struct Bar {
    is_watched: bool,
    is_unicode: bool,
    /// Bytes, of all that was asked to be read so far.
    expected: AtomicU64,
    done: AtomicU64,
    shown: OnceLock<ProgressBar>,
}

impl Bar {
    pub(super) fn new(surroundings: Surroundings) -> Self {
        Self {
            is_watched: surroundings.stderr_is_terminal,
            is_unicode: surroundings.is_unicode,
            expected: AtomicU64::new(0),
            done: AtomicU64::new(0),
            shown: OnceLock::new(),
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = self.shown.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn expect(&self, bytes: u64) {
        let all = self.expected.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if !self.is_watched || all < LONG {
            return;
        }
        if let Some(bar) = self.shown.get() {
            return bar.set_length(all);
        }
        let bar = self.shown.get_or_init(|| ProgressBar::new(all));
        if let Ok(style) =
            ProgressStyle::with_template("reading {bar:30} {bytes} of {total_bytes}, {eta} left")
        {
            bar.set_style(if self.is_unicode { style } else { style.progress_chars("#> ") });
        }
        bar.set_position(self.done.load(Ordering::Relaxed));
        bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        if let Some(bar) = self.shown.get() {
            bar.inc(bytes);
        }
    }
}
