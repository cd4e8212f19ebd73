//! How a volsnap 27 relates in time to a run or to a disk that left.

use jiff::{SignedDuration, Timestamp};

use crate::event::class::Class;
use crate::event::providers::vss;
use crate::say::words;
use crate::session::{ProductRun, Session, Window};
use crate::timeline::{Computer, EventIndex, shifted};

use super::storage::{Departure, Disks};

/// A 27 comes within this of the departure that causes it. Measured neighbours: 39 ms from VHDMP 2
/// to StorPort 551; the rest is room for a slow host.
pub const STRONG_WITHIN: SignedDuration = SignedDuration::from_secs(120);
/// Classic records up to Server 2012 R2 mostly carry whole seconds, so order within two seconds
/// means nothing (621 of 733 measured records ended in .000).
pub const STRONG_BEFORE: SignedDuration = SignedDuration::from_secs(2);
/// Traces of snapshot work this near are noticed, though they prove nothing.
const WEAK_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// A run whose end is not seen explains what is seen up to so long behind its last record.
const OPEN_RUN: SignedDuration = SignedDuration::from_hours(1);
/// VSS stops itself this long after its last work (KB 972623; measured 180.0 to 180.2 s).
const VSS_IDLE: SignedDuration = SignedDuration::from_secs(180);

/// How strong the tie is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A virtual disk left right before.
    Strong,
    /// Between start and end of a run.
    InRun,
    /// In the time of grace behind a run.
    AfterRun,
    /// Near traces of snapshot work.
    Weak,
    /// Near nothing.
    None,
}

words! {
    pub Strength {
        Strong = "strong",
        InRun = "in-run",
        AfterRun = "after-run",
        Weak = "weak",
        None = "none",
    }
}

/// On which side of a run's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Between start and end.
    InRun,
    /// In the time of grace.
    AfterRun,
}

/// The tie of one volsnap 27.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// How strong it is.
    pub strength: Strength,
    /// The run whose window it lies in, an index into the computer's runs.
    pub session: Option<usize>,
    /// Where in that window.
    pub place: Option<Side>,
    /// The departure right before it.
    pub detach: Option<EventIndex>,
    /// Whether that departure's record can be trusted.
    pub detach_is_intact: bool,
    /// A trace of snapshot work near it.
    pub activity: Option<EventIndex>,
}

/// The windows of all runs, ordered so that those around a time are found at once.
#[derive(Debug, Default)]
pub struct RunWindows {
    /// By begin.
    by_begin: Vec<(Window, usize)>,
    /// The latest end of any window up to the same position.
    latest_end: Vec<Timestamp>,
    /// Until when each run explains what is seen; none where not all its records can be trusted.
    explains_until: Vec<Option<Timestamp>>,
    /// Those of all runs, by their position.
    of_session: Vec<Option<Window>>,
}

impl RunWindows {
    /// The windows of these runs.
    pub fn of(sessions: &[Session]) -> Self {
        let explains = |session: &Session| {
            let window = session.window.filter(|_| session.is_intact)?;
            // Nobody knows how long a run went on whose end is not seen.
            let until =
                if session.ended.is_some() { window.to } else { shifted(session.last_heard, OPEN_RUN) };
            Some(window.to.min(until))
        };
        Self::build(sessions.iter().map(|session| (session.window, explains(session))))
    }

    /// The windows of other products' runs. Only those of which start and end are seen explain anything.
    pub fn of_products(runs: &[ProductRun]) -> Self {
        let explains = |run: &ProductRun| run.window.filter(|_| run.is_whole()).map(|window| window.to);
        Self::build(runs.iter().map(|run| (run.window, explains(run))))
    }

    /// Windows, and until when each explains what is seen.
    fn build(runs: impl Iterator<Item = (Option<Window>, Option<Timestamp>)>) -> Self {
        let (of_session, explains_until): (Vec<_>, Vec<_>) = runs.unzip();
        let mut windows: Vec<(Window, usize)> = of_session
            .iter()
            .enumerate()
            .filter_map(|(position, window)| Some(((*window)?, position)))
            .collect();
        windows.sort_by_key(|(window, position)| (window.from, *position));
        let latest_end = windows
            .iter()
            .scan(Timestamp::MIN, |latest, (window, _)| {
                *latest = window.to.max(*latest);
                Some(*latest)
            })
            .collect();
        Self { by_begin: windows, latest_end, explains_until, of_session }
    }

    /// The windows that hold a time, the latest start first.
    pub fn around(&self, time: Timestamp) -> impl Iterator<Item = (Window, usize)> {
        let begun = self.by_begin.partition_point(|(window, _)| window.from <= time);
        self.by_begin
            .iter()
            .zip(&self.latest_end)
            .take(begun)
            .rev()
            .take_while(move |(_, latest)| **latest >= time)
            .map(|(window, _)| *window)
            .filter(move |(window, _)| window.covers(time))
    }

    /// The window of a run.
    pub fn window_of(&self, session: usize) -> Option<Window> {
        self.of_session.get(session).copied().flatten()
    }

    /// Whether the window of a run whose records can all be trusted holds a time. Only such a run explains why
    /// something is seen at that time.
    pub fn explain(&self, time: Timestamp) -> bool {
        self.explained_by(time).is_some()
    }

    /// The run that explains why something is seen at a time.
    pub fn explained_by(&self, time: Timestamp) -> Option<usize> {
        self.around(time).map(|(_, session)| session).find(|session| {
            self.explains_until.get(*session).copied().flatten().is_some_and(|until| time <= until)
        })
    }

    /// The run in whose window a time lies, grace included.
    pub fn near(&self, time: Timestamp) -> Option<usize> {
        self.owner(time).map(|(session, _)| session)
    }

    /// The run that goes on at a time.
    pub fn run_at(&self, time: Timestamp) -> Option<usize> {
        self.around(time).find(|(window, _)| window.is_inside(time)).map(|(_, session)| session)
    }

    /// The run that a time belongs to: one it lies inside before one in whose grace it lies, and of
    /// two alike the later start.
    pub fn owner(&self, time: Timestamp) -> Option<(usize, Side)> {
        match self.run_at(time) {
            Some(session) => Some((session, Side::InRun)),
            None => self.around(time).next().map(|(_, session)| (session, Side::AfterRun)),
        }
    }
}

/// The tie of a volsnap 27 at a time.
pub(super) fn link(computer: &Computer, disks: &Disks, windows: &RunWindows, time: Timestamp) -> Link {
    let owner = windows.owner(time);
    // A disk that was there before the run, or came when it had ended, is none that the run attached.
    let run = owner.and_then(|(session, _)| windows.window_of(session));
    let is_of_run = |left: &&Departure| !left.is_older_than(computer, run) && !left.came_behind(run);
    let mut virtual_disks =
        disks.before(time).iter().rev().filter(|left| left.is_virtual()).filter(is_of_run);
    let detach = virtual_disks.next();
    let activity = if owner.is_none() && detach.is_none() { activity(computer, time) } else { None };
    let strength = match (detach, owner, activity) {
        (Some(_), _, _) => Strength::Strong,
        (None, Some((_, Side::InRun)), _) => Strength::InRun,
        (None, Some((_, Side::AfterRun)), _) => Strength::AfterRun,
        (None, None, Some(_)) => Strength::Weak,
        (None, None, None) => Strength::None,
    };
    Link {
        strength,
        session: owner.map(|(session, _)| session),
        place: owner.map(|(_, place)| place),
        detach: detach.map(|left| left.index),
        detach_is_intact: detach.is_some_and(|left| left.is_intact),
        activity,
    }
}

fn activity(computer: &Computer, time: Timestamp) -> Option<EventIndex> {
    let near = computer
        .between(Class::Activity, before(time, WEAK_WITHIN), shifted(time, shifted_window()))
        .find(|(_, event)| {
            let is_idle_stop = event.at.event_id == vss::IDLE_STOP;
            let work = if is_idle_stop { before(event.time(), VSS_IDLE) } else { event.time() };
            work.duration_since(time).abs() <= WEAK_WITHIN
        });
    near.map(|(index, _)| index)
}

/// The idle stop lies three minutes behind the work it tells of.
fn shifted_window() -> SignedDuration {
    WEAK_WITHIN.saturating_add(VSS_IDLE)
}

fn before(time: Timestamp, by: SignedDuration) -> Timestamp {
    shifted(time, SignedDuration::ZERO.saturating_sub(by))
}
