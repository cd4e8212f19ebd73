//! Advice on what to ask the customer for, as commands to paste.

use super::{Advice, Situation};
use crate::event::providers;
use crate::limit::LimitKind;
use crate::timeline::EventIndex;
use crate::verdict::{Ask, Basis, Judged, Verdict};

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

fn asking(
    situation: &Situation<'_>,
    ask: Ask,
    id: &'static str,
    text: &str,
    commands: &[&str],
) -> Option<Advice> {
    let because = because(situation, ask);
    (!because.is_empty()).then(|| Advice {
        id,
        text: text.into(),
        commands: commands.iter().map(|command| (*command).to_owned()).collect(),
        because,
        period: None,
    })
}

/// The log of Windows Server Backup.
pub(super) fn backup_log(situation: &Situation<'_>) -> Option<Advice> {
    let channel = providers::backup::PROVIDER.channel;
    let text = match situation.computer.coverage_of(channel) {
        None => {
            "Ask for the log of Windows Server Backup, Microsoft-Windows-Backup: it is missing, and only it proves that a backup succeeded."
        }
        Some(_) => {
            "Ask for the log of Windows Server Backup again, reaching from before these 27s to after the runs ended; what was given does not cover them."
        }
    };
    asking(
        situation,
        Ask::BackupLog,
        "ask-backup-log",
        text,
        &[r"wevtutil epl Microsoft-Windows-Backup C:\Backup.evtx"],
    )
}

/// The System log.
pub(super) fn system_log(situation: &Situation<'_>) -> Option<Advice> {
    const COMMAND: &str = r"wevtutil epl System C:\System.evtx";
    let is_missing = situation.limits.iter().any(|limit| limit.kind == LimitKind::NoSystemLog);
    let is_short = situation
        .limits
        .iter()
        .any(|limit| matches!(limit.kind, LimitKind::RunsNotCovered | LimitKind::TimeNotCovered));
    let asked = asking(
        situation,
        Ask::SystemLog,
        "ask-system-log",
        "Ask for the whole System log, with archived ones (C:\\Windows\\System32\\winevt\\Logs\\Archive-System-*.evtx): what was given does not cover the minutes around these 27s.",
        &[COMMAND],
    );
    let text = if is_missing {
        "Ask for the System log: volsnap 27, failing disks and file systems are written there, and none was given."
    } else if is_short {
        "Ask for older System logs too (C:\\Windows\\System32\\winevt\\Logs\\Archive-System-*.evtx): the one that was given does not reach over all that is asked of it."
    } else {
        return asked;
    };
    let because = asked.map(|advice| advice.because).unwrap_or_default();
    Some(Advice {
        id: "ask-system-log",
        text: text.into(),
        commands: vec![COMMAND.to_owned()],
        because,
        period: None,
    })
}

/// A list of volumes: where a verdict depends on it, and where it would make one surer.
pub(super) fn mountvol(situation: &Situation<'_>) -> Option<Advice> {
    const COMMAND: &str = "mountvol > mountvol.txt";
    let asked = asking(
        situation,
        Ask::Mountvol,
        "ask-mountvol",
        "Ask for a list of the host's volumes, taken while no backup runs, from before the fault where one exists, and give it with --mountvol: it tells permanent volumes from temporary ones.",
        &[COMMAND],
    );
    if asked.is_some() || !situation.asks_for_mountvol {
        return asked;
    }
    Some(Advice {
        id: "ask-mountvol",
        text: "Some of the benign 27s are presumed: nothing speaks against them, and nothing for them. A list of the host's volumes, taken while no backup runs, from before the fault where one exists, would support them; give it with --mountvol.".into(),
        commands: vec![COMMAND.to_owned()],
        because: presumed(situation),
        period: None,
    })
}

/// The first of the benign 27s that are presumed.
fn presumed(situation: &Situation<'_>) -> Vec<EventIndex> {
    let presumed = situation.judged.iter().filter(|judged| judged.basis == Some(Basis::Presumed));
    presumed.map(|judged| judged.subject.index).take(1).collect()
}

/// The drivers' own logs, which would tie a 27 to a departure.
pub(super) fn driver_logs(situation: &Situation<'_>) -> Option<Advice> {
    let missing: Vec<&str> =
        [providers::vhdmp::PROVIDER.channel, providers::snapshot_driver::PROVIDER.channel]
            .into_iter()
            .filter(|channel| {
                let other = channel.replace('/', "-");
                situation.computer.coverage_of(channel).is_none()
                    && situation.computer.coverage_of(&other).is_none()
            })
            .collect();
    let undetermined: Vec<EventIndex> = situation
        .judged
        .iter()
        .filter(|judged| judged.verdict == Verdict::Undetermined && lacks_a_tie(judged))
        .map(|judged| judged.subject.index)
        .take(1)
        .chain(presumed(situation))
        .take(1)
        .collect();
    if missing.is_empty() || undetermined.is_empty() {
        return None;
    }
    Some(Advice {
        id: "ask-driver-logs",
        text: "Ask for the drivers' own logs, where the host has them (VHDMP's exists after its first use; the snapshot driver's from Windows 10 and Server 2016 on): they show when virtual disks came and left.".into(),
        commands: missing
            .iter()
            .map(|channel| {
                let file = channel.trim_start_matches("Microsoft-Windows-").split('/').next().unwrap_or(channel);
                format!(r"wevtutil epl {channel} C:\{file}.evtx")
            })
            .collect(),
        because: undetermined, period: None })
}

/// Whether the question is what the 27 belongs to, which those logs answer.
fn lacks_a_tie(judged: &Judged) -> bool {
    let asks = [Ask::BackupLog, Ask::OtherProduct];
    judged.opinions.iter().any(|opinion| opinion.ask.is_some_and(|ask| asks.contains(&ask)))
}

/// Another product's log.
pub(super) fn other_product(situation: &Situation<'_>) -> Option<Advice> {
    asking(
        situation,
        Ask::OtherProduct,
        "ask-other-product",
        "Find out what detached the virtual disks (another backup product, user-profile disks, a person) and look into its log: no Windows Server Backup run covers these times.",
        &[],
    )
}

/// The image that lost data.
pub(super) fn check_image(situation: &Situation<'_>) -> Option<Advice> {
    asking(
        situation,
        Ask::CheckImage,
        "check-image",
        "A virtual disk left with data unflushed (VHDMP 35). Check the image: mount it read-only, run chkdsk on it, or make that backup again.",
        &[],
    )
}
