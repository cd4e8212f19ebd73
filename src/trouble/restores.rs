//! `restore-failed` and `schedule-removed`: what Windows Server Backup tells of restores and of its schedule.

use jiff::SignedDuration;

use super::{About, Group, Search, Trouble, TroubleKind, Weight};
use crate::event::Event;
use crate::event::class::Class;
use crate::event::providers::backup_tasks::{self, Restore, Task};
use crate::say::sentences;
use crate::session::products;
use crate::timeline::earlier;

sentences! {
    restore_failed() = "trouble.restore-failed": "a restore failed, and none succeeded since";
    restore_in_part() = "trouble.restore-in-part": "a restore ended with errors, and none succeeded since";
    schedule_removed_since() = "trouble.schedule-removed": "the schedule of backups was removed, and none ran or was set up since";
}

/// Whoever sets a schedule up anew removes the old one.
const SOON: SignedDuration = SignedDuration::from_hours(24);

fn of<'a>(search: &Search<'a>, tasks: &[Task]) -> Group<'a> {
    let all = search.facts.computer.all(Class::BackupTask);
    all.filter(|(_, event)| backup_tasks::task(event.at.event_id).is_some_and(|task| tasks.contains(&task)))
        .collect()
}

/// Restores that failed, or ended with errors, behind the last one of the same kind that succeeded.
pub(super) fn failed(search: &Search<'_>) -> Vec<Trouble> {
    let since = |task: fn(Restore) -> Task| -> Group<'_> {
        let of_kind = |kind: Restore| {
            let good = of(search, &[Task::Restored(kind)]).last().map(|(_, event)| event.time());
            let all = of(search, &[task(kind)]).into_iter();
            all.filter(move |(_, event)| good < Some(event.time()) && search.is_wanted(event.time()))
        };
        let mut all: Group<'_> =
            [Restore::Volumes, Restore::Files, Restore::Components].into_iter().flat_map(of_kind).collect();
        all.sort_unstable_by_key(|(index, _)| *index);
        all
    };
    let tell = |weight, phrase, group: &Group<'_>| {
        search.trouble(TroubleKind::RestoreFailed, weight, About::default(), phrase, group)
    };
    let failed = tell(Weight::NeedsPerson, restore_failed(), &since(Task::RestoreFailed));
    let in_part = tell(Weight::Told, restore_in_part(), &since(Task::RestoredInPart));
    failed.into_iter().chain(in_part).collect()
}

/// The schedule was removed, and neither set up anew nor followed by a run. Where another product makes the backups now, it is told.
pub(super) fn schedule_removed(search: &Search<'_>) -> Vec<Trouble> {
    let (facts, computer) = (search.facts, search.facts.computer);
    let removed = of(search, &[Task::ScheduleRemoved]);
    let Some(last) = removed.last().map(|(_, event)| event.time()) else { return Vec::new() };
    let is_set_up = of(search, &[Task::Scheduled]).iter().any(|(_, event)| last <= event.time());
    let has_run = facts.sessions.iter().any(|run| last < run.started);
    if is_set_up || has_run || !search.is_wanted(last) {
        return Vec::new();
    }
    let is_old = computer.end().is_some_and(|end| last < earlier(end, SOON));
    let needs_person = is_old && !products::another_backs_up_since(computer, Some(last));
    let weight = if needs_person { Weight::NeedsPerson } else { Weight::Told };
    let is_last = |event: &Event| event.time() == last;
    let group: Group<'_> = removed.into_iter().filter(|(_, event)| is_last(event)).collect();
    let found = search.trouble(
        TroubleKind::ScheduleRemoved,
        weight,
        About::default(),
        schedule_removed_since(),
        &group,
    );
    found.into_iter().collect()
}
