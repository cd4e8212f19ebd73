//! The account that every source gives of its records.

/// Declared = read + failed + skipped, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that can matter and were read.
    pub read: u64,
    /// Records that the source declares and that could not be read.
    pub failed: u64,
    /// Records that can't matter, of which only their place in the log was read.
    pub skipped: u64,
    /// Stale records carved from free space; not among the declared ones.
    pub recovered: u64,
}

impl Tally {
    /// How many records the source declares.
    pub fn declared(&self) -> u64 {
        self.seen().saturating_add(self.failed)
    }

    /// How many records were read or skipped.
    pub fn seen(&self) -> u64 {
        self.read.saturating_add(self.skipped)
    }
}

impl Tally {
    /// Takes another account into this one.
    pub fn add(&mut self, other: Self) {
        self.read = self.read.saturating_add(other.read);
        self.failed = self.failed.saturating_add(other.failed);
        self.skipped = self.skipped.saturating_add(other.skipped);
        self.recovered = self.recovered.saturating_add(other.recovered);
    }
}
