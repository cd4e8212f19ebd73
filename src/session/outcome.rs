//! How a run ended: the worst that any of its records says.

use super::Outcome;
use super::group::{Draft, Entry};
use crate::event::Trust;
use crate::event::codes::Hresult;
use crate::event::providers::Items;
use crate::event::providers::backup::{BackupEvent, BackupStep};
use crate::issue::{Issue, IssueKind};
use crate::say::{Cited, Log, Word, sentences};
use crate::timeline::EventIndex;

/// The codes with which the engine ends a cancelled run (observed: both lead to event 8).
const CANCEL_CODES: [Hresult; 2] = [Hresult(0x8078_001D), Hresult(0x8078_0167)];

/// An outcome and the records that say so.
pub(super) struct Found {
    pub(super) outcome: Outcome,
    pub(super) evidence: Vec<EventIndex>,
}

/// The outcome of a draft.
pub(super) fn of(draft: &Draft<'_>, computer: &str, issues: &mut Vec<Issue>) -> Found {
    if draft.never_started {
        return Found {
            outcome: Outcome::NotStarted,
            evidence: draft.entries.iter().map(|entry| entry.index).collect(),
        };
    }
    let said: Vec<(Outcome, EventIndex)> =
        draft.entries.iter().filter_map(|entry| Some((says(entry, draft)?, entry.index))).collect();
    note_unreadable(draft, computer, issues);
    // `Outcome` is ordered from good to bad up to `Failed`.
    let Some(worst) = said.iter().map(|(outcome, _)| *outcome).max() else {
        note_unproven(draft, computer, issues);
        return Found { outcome: Outcome::EndNotSeen, evidence: Vec::new() };
    };
    note_contradiction(draft, &said, computer, issues);
    // Copies lack the records of success, so what they say of warnings is not the whole story.
    let only_copies = draft.entries.iter().all(|entry| entry.backup.is_copy);
    if worst.is_success() && only_copies {
        return Found { outcome: Outcome::EndNotSeen, evidence: Vec::new() };
    }
    let evidence =
        said.into_iter().filter(|(outcome, _)| *outcome == worst).map(|(_, index)| index).collect();
    Found { outcome: worst, evidence }
}

sentences! {
    contradicting(outcomes: Vec<Word>) = "outcome.contradicting":
        "records of one run contradict each other ({ $outcomes }); the worst one counts";
    unproven() = "outcome.unproven":
        "a run has an end record (14) that does not prove success: its lists of volumes or components are empty, broken or \
         incomplete";
    checksum_failed() = "outcome.checksum":
        "the record of a run's success lies in a chunk with a wrong checksum, so it proves nothing";
    stale() = "outcome.stale": "the record of a run's success is a stale one, so it proves nothing";
    unreadable_field(event: Cited, name: Word, value: Log) = "outcome.unreadable-field":
        "{ $event }: { $name } is \"{ $value }\"";
    broken_list(event: Cited, reason: Log) = "outcome.broken-list":
        "{ $event }: a list inside is broken: { $reason }";
}

/// Records of one run that say different things, unless Windows writes both: files that were skipped are told (23)
/// beside a partial failure (7), and 49 or 52 beside whatever follows from them.
fn note_contradiction(
    draft: &Draft<'_>,
    said: &[(Outcome, EventIndex)],
    computer: &str,
    issues: &mut Vec<Issue>,
) {
    let mut outcomes: Vec<Outcome> = said.iter().map(|(outcome, _)| *outcome).collect();
    // What a record of success says by its id, and its own lists deny.
    let denies_itself = draft
        .of_step(BackupStep::Succeeded)
        .any(|entry| !matches!(says(entry, draft), Some(Outcome::Succeeded) | None));
    if denies_itself {
        outcomes.push(Outcome::Succeeded);
    }
    outcomes.sort_unstable();
    outcomes.dedup();
    if outcomes.contains(&Outcome::Partial) {
        outcomes.retain(|outcome| *outcome != Outcome::SucceededWithSkippedFiles);
    }
    let names: Vec<Word> = outcomes.iter().map(|outcome| Word(outcome.id())).collect();
    let both_good = outcomes.iter().all(|outcome| outcome.is_success());
    if names.len() < 2 || both_good {
        return;
    }
    if let Some(entry) = draft.entries.first() {
        let text = contradicting(names);
        issues.push(
            Issue::note(IssueKind::ContradictingOutcome, text)
                .at_record(entry.event.at.source, entry.event.at.event_record_id)
                .on_computer(computer),
        );
    }
}

/// What one record says of the outcome of its run.
fn says(entry: &Entry<'_>, draft: &Draft<'_>) -> Option<Outcome> {
    use BackupStep as S;
    let backup = entry.backup;
    let failed_part =
        || backup.volumes.has_failure() || backup.components.has_failure() || summary_counts_failure(backup);
    let good = match backup.step {
        // A code of cancelling says more than the id.
        S::Failed | S::SnapshotFailed if backup.hresult.is_some_and(|code| CANCEL_CODES.contains(&code)) => {
            return Some(Outcome::Cancelled);
        }
        S::Failed | S::SnapshotFailed | S::NoTarget => return Some(Outcome::Failed),
        S::Cancelled => return Some(Outcome::Cancelled),
        S::FailedInPart => return Some(Outcome::Partial),
        S::Succeeded | S::FilesSkipped | S::Ended => match backup.hresult {
            Some(code) if CANCEL_CODES.contains(&code) => return Some(Outcome::Cancelled),
            Some(code) if code.is_failure() => return Some(Outcome::Failed),
            _ if failed_part() => return Some(Outcome::Partial),
            // A code that is there and can't be read may be a failing one.
            _ if !backup.unreadable_fields.is_empty() => return None,
            _ if backup.step == S::Succeeded => Outcome::Succeeded,
            _ if backup.step == S::FilesSkipped => Outcome::SucceededWithSkippedFiles,
            _ if draft.has(S::Succeeded) || draft.has(S::FilesSkipped) => return None,
            _ => proven_by_end(backup)?,
        },
        _ => return None,
    };
    // A record whose bytes may be wrong proves no success.
    (entry.event.trust == Trust::Intact).then_some(good)
}

fn summary_counts_failure(backup: &BackupEvent) -> bool {
    backup.component_summary.is_some_and(|summary| summary.succeeded < summary.total)
}

/// Event 14 alone proves success only when everything it declares is there and done.
fn proven_by_end(backup: &BackupEvent) -> Option<Outcome> {
    let volumes = &backup.volumes;
    let has_result = backup.hresult == Some(Hresult(0));
    let all_volumes = backup.declared_volumes.map(usize::try_from) == Some(Ok(volumes.items.len()));
    let declares_something = !volumes.items.is_empty() || !backup.components.items.is_empty();
    let all_components = match backup.component_summary {
        Some(summary) => usize::try_from(summary.total) == Ok(backup.components.items.len()),
        None => true,
    };
    let is_proven = has_result
        && all_volumes
        && all_components
        && declares_something
        && !backup.detail.is_some_and(Hresult::is_failure)
        && backup.unreadable_fields.is_empty()
        && all_done(volumes, true)
        && all_done(&backup.components, false);
    let skipped = volumes.items.iter().any(|item| item.skipped_files);
    is_proven.then_some(if skipped { Outcome::SucceededWithSkippedFiles } else { Outcome::Succeeded })
}

fn all_done(list: &Items, needs_state: bool) -> bool {
    list.broken.is_none()
        && list.items.iter().all(|item| {
            item.hresult == Some(Hresult(0)) && (item.is_done || (!needs_state && !item.has_state))
        })
}

fn note_unproven(draft: &Draft<'_>, computer: &str, issues: &mut Vec<Issue>) {
    let tells_success =
        |step| matches!(step, BackupStep::Succeeded | BackupStep::Ended | BackupStep::FilesSkipped);
    let end = draft.entries.iter().find(|entry| tells_success(entry.backup.step));
    if let Some(entry) = end {
        let text = match entry.event.trust {
            Trust::Intact => unproven(),
            Trust::ChecksumFailed => checksum_failed(),
            Trust::Carved => stale(),
        };
        issues.push(
            Issue::note(IssueKind::UnprovenOutcome, text)
                .at_record(entry.event.at.source, entry.event.at.event_record_id)
                .on_computer(computer),
        );
    }
}

fn note_unreadable(draft: &Draft<'_>, computer: &str, issues: &mut Vec<Issue>) {
    for entry in &draft.entries {
        let broken = [&entry.backup.volumes, &entry.backup.components]
            .into_iter()
            .filter_map(|list| list.broken.clone());
        let fields = entry.backup.unreadable_fields.iter();
        let cited = || Cited::from(entry.event);
        let unreadable =
            fields.map(|field| unreadable_field(cited(), Word(field.name), Log::of(&field.value)));
        let broken = broken.map(|reason| broken_list(cited(), Log(reason)));
        for text in unreadable.chain(broken) {
            issues.push(
                Issue::note(IssueKind::UnreadableField, text)
                    .at_record(entry.event.at.source, entry.event.at.event_record_id)
                    .on_computer(computer),
            );
        }
    }
}
