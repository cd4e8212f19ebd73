//! The zone of a host's clock, from EventLog 6013.

use std::str::FromStr as _;

use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use windows_timezones::WindowsTimezone;

use super::EventIndex;
use crate::event::HostFacts;
use crate::issue::{Issue, IssueKind};
use crate::say::{Log, sentences};

sentences! {
    zone_unknown(zone: Log) = "computer.zone-unknown":
        "the zone \"{ $zone }\" is in no table; its base offset is used, so local times may be an hour off in summer; name \
         the zone with --tz";
}

/// A zone, as far as the logs tell it.
#[derive(Debug, Clone)]
pub struct HostZone {
    /// The zone with its rules, or the fixed base offset where only that is known.
    pub zone: TimeZone,
    /// Its IANA name; the name that Windows gave where that is unknown.
    pub name: String,
    /// Whether only the base offset is known.
    pub daylight_saving_unknown: bool,
    /// The record that tells.
    pub from: EventIndex,
}

/// The zone that a 6013 tells of.
///
/// Windows' names are mapped with Unicode CLDR's table. A localised name is in no table; its base
/// offset is still exact, and only daylight saving is unknown.
pub fn zone(from: EventIndex, facts: &HostFacts) -> Option<HostZone> {
    let windows_name = facts.zone.as_deref().unwrap_or_default();
    if let Some((name, zone)) = in_table(windows_name) {
        return Some(HostZone { zone, name, daylight_saving_unknown: false, from });
    }
    let minutes = facts.bias_minutes?;
    let seconds = minutes.checked_neg()?.checked_mul(60)?;
    let offset = Offset::from_seconds(seconds).ok()?;
    let name = if windows_name.is_empty() { offset.to_string() } else { windows_name.to_owned() };
    Some(HostZone { zone: TimeZone::fixed(offset), name, daylight_saving_unknown: true, from })
}

/// Whether a table has Windows' name of a zone.
pub fn is_known(windows_name: &str) -> bool {
    in_table(windows_name).is_some()
}

/// The IANA name and the rules of a zone.
fn in_table(windows_name: &str) -> Option<(String, TimeZone)> {
    let known = WindowsTimezone::from_str(&zone_key(windows_name)).ok()?;
    let zone = TimeZoneDatabase::bundled().get(known.tzdb_id()).ok()?;
    Some((known.tzdb_id().to_owned(), zone))
}

/// 6013 holds the zone's standard name. On English systems that is the zone's key, but for a few.
/// Source: the registry's `Time Zones` keys and their `Std` values.
const STANDARD_NAMES: &[(&str, &str)] = &[
    ("Coordinated Universal Time", "UTC"),
    ("Malay Peninsula Standard Time", "Singapore Standard Time"),
    ("Jerusalem Standard Time", "Israel Standard Time"),
    ("Russia TZ 2 Standard Time", "Russian Standard Time"),
];

/// The key of a zone, from its standard or daylight name.
fn zone_key(name: &str) -> String {
    match STANDARD_NAMES.iter().find(|(standard, _)| *standard == name) {
        Some((_, key)) => (*key).to_owned(),
        None => name.replace("Daylight Time", "Standard Time"),
    }
}

/// What to say when only the base offset is known.
pub fn issue(zone: &HostZone) -> Issue {
    Issue::note(IssueKind::TimeZone, zone_unknown(Log::of(&zone.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bias: Option<i32>, zone: Option<&str>) -> Option<HostZone> {
        let facts = HostFacts { bias_minutes: bias, zone: zone.map(str::to_owned), windows: None };
        super::zone(EventIndex(0), &facts)
    }

    #[test]
    fn a_windows_name_gives_an_iana_zone() {
        let zone = told(Some(-540), Some("Tokyo Standard Time")).unwrap();
        assert_eq!((zone.name.as_str(), zone.daylight_saving_unknown), ("Asia/Tokyo", false));
    }

    #[test]
    fn a_standard_name_that_is_no_key_is_known() {
        let zone = told(Some(0), Some("Coordinated Universal Time")).unwrap();
        assert!(!zone.daylight_saving_unknown);
        assert_eq!(told(Some(480), Some("Pacific Daylight Time")).unwrap().name, "America/Los_Angeles");
    }

    #[test]
    fn a_localised_name_gives_the_base_offset_and_says_so() {
        let zone = told(Some(-540), Some("東京 (標準時)")).unwrap();
        assert!(zone.daylight_saving_unknown);
        assert_eq!(zone.zone.to_fixed_offset().unwrap().seconds(), 9 * 3600);
        assert!(told(None, Some("東京 (標準時)")).is_none());
    }

    #[test]
    fn a_hostile_bias_is_no_zone() {
        assert!(told(Some(i32::MIN), None).is_none());
        assert!(told(Some(999_999), None).is_none());
    }

    #[test]
    fn a_table_has_what_windows_calls_a_zone() {
        assert!(is_known("Tokyo Standard Time") && is_known("Coordinated Universal Time"));
        assert!(!is_known("東京 (標準時)") && !is_known(""));
    }
}
