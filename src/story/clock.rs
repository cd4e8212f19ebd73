//! The clock of a night: places in it, as seconds behind noon by the wall clock, and the hours that are drawn.

use jiff::civil::{Date, time};
use jiff::{Timestamp, Zoned};

use crate::say::Zone;

/// A stretch of a night, in seconds behind noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its begin.
    pub from: u32,
    /// Its end.
    pub to: u32,
}

impl Stretch {
    /// Whether the two have more than an end in common.
    pub(super) fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// A day by the wall clock.
pub const DAY: u32 = 86_400;
const HOUR: u32 = 3_600;
const NOON: u32 = 12 * HOUR;

/// Which part of a night is used, in whole hours behind noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// From which hour.
    pub from: u32,
    /// To which hour.
    pub to: u32,
}

impl Default for Axis {
    fn default() -> Self {
        Self { from: 0, to: 24 }
    }
}

impl Axis {
    /// The hours that hold some places, with a little room, and never so few that minutes look long.
    pub(super) fn of(places: impl Iterator<Item = u32>) -> Self {
        const LEAST: u32 = 6;
        let used = places.fold(None, |used: Option<(u32, u32)>, place| {
            Some(used.map_or((place, place), |(from, to)| (from.min(place), to.max(place))))
        });
        let Some((from, to)) = used else { return Self::default() };
        let (mut from, mut to) = (from / HOUR, (to / HOUR).saturating_add(1).min(24));
        while to.saturating_sub(from) < LEAST {
            from = from.saturating_sub(1);
            if to.saturating_sub(from) < LEAST {
                to = to.saturating_add(1).min(24);
            }
        }
        Self { from, to }
    }

    /// How far along the axis a place lies, from 0 to 1.
    pub fn share(self, place: u32) -> f64 {
        let hours = f64::from(self.to.saturating_sub(self.from).max(1));
        ((f64::from(place) / f64::from(HOUR) - f64::from(self.from)) / hours).clamp(0.0, 1.0)
    }

    /// The hours at which the axis is marked, as hours behind noon.
    pub fn hours(self) -> impl Iterator<Item = u32> {
        let step: usize = match self.to.saturating_sub(self.from) {
            0..=8 => 1,
            9..=16 => 2,
            _ => 3,
        };
        (self.from..=self.to).step_by(step)
    }
}

/// The day at whose noon the night of a time begins, and how many seconds behind noon it lies.
pub(super) fn night_of(time: &Zoned) -> (Date, u32) {
    let clock = time.time();
    let seconds = [(clock.hour(), HOUR), (clock.minute(), 60), (clock.second(), 1)]
        .into_iter()
        .map(|(value, unit)| u32::try_from(value).unwrap_or(0).saturating_mul(unit))
        .fold(0, u32::saturating_add);
    if let Some(place) = seconds.checked_sub(NOON) {
        (time.date(), place)
    } else {
        (time.date().yesterday().unwrap_or(time.date()), seconds.saturating_add(NOON))
    }
}

/// When the night of a day begins.
pub(super) fn noon(day: Date, zone: &Zone) -> Timestamp {
    let begin = day.to_datetime(time(12, 0, 0, 0)).to_zoned(zone.rules.clone());
    begin.map_or(Timestamp::MIN, |noon| noon.timestamp())
}

/// The first and the last of the nights that lie in a span of time as a whole.
pub(super) fn whole_nights(from: Timestamp, to: Timestamp, zone: &Zone) -> Option<(Date, Date)> {
    let (mut first, _) = night_of(&zone.local(from));
    if noon(first, zone) < from {
        first = first.tomorrow().ok()?;
    }
    let last = night_of(&zone.local(to)).0.yesterday().ok()?;
    (first <= last).then_some((first, last))
}

/// The part of a span of time that lies in the night of a day.
pub(super) fn stretch(day: Date, from: Timestamp, to: Timestamp, zone: &Zone) -> Option<Stretch> {
    let place = |time: Timestamp, outside: u32| {
        let (night, place) = night_of(&zone.local(time));
        if night == day { place } else { outside }
    };
    let (first, _) = night_of(&zone.local(from));
    let (last, _) = night_of(&zone.local(to));
    let stretch = Stretch { from: place(from, 0), to: place(to, DAY) };
    // Where the clock is put back, a stretch may end before it begins.
    (first <= day && day <= last).then_some(Stretch { to: stretch.to.max(stretch.from), ..stretch })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn zone(name: &str) -> Zone {
        Zone {
            rules: TimeZone::get(name).unwrap(),
            name: name.to_owned(),
            origin: crate::say::ZoneOrigin::Given,
        }
    }

    fn placed(time: &str, zone: &Zone) -> (String, u32) {
        let (day, place) = night_of(&zone.local(time.parse().unwrap()));
        (day.to_string(), place)
    }

    #[test]
    fn a_night_goes_from_noon_to_noon_in_local_time() {
        let tokyo = zone("Asia/Tokyo");
        assert_eq!(placed("2012-01-18T03:00:00Z", &tokyo), ("2012-01-18".to_owned(), 0));
        assert_eq!(placed("2012-01-18T02:59:59Z", &tokyo), ("2012-01-17".to_owned(), DAY - 1));
        assert_eq!(placed("2012-01-18T17:00:00Z", &tokyo), ("2012-01-18".to_owned(), 14 * HOUR));
    }

    #[test]
    fn two_o_clock_stands_in_one_column_through_the_year() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(placed("2024-01-10T01:00:00Z", &berlin).1, placed("2024-07-10T00:00:00Z", &berlin).1);
    }

    #[test]
    fn a_night_is_whole_from_its_noon_to_the_next() {
        let tokyo = zone("Asia/Tokyo");
        let nights = |from: &str, to: &str| {
            let whole = whole_nights(from.parse().unwrap(), to.parse().unwrap(), &tokyo);
            whole.map(|(first, last)| format!("{first} {last}"))
        };
        let two = Some("2012-01-18 2012-01-19".to_owned());
        assert_eq!(nights("2012-01-18T03:00:00Z", "2012-01-20T03:00:00Z"), two);
        assert_eq!(nights("2012-01-17T03:00:01Z", "2012-01-21T02:59:59Z"), two);
        assert_eq!(nights("2012-01-18T03:00:01Z", "2012-01-20T02:59:59Z"), None);
    }

    #[test]
    fn where_the_clock_is_put_back_a_stretch_does_not_end_before_it_begins() {
        let berlin = zone("Europe/Berlin");
        let day = "2024-10-26".parse().unwrap();
        let at = |time: &str| time.parse().unwrap();
        let stretch = stretch(day, at("2024-10-27T00:50:00Z"), at("2024-10-27T01:10:00Z"), &berlin).unwrap();
        assert_eq!(stretch.from, stretch.to);
    }

    #[test]
    fn the_axis_is_as_long_as_what_it_holds_and_never_short() {
        let hours = |hours: &[u32]| Axis::of(hours.iter().map(|hour| hour * HOUR));
        assert_eq!(hours(&[]), Axis { from: 0, to: 24 });
        assert_eq!(hours(&[13, 14]), Axis { from: 11, to: 17 });
        assert_eq!(hours(&[0]), Axis { from: 0, to: 6 });
        assert_eq!(hours(&[23]), Axis { from: 18, to: 24 });
        assert_eq!(hours(&[2, 20]), Axis { from: 2, to: 21 });
    }
}
