//! What somebody may have meant who asked for something that nobody knows.

use super::words::TERMS;
use crate::event::codes::hresult::HRESULTS;
use crate::event::codes::ntstatus::STATUSES;
use crate::event::providers::PROVIDERS;
use crate::session::{CAUSES, ProductOutcome};
use crate::trouble::TroubleKind;
use crate::verdict::{Basis, RULES, Verdict};

/// So many are suggested.
const MOST: usize = 5;
/// How alike two words must be, from 0 to 1.
const ALIKE: f64 = 0.75;
/// A shorter part of a word says too little.
const PART: usize = 3;
/// A shorter word in what was asked says too little.
const WHOLE: usize = 5;

/// Words near a question, the nearest first.
pub fn suggestions(question: &str) -> Vec<String> {
    let asked = question.trim().to_lowercase();
    if asked.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(f64, String)> = of_provider(&asked).into_iter().map(|event| (2.0, event)).collect();
    for word in words() {
        let lower = word.to_lowercase();
        let holds =
            asked.len() >= PART && (lower.contains(&asked) || lower.len() >= WHOLE && asked.contains(&lower));
        let likeness = if holds { 1.0 } else { strsim::normalized_damerau_levenshtein(&lower, &asked) };
        if likeness >= ALIKE {
            found.push((likeness, word));
        }
    }
    // Of those that are alike, the one whose length is nearest.
    let distance = |word: &str| word.len().abs_diff(asked.len());
    found.sort_by(|(one, word), (two, other)| two.total_cmp(one).then(distance(word).cmp(&distance(other))));
    let mut names: Vec<String> = Vec::new();
    for (_, name) in found {
        if names.len() < MOST && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Everything that can be asked for by a word.
fn words() -> impl Iterator<Item = String> {
    let outcomes = super::OUTCOMES.into_iter().map(|(outcome, ..)| outcome.id());
    let outcomes = outcomes.chain(ProductOutcome::ALL.into_iter().map(ProductOutcome::id));
    let codes = HRESULTS.iter().filter_map(|known| known.name).chain(STATUSES.iter().map(|known| known.name));
    RULES
        .iter()
        .flat_map(|rule| [rule.id, rule.name])
        .chain(Verdict::ALL.into_iter().map(Verdict::id))
        .chain(Basis::ALL.into_iter().map(Basis::id))
        .chain(outcomes)
        .chain(CAUSES.iter().map(|row| row.id))
        .chain(TroubleKind::all().map(TroubleKind::id))
        .chain(codes)
        .chain(TERMS.iter().flat_map(|term| term.names.iter().copied()))
        .map(str::to_owned)
}

/// Of a provider without an id, or with one that is not known, the events whose ids are nearest.
fn of_provider(asked: &str) -> Vec<String> {
    let (name, id) = match asked.rsplit_once([' ', ':', '/']) {
        Some((name, id)) if id.parse::<u32>().is_ok() => (name.trim(), id.parse::<u32>().ok()),
        _ => (asked, None),
    };
    let Some(provider) = PROVIDERS.iter().find(|provider| super::is_called(provider, name)) else {
        return Vec::new();
    };
    let short = provider.names_first();
    let short = short.strip_prefix("Microsoft-Windows-").unwrap_or(short);
    let mut ids: Vec<u16> = provider.events.iter().map(|row| row.id).collect();
    ids.sort_by_key(|known| id.map_or(0, |id| u32::from(*known).abs_diff(id)));
    ids.into_iter().take(MOST).map(|id| format!("{short} {id}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_understood() {
        for (asked, meant) in [
            ("beningn", "benign"),
            ("VSS_E_PROVIDER_VET", "VSS_E_PROVIDER_VETO"),
            ("permanent-volum", "permanent-volume"),
            ("crate timeout", "create timeout"),
            ("snapshot-timeuot", "snapshot-timeout"),
            ("VETO", "VSS_E_PROVIDER_VETO"),
            ("Backup 512000", "Backup 739"),
            ("disk 8", "disk 7"),
        ] {
            let found = suggestions(asked);
            assert!(found.iter().any(|word| word == meant), "{asked}: {found:?}");
            assert!(found.len() <= MOST);
        }
        for nonsense in ["", "   ", "qqqqqqqqq", "\u{1b}[2J"] {
            assert_eq!(suggestions(nonsense), Vec::<String>::new());
        }
    }

    #[test]
    fn every_suggestion_has_a_page() {
        for word in words() {
            assert!(!crate::explain::explain(&word).is_empty(), "{word}");
        }
    }
}
