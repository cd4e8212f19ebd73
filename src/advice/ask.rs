//! Advice on what to ask the customer for, as commands to paste.

use super::{Advice, Situation, id};
use crate::say::{Sentence, sentences};
use crate::timeline::EventIndex;
use crate::verdict::{Ask, Basis, Judged};

sentences! {
    mountvol_decides() = "ask.mountvol":
        "Ask for a list of the host's volumes, made while no backup runs, from before the fault where one exists, and give \
         it with --mountvol: it tells permanent volumes from temporary ones.";
    mountvol_supports() = "ask.mountvol-supports":
        "Ask for mountvol's list, made outside a backup: with --mountvol it supports the presumed 27s.";
    product() = "ask.other-product":
        "Find out what detached the virtual disks (another backup product, user-profile disks, a person) and look into its \
         log: no Windows Server Backup run covers these times.";
}

/// The reader needs an example, not the list, which stands above.
pub(super) const SHOWN: usize = 5;

/// The records for whose sake something is asked, the first few.
pub(super) fn because(situation: &Situation<'_>, ask: Ask) -> Vec<EventIndex> {
    let is_asking = |judged: &Judged| judged.deciding().any(|opinion| opinion.ask == Some(ask));
    let asking = situation.judged.iter().filter(|judged| is_asking(judged));
    asking.map(|judged| judged.subject.index).take(SHOWN).collect()
}

/// Advice that applies where some records stand behind it.
pub(super) fn asking(
    id: &'static str,
    text: Sentence,
    commands: &[&str],
    because: Vec<EventIndex>,
) -> Option<Advice> {
    let commands = commands.iter().map(|command| (*command).to_owned()).collect();
    (!because.is_empty()).then_some(Advice { id, text, commands, because, period: None })
}

/// A list of volumes: where a verdict depends on it, and where it would make one surer.
pub(super) fn mountvol(situation: &Situation<'_>) -> Option<Advice> {
    const COMMANDS: &[&str] = &["mountvol > mountvol.txt"];
    asking(id::ASK_MOUNTVOL, mountvol_decides(), COMMANDS, because(situation, Ask::Mountvol)).or_else(|| {
        let presumed = presumed(situation).filter(|_| situation.asks_for_mountvol);
        asking(id::ASK_MOUNTVOL, mountvol_supports(), COMMANDS, presumed.into_iter().collect())
    })
}

/// The first of the benign 27s that are presumed.
pub(super) fn presumed(situation: &Situation<'_>) -> Option<EventIndex> {
    let presumed = situation.judged.iter().find(|judged| judged.basis == Some(Basis::Presumed));
    presumed.map(|judged| judged.subject.index)
}

/// Another product's log.
pub(super) fn other_product(situation: &Situation<'_>) -> Option<Advice> {
    asking(id::ASK_OTHER_PRODUCT, product(), &[], because(situation, Ask::OtherProduct))
}
