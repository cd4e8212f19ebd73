//! Advice on which log to ask for: one that is missing, an older one, a newer one, or a whole one.

use super::ask::{SHOWN, asking, because};
use super::create_timeout::{current, lacks_wait};
use super::next_step::lacks_end;
use super::{Advice, Situation, id};
use crate::event::providers::backup;
use crate::limit::{Limit, LimitKind};
use crate::say::{Clauses, Log, Number, sentences};
use crate::session::products;
use crate::timeline::{Coverage, EventIndex, Lack, Span};
use crate::verdict::{Ask, Judged};

sentences! {
    backup_missing() = "ask.backup-log":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup: it is missing, and only it proves that a \
         backup succeeded.";
    backup_again(lacks: Clauses) = "ask.backup-log-lacks": "Ask for the log of Windows Server Backup again: { $lacks }.";
    backup_absent() = "ask.no-backup-log-there":
        "Ask what backs this host up, and for that product's log: its manifest says that it has no log of Windows Server \
         Backup.";
    backup_failed(code: Log) = "ask.backup-log-not-exported":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup: the host has it, and it was not collected \
         because it could not be exported (error { $code }).";
    system_failed(code: Log) = "ask.system-log-not-exported":
        "Ask for the System log: it was not collected because it could not be exported (error { $code }).";
    backup_unknown() = "ask.what-backs-up":
        "Ask what backs this host up, and for that product's log: nothing in these logs shows Windows Server Backup (no record \
         of it, and its engine wbengine was not seen to run). If it is what backs up here, its log Microsoft-Windows-Backup \
         decides; a host without that feature has no such log.";
    backup_for_wait(run: Number) = "ask.backup-log-for-wait-of-run":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup, first: it tells how long run S{ $run } waited \
         for its snapshot, and so whether that was the time-out or some VSS failure.";
    system_missing() = "ask.system-log":
        "Ask for the System log: volsnap 27, failing disks and file systems are written there, and none was given.";
    system_again(lacks: Clauses) = "ask.system-log-lacks": "Ask for the System log again: { $lacks }.";
    older() = "ask.older": "older records too, from archived logs or copies, because it begins after what is asked of it";
    newer() = "ask.newer": "exported anew, because it ends before what is asked of it";
    whole() = "ask.whole": "exported anew and whole, because the file that was given is damaged or cut off";
    all_of_it() = "ask.all-of-it":
        "all of it, and archived logs or copies, because records of the time that matters are missing";
    of_this_machine() = "ask.of-this-machine":
        "of this machine alone, because two logs hold different records under the same ids";
    reaching() = "ask.reaching": "reaching as far back as it can, because it does not tell of all times that matter";
}

const BACKUP_LOG: &str = r"wevtutil epl Microsoft-Windows-Backup C:\Backup.evtx";
const SYSTEM_LOG: &str = r"wevtutil epl System C:\System.evtx";
/// Where Windows puts logs that are full, if it is set to keep them.
const ARCHIVED: &str = r"copy C:\Windows\System32\winevt\Logs\Archive-System-*.evtx C:\";

/// What to ask for, each once. A whole new export holds the newer records too.
fn clauses(mut lacks: Vec<Lack>) -> Clauses {
    lacks.sort_unstable();
    lacks.dedup();
    let is_damaged = lacks.contains(&Lack::Damaged);
    let said = lacks.iter().filter_map(|lack| {
        Some(match lack {
            Lack::All => return None,
            Lack::Before => older(),
            Lack::Behind if is_damaged => return None,
            Lack::Behind => newer(),
            Lack::Damaged => whole(),
            Lack::Within => all_of_it(),
            Lack::Mixed => of_this_machine(),
        })
    });
    Clauses(said.collect())
}

/// The log of Windows Server Backup, before anything is advised on a cause that it would decide.
pub(super) fn backup_log_first(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let run = runs.last().filter(|_| lacks_wait(situation))?;
    asking(id::ASK_BACKUP_LOG, backup_for_wait(run.number()), &[BACKUP_LOG], run.cause.evidence.clone())
}

/// The log of Windows Server Backup: for 27s whose verdict it decides, for runs whose end it would tell, and where nothing is known of any
/// run of a host that makes backups.
pub(super) fn backup_log(situation: &Situation<'_>) -> Option<Advice> {
    if lacks_wait(situation) {
        return None;
    }
    let shows_backup = products::shows_server_backup(situation.computer);
    if !shows_backup && situation.computer.has_no_log_of(backup::PROVIDER.channel) {
        let both = [because(situation, Ask::WhatBacksUp), because(situation, Ask::BackupLog)].concat();
        return asking(id::ASK_BACKUP_PRODUCT, backup_absent(), &[], both);
    }
    // A `CreateTimeout` that somebody set and left beside the logs is a sign of it too.
    if !shows_backup && !situation.settings.may_be_newer {
        let unknown = because(situation, Ask::WhatBacksUp);
        return asking(id::ASK_BACKUP_PRODUCT, backup_unknown(), &[BACKUP_LOG], unknown);
    }
    let logs: Vec<&Coverage> = situation.computer.coverage_like(backup::PROVIDER.channel).collect();
    // One log that tells of the time is enough.
    let lacks_of = |span: Span| -> Vec<Lack> {
        let each: Vec<Vec<Lack>> = logs.iter().map(|log| log.lacks(span)).collect();
        let is_told = each.iter().any(Vec::is_empty);
        each.into_iter().flatten().filter(|_| !is_told).collect()
    };
    let mut lacks = Vec::new();
    let wanted = [Ask::BackupLog, Ask::WhatBacksUp];
    let asks = |ask: Option<Ask>| ask.is_some_and(|ask| wanted.contains(&ask));
    let is_asking = |judged: &&Judged| judged.deciding().any(|opinion| asks(opinion.ask));
    for judged in situation.judged.iter().filter(is_asking) {
        let session = judged.subject.link.session.and_then(|run| situation.sessions.get(run));
        let from = session.map_or(judged.subject.time, |session| session.started);
        lacks.extend(lacks_of(Span { from: from.min(judged.subject.time), to: judged.subject.time }));
    }
    let runs = situation.shown.iter().filter(|run| lacks_end(run) || run.from_copies_only);
    let is_copied = situation.limits.iter().any(|limit| limit.kind == LimitKind::ApplicationOnly);
    let mut because = [because(situation, Ask::BackupLog), because(situation, Ask::WhatBacksUp)].concat();
    for run in runs.filter(|run| lacks_end(run) || is_copied) {
        let of_run = lacks_of(Span { from: run.started, to: run.last_heard });
        // Where its records are all there, its end came behind them, or was left out.
        let ends = logs.iter().find(|log| log.last <= run.last_heard);
        let wanting =
            if of_run.is_empty() { vec![ends.map_or(Lack::Within, |log| log.lack_behind())] } else { of_run };
        lacks.extend(wanting);
        because.extend(run.events.first().filter(|_| because.len() < SHOWN).copied());
    }
    let is_missed = |limit: &Limit| limit.kind == LimitKind::NoBackupLog && limit.is_undecided;
    if situation.limits.iter().any(is_missed) {
        because.extend(products::sign_of_server_backup(situation.computer));
    }
    let text = if logs.is_empty() {
        let failed = situation.computer.failed_to_export(backup::PROVIDER.channel);
        failed.map_or_else(backup_missing, |code| backup_failed(Log::of(code.to_string())))
    } else if lacks.is_empty() {
        backup_again(Clauses(vec![reaching()]))
    } else {
        backup_again(clauses(lacks))
    };
    asking(id::ASK_BACKUP_LOG, text, &[BACKUP_LOG], because)
}

/// The System log: for 27s whose verdict it decides, and where a limit of the answer is one of it.
pub(super) fn system_log(situation: &Situation<'_>) -> Option<Advice> {
    let of_limits = situation.limits.iter().flat_map(|limit| limit.lacks.iter().copied());
    let opinions = situation.judged.iter().flat_map(Judged::deciding);
    let of_27s = opinions.filter_map(|opinion| match opinion.ask {
        Some(Ask::SystemLog(lack)) => Some(lack),
        _ => None,
    });
    let lacks: Vec<Lack> = of_limits.chain(of_27s).collect();
    let is_past = lacks.iter().any(|lack| matches!(lack, Lack::Before | Lack::Within));
    let text = match lacks.first()? {
        Lack::All => match situation.computer.failed_to_export("System") {
            Some(code) => system_failed(Log::of(code.to_string())),
            None => system_missing(),
        },
        _ => system_again(clauses(lacks)),
    };
    let commands = [SYSTEM_LOG].into_iter().chain(is_past.then_some(ARCHIVED)).map(str::to_owned).collect();
    let is_asking =
        |judged: &&Judged| judged.deciding().any(|opinion| matches!(opinion.ask, Some(Ask::SystemLog(_))));
    let asking = situation.judged.iter().filter(is_asking).map(|judged| judged.subject.index);
    let because: Vec<EventIndex> = asking.take(SHOWN).collect();
    Some(Advice { id: id::ASK_SYSTEM_LOG, text, commands, because, period: None })
}
