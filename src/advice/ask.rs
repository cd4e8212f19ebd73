//! Advice on what to ask the customer for, as commands to paste.

use super::create_timeout::{current, lacks_wait};
use super::{Advice, Situation};
use crate::event::providers;
use crate::limit::LimitKind;
use crate::say::{Number, Sentence, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Ask, Basis, Judged, Verdict};

sentences! {
    backup_missing() = "ask.backup-log":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup: it is missing, and only it proves that a \
         backup succeeded.";
    backup_short() = "ask.backup-log-again":
        "Ask for the log of Windows Server Backup again, reaching from before these 27s to after the runs ended; what was \
         given does not cover them.";
    backup_for_wait(run: Number) = "ask.backup-log-for-wait-of-run":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup, first: it tells how long run S{ $run } waited \
         for its snapshot, and so whether that was the time-out or some VSS failure.";
    system_around() = "ask.system-log-around":
        "Ask for the whole System log, with archived ones (C:\\Windows\\System32\\winevt\\Logs\\Archive-System-*.evtx): \
         what was given does not cover the minutes around these 27s.";
    system_missing() = "ask.system-log":
        "Ask for the System log: volsnap 27, failing disks and file systems are written there, and none was given.";
    system_short() = "ask.system-log-older":
        "Ask for older System logs too (C:\\Windows\\System32\\winevt\\Logs\\Archive-System-*.evtx): the one that was \
         given does not reach over all that is asked of it.";
    mountvol_decides() = "ask.mountvol":
        "Ask for a list of the host's volumes, made while no backup runs, from before the fault where one exists, and give \
         it with --mountvol: it tells permanent volumes from temporary ones.";
    mountvol_supports() = "ask.mountvol-supports":
        "Ask for mountvol's list, made outside a backup: with --mountvol it supports the presumed 27s.";
    drivers() = "ask.driver-logs":
        "Ask for the drivers' own logs, if the host has them: they tell when virtual disks came and left.";
    product() = "ask.other-product":
        "Find out what detached the virtual disks (another backup product, user-profile disks, a person) and look into its \
         log: no Windows Server Backup run covers these times.";
}

/// The reader needs an example, not the list, which stands above.
pub(super) const SHOWN: usize = 5;

/// The records for whose sake something is asked, the first few.
fn because(situation: &Situation<'_>, ask: Ask) -> Vec<EventIndex> {
    let is_asking = |judged: &Judged| judged.deciding().any(|opinion| opinion.ask == Some(ask));
    let asking = situation.judged.iter().filter(|judged| is_asking(judged));
    asking.map(|judged| judged.subject.index).take(SHOWN).collect()
}

/// Advice that applies where some records stand behind it.
fn asking(id: &'static str, text: Sentence, commands: &[&str], because: Vec<EventIndex>) -> Option<Advice> {
    let commands = commands.iter().map(|command| (*command).to_owned()).collect();
    (!because.is_empty()).then_some(Advice { id, text, commands, because, period: None })
}

const BACKUP_LOG: &str = r"wevtutil epl Microsoft-Windows-Backup C:\Backup.evtx";

/// The log of Windows Server Backup, before anything is advised on a cause that it would decide.
pub(super) fn backup_log_first(situation: &Situation<'_>) -> Option<Advice> {
    let runs = current(situation);
    let run = runs.last().filter(|_| lacks_wait(situation))?;
    asking("ask-backup-log", backup_for_wait(run.number()), &[BACKUP_LOG], run.cause.evidence.clone())
}

/// The log of Windows Server Backup.
pub(super) fn backup_log(situation: &Situation<'_>) -> Option<Advice> {
    if lacks_wait(situation) {
        return None;
    }
    let is_missing = situation.computer.coverage_of(providers::backup::PROVIDER.channel).is_none();
    let text = if is_missing { backup_missing() } else { backup_short() };
    asking("ask-backup-log", text, &[BACKUP_LOG], because(situation, Ask::BackupLog))
}

/// The System log.
pub(super) fn system_log(situation: &Situation<'_>) -> Option<Advice> {
    let has = |kinds: &[LimitKind]| situation.limits.iter().any(|limit| kinds.contains(&limit.kind));
    let because = because(situation, Ask::SystemLog);
    let text = if has(&[LimitKind::NoSystemLog]) {
        system_missing()
    } else if has(&[LimitKind::RunsNotCovered, LimitKind::TimeNotCovered]) {
        system_short()
    } else if because.is_empty() {
        return None;
    } else {
        system_around()
    };
    let commands = vec![r"wevtutil epl System C:\System.evtx".to_owned()];
    Some(Advice { id: "ask-system-log", text, commands, because, period: None })
}

/// A list of volumes: where a verdict depends on it, and where it would make one surer.
pub(super) fn mountvol(situation: &Situation<'_>) -> Option<Advice> {
    const COMMANDS: &[&str] = &["mountvol > mountvol.txt"];
    asking("ask-mountvol", mountvol_decides(), COMMANDS, because(situation, Ask::Mountvol)).or_else(|| {
        let presumed = presumed(situation).filter(|_| situation.asks_for_mountvol);
        asking("ask-mountvol", mountvol_supports(), COMMANDS, presumed.into_iter().collect())
    })
}

/// The first of the benign 27s that are presumed.
fn presumed(situation: &Situation<'_>) -> Option<EventIndex> {
    let presumed = situation.judged.iter().find(|judged| judged.basis == Some(Basis::Presumed));
    presumed.map(|judged| judged.subject.index)
}

/// The drivers' own logs, which would tie a 27 to a departure.
pub(super) fn driver_logs(situation: &Situation<'_>) -> Option<Advice> {
    let missing: Vec<String> =
        [providers::vhdmp::PROVIDER.channel, providers::snapshot_driver::PROVIDER.channel]
            .into_iter()
            .filter(|channel| {
                let other = channel.replace('/', "-");
                situation.computer.coverage_of(channel).is_none()
                    && situation.computer.coverage_of(&other).is_none()
            })
            .map(|channel| {
                let file =
                    channel.trim_start_matches("Microsoft-Windows-").split('/').next().unwrap_or(channel);
                format!(r"wevtutil epl {channel} C:\{file}.evtx")
            })
            .collect();
    let undetermined = situation
        .judged
        .iter()
        .find(|judged| judged.verdict == Verdict::Undetermined && lacks_a_tie(judged))
        .map(|judged| judged.subject.index);
    let because = undetermined.or_else(|| presumed(situation)).filter(|_| !missing.is_empty());
    let advice = asking("ask-driver-logs", drivers(), &[], because.into_iter().collect())?;
    Some(Advice { commands: missing, ..advice })
}

/// Whether the question is what the 27 belongs to, which those logs answer.
fn lacks_a_tie(judged: &Judged) -> bool {
    let asks = [Ask::BackupLog, Ask::OtherProduct];
    judged.opinions.iter().any(|opinion| opinion.ask.is_some_and(|ask| asks.contains(&ask)))
}

/// Another product's log.
pub(super) fn other_product(situation: &Situation<'_>) -> Option<Advice> {
    asking("ask-other-product", product(), &[], because(situation, Ask::OtherProduct))
}
