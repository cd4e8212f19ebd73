//! The one file to ask for: what single pieces of advice ask for, a script on the host gathers at once.

use std::collections::BTreeSet;

use super::ask::SHOWN;
use super::{Advice, Situation, id};
use crate::say::sentences;
use crate::timeline::EventIndex;

sentences! {
    one_file() = "ask.collection":
        "Ask for one file, which holds all that is asked for below: send the customer collect.cmd, which this command writes, \
         to run as administrator while no backup runs.";
    again() = "ask.collection-again":
        "Ask for a new collection: collect.cmd, run again as administrator while no backup runs, takes all that is asked for \
         below, as far as the host has it.";
}

const SCRIPT: &str = "volsift collect-script -o collect.cmd";

/// Where it stands among other advice, and what it says; nothing where nothing is asked for that the script takes.
pub(super) fn of(situation: &Situation<'_>, others: &[Advice]) -> Option<(usize, Advice)> {
    let place = others.iter().position(Advice::is_collected)?;
    let asked = others.iter().filter(|advice| advice.is_collected());
    let because: BTreeSet<EventIndex> = asked.flat_map(|advice| advice.because.iter().copied()).collect();
    let text = if situation.computer.collected.is_some() { again() } else { one_file() };
    let advice = Advice {
        id: id::ASK_COLLECTION,
        text,
        commands: vec![SCRIPT.to_owned()],
        because: because.into_iter().take(SHOWN).collect(),
        period: None,
    };
    Some((place, advice))
}
