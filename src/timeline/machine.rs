//! The machine itself: its starts, and its version of Windows.

use jiff::Timestamp;

use super::Computer;

impl Computer {
    /// Which boot a time falls into: how many boots have begun before it. A boot begins with its earliest record; what
    /// is written behind that is of the new one.
    pub fn boot_of(&self, time: Timestamp) -> usize {
        self.boots.partition_point(|boot| boot.from <= time)
    }

    /// Whether its Windows is known to be of this version, such as 6.3 (8.1 and Server 2012 R2), or a later one.
    pub fn is_at_least(&self, wanted: (u32, u32)) -> bool {
        let version = self.windows.as_deref().and_then(|name| name.rsplit(' ').next()).unwrap_or_default();
        let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
        numbers.next().zip(numbers.next()).is_some_and(|version| version >= wanted)
    }

    /// When the boot begins that a time falls into.
    pub fn begin_of_boot(&self, time: Timestamp) -> Timestamp {
        let begun = self.boots.get(..self.boot_of(time)).unwrap_or_default();
        begun.last().map_or(Timestamp::MIN, |boot| boot.from)
    }
}
