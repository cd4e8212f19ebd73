//! Times as people read them: in UTC and in a zone that is always printed.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::{Number, Sentence, sentences, words};

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
        /// Names of UTC in the zone database, which is what Windows' zone `UTC` maps to.
        const NAMES: &[&str] = &["Etc/UTC", "UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "Etc/GMT", "GMT"];
        let is_called_so = |name: &str| NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.rules.to_fixed_offset().is_ok_and(jiff::tz::Offset::is_zero)
            || self.rules.iana_name().is_some_and(is_called_so)
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

sentences! {
    days(count: Number) = "unit.days": "{ $count } d";
    hours(count: Number) = "unit.hours": "{ $count } h";
    minutes(count: Number) = "unit.minutes": "{ $count } min";
    seconds(count: Number) = "unit.seconds": "{ $count } s";
    milliseconds_alone(count: Number) = "unit.milliseconds": "{ $count } ms";
}

/// A duration in the two largest units that matter, the large one first.
pub(super) fn units(duration: SignedDuration) -> Vec<Sentence> {
    let number = |value: i64| Number(value.unsigned_abs());
    let seconds_in_all = duration.as_secs();
    let two = |large: (i64, fn(Number) -> Sentence), small: (i64, fn(Number) -> Sentence)| {
        let small = (small.0 != 0).then(|| (small.1)(number(small.0)));
        std::iter::once((large.1)(number(large.0))).chain(small).collect()
    };
    match seconds_in_all {
        0 => vec![milliseconds_alone(Number(u64::try_from(duration.as_millis()).unwrap_or(0)))],
        1..60 => vec![seconds(number(seconds_in_all))],
        60..3600 => two((seconds_in_all / 60, minutes), (seconds_in_all % 60, seconds)),
        3600..86_400 => two((seconds_in_all / 3600, hours), (seconds_in_all / 60 % 60, minutes)),
        _ => two((seconds_in_all / 86_400, days), (seconds_in_all / 3600 % 24, hours)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_in_utc_is_not_told_every_time_twice() {
        let is_utc = |name: &str| {
            let rules = TimeZone::get(name).unwrap();
            Zone { rules, name: name.to_owned(), origin: ZoneOrigin::Event6013 }.is_utc()
        };
        assert!(is_utc("Etc/UTC") && is_utc("UTC"));
        assert!(!is_utc("Europe/London") && !is_utc("Asia/Tokyo"));
    }
}
