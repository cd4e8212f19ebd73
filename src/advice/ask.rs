//! Advice on what to ask the customer for, as commands to paste.

use super::create_timeout::{current, lacks_wait};
use super::{Advice, Situation};
use crate::event::class::Class;
use crate::event::providers;
use crate::event::providers::service_control_manager::BACKUP_ENGINE;
use crate::event::{Event, EventKind};
use crate::limit::LimitKind;
use crate::say::{Sentence, sentences};
use crate::session::products;
use crate::timeline::EventIndex;
use crate::verdict::{Ask, Basis, Judged, Verdict};

sentences! {
    backup_missing() = "ask.backup-log":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup: it is missing, and only it proves that a \
         backup succeeded.";
    backup_short() = "ask.backup-log-again":
        "Ask for the log of Windows Server Backup again, reaching from before these 27s to after the runs ended; what was \
         given does not cover them.";
    backup_for_wait() = "ask.backup-log-for-wait":
        "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup, first: it tells how long the last run waited \
         for its snapshot, and so whether that was the time-out or some VSS failure.";
    backup_unknown() = "ask.what-backs-up":
        "Ask what backs this host up, and for that product's log: nothing in these logs shows Windows Server Backup (no record \
         of it, and its engine wbengine was not seen to run). If it is what backs up here, its log Microsoft-Windows-Backup \
         decides; a host without that feature has no such log.";
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
    image() = "ask.check-image":
        "A virtual disk left with data unflushed (VHDMP 35). Check the image: mount it read-only, run chkdsk on it, or make \
         that backup again.";
}

/// The records for whose sake something is asked, the first few.
fn because(situation: &Situation<'_>, ask: Ask) -> Vec<EventIndex> {
    /// The reader needs an example, not the list, which stands above.
    const SHOWN: usize = 5;
    situation
        .judged
        .iter()
        .filter(|judged| {
            judged
                .opinions
                .iter()
                .any(|opinion| opinion.ask == Some(ask) && opinion.verdict == judged.verdict)
        })
        .map(|judged| judged.subject.index)
        .take(SHOWN)
        .collect()
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
    let because = runs.last().map(|(_, cause)| cause.evidence.clone()).filter(|_| lacks_wait(situation))?;
    asking("ask-backup-log", backup_for_wait(), &[BACKUP_LOG], because)
}

/// The log of Windows Server Backup.
pub(super) fn backup_log(situation: &Situation<'_>) -> Option<Advice> {
    if lacks_wait(situation) {
        return None;
    }
    if !can_have_backup_log(situation) {
        // What is known need not be asked.
        let because =
            because(situation, Ask::BackupLog).into_iter().filter(|_| !other_backup_is_known(situation));
        return asking("ask-backup-product", backup_unknown(), &[BACKUP_LOG], because.collect());
    }
    let is_missing = situation.computer.coverage_of(providers::backup::PROVIDER.channel).is_none();
    let text = if is_missing { backup_missing() } else { backup_short() };
    asking("ask-backup-log", text, &[BACKUP_LOG], because(situation, Ask::BackupLog))
}

/// Whether Windows Server Backup shows on the host at all: by records, by its engine, or by a `CreateTimeout` that somebody
/// set and left beside the logs.
fn can_have_backup_log(situation: &Situation<'_>) -> bool {
    let computer = situation.computer;
    let is_engine = |event: &Event| match &event.kind {
        EventKind::Service { name, .. } => name.eq_ignore_ascii_case(BACKUP_ENGINE),
        _ => false,
    };
    computer.coverage_like(providers::backup::PROVIDER.channel).next().is_some()
        || computer.all(Class::Backup).next().is_some()
        || computer.all(Class::Activity).any(|(_, event)| is_engine(event))
        || situation.settings.may_be_newer
}

/// Whether records of another product tell that it backs the host up.
fn other_backup_is_known(situation: &Situation<'_>) -> bool {
    situation
        .computer
        .all(Class::ProductRun)
        .any(|(_, event)| products::product(&event.at.provider).is_some_and(|product| product.makes_backups))
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

/// The image that lost data.
pub(super) fn check_image(situation: &Situation<'_>) -> Option<Advice> {
    asking("check-image", image(), &[], because(situation, Ask::CheckImage))
}
