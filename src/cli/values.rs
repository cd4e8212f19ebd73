//! Values of arguments: durations, times, zones, volume lists.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use crate::pipeline::{TimeBound, ZoneChoice};

/// `90s`, `10m`, `1h30m`: positive, with units.
pub(super) fn duration(text: &str) -> Result<SignedDuration, String> {
    let hint = "a duration is hours, minutes and seconds with their units, for example 90s, 10m or 1h30m";
    let duration: SignedDuration = text.parse().ok().ok_or(hint)?;
    if duration.is_negative() || text.contains("ago") {
        return Err(format!("it can't be negative; {hint}"));
    }
    Ok(duration)
}

/// `500M`, `2G`, `4096`: bytes, in units of 1024.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let hint = "a size is a number of bytes, or of K, M, G or T, for example 500M or 2G";
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = text.strip_suffix(unit).and_then(|digits| digits.parse().ok()).ok_or(hint)?;
    let shift = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _ => return Err(hint.to_owned()),
    };
    number.checked_mul(1 << shift).filter(|size| *size > 0).ok_or_else(|| hint.to_owned())
}

/// RFC 3339, or `YYYY-MM-DD[ HH:MM[:SS]]` in the zone of the times shown.
pub(super) fn time(text: &str) -> Result<TimeBound, String> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(TimeBound::Instant(instant));
    }
    if is_date(text)
        && let Ok(date) = text.parse::<Date>()
    {
        return Ok(TimeBound::Civil(date.at(0, 0, 0, 0)));
    }
    let with_dashes = text.get(..10).filter(|date| is_date(date)).map_or("", |_| text);
    with_dashes.parse::<DateTime>().map(TimeBound::Civil).ok().ok_or_else(|| {
        "a time is RFC 3339 (2012-01-18T07:26:31Z), or 2012-01-18, \"2012-01-18 07:26\" or \"2012-01-18 07:26:31\" in the zone of --tz".to_owned()
    })
}

/// `2012-01-18`; a compact date could be mistaken for a time of its own.
fn is_date(text: &str) -> bool {
    let has_dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    text.len() == 10 && has_dashes
}

/// The same for an upper bound: a date alone means the whole day.
pub(super) fn until(text: &str) -> Result<TimeBound, String> {
    match time(text)? {
        TimeBound::Civil(start) if is_date(text.trim()) => {
            let end = start.date().at(23, 59, 59, 999_999_999);
            Ok(TimeBound::Civil(end))
        }
        bound => Ok(bound),
    }
}

/// `[HOST=]FILE`. A name with a path in it is no host.
fn inventory(text: &str) -> Result<(Option<String>, PathBuf), String> {
    match text.split_once('=') {
        Some((host, file)) if !host.is_empty() && !host.contains(['/', '\\']) => {
            if file.is_empty() {
                return Err("HOST= needs a file behind it".to_owned());
            }
            Ok((Some(host.to_owned()), PathBuf::from(file)))
        }
        _ => Ok((None, PathBuf::from(text))),
    }
}

/// Takes `[HOST=]FILE`, also where the name of the file is no text.
pub(super) fn inventories() -> impl TypedValueParser<Value = (Option<String>, PathBuf)> {
    OsStringValueParser::new().try_map(inventory_file)
}

fn inventory_file(word: OsString) -> Result<(Option<String>, PathBuf), String> {
    let word = match word.into_string() {
        Ok(text) => return inventory(&text),
        Err(word) => word,
    };
    #[cfg(unix)]
    {
        use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
        let bytes = word.as_bytes();
        let (host, file) = bytes.split_at(bytes.iter().position(|byte| *byte == b'=').unwrap_or(0));
        if let (Ok(host), [b'=', file @ ..]) = (std::str::from_utf8(host), file)
            && !host.is_empty()
            && !host.contains('/')
        {
            return Ok((Some(host.to_owned()), OsString::from_vec(file.to_vec()).into()));
        }
    }
    Ok((None, word.into()))
}

/// Abbreviations that mean one thing in practice, and the zone with its rules that is meant.
#[rustfmt::skip]
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("UTC", "UTC"), ("GMT", "UTC"), ("Z", "UTC"),
    ("JST", "Asia/Tokyo"), ("KST", "Asia/Seoul"), ("HKT", "Asia/Hong_Kong"), ("SGT", "Asia/Singapore"),
    ("CET", "Europe/Paris"), ("CEST", "Europe/Paris"), ("EET", "Europe/Helsinki"), ("EEST", "Europe/Helsinki"),
    ("WET", "Europe/Lisbon"), ("WEST", "Europe/Lisbon"), ("MSK", "Europe/Moscow"),
    ("PST", "America/Los_Angeles"), ("PDT", "America/Los_Angeles"), ("MDT", "America/Denver"),
    ("CDT", "America/Chicago"), ("EDT", "America/New_York"), ("AKST", "America/Anchorage"), ("AKDT", "America/Anchorage"),
    ("AEST", "Australia/Sydney"), ("AEDT", "Australia/Sydney"), ("AWST", "Australia/Perth"), ("ACST", "Australia/Adelaide"), ("ACDT", "Australia/Adelaide"),
    ("NZST", "Pacific/Auckland"), ("NZDT", "Pacific/Auckland"),
];

/// Abbreviations that mean several, with the choices.
const AMBIGUOUS: &[(&str, &str)] = &[
    ("IST", "Asia/Kolkata (+05:30), Asia/Jerusalem (+02:00) or Europe/Dublin (+01:00)"),
    ("CST", "America/Chicago (-06:00), Asia/Shanghai (+08:00) or America/Havana (-05:00)"),
    ("BST", "Europe/London (+01:00 in summer) or Asia/Dhaka (+06:00)"),
    ("AST", "America/Halifax (-04:00) or Asia/Riyadh (+03:00)"),
    ("EST", "America/New_York (-05:00) or Australia/Brisbane (+10:00)"),
    ("MST", "America/Denver (-07:00), America/Phoenix (-07:00) or Asia/Kuala_Lumpur (+08:00)"),
    ("SST", "Pacific/Pago_Pago (-11:00) or Asia/Singapore (+08:00)"),
    ("GST", "Asia/Dubai (+04:00) or Atlantic/South_Georgia (-02:00)"),
];

/// `host`, `utc`, `local`, an IANA name, an offset, or an abbreviation.
pub(super) fn zone(text: &str) -> Result<ZoneChoice, String> {
    let text = text.trim();
    let same = |name: &str| name.eq_ignore_ascii_case(text);
    if same("host") {
        return Ok(ZoneChoice::Host);
    }
    if same("local") {
        let rules = TimeZone::system();
        let name = rules.iana_name().unwrap_or("this machine's zone").to_owned();
        return Ok(ZoneChoice::Given { rules, name });
    }
    if let Some((_, choices)) = AMBIGUOUS.iter().find(|(name, _)| same(name)) {
        return Err(format!("{text} means several zones; name one: {choices}"));
    }
    let name = ABBREVIATIONS.iter().find(|(name, _)| same(name)).map_or(text, |(_, zone)| zone);
    if name == "UTC" {
        return Ok(ZoneChoice::Given { rules: TimeZone::UTC, name: name.to_owned() });
    }
    match offset(text) {
        Ok(offset) => {
            let rules = TimeZone::fixed(offset);
            let name = Timestamp::UNIX_EPOCH.to_zoned(rules.clone()).strftime("%:z").to_string();
            return Ok(ZoneChoice::Given { rules, name });
        }
        Err(OffsetError::Impossible) => return Err(format!("{text} is no offset that a clock can have")),
        Err(OffsetError::NotAnOffset) => {}
    }
    match TimeZoneDatabase::bundled().get(name) {
        Ok(rules) => {
            let name = rules.iana_name().unwrap_or(name).to_owned();
            Ok(ZoneChoice::Given { rules, name })
        }
        Err(_) => Err(format!(
            "no zone is called \"{text}\"; use host, utc, local, an IANA name (Asia/Tokyo), an offset (+9h, +09:00, -0330) or an abbreviation (JST)"
        )),
    }
}

/// An offset that is none, or one that no clock has.
enum OffsetError {
    NotAnOffset,
    Impossible,
}

/// `+9h`, `+9`, `+09:00`, `-0330`, `+5h30m`.
fn offset(text: &str) -> Result<Offset, OffsetError> {
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-').ok_or(OffsetError::NotAnOffset)?),
    };
    let digits = |text: &str| -> Option<i32> {
        let right = (1..=2).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit());
        right.then(|| text.parse().ok()).flatten()
    };
    let plain = rest.trim_end_matches(['h', 'H']);
    let parts = if let Some((hours, minutes)) = rest.split_once(':') {
        (digits(hours), digits(minutes).filter(|_| minutes.len() == 2))
    } else if let Some((hours, minutes)) =
        rest.split_once(['h', 'H']).filter(|(_, minutes)| !minutes.is_empty())
    {
        (digits(hours), digits(minutes.trim_end_matches(['m', 'M'])))
    } else if rest.len() == 4 && rest.bytes().all(|digit| digit.is_ascii_digit()) {
        (rest.get(..2).and_then(digits), rest.get(2..).and_then(digits))
    } else {
        (digits(plain), Some(0))
    };
    let (Some(hours), Some(minutes)) = parts else { return Err(OffsetError::Impossible) };
    if minutes > 59 || hours > 14 {
        return Err(OffsetError::Impossible);
    }
    let seconds = hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60));
    Offset::from_seconds(seconds.saturating_mul(sign)).ok().ok_or(OffsetError::Impossible)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i32> {
        match zone(text) {
            Ok(ZoneChoice::Given { rules, .. }) => {
                let time = Timestamp::UNIX_EPOCH;
                Some(rules.to_offset(time).seconds())
            }
            _ => None,
        }
    }

    #[test]
    fn every_way_to_say_nine_hours() {
        for text in ["+9h", "+9", "+09", "+09:00", "+0900", "+9H", "JST", "jst", "Asia/Tokyo", "asia/tokyo"] {
            assert_eq!(seconds(text), Some(9 * 3600), "{text}");
        }
        assert_eq!(seconds("-0330"), Some(-(3 * 3600 + 1800)));
        assert_eq!(seconds("+5h30m"), Some(5 * 3600 + 1800));
        assert_eq!(seconds("utc"), Some(0));
    }

    #[test]
    fn what_means_several_zones_or_none_is_refused() {
        for text in ["IST", "cst", "EST", "+99", "+9:5", "+09:60", "Tokyo", "", "+", "9", "+9x"] {
            assert!(zone(text).is_err(), "{text}");
        }
        assert!(zone("IST").unwrap_err().contains("Asia/Kolkata"));
    }

    #[test]
    fn durations_need_units() {
        assert_eq!(duration("90s"), Ok(SignedDuration::from_secs(90)));
        assert_eq!(duration("1h30m"), Ok(SignedDuration::from_mins(90)));
        for text in ["10", "-5m", "5m ago", "", "soon"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_may_have_units() {
        for (text, bytes) in [("4096", 4096), ("500M", 500 << 20), ("2g", 2 << 30), ("1 KiB", 1024)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "G", "0", "-1M", "1.5G", "99999999999T", "5X"] {
            assert!(size(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_instants_or_of_the_shown_zone() {
        assert!(matches!(time("2012-01-18T07:26:31Z"), Ok(TimeBound::Instant(_))));
        assert!(matches!(time("2012-01-18T16:26:31+09:00"), Ok(TimeBound::Instant(_))));
        for text in ["2012-01-18", "2012-01-18 07:26", "2012-01-18 07:26:31"] {
            assert!(matches!(time(text), Ok(TimeBound::Civil(_))), "{text}");
        }
        assert!(time("yesterday").is_err());
        assert!(time("20120118").is_err() && until("20120118").is_err());
        assert_eq!(
            until("2012-01-18"),
            Ok(TimeBound::Civil(jiff::civil::date(2012, 1, 18).at(23, 59, 59, 999_999_999)))
        );
    }

    #[test]
    fn a_list_may_name_its_host() {
        assert_eq!(inventory("HV01=m.txt"), Ok((Some("HV01".into()), "m.txt".into())));
        assert_eq!(inventory("m.txt"), Ok((None, "m.txt".into())));
        assert_eq!(inventory("/a=b/m.txt"), Ok((None, "/a=b/m.txt".into())));
        assert!(inventory("HV01=").is_err());
    }
}
