//! A bar on standard error, when a person watches and the work is long.

use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::input::Progress;

/// Less than this is read before a bar would be seen.
const LONG: u64 = 64 << 20;

/// A bar that shows itself only on long work.
#[derive(Debug)]
pub(super) struct Bar {
    is_watched: bool,
    bar: OnceLock<ProgressBar>,
}

impl Bar {
    pub(super) fn new(is_watched: bool) -> Self {
        Self { is_watched, bar: OnceLock::new() }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn expect(&self, bytes: u64) {
        if !self.is_watched || bytes < LONG {
            return;
        }
        let bar = self.bar.get_or_init(|| ProgressBar::new(bytes));
        if let Ok(style) =
            ProgressStyle::with_template("reading {bar:30} {bytes} of {total_bytes}, {eta} left")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn advance(&self, bytes: u64) {
        if let Some(bar) = self.bar.get() {
            bar.inc(bytes);
        }
    }
}
