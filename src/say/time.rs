//! Times as people read them: in UTC and in a zone that is always printed.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::words;

/// A zone for showing times.
#[derive(Debug, Clone)]
pub struct Zone {
    /// Its rules.
    pub rules: TimeZone,
    /// Its name.
    pub name: String,
    /// How it was chosen.
    pub origin: ZoneOrigin,
}

/// How a zone was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneOrigin {
    /// The user named it.
    Given,
    /// EventLog 6013 told it.
    Event6013,
    /// The host's zone was asked for, but no record tells it.
    Unknown,
}

words! {
    pub ZoneOrigin {
        Given = "given",
        Event6013 = "event 6013",
        Unknown = "unknown",
    }
}

impl Zone {
    /// UTC, where nobody knows the zone.
    pub fn unknown() -> Self {
        Self { rules: TimeZone::UTC, name: "UTC".to_owned(), origin: ZoneOrigin::Unknown }
    }

    /// A time in this zone.
    pub fn local(&self, time: Timestamp) -> Zoned {
        time.to_zoned(self.rules.clone())
    }

    /// Whether local times would just repeat UTC.
    pub fn is_utc(&self) -> bool {
        self.rules.to_fixed_offset().is_ok_and(jiff::tz::Offset::is_zero)
    }

    /// `2012-01-18`, the day of a time in this zone.
    pub fn day(&self, time: Timestamp) -> String {
        self.local(time).date().to_string()
    }
}

/// `2012-01-18 07:26:31Z`, in whole seconds, as people read it.
pub fn utc(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `2012-01-18 16:26:31 +09:00`; nothing where the zone is UTC.
pub fn local(time: Timestamp, zone: &Zone) -> Option<String> {
    (!zone.is_utc()).then(|| zone.local(time).strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
}

/// Both on one line, the zone's first, and of UTC no date where it is the same day:
/// `2012-01-18 16:26:31 +09:00 = 07:26:31Z`.
pub fn both(time: Timestamp, zone: &Zone) -> String {
    let Some(local) = local(time, zone) else { return utc(time) };
    let is_same_day = zone.local(time).date() == time.to_zoned(TimeZone::UTC).date();
    let utc = if is_same_day { time.strftime("%H:%M:%SZ").to_string() } else { utc(time) };
    format!("{local} = {utc}")
}

/// `16:26:31`, the time of day in a zone that is told elsewhere; of UTC `07:26:31Z`.
pub fn clock(time: Timestamp, zone: &Zone) -> String {
    if zone.is_utc() { clock_utc(time) } else { zone.local(time).strftime("%H:%M:%S").to_string() }
}

/// `07:26:31Z`
pub fn clock_utc(time: Timestamp) -> String {
    time.strftime("%H:%M:%SZ").to_string()
}

/// Like [`both`], with what the two have in common said once, the year and the seconds:
/// `2012-01-19 01:00:00 +09:00 = 01-18 16:00Z`.
pub fn both_shorter(time: Timestamp, zone: &Zone) -> String {
    let Some(local) = local(time, zone) else { return utc(time) };
    let there = zone.local(time);
    let here = time.to_zoned(TimeZone::UTC);
    let has_seconds = there.offset().seconds() % 60 == 0;
    let utc = match (there.date() == here.date(), there.year() == here.year() && has_seconds) {
        (true, _) if has_seconds => time.strftime("%H:%MZ"),
        (false, true) => time.strftime("%m-%d %H:%MZ"),
        _ => return both(time, zone),
    };
    format!("{local} = {utc}")
}

/// A duration in the two largest units that matter: `62 ms`, `2 min 5 s`, `1 h 4 min`.
pub fn length(duration: SignedDuration) -> String {
    let milliseconds = duration.as_millis();
    let seconds = duration.as_secs();
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..60 => format!("{seconds} s"),
        60..3600 => two(seconds / 60, "min", seconds % 60, "s"),
        3600..86_400 => two(seconds / 3600, "h", seconds / 60 % 60, "min"),
        _ => two(seconds / 86_400, "d", seconds / 3600 % 24, "h"),
    }
}

/// `1 800 000 ms (0x001B7740)`, in groups with blanks at which no line is broken.
pub fn milliseconds(value: u32) -> String {
    format!("{} ms (0x{value:08X})", grouped(u64::from(value), '\u{a0}'))
}

/// A number in groups of three digits.
pub fn grouped(number: u64, between: char) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (position, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(position);
        if position > 0 && left.is_multiple_of(3) {
            out.push(between);
        }
        out.push(digit);
    }
    out
}

fn two(large: i64, large_unit: &str, small: i64, small_unit: &str) -> String {
    if small == 0 {
        format!("{large} {large_unit}")
    } else {
        format!("{large} {large_unit} {small} {small_unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_told_in_two_units() {
        let length = |seconds| length(SignedDuration::from_secs(seconds));
        assert_eq!(super::length(SignedDuration::from_millis(62)), "62 ms");
        assert_eq!(length(59), "59 s");
        assert_eq!(length(125), "2 min 5 s");
        assert_eq!(length(7200), "2 h");
        assert_eq!(length(90_000), "1 d 1 h");
    }
}
